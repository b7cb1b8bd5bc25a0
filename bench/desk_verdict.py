"""From the scan to the verdict, the search box included, with the register of a whole province behind it."""

import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bench.desk import Desk
from bench.load import Client
from bench.register import filled
from bench.results import Result, percentile
from bench.scans import Scans
from bench.scene import scene
from bench.server import running

SCANS = 150  # of each kind
PLANNED = 1000  # people of the session
SHARE = 0.95


def measure(var: Path) -> list[Result]:
    people = filled()
    with running("web", log=var / "logs" / "bench.log") as port:
        return timed(port, planned=PLANNED, scans=SCANS, people=people)


def timed(port: int, *, planned: int, scans: int, people: int) -> list[Result]:
    """One scan after the other: a table asks a few times a minute."""
    [table] = scene().open_session(stations=1, people=planned)
    desk, client = Desk(table), Client(port)
    drawn = Scans(table.session, Random(7))
    for _kind, text in drawn.draw(2):  # to warm up
        _verdict(desk, client, text)
    taken = defaultdict[str, list[float]](list)
    for kind, text in drawn.draw(scans):
        taken[kind].append(_verdict(desk, client, text))
    client.close()
    every = [second for seconds in taken.values() for second in seconds]
    note = f"{len(every)} scans, {people:,} people in the register, {planned} in the session"
    return [
        _result("desk_verdict_p95", every, note),
        *(_result(f"desk_verdict_p95_{kind}", seconds) for kind, seconds in taken.items()),
    ]


def _verdict(desk: Desk, client: Client, text: str) -> float:
    began = time.perf_counter()
    answer = desk.asks(client, "find", {"text": text})
    seconds = time.perf_counter() - began
    if answer.status != 200:
        raise RuntimeError(f"the scan was answered {answer.status}: {answer.body[:300]!r}")
    return seconds


def _result(name: str, seconds: Sequence[float], note: str = "") -> Result:
    p50, p95, p99 = (percentile(seconds, share) * 1000 for share in (0.5, SHARE, 0.99))
    return Result(name, p95, "ms", p50=p50, p99=p99, note=note)
