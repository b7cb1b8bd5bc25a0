"""Two facilities of one district: a nurse next door reaches no session, person of a session, dose or report."""

import pytest
from django.urls import reverse

from tests.access.api import dose, person, session
from tests.access.sides import own_side
from tests.api.day import Desk
from tests.factories import FacilityFactory, MembershipFactory, UserFactory
from vaxportal.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def side():
    return own_side()


@pytest.fixture(params=[Role.SITE_STAFF, Role.SITE_LEAD])
def neighbour(side, request):
    """Works in the same commune, at another facility."""
    facility = FacilityFactory(code="87399", name="Điểm tiêm bên cạnh", commune=side.commune)
    return MembershipFactory(user=UserFactory(username="neighbour"), role=request.param, facility=facility).user


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("sessions:session_detail", session),
        ("sessions:desk", session),
        ("api:session", session),
        ("api:people", session),
        ("api:person", person),
    ],
)
def test_a_session_next_door_does_not_exist(name, args, side, neighbour, client):
    client.force_login(neighbour)
    assert client.get(reverse(name, args=args(side))).status_code == 404


@pytest.mark.parametrize("act", ["open", "close", "no-shows"])
def test_nobody_runs_the_session_next_door(act, side, neighbour):
    assert Desk(neighbour).post(f"sessions/{side.session.ref}/{act}/", lots=[]).status_code == 404


def test_nobody_checks_in_or_voids_next_door(side, neighbour):
    desk = Desk(neighbour, side.session)
    assert desk.check_in(side.appointment).status_code == 404
    assert desk.post(f"doses/{dose(side)[0]}/void/", reason="Nhầm").status_code == 404


def test_the_report_of_the_facility_next_door_does_not_exist(side, neighbour, client):
    client.force_login(neighbour)
    address = reverse("reporting:daily_unit", args=["facility", side.facility.code])
    assert client.get(address).status_code == 404
