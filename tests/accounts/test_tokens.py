import pytest
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from tests.conftest import member
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
        Role.DISTRICT_CENTRE: {"district": facility.district},
        Role.PROVINCE: {"province": facility.province},
        Role.SITE_LEAD: {"facility": facility},
    }
    user = member(f"user-{role}", "Võ Hòa", role, **units.get(role, {}))
    membership = user.memberships.get()
    assert user.acting == membership.acting()
