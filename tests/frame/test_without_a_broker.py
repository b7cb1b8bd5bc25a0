"""The broker is gone: desks and uploads go on, and what it forgot is found in the rows."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registration.imports.lists import work_on_lists
from registration.models import WorkerList
from registration.rules.layouts import layout_of
from registration.services.lists import confirm_list
from reporting.models import DailyTally
from reporting.services.fold import fold_facts
from sessions.models import Dose
from sessions.rules.measures import Measure
from tests.access.sides import own_side
from tests.api.day import Desk
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory
from vaxportal.accounts.roles import Role
from vaxportal.celery import app

pytestmark = pytest.mark.django_db(transaction=True)
CLEAN = Path(__file__).parents[1] / "data" / "worker_lists" / "clean_480.xlsx"
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def no_broker():
    before = app.conf.broker_url
    app.conf.broker_url = NOBODY_LISTENS
    app.pool.force_close_all()
    yield
    app.conf.broker_url = before
    app.pool.force_close_all()


def test_a_dose_is_recorded_and_counted_when_the_worker_is_back(lan, facility):
    vax_session = SessionFactory(open_now=True, facility=facility)
    lot = SessionLotFactory(session=vax_session)
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    assert Desk(lan, vax_session).dose(appointment, lot).status_code == 201
    assert Dose.objects.count() == 1
    fold_facts()
    fold_facts()
    counted = DailyTally.objects.get(facility=facility, measure=Measure.INJECTED_PRIMARY_1)
    assert counted.count == 1


def test_an_uploaded_list_is_kept_and_read_by_the_next_sweep(client):
    side = own_side()
    client.force_login(side.user(Role.ORGANIZATION_MANAGER))
    file = SimpleUploadedFile("danh-sach.xlsx", CLEAN.read_bytes())
    address = reverse("registration:list_new", args=[side.organization.ref])
    response = client.post(address, {"file": file, "ref": str(uuid4())})
    assert response.status_code == 303
    kept = WorkerList.objects.defer("content").get()
    assert kept.state == WorkerList.State.LOOKING
    work_on_lists(seconds=60)
    kept.refresh_from_db(fields=["state", "layout"])
    assert kept.state == WorkerList.State.TO_CONFIRM
    confirm_list(kept, layout=layout_of(kept.layout), by=kept.uploaded_by)
    work_on_lists(seconds=60)
    kept.refresh_from_db(fields=["state", "rows_done"])
    assert (kept.state, kept.rows_done) == (WorkerList.State.DONE, 480)
