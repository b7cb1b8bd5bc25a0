"""The columns of the reference data, and how rows of a file reach the services that keep them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, DateField, Model
from django.db.models import Field as Column
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from tablib import Dataset

from vaxportal.backstage.codes import WORDING, FileIs
from vaxportal.core.dates import parse_day
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.core.resources import Became, ServiceResource, ServiceRow, Told
from vaxportal.core.sheets import inert
from vaxportal.core.text import fold
from vaxportal.core.wording import say

YES, NO = {"CO", "YES", "TRUE", "1"}, {"KHONG", "NO", "FALSE", "0", ""}
OURS = {"id", "ref", "folded_name"}  # columns that say nothing to a reader
Cells = dict[str, str]
WORDS = {
    Became.NEW: _("Thêm"),
    Became.CHANGED: _("Sửa"),
    Became.AS_IT_WAS: _("Giữ nguyên"),
    Became.WAITS: _("Cần sửa"),
}


class ReferenceRow(ServiceRow):
    """With what it is about and what it changes, for the preview: name of the column, what was, what is."""

    about: str = ""
    changes: Sequence[tuple[str, str, str]] = ()

    @property
    def word(self) -> object:
        return WORDS[Became(self.import_type)]

    @property
    def line(self) -> int:
        """Of the file, where the headings are the first."""
        return self.number + 1


class TableResource(ServiceResource):
    """All columns of a model under the names that its pages show; a file has them in any order, and may lack some."""

    model: type[Model]
    key: tuple[str, ...] = ("code",)  # by which a row of the file is a row of the table

    def __init__(self, *, page: Any, request: Any) -> None:  # an admin and its request
        super().__init__()
        self.page, self.request = page, request

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    @classmethod
    def columns(cls) -> "list[Column[Any, Any]]":
        return [column for column in cls.model._meta.concrete_fields if column.name not in OURS]

    def get_import_fields(self) -> list[Field]:
        return []

    def get_export_headers(self, *_args: Any, **_options: Any) -> list[str]:  # Any: the library's own signature
        return [str(column.verbose_name) for column in self.columns()]

    def export_resource(self, instance: Any, *_args: Any, **_options: Any) -> list[object]:  # Any: the same
        cells = (as_cell(instance, column) for column in self.columns())
        return [inert(cell) if isinstance(cell, str) else cell for cell in cells]

    def rows(self, dataset: Dataset) -> list[Cells]:
        """By the names of the columns; RuleBroken for headings that are none and for a file that lacks the key."""
        headings = list(dataset.headers or ())
        names = [self._named(heading) for heading in headings]
        pairs = zip(headings, names, strict=True)
        problems = [_of_file(FileIs.COLUMN_UNKNOWN, heading) for heading, name in pairs if heading and not name]
        problems += [_of_file(FileIs.COLUMN_MISSING, self._called(name)) for name in self.key if name not in names]
        if problems:
            raise RuleBroken(problems, WORDING)
        return [{name: as_text(cell) for name, cell in zip(names, row, strict=True) if name} for row in dataset]

    def _named(self, heading: str) -> str:
        """The column by its own name, or as it is called in either language of the portal."""
        for column in self.columns():
            called = {column.name}
            for language in ("vi", "en"):
                with override(language):
                    called.add(str(column.verbose_name))
            if fold(heading) in map(fold, called):
                return column.name
        return ""

    def _called(self, name: str) -> str:
        return next((str(column.verbose_name) for column in self.columns() if column.name == name), name)


class KeptResource(TableResource):
    """Rows go through the form by which one is changed by hand, and the service behind it."""

    def import_batches(self, dataset: Dataset, **_options: Any) -> Iterator[list[ServiceRow]]:  # the library's own
        standing = {self._key(self._as_cells(row)): row for row in self.model._default_manager.all()}
        first: dict[tuple[str, ...], int] = {}
        answers: list[ServiceRow] = []
        for number, cells in enumerate(self.rows(dataset), start=1):
            key = self._key(cells)
            problems = list(self._problems(cells))
            if first.setdefault(key, number) != number:
                problems.append(Problem(FileIs.GIVEN_TWICE, self.key[0], first=first[key] + 1))
            answers.append(
                self._refused(number, problems) if problems else self._kept(number, cells, standing.get(key))
            )
        yield answers

    def _kept(self, number: int, cells: Cells, known: Any) -> ServiceRow:  # a row of the model
        """What the file leaves out of a row that stands, stays as it is."""
        before = self._as_cells(known) if known else {}
        form = self.page.get_form(self.request, known, change=bool(known))(self._sent(before | cells), instance=known)
        if not form.is_valid():
            return ReferenceRow(number, Became.WAITS, self._of_form(form))
        now = self._as_cells(form.instance)
        changes = [(self._called(name), before[name], now[name]) for name in before if before[name] != now[name]]
        became = Became.CHANGED if changes else Became.AS_IT_WAS if known else Became.NEW
        if became != Became.AS_IT_WAS:
            self.page.keep(form.instance, by=self.request.user)
        row = ReferenceRow(number, became)
        row.about, row.changes = str(form.instance), changes
        return row

    def _key(self, cells: Cells) -> tuple[str, ...]:
        """As it is compared: a day is one however it is written."""
        return tuple(_one_way(self.model._meta.get_field(name), cells[name]) for name in self.key)

    def _as_cells(self, row: Model) -> Cells:
        return {column.name: as_text(as_cell(row, column)) for column in self.columns()}

    def _sent(self, cells: Cells) -> Cells:
        """As a browser sends them."""
        ticked = {column.name for column in self.columns() if isinstance(column, BooleanField)}
        return {name: ("on" if fold(cell) in YES else "") if name in ticked else cell for name, cell in cells.items()}

    def _problems(self, cells: Cells) -> Iterator[Problem]:
        for column in self.columns():
            if isinstance(column, BooleanField) and fold(cells.get(column.name, "")) not in YES | NO:
                yield Problem(FileIs.NEITHER_YES_NOR_NO, column.name)

    def _refused(self, number: int, problems: Sequence[Problem]) -> ServiceRow:
        told = [Told(self._called(one.field), str(one.code), say(one, WORDING)) for one in problems]
        return ReferenceRow(number, Became.WAITS, told)

    def _of_form(self, form: Any) -> Iterator[Told]:  # a ModelForm
        for name, errors in form.errors.as_data().items():
            for error in errors:
                field = self._called(name) if name in form.fields else ""
                yield from (Told(field, str(error.code), message) for message in error.messages)


def as_cell(row: Any, column: "Column[Any, Any]") -> object:
    """As it goes out: a day as it is written here, a unit by its code."""
    value = getattr(row, column.name)
    if isinstance(value, Model):
        return getattr(value, "code", str(value))
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else value


def as_text(cell: object) -> str:
    """As somebody would type it."""
    if isinstance(cell, date | datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _one_way(column: Any, cell: str) -> str:  # Any: a column or a relation
    day = parse_day(cell) if isinstance(column, DateField) and cell else None
    return f"{day:%d/%m/%Y}" if isinstance(day, date) else fold(cell)


def _of_file(code: FileIs, heading: str) -> Problem:
    return Problem(code, "file", heading=heading)
