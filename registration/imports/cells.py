"""Cells on their way out and back in: nothing that a spreadsheet program would run."""

from registration.imports.workbook import Cell

RUNS = ("=", "+", "-", "@", "\t", "\r", "\0")  # how a formula can begin
SHIELD = "'"


def harmless(value: object) -> object:
    """Text that a spreadsheet program might take for a formula, with an apostrophe before it."""
    if isinstance(value, str) and value.startswith(RUNS):
        return SHIELD + value.replace("\0", "")
    return value


def plain(cell: Cell) -> Cell:
    """A cell that we shielded ourselves, as it was."""
    if isinstance(cell, str) and cell.startswith(SHIELD) and cell[1:].startswith(RUNS):
        return cell[1:]
    return cell
