"""One measured figure, the table that shows it and the file that keeps it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Result:
    """`value` in `unit`; `against` is the yardstick of the same run, `ratio` value / against; latencies in ms."""

    name: str
    value: float
    unit: str
    against: float | None = None
    ratio: float | None = None
    p50: float | None = None
    p99: float | None = None
    note: str = ""

    def row(self) -> dict[str, object]:
        optional = {"p50", "p99", "note"}
        return {key: value for key, value in asdict(self).items() if key not in optional or value not in (None, "")}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(results: list[Result]) -> None:
    table = Table(title="vaxportal bench")
    for heading in ("name", "value", "unit", "against", "ratio", "p50 ms", "p99 ms", "note"):
        table.add_column(heading, justify="left" if heading in {"name", "unit", "note"} else "right")
    for result in results:
        figures = (result.against, result.ratio, result.p50, result.p99)
        shown = ["–" if figure is None else f"{figure:,.2f}" for figure in figures]
        table.add_row(result.name, f"{result.value:,.2f}", result.unit, *shown, result.note)
    Console(width=150).print(table)


def keep(results: list[Result], file: Path) -> None:
    """Writes the list; figures of benchmarks that did not run this time stay."""
    before = json.loads(file.read_text()) if file.exists() else []
    fresh = {result.name for result in results}
    rows = [row for row in before if row["name"] not in fresh] + [result.row() for result in results]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
