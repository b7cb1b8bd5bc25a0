"""Doses at the live desk while a long worker list is read beside it, against the same desks alone, in the same run."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.desk import Desk
from bench.list_import import company, take_away
from bench.load import Client, Job, Run, run
from bench.register import filled
from bench.results import Result, percentile
from bench.scene import scene
from bench.server import running
from bench.worker_files import worker_file
from registration.imports.lists import upload_list
from registration.models import WorkerList
from registration.tasks import read_lists
from vaxportal.accounts.roles import Role
from vaxportal.accounts.scope import Acting
from vaxportal.core import clock
from vaxportal.core.ids import new_ref

STATIONS = 4
PAUSE = 0.2  # between two doses of one of them: twenty a second together, two and a half times the peak of a province
ROWS = 50_000
IDLE = 30.0  # seconds before the list, and as many after it
PATIENCE = 900.0
WAKE = 5.0  # as often as the clock of the portal looks for lists
PEOPLE = 12_000


def measure(var: Path) -> list[Result]:
    filled()
    with running("web", "lists", log=var / "logs" / "bench.log") as port:
        return compared(port, rows=ROWS, idle=IDLE, people=PEOPLE)


def compared(port: int, *, rows: int, idle: float, people: int) -> list[Result]:
    desks = [Desk(table) for table in scene().open_session(stations=STATIONS, people=people)]
    content = worker_file(rows, seed=77, today=clock.today())
    _during(port, desks, lambda: time.sleep(idle / 10))  # to warm up
    before = _during(port, desks, lambda: time.sleep(idle))
    began = time.monotonic()
    busy = _during(port, desks, lambda: _read(content))
    taken = time.monotonic() - began
    after = _during(port, desks, lambda: time.sleep(idle))
    take_away()
    p99, alone = percentile(busy.seconds, 0.99) * 1000, percentile(before.seconds + after.seconds, 0.99) * 1000
    p50, alone_p50 = percentile(busy.seconds, 0.5) * 1000, percentile(before.seconds + after.seconds, 0.5) * 1000
    note = f"alone p50 {alone_p50:.1f}; {len(busy.seconds)} doses while {rows:,} rows were read in {taken:.0f} s"
    return [Result("desk_under_import", p99, "ms", alone, p99 / alone, p50, p99, note)]


def _during(port: int, desks: Sequence[Desk], act: Callable[[], None]) -> Run:
    """The desks record at their pace until the act is over."""
    over, runs = threading.Event(), list[Run]()
    busy = threading.Thread(target=lambda: runs.append(_paced(port, desks, over)))
    busy.start()
    try:
        act()
    finally:
        over.set()
        busy.join()
    return runs[0]


def _paced(port: int, desks: Sequence[Desk], over: threading.Event) -> Run:
    def jobs(desk: Desk) -> Iterator[Job]:
        while not over.wait(PAUSE):
            yield from desk.doses(1)

    return run([jobs(desk) for desk in desks], lambda: Client(port), expect=200)


def _read(content: bytes) -> None:
    """Handed in and read by the worker of the lists, until every row is answered."""
    organization = company()
    by = organization.created_by
    assert by
    by.acting = Acting(role=Role.ORGANIZATION_MANAGER)
    kept = upload_list(
        organization=organization, file_name="a.xlsx", content=content, ref=new_ref(), by=by, starts_by_itself=True
    )
    began, woken = time.monotonic(), 0.0
    while kept.state not in {WorkerList.State.DONE, WorkerList.State.FAILED}:
        if time.monotonic() - began > PATIENCE:
            break
        if time.monotonic() - woken > WAKE:
            read_lists.apply_async(expires=WAKE)
            woken = time.monotonic()
        time.sleep(0.2)
        kept.refresh_from_db(fields=["state"])
    if kept.state != WorkerList.State.DONE:
        raise RuntimeError(f"the list was not read: {kept.state}")
