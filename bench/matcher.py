"""How well people are recognized: false links, recall, questions; over a made register and rows with slips of the pen.

register → whom the database finds in its indexes → rows → what the product makes of them, counted. Tests and work on
the rules keep a register in memory: it finds the same.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from django.db import connection, transaction

from bench.made_register import Living, Maker
from bench.made_rows import Row, Typist
from bench.results import Result
from registration.models import Person, PriorityGroup
from registration.models.people import folded
from registration.rules.blocks import Blocks
from registration.rules.matching import Likeness, Match, Traits, best, compare
from registration.services.known import KnownPeople
from vaxportal.core.copying import copy_rows, fresh
from vaxportal.geography.models import Commune

SEEDS = (1, 2, 3, 4, 5)
PEOPLE = 100_000
ROWS = 20_000  # of people in the register, and as many new ones
BATCH = 2_500  # rows recognized at once, as of a list
Recognized = list[list[tuple[int, Match]]]  # for each row, who it is compared with, by their place in the register
Recognize = Callable[[Sequence[Traits]], Recognized]


@dataclass
class Quality:
    """What became of the rows, with the kinds of what went wrong, to be looked at one by one."""

    rows: int = 0
    new: int = 0
    owed: int = 0
    recalled: int = 0
    links: int = 0
    right_links: int = 0
    asks: int = 0
    right_asks: int = 0
    asks_of_new: int = 0
    missed: Counter[tuple[str, ...]] = field(default_factory=Counter)
    false_links: Counter[tuple[str, ...]] = field(default_factory=Counter)
    false_asks: Counter[str] = field(default_factory=Counter)

    def count(self, row: Row, likeness: Likeness, likely: Sequence[int]) -> None:
        is_right = row.truth is not None and row.truth in likely
        self.rows += 1
        self.new += row.truth is None
        self.owed += row.is_owed
        self.recalled += row.is_owed and is_right
        if likeness == Likeness.SAME:
            self.links += 1
            self.right_links += is_right
            self.false_links.update([] if is_right else [(row.kind, *row.slips)])
        elif likeness == Likeness.POSSIBLE:
            self.asks += 1
            self.right_asks += is_right
            self.asks_of_new += row.truth is None
            self.false_asks.update([] if is_right else [row.kind])
        if row.is_owed and not is_right:
            self.missed[tuple(sorted(row.slips))] += 1

    @property
    def recall(self) -> float:
        return self.recalled / self.owed

    @property
    def link_precision(self) -> float:
        return self.right_links / self.links

    @property
    def ask_precision(self) -> float:
        return self.right_asks / self.asks

    @property
    def asks_per_thousand_new(self) -> float:
        return 1000 * self.asks_of_new / self.new

    @property
    def asks_per_thousand(self) -> float:
        return 1000 * self.asks / self.rows


def made(seed: int, *, people: int = PEOPLE, rows: int = ROWS) -> tuple[list[Living], list[Row]]:
    """A register, and rows of people in it and of as many who are not."""
    chance = Random(seed)
    maker = Maker(chance)
    register = maker.register(people)
    return register, Typist(chance, register, maker).rows(rows, rows)


def judge(rows: Sequence[Row], recognize: Recognize) -> Quality:
    quality = Quality()
    for row, compared in zip(rows, recognize([row.given for row in rows]), strict=True):
        verdict = best([match for _place, match in compared])
        quality.count(row, verdict.likeness, [compared[at][0] for at in verdict.likely])
    return quality


class Index:
    """Finds candidates in memory by the blocks by which the product looks them up."""

    def __init__(self, people: Sequence[Traits]) -> None:
        self.people, self.blocks = people, Blocks[tuple[int, ...]]()
        for place, person in enumerate(people):
            self.blocks.add(person, (place,))

    def __call__(self, rows: Sequence[Traits]) -> Recognized:
        return [[(place, compare(row, self.people[place])) for place in self._near(row)] for row in rows]

    def _near(self, row: Traits) -> list[int]:
        return sorted(place for (place,) in self.blocks.near(row))


class Register:
    """The people in the database, their numbers sealed; found and compared by what takes lists in."""

    def __init__(self, people: Sequence[Traits]) -> None:
        self.communes = {code: str(pk) for code, pk in Commune.objects.values_list("code", "pk")}
        group = PriorityGroup.objects.order_by("code")[0].pk
        kept = [self._person(one, group) for one in people]
        copy_rows(kept)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE registration_person")
        self.places = {person.pk: place for place, person in enumerate(kept)}

    def __call__(self, rows: Sequence[Traits]) -> Recognized:
        asked = [replace(row, commune_code=self.communes.get(row.commune_code, "")) for row in rows]
        found: Recognized = []
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            known = KnownPeople(batch)
            found += [[(self.places[one.known.pk or 0], one.match) for one in known.like(row)] for row in batch]
        return found

    def _person(self, one: Traits, group: int) -> Person:
        return fresh(
            Person,
            full_name=one.full_name,
            folded_name=folded(one.full_name),
            born_on=one.born_on,
            sex=one.sex,
            id_kind="cccd" if one.id_number else "",
            id_number=one.id_number,
            bhyt=one.bhyt,
            phone=one.phone,
            commune_id=int(self.communes[one.commune_code]),
            priority_group_id=group,
        )


def in_memory(seed: int, *, people: int = PEOPLE, rows: int = ROWS) -> Quality:
    register, typed = made(seed, people=people, rows=rows)
    return judge(typed, Index([living.kept for living in register]))


def in_the_database(seed: int, *, people: int = PEOPLE, rows: int = ROWS) -> Quality:
    """Nothing stays behind."""
    register, typed = made(seed, people=people, rows=rows)
    with transaction.atomic():
        quality = judge(typed, Register([living.kept for living in register]))
        transaction.set_rollback(True)
    return quality


def measure(_var: Path) -> list[Result]:
    """The worst of several registers; false links of all of them together."""
    return results([in_the_database(seed) for seed in SEEDS])


def results(found: Sequence[Quality]) -> list[Result]:
    false_links = sum(quality.links - quality.right_links for quality in found)
    recall = min(quality.recall for quality in found)
    whose = sum((quality.false_asks for quality in found), Counter[str]())
    over = f"{len(found)} registers, {sum(quality.rows for quality in found):,} rows"
    asks = max(quality.asks_per_thousand_new for quality in found)
    return [
        Result("matcher_recall", recall, "share", note=f"{recall:.2%}, the worst of {over}"),
        Result("matcher_false_links", false_links, "links", note=over),
        Result("matcher_link_precision", min(quality.link_precision for quality in found), "share"),
        Result("matcher_ask_precision", min(quality.ask_precision for quality in found), "share"),
        Result(
            "matcher_asks_of_new", asks, "of 1,000", note=", ".join(f"{n} {kind}" for kind, n in whose.most_common())
        ),
    ]
