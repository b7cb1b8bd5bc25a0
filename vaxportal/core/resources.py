"""django-import-export's resources with a service behind them: it takes whole batches, and nothing is saved past it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.resources import Resource
from import_export.results import Result, RowResult
from tablib import Dataset

from vaxportal.core.errors import RuleBroken


class Became(StrEnum):
    """What became of a row, in the library's words."""

    NEW = RowResult.IMPORT_TYPE_NEW
    CHANGED = RowResult.IMPORT_TYPE_UPDATE
    AS_IT_WAS = RowResult.IMPORT_TYPE_SKIP
    WAITS = RowResult.IMPORT_TYPE_INVALID  # for somebody who mends it or decides


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as doors give it back: in which column, its code, its sentence."""

    field: str
    code: str
    message: str


class ServiceRow(RowResult):
    """The answer to one row; `number` counts the rows below the headings from 1."""

    def __init__(
        self, number: int, became: Became, problems: Iterable[Told] = (), *, repairs: Iterable[Told] = ()
    ) -> None:
        super().__init__()
        self.number, self.import_type = number, str(became)
        self.problems, self.repairs = tuple(problems), tuple(repairs)
        if became == Became.WAITS:
            self.validation_error = as_validation_error(self.problems)


class ServiceResource(Resource):
    """Columns, and a service that answers the rows; a subclass hands it one batch after the other."""

    def import_batches(self, dataset: Dataset, **options: Any) -> Iterator[list[ServiceRow]]:  # Any: the library's own
        """Hands the rows to the service; RuleBroken where it takes none of them."""
        raise NotImplementedError

    def import_data_inner(
        self,
        dataset: Dataset,
        dry_run: bool,
        raise_errors: bool,
        using_transactions: bool,
        collect_failed_rows: bool,
        **options: Any,  # the library's own signature
    ) -> Result:
        """In place of the library's own, which looks up and saves each row by itself; it rolls a dry run back."""
        result = Result()
        result.diff_headers, result.total_rows = list(dataset.headers or ()), len(dataset)
        result.add_dataset_headers(dataset.headers)
        try:
            for batch in self.import_batches(dataset, **options):
                for row in batch:
                    _note(result, row, dataset, collect_failed_rows)
        except RuleBroken as refusal:
            self.handle_import_error(result, as_validation_error(Told(**one) for one in refusal.told()), raise_errors)
        return result


def as_validation_error(problems: Iterable[Told]) -> ValidationError:
    """By column, each with its code."""
    by_field: dict[str, list[ValidationError]] = {}
    for one in problems:
        by_field.setdefault(one.field or NON_FIELD_ERRORS, []).append(ValidationError(one.message, code=one.code))
    return ValidationError(by_field)


def _note(result: Result, row: ServiceRow, dataset: Dataset, collect_failed_rows: bool) -> None:
    result.increment_row_result_total(row)
    result.append_row_result(row)
    if row.validation_error:
        values: Mapping[str, object] = dict(zip(dataset.headers, dataset[row.number - 1], strict=True))
        result.append_invalid_row(row.number, values, row.validation_error)
        if collect_failed_rows:
            result.append_failed_row(values, row.validation_error)
