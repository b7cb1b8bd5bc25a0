"""django-import-export's own import of a worker list: rows at hand become a list, and go where a file's rows go."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from tablib import Dataset

from registration.imports.columns import RowResource
from registration.imports.guess import guess
from registration.imports.lists import understood
from registration.models import Organization, WorkerList, WorkerListRow
from registration.services.list_import import begin_list
from registration.services.list_reading import LARGEST_BATCH, Batch, take_batch
from registration.services.list_rows import told
from registration.services.units import unit_book
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.core.ids import new_ref
from vaxportal.core.resources import Became, ServiceResource, ServiceRow, Told

Outcome = WorkerListRow.Outcome
WAITING = {Outcome.REFUSED, Outcome.UNCLEAR}
FILE_NAME = "import.csv"


class WorkersResource(ServiceResource, RowResource):
    """For an organization, by somebody who manages it. What was taken stays; a dry run leaves nothing.

    The list, its answers and its undo are those of an uploaded file: see `worker_list`.
    """

    def __init__(self, *, organization: Organization, by: User) -> None:
        super().__init__()
        self.organization, self.by = organization, by
        self.worker_list: WorkerList | None = None

    def import_batches(self, dataset: Dataset, **options: Any) -> Iterator[list[ServiceRow]]:  # Any: the library's own
        content, today = _as_csv(dataset), clock.today()
        _seen, layout, _about = guess(content, self.organization)
        self.worker_list = begin_list(
            organization=self.organization,
            file_name=str(options.get("file_name") or FILE_NAME),
            content=content,
            layout=layout,
            ref=new_ref(),
            by=self.by,
        )
        rows = understood(content, layout, units=unit_book(today), today=today)
        is_last = False
        while not is_last:
            next_rows = list(islice(rows, LARGEST_BATCH))
            is_last = len(next_rows) < LARGEST_BATCH
            before = self.worker_list.read_to
            read_to = next_rows[-1][0] if next_rows else before
            take_batch(self.worker_list, Batch([row for _number, row in next_rows if row], read_to, is_last))
            yield [_answered(row) for row in self.worker_list.rows.filter(number__gt=before)]


def _answered(row: WorkerListRow) -> ServiceRow:
    """A repaired row is new with what was mended; one whose person is known leaves them as they are, but for a number
    that was missing."""
    if row.outcome in WAITING:
        became = Became.WAITS
    elif row.outcome == Outcome.LINKED:
        became = Became.CHANGED if row.filled else Became.AS_IT_WAS
    else:
        became = Became.NEW
    problems, repairs = map(_told, row.problems), map(_told, row.repairs)
    return ServiceRow(row.number - 1, became, problems, repairs=repairs)  # the headings are row 1 of the list


def _told(kept: dict[str, Any]) -> Told:  # Any: what JSON holds
    return Told(kept["field"], kept["code"], told(kept))


def _as_csv(dataset: Dataset) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(dataset.headers or ())
    writer.writerows([_written(cell) for cell in row] for row in dataset)
    return out.getvalue().encode()


def _written(cell: object) -> object:
    """Days day first; a whole number without what a spreadsheet program puts behind it."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
