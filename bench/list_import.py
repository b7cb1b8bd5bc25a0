"""A worker list into the register of a province: against django-import-export row by row, and against the floor.

Each takes the same file into the same tables, in turns; what one has written is taken away before the next. Peak memory
is that of a process of its own which does nothing but read the list and write the answered file.
"""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import openpyxl
import tablib
from django.db import connection
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import DateWidget, ForeignKeyWidget

from bench.list_floor import FIRST_ROW, copied_unchecked
from bench.register import filled
from bench.results import Result
from bench.worker_files import worker_file
from registration.imports import lists as door
from registration.models import Organization, OrganizationMember, Person, PriorityGroup, Registration, WorkerList
from registration.models.people import folded
from registration.services.list_reading import read_on
from registration.services.lists import look_on
from registration.services.numbers import new_number
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.scope import Acting
from vaxportal.core import clock
from vaxportal.core.ids import new_ref
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune

COMPANY = "Công ty đo tốc độ"
SIZES = (10_000, 50_000)
MEMORY = "bench.list_memory"  # a program: prints its peak memory
TAKEN_AWAY = (
    "DELETE FROM registration_contactoffer",
    "DELETE FROM registration_lookalike",
    "DELETE FROM registration_registration",
    "DELETE FROM registration_workerlistrow",
    "DELETE FROM registration_workerlist",
    "DELETE FROM registration_person WHERE workplace <> ''",
    "VACUUM ANALYZE registration_person",
    "VACUUM ANALYZE registration_registration",
    "VACUUM ANALYZE registration_workerlistrow",
)
HISTORY = ("registration_person", "registration_registration")


class DefaultResource(ModelResource):
    """What the library does by itself: each row looked up, cleaned, saved; with the registration that belongs to it."""

    born_on = Field("born_on", "born_on", DateWidget("%d/%m/%Y"))
    commune = Field("commune", "commune", ForeignKeyWidget(Commune, "code"))
    priority_group = Field("priority_group", "priority_group", ForeignKeyWidget(PriorityGroup, "code"))

    class Meta:
        model = Person
        import_id_fields = ("ref",)
        fields = ("ref", "full_name", "born_on", "sex", "id_number", "bhyt", "phone", "workplace", "commune", "address")
        fields += ("priority_group",)

    def before_save_instance(self, instance: Person, row: Any, **_options: Any) -> None:  # Any: the library's own
        instance.folded_name, instance.id_kind = folded(instance.full_name), "cccd" if instance.id_number else ""

    def after_save_instance(self, instance: Person, row: Any, **_options: Any) -> None:  # Any: the library's own
        Registration.objects.create(person=instance, number=new_number(), source="list")


def measure(var: Path) -> list[Result]:
    """Rows per second of the two sizes; the note says seconds, memory and the size of the file."""
    filled()
    organization = company()
    results: list[Result] = []
    for size in SIZES:
        content = worker_file(size, seed=size // 1_000, today=clock.today())
        own = _timed(partial(read_list, content, organization), size)
        floor = _timed(partial(_copy_unchecked, content, organization), size)
        default = _timed(partial(_by_default, content), size)
        label = f"_{size // 1_000}k"
        results += [
            Result(f"list_import_vs_default{label}", own, "rows/s", default, own / default),
            Result(f"list_import_vs_floor{label}", own, "rows/s", floor, own / floor),
        ]
    named = {"list_import_vs_default": results[-2], "list_import_vs_floor": results[-1]}
    results += [Result(name, one.value, one.unit, one.against, one.ratio) for name, one in named.items()]
    return [*results, _memory(content, var)]


def _timed(act: Callable[[], object], rows: int) -> float:
    """Rows per second; what was written is taken away afterwards."""
    began = time.perf_counter()
    act()
    taken = time.perf_counter() - began
    take_away()
    return rows / taken


def read_list(content: bytes, organization: Organization) -> WorkerList:
    """From the upload to the last row answered: looked at, read, judged, recognized, written."""
    by = organization.created_by
    assert by
    by.acting = Acting(role=Role.ORGANIZATION_MANAGER)
    worker_list = door.upload_list(
        organization=organization, file_name="a.xlsx", content=content, ref=new_ref(), by=by, starts_by_itself=True
    )
    look_on(door._look)
    while read_on(door._next_rows):
        pass
    worker_list.refresh_from_db(fields=["state", "rows_done"])
    if worker_list.state != WorkerList.State.DONE:
        raise RuntimeError(f"the list was not read: {worker_list.state}")
    return worker_list


def _copy_unchecked(content: bytes, organization: Organization) -> None:
    copied_unchecked(content, _list(organization))


def _by_default(content: bytes) -> None:
    """Opened as the library opens a workbook, below the title, which it cannot pass over."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
    given = [
        [new_ref(), cells[1], cells[2], "M" if cells[3] == "0" else "F", cells[7], str(cells[8])[-10:], cells[6]]
        + [cells[5], cells[14], cells[16], cells[4]]
        for cells in ([cell or "" for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True))
    ]
    headers = ["ref", "full_name", "born_on", "sex", "id_number", "bhyt", "phone", "workplace", "commune", "address"]
    dataset = tablib.Dataset(*given, headers=[*headers, "priority_group"])
    DefaultResource().import_data(dataset, raise_errors=False, collect_failed_rows=False)


def _memory(content: bytes, var: Path) -> Result:
    file = var / "bench-list.xlsx"
    file.write_bytes(content)
    try:
        said = subprocess.run([sys.executable, "-m", MEMORY, str(file)], capture_output=True, check=True)
    finally:
        file.unlink()
        take_away()
    peaks = json.loads(said.stdout.splitlines()[-1])
    alone = f"by itself the worker {peaks['worker']:.0f} MB, the reader {peaks['reader']:.0f} MB"
    note = f"{alone}; answered file {peaks['answer']:.1f} MB"
    most = max(peaks["together"], peaks["worker"], peaks["reader"])  # a short peak can fall between two looks
    return Result("list_import_memory", most, "MB", note=note)


@cache
def company() -> Organization:
    by = User.objects.create(username="bench-clerk")
    Membership.objects.create(user=by, role=Role.ORGANIZATION_MANAGER)
    name, commune = COMPANY, Commune.objects.get(code="30076")
    organization = Organization.objects.create(
        name=name,
        folded_name=fold(name),
        kind="company",
        commune=commune,
        contact_name="A",
        state="approved",
        created_by=by,
    )
    OrganizationMember.objects.create(organization=organization, user=by)
    return organization


def _list(organization: Organization) -> WorkerList:
    return WorkerList.objects.create(
        organization=organization,
        file_name="floor",
        content=b"x",
        digest=str(new_ref()),
        uploaded_by=organization.created_by,
    )


def take_away() -> None:
    door.close_all()
    with connection.cursor() as cursor:
        for table in HISTORY:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in TAKEN_AWAY:
            cursor.execute(statement)
        for table in HISTORY:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
