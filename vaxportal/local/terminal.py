"""What the supervisor says: one line per step with its time, one box with the address and the accounts."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

COLOURS = {"web": "34", "worker": "35", "lists": "33", "beat": "36", "run": "32"}


def say(line: str, end: str = "\n") -> None:
    sys.stdout.write(line + end)
    sys.stdout.flush()


def relay(name: str, line: str) -> None:
    """One line of a child, with the child's name before it."""
    prefix = f"{name:>6} │ "
    if sys.stdout.isatty():
        prefix = f"\x1b[{COLOURS.get(name, '0')}m{prefix}\x1b[0m"
    say(prefix + line)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Says what begins, then how long it took."""
    began = time.monotonic()
    say(f"  • {title} …")
    yield
    say(f"    {time.monotonic() - began:.1f} s")


def box(address: str, accounts: Sequence[Sequence[str]], notes: Sequence[str]) -> None:
    lines = [f"vaxportal is ready:  {address}", ""]
    if accounts:
        widths = [max(len(row[column]) for row in accounts) for column in range(len(accounts[0]))]
        lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in accounts]
        lines.append("")
    lines += notes
    width = max(len(line) for line in lines)
    say("┌" + "─" * (width + 2) + "┐")
    for line in lines:
        say(f"│ {line.ljust(width)} │")
    say("└" + "─" * (width + 2) + "┘")
