from pathlib import Path

from bench.results import Result


def measure(var: Path) -> list[Result]:
    return []
