"""The floor of a list import: the file read and COPY into the same tables, with their indexes and triggers, unchecked.

Numbers are sealed and their look-up hashes made, for the tables take them in no other form. Nothing is checked, looked
up, compared or answered.
"""

import io
import json
from typing import Any

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from registration.models import PriorityGroup, WorkerList
from registration.models.people import name_key
from registration.services.numbers import new_number
from vaxportal.core import clock, crypto
from vaxportal.core.ids import new_ref
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune

NULL = "\\N"
BATCH = 5_000
FIRST_ROW = 8
PERSON = (
    *("id", "ref", "full_name", "folded_name", "name_key", "born_on", "sex", "id_kind", "id_number", "id_lookup"),
    *("id_confirmed_on_paper", "bhyt", "bhyt_lookup", "phone", "phone_lookup", "twin_lookup", "missing_reason"),
    *("occupation", "workplace", "commune_id", "address", "ethnicity", "nationality", "priority_group_id"),
    *("guardian_name", "stands_apart", "created_at", "created_by_id"),
)
REGISTRATION = (
    *("id", "ref", "number", "person_id", "source", "state", "registrant_name", "relation", "wished_dose", "half_day"),
    *("organization_id", "worker_list_id", "created_at", "created_by_id", "state_changed_at"),
)
ROW = (
    *("worker_list_id", "number", "cells", "content_key", "outcome", "problems", "repairs", "matches", "person_id"),
    *("made_person", "filled"),
)


def copied_unchecked(content: bytes, worker_list: WorkerList) -> int:
    """Rows per file; whole batches, as the import writes them."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)[FIRST_ROW:]
    communes = dict(Commune.objects.values_list("code", "pk"))
    groups = dict(PriorityGroup.objects.values_list("code", "pk"))
    for start in range(0, len(rows), BATCH):
        with transaction.atomic():
            _copy_batch(rows[start : start + BATCH], start + FIRST_ROW + 1, worker_list, communes, groups)
    return len(rows)


def _copy_batch(
    rows: list[list[Any]], first: int, worker_list: WorkerList, communes: dict[str, int], groups: dict[int, int]
) -> None:
    people, registrations, answers = io.StringIO(), io.StringIO(), io.StringIO()
    now, by = str(clock.now()), worker_list.uploaded_by_id
    person_keys, registration_keys = (
        _keys("registration_person", len(rows)),
        _keys("registration_registration", len(rows)),
    )
    for number, (cells, pk, registration) in enumerate(zip(rows, person_keys, registration_keys, strict=True), first):
        name, born, sex, workplace, phone, id_number, bhyt = cells[1], *(str(cells[i]) for i in (2, 3, 5, 6, 7, 8))
        folded, bhyt, sex = fold(name), bhyt[-10:], "M" if sex == "0" else "F"
        born = _day(born)
        people.write(
            f"{pk}\t{new_ref()}\t{name}\t{folded}\t{name_key(folded)}\t{born}\t{sex}\tcccd\t{_sealed(id_number)}"
            f"\t{_lookup(f'{id_number} {pk}')}\tf\t{_sealed(bhyt)}\t{_lookup(f'{bhyt} {pk}')}"
            f"\t{_sealed(phone)}\t{_lookup(phone)}"
            f"\t{_lookup(f'{folded}|{born}|{sex}|{pk}')}\t\t\t{workplace}\t{communes.get(str(cells[14]), NULL)}"
            f"\t{cells[16]}\t\tVN\t{groups.get(int(cells[4] or 13), groups[13])}\t\tf\t{now}\t{by}\n"
        )
        registrations.write(
            f"{registration}\t{new_ref()}\t{new_number()}\t{pk}\tlist\treceived\t\t\tfirst\twhole_day"
            f"\t{worker_list.organization_id}\t{worker_list.pk}\t{now}\t{by}\t{now}\n"
        )
        kept = _sealed(json.dumps([cell for cell in cells if cell != ""], ensure_ascii=False))
        answers.write(f"{worker_list.pk}\t{number}\t{kept}\t{pk}\taccepted\t[]\t[]\t[]\t{pk}\tt\t[]\n")
    _copy("registration_person", PERSON, people)
    _copy("registration_registration", REGISTRATION, registrations)
    _copy("registration_workerlistrow", ROW, answers)


def _copy(table: str, columns: tuple[str, ...], lines: io.StringIO) -> None:
    lines.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", lines)


def _keys(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {count})")
        return [key for (key,) in cursor.fetchall()]


def _sealed(plain: str) -> str:
    return f"\\\\x{crypto.seal(plain).hex()}" if plain else "\\N"


def _lookup(plain: str) -> str:
    return f"\\\\x{crypto.lookup(plain).hex()}" if plain else "\\N"


def _day(written: str) -> str:
    day, _, rest = written.replace("-", "/").partition("/")
    month, _, year = rest.partition("/")
    return f"{year}-{month}-{min(int(day), 28)}"
