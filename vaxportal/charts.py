"""Shapes of charts: plain numbers in, coordinates as text out (a template would write 12,5 in Vietnamese)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10

WIDTH, HEIGHT = 420, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 10, 28
MARKS = 7  # at most so many days are written under a line chart


@dataclass(frozen=True)
class Bar:
    label: object
    value: float
    percent: str


@dataclass(frozen=True)
class Part:
    value: float
    start: str
    percent: str


@dataclass(frozen=True)
class Stack:
    label: object
    total: float
    parts: tuple[Part, ...]


def bars(rows: Iterable[tuple[object, float]]) -> list[Bar]:
    """Bars as hundredths of the longest one."""
    found = list(rows)
    longest = max((value for _label, value in found), default=0)
    return [Bar(label, value, _number(_share(value, longest))) for label, value in found]


def stacks(rows: Iterable[tuple[object, Iterable[float]]]) -> list[Stack]:
    """Stacked bars as hundredths of the longest sum."""
    found = [(label, tuple(values)) for label, values in rows]
    longest = max((sum(values) for _label, values in found), default=0)
    return [Stack(label, sum(values), _parts(values, longest)) for label, values in found]


def _parts(values: Sequence[float], longest: float) -> tuple[Part, ...]:
    parts, start = [], 0.0
    for value in values:
        share = _share(value, longest)
        parts.append(Part(value, _number(start), _number(share)))
        start += share
    return tuple(parts)


def lines(days: Sequence[object], series: Sequence[tuple[object, Sequence[float]]]) -> Mapping[str, object]:
    """A line per series over days or other steps, with four ruled levels."""
    highest = max((value for _label, values in series for value in values), default=0)
    level = nice_step(highest)
    top = level * 4
    return {
        "width": str(WIDTH),
        "height": str(HEIGHT),
        "left": str(LEFT),
        "left_text": str(LEFT - 6),
        "foot": str(HEIGHT - 8),
        "ticks": [
            {"value": level * step, "y": _number(_y(level * step, top)), "y_text": _number(_y(level * step, top) + 4)}
            for step in range(5)
        ],
        "marks": _marks(days),
        "lines": [{"label": label, "points": _points(values, len(days), top)} for label, values in series],
        "words": "; ".join(f"{label}: {', '.join(map(_number, values))}" for label, values in series),
    }


def nice_step(highest: float) -> int:
    """A quarter of the scale, rounded up to 1, 2, 2.5 or 5 times a power of ten."""
    rough = max(highest / 4, 1)
    power = 10 ** floor(log10(rough))
    return next(int(step * power) for step in (1, 2, 2.5, 5, 10) if step * power >= rough and step * power % 1 == 0)


def _points(values: Sequence[float], days: int, top: float) -> str:
    return " ".join(f"{_number(_x(at, days))},{_number(_y(value, top))}" for at, value in enumerate(values))


def _marks(days: Sequence[object]) -> list[dict[str, str]]:
    if not days:
        return []
    every = max(1, -(-len(days) // MARKS))
    last = len(days) - 1
    return [
        {
            "x": _number(_x(at, len(days))),
            "label": f"{day:%d/%m}" if isinstance(day, date) else str(day),
            "anchor": "end" if at == last and at else "middle",
        }
        for at, day in enumerate(days)
        if at % every == 0
    ]


def _x(at: int, days: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at / (days - 1) if days > 1 else 0.5)


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _share(value: float, whole: float) -> float:
    return 100 * value / whole if whole else 0.0


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
