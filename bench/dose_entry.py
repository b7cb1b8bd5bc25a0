"""Recording a dose through REST, against a view that inserts one row, and against what the database alone can do."""

import json
import re
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.load import Client, Job, Run, run
from bench.results import Result, percentile
from bench.scene import Table, scene
from bench.server import running

CLIENTS = (1, 4, 16)
REQUESTS = {1: 400, 4: 1200, 16: 1600}  # of all clients together, in each of the rounds
ROUNDS = 3
WARM_UP = 100
STATIONS = 4  # clients of one session share its lot row, as the tables of one morning do
MAIN = 4


def against_bare(var: Path) -> list[Result]:
    """Doses and bare rows in turns, so that both meet the same noise."""
    with running("web", log=var / "logs" / "bench.log") as port:
        found = [_compare(port, clients) for clients in CLIENTS]
    return [*found, _main(found, "dose_entry_vs_bare")]


def _compare(port: int, clients: int) -> Result:
    people = (REQUESTS[clients] * ROUNDS + WARM_UP + clients) // clients + 1
    tables = tables_for(clients, people)
    doses, bare = list[Run](), list[Run]()
    doses_by_rest(port, tables, WARM_UP)
    _bare(port, clients, WARM_UP)
    for _round in range(ROUNDS):
        bare.append(_bare(port, clients, REQUESTS[clients]))
        doses.append(doses_by_rest(port, tables, REQUESTS[clients]))
    ratios = [dose.per_second / plain.per_second for dose, plain in zip(doses, bare, strict=True)]
    seconds = [second for one in doses for second in one.seconds]
    plain_seconds = [second for one in bare for second in one.seconds]
    return Result(
        name=f"dose_entry_vs_bare_c{clients}",
        value=statistics.median(one.per_second for one in doses),
        unit="requests/s",
        against=statistics.median(one.per_second for one in bare),
        ratio=statistics.median(ratios),
        p50=percentile(seconds, 0.5) * 1000,
        p99=percentile(seconds, 0.99) * 1000,
        note=f"bare p50 {percentile(plain_seconds, 0.5) * 1000:.1f}, p99 {percentile(plain_seconds, 0.99) * 1000:.1f}",
    )


def tables_for(clients: int, people: int) -> list[Table]:
    tables: list[Table] = []
    while len(tables) < clients:
        stations = min(STATIONS, clients - len(tables))
        tables += scene().open_session(stations=stations, people=people * stations)
    return tables


def doses_by_rest(port: int, tables: list[Table], requests: int) -> Run:
    def jobs(table: Table) -> Iterator[Job]:
        for _number in range(requests // len(tables)):
            body = table.body()
            yield lambda client, body=body: client.send(
                "POST", table.path, body, f"Authorization: Token {table.token}\r\n"
            )

    return run([jobs(table) for table in tables], lambda: Client(port))


def _bare(port: int, clients: int, requests: int) -> Run:
    body = json.dumps({"ref": "019a0000-0000-7000-8000-000000000000", "text": "one narrow row"}).encode()
    one: Job = lambda client: client.send("POST", "/bench/bare/", body)  # noqa: E731  a constant job
    return run([iter([one] * (requests // clients)) for _client in range(clients)], lambda: Client(port))


def _main(found: list[Result], name: str) -> Result:
    """The bare name is the 4-client entry."""
    from dataclasses import replace

    return replace(next(one for one in found if one.name.endswith(f"_c{MAIN}")), name=name)


def against_pgbench(var: Path) -> list[Result]:
    """The same rows (dose, fact, history, audit entry), inserted by pgbench into copies of tables and indexes."""
    _copy_tables()
    with running("web", log=var / "logs" / "bench.log") as port:
        found = [_against(port, clients) for clients in CLIENTS]
    return [*found, _main(found, "dose_entry_vs_pgbench")]


def _against(port: int, clients: int) -> Result:
    people = (REQUESTS[clients] * ROUNDS + WARM_UP + clients) // clients + 1
    tables = tables_for(clients, people)
    doses_by_rest(port, tables, WARM_UP)
    doses, limits = list[Run](), list[float]()
    for _round in range(ROUNDS):
        limits.append(_pgbench(clients))
        doses.append(doses_by_rest(port, tables, REQUESTS[clients]))
    seconds = [second for one in doses for second in one.seconds]
    return Result(
        name=f"dose_entry_vs_pgbench_c{clients}",
        value=statistics.median(one.per_second for one in doses),
        unit="requests/s",
        against=statistics.median(limits),
        ratio=statistics.median(one.per_second / limit for one, limit in zip(doses, limits, strict=True)),
        p50=percentile(seconds, 0.5) * 1000,
        p99=percentile(seconds, 0.99) * 1000,
    )


COPIES = """
CREATE SCHEMA IF NOT EXISTS yardstick;
CREATE TABLE yardstick.dose (LIKE vaccination_dose INCLUDING ALL);
CREATE TABLE yardstick.fact (LIKE vaccination_fact INCLUDING ALL);
CREATE TABLE yardstick.event (LIKE vaccination_appointmentevent INCLUDING ALL);
CREATE TABLE yardstick.entry (LIKE audit_entry INCLUDING ALL);
CREATE SEQUENCE yardstick.person;
"""


def _copy_tables() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS yardstick CASCADE")
        cursor.execute(COPIES)


def _script() -> str:
    """One transaction with the columns of a real dose, its fact, history and audit entry, each person new."""
    from sessions.models import Dose

    if not Dose.objects.exists():
        raise RuntimeError("record a dose first: the yardstick copies its columns")
    return "\n".join(["BEGIN;", *(f"{_insert(*table)};" for table in _rows()), "COMMIT;"])


def _rows() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Table, its copy, its key, and what is new in every row."""
    fresh, someone = {"ref": "gen_random_uuid()"}, "nextval('yardstick.person')"
    yield "vaccination_dose", "dose", "id", {**fresh, "person_id": someone, "appointment_id": someone}
    yield "vaccination_fact", "fact", "id", {}
    yield "vaccination_appointmentevent", "event", "pgh_id", {**fresh, "id": someone, "pgh_obj_id": someone}
    yield "audit_entry", "entry", "id", {"subject_ref": "gen_random_uuid()"}


def _insert(source: str, copy: str, key: str, fresh: dict[str, str]) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {source} ORDER BY {key} DESC LIMIT 1")
        names = [column.name for column in cursor.description if column.name != key]
        cursor.execute(
            "SELECT {} FROM {} ORDER BY {} DESC LIMIT 1".format(
                ", ".join(f"quote_nullable({name}::text)" for name in names), source, key
            )
        )
        values = cursor.fetchone()
    told = [fresh.get(name, value) for name, value in zip(names, values, strict=True)]
    return f"INSERT INTO yardstick.{copy} ({', '.join(names)}) VALUES ({', '.join(told)})"


def _pgbench(clients: int, seconds: int = 4) -> float:
    """Transactions per second of the script."""
    import os

    from vaxportal.backups import program

    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_script())
        script.flush()
        words = [str(program("pgbench")), "-n", "-c", str(clients), "-j", "1", "-T", str(seconds), "-f", script.name]
        done = subprocess.run([*words, os.environ["DATABASE_URL"]], capture_output=True, text=True, check=False)
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if rate is None:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-500:]}")
    return float(rate[1])
