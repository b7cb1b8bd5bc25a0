"""A session of a thousand people at ten stations that are out of reach for a fifth of the time, on bad lines.

Each works by itself against a real server: with the day's pack and its proof, acts kept with their own time and sent
one by one afterwards, requests and answers lost on the way, the same sent again, some people entered at two tables.
What the database holds in the end is compared with what the nurses were told that it is kept.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from bench.desk import Desk
from bench.offline_station import Line, OfflineStation, Visit
from bench.results import Result
from bench.scene import Table, scene
from bench.server import running
from sessions.models import DeskAct, Dose
from sessions.rules.acts import OPEN

STATIONS, PEOPLE = 10, 1000
PACE = 0.4  # seconds for each person: at ten stations ten times as fast as the fastest morning
AT_TWO_TABLES = 0.02  # of the people


def measure(var: Path) -> list[Result]:
    with running("web", log=var / "logs" / "bench.log") as port:
        return played(port, stations=STATIONS, people=PEOPLE, pace=PACE)


def played(port: int, *, stations: int, people: int, pace: float) -> list[Result]:
    tables = scene().open_session(stations=stations, people=people, screened=False)
    visits = _shared_out(tables, Random(5))
    desks = [
        OfflineStation(Desk(table), Line(port, Random(number)), own, pace=pace, chance=Random(100 + number))
        for number, (table, own) in enumerate(zip(tables, visits, strict=True))
    ]
    with ThreadPoolExecutor(len(desks)) as workers:
        list(workers.map(OfflineStation.works, desks))
    return _results(tables[0], desks)


def _shared_out(tables: Sequence[Table], chance: Random) -> list[list[Visit]]:
    """Everybody at one table; a few are entered at the next one, too."""
    own = [[Visit(appointment, number) for appointment, number in table.waiting] for table in tables]
    for at, visits in enumerate(own):
        beside = own[(at + 1) % len(own)]
        for visit in [one for one in visits if not one.again and chance.random() < AT_TWO_TABLES]:
            again = Visit(visit.appointment, visit.number, again=True)
            beside.insert(chance.randrange(len(beside) + 1), again)
    return own


def _results(table: Table, desks: Sequence[OfflineStation]) -> list[Result]:
    entered = {ref: person for desk in desks for ref, person in desk.entered.items()}
    recorded = Dose.objects.filter(session=table.session).not_voided()
    people = list(recorded.values_list("appointment__ref", flat=True))
    refs = {str(ref) for ref in recorded.values_list("ref", flat=True)}
    lost = set(entered.values()) - {str(one) for one in people}
    doubled = len(people) - len(set(people)) + len(refs - set(entered))
    conflicts = DeskAct.objects.filter(session=table.session, state__in=OPEN).count()
    kept, drains = sum(desk.kept for desk in desks), [one for desk in desks for one in desk.drains]
    told = f"{len(set(entered.values()))} people injected, {len(entered)} doses entered, {len(people)} recorded"
    sent = f"{kept} acts sent afterwards, {sum(desk.line.lost for desk in desks)} requests or answers lost"
    twice = len(entered) - len(set(entered.values()))
    return [
        Result("desk_offline_lost", len(lost), "doses", note=told),
        Result("desk_offline_doubled", doubled, "doses", note=sent),
        Result("desk_offline_conflicts", conflicts, "acts", twice, note="against: doses entered at two tables"),
        Result("desk_offline_drain", max(drains, default=0.0), "s", note=f"the longest of {len(drains)} queues"),
    ]
