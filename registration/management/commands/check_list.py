"""manage.py check_list FILE: what the portal would answer to each row of a worker list; nothing is kept."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from registration.imports.guess import guess
from registration.imports.lists import rows_of
from registration.rules.lists import RowRead, link_duplicates
from registration.rules.units import UnitBook
from registration.services.units import shipped_unit_book, unit_book
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken


class Command(BaseCommand):
    """Judges the file by itself: whether somebody is in the register already, only an upload can tell."""

    help = "Checks a worker list (.xlsx, .xls, .ods, .csv) row by row, without keeping anything of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one list of objects: row, outcome, fields, problems")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        try:
            rows = list(link_duplicates(_read(options["file"].read_bytes())))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except RuleBroken as refusal:
            raise CommandError(refusal.message(refusal.problems[0])) from refusal
        answers = [_answer(row) for row in rows]
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
            return
        for answer in answers:
            self.stdout.write(f"{answer['row']}\t{answer['outcome']}\t{', '.join(answer['fields'])}")


def _read(content: bytes) -> Iterator[RowRead]:
    _seen, layout, _about = guess(content)
    today = clock.today()
    return rows_of(content, layout, units=_units(), today=today)


def _units() -> UnitBook:
    """The communes of the database; where there is none, those that come with the portal."""
    try:
        book = unit_book(clock.today())
    except OperationalError:
        return shipped_unit_book()
    return book if len(book) else shipped_unit_book()


def _answer(row: RowRead) -> dict[str, Any]:  # Any: what JSON holds
    """`fields`: of what is wrong, else of what was repaired, else of what shows that it is somebody known."""
    told = row.problems or row.repairs
    known_by = ["id" if row.given.id_number else "name"] if row.duplicate_of else []
    fields = [*known_by, *(one.field for one in told)]
    return {
        "row": row.number,
        "outcome": row.outcome.value,
        "fields": list(dict.fromkeys(fields)),
        "codes": [str(one.code) for one in told],
        "same_as": row.duplicate_of,
    }
