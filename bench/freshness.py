"""From a dose recorded through REST to the province's report page that shows it, while other desks keep recording."""

import re
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.load import Client, Job, run
from bench.logged_in import logged_in
from bench.results import Result, percentile
from bench.scene import WATCHED, Table, scene
from bench.server import running
from reporting.columns import COLUMNS
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.geography.models import Commune, Province

DOSES = 200
LOAD = 4  # desks that record all the while
PAUSE = 0.2  # between two doses of one of them: twenty a second together, two and a half times the peak of a province
PATIENCE = 60.0
INJECTED = next(place for place, column in enumerate(COLUMNS) if column.key == "injected")
PAGE = "/reports/daily/province/87/?by=district"


def measure(var: Path) -> list[Result]:
    """Median and worst over 200 doses, in a district where nobody else injects, so that its number is theirs."""
    home = Commune.objects.filter(district__code=WATCHED).select_related("district__province").first()
    [probe] = scene().open_session(stations=1, people=DOSES + 1, commune=home)
    load = scene().open_session(stations=LOAD, people=20_000)
    cookie = logged_in(_officer())
    with running("web", "worker", "beat", log=var / "logs" / "bench.log") as port:
        stop = threading.Event()
        busy = threading.Thread(target=_keep_busy, args=(port, load, stop))
        busy.start()
        try:
            waits = [_until_seen(port, probe, cookie, number) for number in range(1, DOSES + 1)]
        finally:
            stop.set()
            busy.join()
    worst = max(waits)
    return [
        Result(
            name="report_freshness",
            value=statistics.median(waits),
            unit="s",
            p50=statistics.median(waits) * 1000,
            p99=percentile(waits, 0.99) * 1000,
            note=f"worst {worst:.2f} s of {len(waits)} doses",
        ),
        Result(name="report_freshness_worst", value=worst, unit="s"),
    ]


def _officer() -> User:
    officer = User.objects.create(username="bench-province")
    Membership.objects.create(user=officer, role=Role.PROVINCE, province=Province.objects.get(code="87"))
    return officer


def _keep_busy(port: int, tables: list[Table], stop: threading.Event) -> None:
    def jobs(table: Table) -> Iterator[Job]:
        while not stop.wait(PAUSE):
            body = table.body()
            yield lambda client, body=body: client.send("POST", table.path, body, _token(table))

    run([jobs(table) for table in tables], lambda: Client(port))


def _until_seen(port: int, probe: Table, cookie: str, number: int) -> float:
    """Seconds from the moment the dose is sent until the page counts it."""
    desk, reader = Client(port), Client(port)
    began = time.perf_counter()
    answer = desk.send("POST", probe.path, probe.body(), _token(probe))
    if answer.status != 201:
        raise RuntimeError(f"the dose was answered {answer.status}: {answer.body[:300]!r}")
    while _injected(reader.send("GET", PAGE, b"", cookie).body.decode()) < number:
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError("the dose did not appear in the province's report")
        time.sleep(0.05)
    taken = time.perf_counter() - began
    desk.close()
    reader.close()
    return taken


def _token(table: Table) -> str:
    return f"Authorization: Token {table.token}\r\n"


def _injected(page: str) -> int:
    """The number of people injected in the row of the probe's district, 0 while the row is not there."""
    row = re.search(rf'href="[^"]*/daily/district/{WATCHED}/[^"]*"(.*?)</tr>', page, re.DOTALL)
    if row is None:
        return 0
    numbers = re.findall(r'<td class="is-number[^"]*">([^<]*)</td>', row[1])
    return int(re.sub(r"\D", "", numbers[INJECTED]) or 0)
