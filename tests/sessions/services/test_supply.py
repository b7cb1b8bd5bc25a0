"""Who runs short: doses that may be used, against the people of the coming week and a lower limit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Lot, StockBalance
from sessions.rules.supply import Supply
from sessions.services.recalls import recall_lot
from sessions.services.stock import issue_to_session
from sessions.services.supply import short_of
from sessions.work import work_for
from tests.factories import AppointmentFactory, SessionFactory


@pytest.mark.parametrize(
    ("shelf", "reserved", "people", "missing"),
    [(20, 0, 0, 0), (19, 0, 0, 1), (0, 30, 30, 0), (10, 20, 40, 10), (100, 0, 40, 0), (0, 0, 0, 20)],
)
def test_enough_for_everybody_planned_and_never_below_the_limit(shelf, reserved, people, missing):
    assert Supply(shelf, reserved, people).missing(least=20) == missing


def figures(user):
    return [
        (one.facility.code, one.supply.on_shelf, one.supply.reserved, one.supply.people, one.missing)
        for one in short_of(user)
    ]


@pytest.fixture
def planned(facility, lot, lead):
    """40 doses of which 30 are reserved for a session of 50 people."""
    StockBalance.objects.filter(lot=lot).update(doses=40)
    session = SessionFactory(facility=facility, vaccine=lot.vaccine, day=timezone.localdate() + timedelta(days=6))
    AppointmentFactory.create_batch(50, session=session)
    issue_to_session(vax_session=session, lot=lot, doses=30, by=lead)
    return session


def test_the_site_and_its_district_are_warned(planned, facility, lead, hoa, minh, client):
    assert figures(lead) == figures(hoa) == [(facility.code, 10, 30, 50, 10)]
    assert figures(minh) == []
    for user in (lead, hoa):
        url = reverse("sessions:stock_list", fragment="short")
        assert [item.count for item in work_for(user) if item.url == url] == [1]
        client.force_login(user)
        assert "Cần thêm" in client.get(reverse("sessions:stock_list")).content.decode()


def test_what_may_not_be_used_is_no_supply(planned, facility, lot, lead, province_officer):
    recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    assert figures(lead) == [(facility.code, 0, 0, 50, 50)]
    Lot.objects.update(recalled_at=None, recalled_by=None, expires_on=timezone.localdate() - timedelta(days=1))
    assert figures(lead) == [(facility.code, 0, 0, 50, 50)]


def test_sessions_after_the_week_do_not_count_yet(planned, lead):
    planned.day = timezone.localdate() + timedelta(days=7)
    planned.save(update_fields=["day"])
    assert [row[1:] for row in figures(lead)] == [(10, 0, 0, 10)]


def test_the_number_of_queries_does_not_grow(planned, lead, django_assert_num_queries):
    with django_assert_num_queries(6):
        short_of(lead)
