"""A station of the live desk whose network comes and goes: the device's part of `static/js/live/acts.js`."""

import json
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bench.desk import Desk, Json
from bench.load import Answer, Client
from sessions.models import Appointment
from sessions.rules.screening import ASKED, PREGNANCY
from vaxportal.core import clock

STRETCH = 5  # people, after which the network may be another
OFFLINE = 0.2  # of the stretches
REQUEST_LOST, ANSWER_LOST, SENT_AGAIN = 0.03, 0.05, 0.03
PATIENCE = 0.05  # seconds until the device tries again
NAME = "Bàn đo"
WELL = {"temperature": 36.8, "pulse": 75, "systolic": 120, "diastolic": 75, "breaths": 16}


@dataclass(frozen=True)
class Visit:
    """Somebody sits down at a table. `again`: they are entered at another one, too."""

    appointment: Appointment
    number: int
    again: bool = False


@dataclass
class Line:
    """Loses requests, and answers to requests that arrive."""

    port: int
    chance: Random
    lost: int = 0

    def __post_init__(self) -> None:
        self.client = Client(self.port)

    def post(self, desk: Desk, given: Json) -> Answer | None:
        """None: nobody knows whether it has arrived."""
        draw = self.chance.random()
        if draw < REQUEST_LOST + ANSWER_LOST:
            self.lost += 1
            if draw < ANSWER_LOST:
                self._hang_up(desk, given)
            return None
        answer = desk.asks(self.client, "acts", given)
        return desk.asks(self.client, "acts", given) if self.chance.random() < SENT_AGAIN else answer

    def _hang_up(self, desk: Desk, given: Json) -> None:
        path = f"/api/v1/sessions/{desk.table.session.ref}/acts/"
        self.client.send_only("POST", path, json.dumps(given).encode(), desk.headers)
        self.client.close()
        self.client = Client(self.port)


@dataclass
class OfflineStation:
    """`entered`: the doses of which the nurse was told that they are recorded or kept, each with its appointment."""

    desk: Desk
    line: Line
    visits: Sequence[Visit]
    pace: float
    chance: Random
    entered: dict[str, str] = field(default_factory=dict)
    drains: list[float] = field(default_factory=list)
    kept: int = 0
    grant: str = ""
    is_online: bool = True
    queue: deque[Json] = field(default_factory=deque)

    def works(self) -> None:
        self._takes_pack()
        for at, visit in enumerate(self.visits):
            if at % STRETCH == 0:
                self.is_online = self.chance.random() >= OFFLINE
            self._drains()
            began = time.monotonic()
            for act in self._acts(visit):
                self._performs(act)
            time.sleep(max(0.0, self.pace - (time.monotonic() - began)))
        self.is_online = True
        self._drains()
        self.line.client.close()

    def _takes_pack(self) -> None:
        answer = self.desk.asks(self.line.client, "pack", {"device": self.desk.device, "name": NAME})
        if answer.status != 200:
            raise RuntimeError(f"the pack was answered {answer.status}: {answer.body[:300]!r}")
        self.grant = json.loads(answer.body)["grant"]

    def _acts(self, visit: Visit) -> list[Json]:
        subject, sex = visit.appointment.ref, visit.appointment.person.sex
        dose = self.desk.dose(subject, visit.number)
        asked = [one for one in ASKED if sex == "F" or one not in PREGNANCY]
        healthy = {"answers": dict.fromkeys(asked, False), "outcome": "eligible", **WELL}
        screening = self.desk.act("screening", subject, healthy)
        return [self.desk.act("check_in", subject, {}), screening, dose]

    def _performs(self, act: Json) -> None:
        """At once, where nothing stands before it; kept where the server could not be asked. A refusal is shown."""
        proof = {"offline": True, "at": clock.now().isoformat(), "device": self.desk.device, "name": NAME}
        answer = self.line.post(self.desk, act) if self.is_online and not self.queue else None
        if answer is None:
            self.kept += 1
            self.queue.append({**act, **proof, "grant": self.grant})
        elif answer.status >= 500:
            raise RuntimeError(f"an act was answered {answer.status}: {answer.body[:300]!r}")
        if act["kind"] == "dose" and (answer is None or answer.status == 200):
            self.entered[act["ref"]] = act["subject"]

    def _drains(self) -> None:
        """Sends what is kept, oldest first, until nothing is left."""
        if not self.is_online or not self.queue:
            return
        began = time.monotonic()
        while self.queue:
            answer = self.line.post(self.desk, {**self.queue[0], "unsent": len(self.queue) - 1})
            if answer is None:
                time.sleep(PATIENCE)
                continue
            if answer.status != 200:
                raise RuntimeError(f"a kept act was answered {answer.status}: {answer.body[:300]!r}")
            self.queue.popleft()
        self.drains.append(time.monotonic() - began)
