"""The paper list, and its rows entered afterwards: a scan, the row, Enter, and the scan box again."""

from datetime import datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sessions.forms.paper import PaperForm
from sessions.models import Dose, Screening
from tests.factories import AppointmentFactory, PersonFactory, SlotFactory
from tests.queries import queries_of_page
from vaxportal.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0), tick=True):
        yield


def url(name, *args):
    return reverse(f"sessions:{name}", args=args)


def row_of(lot, lan, **changed):
    given = {
        "temperature": "366", "given_at": "0935", "outcome": "injected", "dose": "primary-1", "session_lot": lot.pk,
        "station": lot.session.stations.get().pk, "injected_by": lan.pk, "screened_by": lan.pk,
        "body_site": "left_arm", "ref": uuid4(),
    }  # fmt: skip
    return {**given, **changed}


def test_the_paper_has_a_code_for_everybody_planned_and_empty_rows(client, vax_session, lan):
    slot = SlotFactory(session=vax_session)
    planned = AppointmentFactory(session=vax_session, slot=slot)
    gone = AppointmentFactory(session=vax_session, outcome="moved", outcome_at=timezone.now(), outcome_by=lan)
    client.force_login(lan)
    page = client.get(url("session_paper", vax_session.ref)).content.decode()
    assert planned.person.full_name in page and gone.person.full_name not in page
    assert page.count('class="vx-paper__code"') == 1 and page.count('<tr><td class="is-number">') == 1 + 15
    assert Entry.objects.filter(action="session.people_printed", subject_ref=vax_session.ref).count() == 1


def test_the_paper_asks_the_same_for_3_people_and_for_30(client, vax_session, lan):
    client.force_login(lan)
    AppointmentFactory.create_batch(3, session=vax_session)
    few = queries_of_page(client, url("session_paper", vax_session.ref))
    AppointmentFactory.create_batch(27, session=vax_session)
    assert queries_of_page(client, url("session_paper", vax_session.ref)) == few


def test_a_scanned_row_is_recorded_with_one_enter(as_lan, vax_session, lot, lan):
    planned = AppointmentFactory(session=vax_session)
    AppointmentFactory(session=vax_session)
    scan = as_lan.post(url("paper_entry", vax_session.ref), {"scan": str(planned.ref).upper()})
    row = url("paper_row", vax_session.ref, planned.person.ref)
    assert scan.url == row
    page = as_lan.get(row)
    assert planned.person.full_name in page.content.decode() and (page.context["entered"], page.context["left"]) == (
        0,
        2,
    )
    done = as_lan.post(row, row_of(lot, lan))
    assert done.url == f"{url('paper_entry', vax_session.ref)}?done={planned.ref}"
    after = as_lan.get(done.url)
    assert (after.context["entered"], after.context["left"]) == (1, 1)
    assert "autofocus" in after.content.decode()
    at = timezone.make_aware(datetime.combine(vax_session.day, datetime.min.time().replace(hour=9, minute=35)))
    assert (Dose.objects.get().given_at, Screening.objects.get().screened_by) == (at, lan)
    assert as_lan.get(row).context["form"]["screened_by"].initial == lan.pk  # chosen once


def test_who_refused_is_recorded_with_one_choice(as_lan, vax_session, lot, lan):
    planned = AppointmentFactory(session=vax_session)
    row = url("paper_row", vax_session.ref, planned.person.ref)
    assert as_lan.post(row, row_of(lot, lan, outcome="refused", temperature="")).status_code == 303
    assert as_lan.post(row, row_of(lot, lan, outcome="deferred")).status_code == 422
    planned.refresh_from_db()
    assert (planned.outcome, Dose.objects.count()) == ("refused", 0)


def test_what_is_wrong_in_a_row_is_told_on_its_fields(as_lan, vax_session, lot, lan):
    planned = AppointmentFactory(session=vax_session, person=PersonFactory(born_on="1940-01-01"))
    row = url("paper_row", vax_session.ref, planned.person.ref)
    told = row_of(lot, lan, temperature="999", given_at="2560", blood_pressure="cao")
    assert set(as_lan.post(row, told).context["form"].errors) == {"given_at", "blood_pressure"}
    refused = as_lan.post(row, row_of(lot, lan))
    assert set(refused.context["form"].errors) == {"blood_pressure"}  # over 65
    assert as_lan.post(row, row_of(lot, lan, blood_pressure="130/80")).status_code == 303


@pytest.mark.parametrize(
    ("typed", "read"), [("366", "36.6"), ("36,6", "36.6"), ("36.6", "36.6"), ("37", "37"), ("", None)]
)
def test_a_temperature_is_typed_short(typed, read):
    found = PaperForm.base_fields["temperature"].clean(typed)
    assert (str(found) if found is not None else None) == read


def test_a_name_that_many_bear_is_chosen_and_an_unknown_one_is_written_down(as_lan, vax_session):
    first, second = AppointmentFactory.create_batch(2, session=vax_session)
    found = as_lan.post(url("paper_entry", vax_session.ref), {"scan": "nguyen thi"})
    page = found.content.decode()
    assert found.status_code == 422
    assert all(url("paper_row", vax_session.ref, one.person.ref) in page for one in (first, second))
    unknown = as_lan.post(url("paper_entry", vax_session.ref), {"scan": "Ngô Bá Không Có"}).content.decode()
    assert url("walk_in_new", vax_session.ref) in unknown


def test_strangers_of_the_session_are_not_found(client, as_lan, vax_session, minh):
    planned, elsewhere = (
        AppointmentFactory(session=vax_session),
        PersonFactory(commune=minh.memberships.get().facility.commune),
    )
    assert as_lan.get(url("paper_row", vax_session.ref, elsewhere.ref)).status_code == 404
    client.force_login(minh)
    for name, *args in (("paper_entry",), ("session_paper",), ("paper_row", planned.person.ref)):
        assert client.get(url(name, vax_session.ref, *args)).status_code == 404


def test_a_closed_session_takes_no_row(as_lan, vax_session, lan):
    planned = AppointmentFactory(session=vax_session)
    vax_session.state, vax_session.closed_at, vax_session.closed_by = "closed", timezone.now(), lan
    vax_session.save()
    assert as_lan.get(url("paper_row", vax_session.ref, planned.person.ref)).status_code == 303
    assert "đã kết thúc" in as_lan.get(url("paper_entry", vax_session.ref)).content.decode()
