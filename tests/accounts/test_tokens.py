import pytest
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from tests.conftest import member
from tests.factories import MembershipFactory
from vaxportal.accounts.roles import Role

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/sessions/"


def opens(user) -> int:
    token, _made = Token.objects.get_or_create(user=user)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client.get(SESSIONS).status_code


def test_a_token_opens_what_its_owner_may_see(lan):
    assert opens(lan) == 200


def test_an_unknown_token_opens_nothing(db):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {'0' * 40}")
    assert client.get(SESSIONS).status_code == 401


def test_the_token_of_a_disabled_account_opens_nothing(lan):
    lan.is_active = False
    lan.save()
    assert opens(lan) == 401


def test_the_token_of_somebody_whose_role_has_ended_is_a_citizens(lan):
    lan.memberships.update(ended_at=timezone.now(), ended_by=lan)
    assert opens(lan) == 404


def test_a_token_opens_nothing_once_a_second_factor_is_required(lan, settings):
    settings.STAFF_SECOND_FACTOR = True
    assert opens(lan) == 401


@pytest.mark.parametrize("role", [Role.DISTRICT_CENTRE, Role.PROVINCE, Role.MINISTRY, Role.SITE_LEAD])
def test_the_role_in_force_is_read_with_its_units(role, facility):
    units = {
        Role.PROVINCE: {"province": facility.province},
        Role.DISTRICT_CENTRE: {"district": facility.district},
        Role.SITE_LEAD: {"facility": facility},
    }
    user = member(f"user-{role}", "Võ Hòa", role, **units.get(role, {}))
    names = {name: unit.name for name, unit in units.get(role, {}).items()}
    acting = user.acting
    assert (acting.role, acting.unit_name) == (role, next(iter(names.values()), ""))
    above = {Role.MINISTRY: 0, Role.PROVINCE: 1, Role.DISTRICT_CENTRE: 2, Role.SITE_LEAD: 3}[role]
    ids = (facility.province_id, facility.district_id, facility.pk)
    assert [acting.province_id, acting.district_id, acting.facility_id] == [
        unit if above > number else None for number, unit in enumerate(ids)
    ]


def test_nobody_acts_in_a_role_of_somebody_else_or_in_one_that_has_ended(lan, minh, facility):
    second = MembershipFactory(user=lan, role=Role.SITE_LEAD, facility=facility)
    lan.act_as(second.pk)
    assert lan.acting.role == Role.SITE_LEAD
    lan.act_as(minh.memberships.get().pk)
    assert (lan.acting.role, lan.acting.facility_id) == (Role.SITE_STAFF, facility.pk)
    lan.memberships.filter(pk=second.pk).update(ended_at=timezone.now(), ended_by=lan)
    lan.act_as(second.pk)
    assert lan.acting.role == Role.SITE_STAFF
