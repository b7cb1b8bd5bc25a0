"""A dose through the live desk at 1, 4 and 16 stations, in turns with the same dose as a site's own system sends it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.desk import Desk
from bench.dose_entry import doses_by_rest, tables_for
from bench.load import Client, Run, run
from bench.results import Result, percentile
from bench.server import running

MAIN = 4
ROUNDS = 3
DOSES = {1: 400, 4: 1200, 16: 1600}  # of all stations together, in each round


def measure(var: Path) -> list[Result]:
    with running("web", log=var / "logs" / "bench.log") as port:
        return compare(port, DOSES)


def compare(port: int, doses: dict[int, int]) -> list[Result]:
    """By the number of stations, which record so many doses in each round; the bare name is the entry of four."""
    found = {stations: _compare(port, stations, count) for stations, count in doses.items()}
    return [*found.values(), replace(found[MAIN], name="desk_dose_p99")]


def _compare(port: int, stations: int, doses: int) -> Result:
    each = doses // stations
    tables = tables_for(stations, each * 2 * (ROUNDS + 1))
    desks = [Desk(table) for table in tables]
    _doses(port, desks, each // 4)  # to warm up
    doses_by_rest(port, tables, doses // 4)
    live, rest = list[Run](), list[Run]()
    for _round in range(ROUNDS):
        rest.append(doses_by_rest(port, tables, doses))
        live.append(_doses(port, desks, each))
    seconds, plain = _seconds(live), _seconds(rest)
    p50, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.99))
    plain_p50, plain_p99 = (percentile(plain, share) * 1000 for share in (0.5, 0.99))
    note = f"the same by REST: p50 {plain_p50:.1f}, p99 {plain_p99:.1f}"
    return Result(f"desk_dose_p99_c{stations}", p99, "ms", plain_p99, p99 / plain_p99, p50, p99, note)


def _doses(port: int, desks: Sequence[Desk], each: int) -> Run:
    return run([desk.doses(each) for desk in desks], lambda: Client(port), expect=200)


def _seconds(runs: list[Run]) -> list[float]:
    return [second for one in runs for second in one.seconds]
