"""A register of a province's size, filled in bulk: people with sealed numbers, and names as common as they are here."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from random import Random

from django.db import connection

from registration.models import Person, PriorityGroup
from registration.models.people import folded
from vaxportal.core import clock
from vaxportal.core.copying import copy_rows
from vaxportal.geography.models import Commune
from vaxportal.simulation.people import make_cccd, make_people

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1600000"))
PART = 20_000
PROCESSES = 2
PLACES = ("87", "89", "82")  # where births were registered: a number holds a million of each sex and year
DROPPED = """
SELECT indexdef, indexname FROM pg_indexes WHERE tablename = 'registration_person'
AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = 'registration_person'::regclass)
"""


@cache
def filled(people: int = PEOPLE) -> int:
    """Fills the register once a run; answers how many people it has got. Indexes are built when all are in."""
    with connection.cursor() as cursor:
        cursor.execute(DROPPED)
        indexes = cursor.fetchall()
        for _definition, name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    connection.close()
    parts = [(start, min(PART, people - start)) for start in range(0, people, PART)]
    made = _fill(*parts[0]) if len(parts) == 1 else _fill_beside_each_other(parts)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition, _name in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE registration_person")
    return made


def _fill_beside_each_other(parts: list[tuple[int, int]]) -> int:
    with ProcessPoolExecutor(PROCESSES) as workers:
        return sum(workers.map(_fill, *zip(*parts, strict=True)))


def _fill(start: int, count: int) -> int:
    people = list(islice(_people(start), count))
    copy_rows(people)
    connection.close()
    return len(people)


def _people(start: int) -> Iterator[Person]:
    homes = list(Commune.objects.filter(district__province__code="87").select_related("district__province"))
    groups = {group.code: group for group in PriorityGroup.objects.all()}
    for serial, one in enumerate(make_people(Random(start), homes, clock.today()), start=start):
        insured = serial % 5 < 3
        yield Person(
            full_name=one.name,
            folded_name=folded(one.name),
            born_on=one.born_on,
            sex=one.sex,
            id_kind="cccd",
            id_number=make_cccd(one.sex, one.born_on, PLACES[serial // 1_000_000], serial),
            bhyt=f"87{serial:08d}" if insured else "",
            phone=f"+84{one.phone[1:]}",
            commune=one.commune,
            address=one.address,
            priority_group=groups[one.group],
        )
