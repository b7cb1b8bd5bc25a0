"""How well people are recognized: false links, recall, questions; over a made register and rows with slips of the pen.

register → an index or a database that finds candidates → rows → what `compare` and `best` make of them, counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.made_register import Living, Maker
from bench.made_rows import Row, Typist
from bench.results import Result
from registration.rules.blocks import Blocks
from registration.rules.matching import Likeness, Traits, best, compare

SEEDS = (1, 2, 3, 4, 5)
PEOPLE = 100_000
ROWS = 20_000  # of people in the register, and as many new ones
Found = list[list[int]]  # for each row, places in the register
FindCandidates = Callable[[Sequence[Traits]], Found]


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
    candidates: int = 0
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


def judge(register: Sequence[Traits], rows: Sequence[Row], find_candidates: FindCandidates) -> Quality:
    quality = Quality()
    for row, places in zip(rows, find_candidates([row.given for row in rows]), strict=True):
        verdict = best([compare(row.given, register[place]) for place in places])
        quality.candidates += len(places)
        quality.count(row, verdict.likeness, [places[at] for at in verdict.likely])
    return quality


class Index:
    """Finds candidates in memory by the blocks by which the product looks them up."""

    def __init__(self, people: Iterable[Traits]) -> None:
        self.blocks = Blocks[tuple[int, ...]]()
        for place, person in enumerate(people):
            self.blocks.add(person, (place,))

    def __call__(self, rows: Sequence[Traits]) -> Found:
        return [sorted(place for (place,) in self.blocks.near(row)) for row in rows]


def in_memory(seed: int, *, people: int = PEOPLE, rows: int = ROWS) -> Quality:
    register, typed = made(seed, people=people, rows=rows)
    kept = [living.kept for living in register]
    return judge(kept, typed, Index(kept))


def measure(_var: Path) -> list[Result]:
    """The worst of several registers; false links of all of them together."""
    return results([in_memory(seed) for seed in SEEDS])


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
