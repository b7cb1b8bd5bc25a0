"""One station of the live desk, speaking to the server as its script does: a browser's log-in, acts one by one."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from bench.load import Answer, Client, Job
from bench.logged_in import logged_in
from bench.scene import Table
from vaxportal.core.ids import new_ref

Json = dict[str, Any]  # what JSON holds


class Desk:
    """At a table; its people are those who wait there."""

    def __init__(self, table: Table) -> None:
        self.table, self.headers, self.device = table, logged_in(table.nurse), str(new_ref())
        self.vial, self.left_in_vial = "", 0

    def asks(self, client: Client, what: str, given: Json) -> Answer:
        path = f"/api/v1/sessions/{self.table.session.ref}/{what}/"
        return client.send("POST", path, json.dumps(given).encode(), self.headers)

    def act(self, kind: str, subject: UUID, content: Json) -> Json:
        return {"ref": str(new_ref()), "kind": kind, "subject": str(subject), "content": content}

    def dose(self, subject: UUID, number: int) -> Json:
        """Out of the vial that stands on the table; an empty one is followed by the next."""
        if not self.left_in_vial:
            self.vial, self.left_in_vial = str(new_ref()), self.table.session.vaccine.doses_per_vial
        self.left_in_vial -= 1
        return self.act("dose", subject, {**self.table.dose(number), "body_site": "left_arm", "vial": self.vial})

    def doses(self, count: int) -> Iterator[Job]:
        """Of the next people who wait."""
        for _number in range(count):
            appointment, number = next(self.table.waiting)
            given = self.dose(appointment.ref, number)
            yield partial(self._asks_later, given)

    def _asks_later(self, given: Json, client: Client) -> Answer:
        return self.asks(client, "acts", given)
