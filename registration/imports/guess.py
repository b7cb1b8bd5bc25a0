"""What a file seems to hold: its sheet of people, where the headings stand, which column is what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from registration.imports.reading import Seen, look
from registration.models import Organization
from registration.rules.codes import ListIs
from registration.rules.layouts import Layout, as_before, layout_of
from registration.rules.legacy_text import Letters, guess_letters
from registration.rules.list_columns import Header, find_header
from registration.rules.list_sheets import guess_sheet
from registration.services.lists import headings, remembered
from registration.wording import WORDING
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem


def guess(content: bytes, organization: Organization | None = None) -> tuple[Seen, Layout, int]:
    """The sheets with their first rows, the layout, and about how many people; raises RuleBroken where there is
    nothing to read. How the organization had such a file read before goes before any guess."""
    seen = look(content)
    sheets = [one for one in seen["sheets"] if one["first"] and not one["is_hidden"]] or seen["sheets"]
    sheet = sheets[guess_sheet([(one["name"], one["first"]) for one in sheets])] if sheets else None
    header = find_header(sheet["first"]) if sheet else None
    if sheet is None or header is None:
        raise RuleBroken([Problem(ListIs.NO_HEADER if sheet else ListIs.NO_ROWS, "file")], WORDING)
    if not _has_rows(sheet, header):
        raise RuleBroken([Problem(ListIs.NO_ROWS, "file")], WORDING)
    layout = Layout(
        sheet=sheet["index"],
        row=header.row,
        first_row=header.first_row,
        columns=header.columns,
        letters=guess_letters(cell for row in sheet["first"] for cell in row if isinstance(cell, str)),
        encoding=seen.get("encoding", ""),
        delimiter=seen.get("delimiter", ""),
    )
    layout = _as_before(seen, layout, organization) if organization else layout
    return _kept(seen), layout, max(0, sheet["rows"] - header.first_row)


def guess_again(seen: Seen, layout: Layout, asked: Mapping[str, str]) -> Layout:
    """The guess with another sheet or other letters chosen; columns stay as they are on the same sheet."""
    letters = asked.get("letters", layout.letters)
    wanted = replace(layout, letters=letters if letters in set(Letters) else layout.letters)
    index = asked.get("sheet", "")
    sheet = next((one for one in seen["sheets"] if str(one["index"]) == index), None)
    if sheet is None or sheet["index"] == layout.sheet:
        return wanted
    header = find_header(sheet["first"]) or Header(0, 1, {})
    return replace(wanted, sheet=sheet["index"], row=header.row, first_row=header.first_row, columns=header.columns)


def _as_before(seen: Seen, layout: Layout, organization: Organization) -> Layout:
    before = remembered(organization, headings(seen, layout))
    return as_before(layout, layout_of(before.layout)) if before else layout


def _has_rows(sheet: Seen, header: Header) -> bool:
    """Anything below the headings; where not all rows are shown there is."""
    below = sheet["first"][header.first_row :]
    return sheet["rows"] > len(sheet["first"]) or any(cell != "" for row in below for cell in row)


def _kept(seen: Seen) -> Seen:
    """Days as they are written, for JSON."""
    return {
        **seen,
        "sheets": [
            {**sheet, "first": [[_text(cell) for cell in row] for row in sheet["first"]]} for sheet in seen["sheets"]
        ],
    }


def _text(cell: object) -> object:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell
