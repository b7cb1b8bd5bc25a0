from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from tests.conftest import member
from tests.factories import MembershipFactory
from vaxportal.accounts.models import SiteToken, User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services.site_tokens import MOST, make_token
from vaxportal.accounts.services.staff import reset_access
from vaxportal.audit.models import Entry

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/sessions/"
TOKENS = "/tokens/"


def opens(user, key="", *, strong=False) -> int:
    key = key or make_token(user=user, name="", has_second_factor=strong)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
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


def test_where_a_second_factor_is_required_a_token_needs_one_too(lan, settings):
    settings.STAFF_SECOND_FACTOR = True
    assert (opens(lan), opens(lan, strong=True)) == (401, 200)


def test_the_page_shows_a_new_token_once_and_ends_it(client, lan):
    client.force_login(lan)
    key = client.post(TOKENS, {"name": "Phần mềm trạm"}).context["key"]
    assert opens(lan, key) == 200
    page = client.get(TOKENS).content.decode()
    assert "Phần mềm trạm" in page and key not in page
    client.post(reverse("accounts:token_end", args=[SiteToken.objects.get().ref]))
    assert opens(lan, key) == 401
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == ["token.made", "token.ended"]


def test_a_manager_who_has_no_password_makes_one_for_uploads(client, db):
    manager = User.objects.create(username="m", phone="+84912345678")
    MembershipFactory(user=manager, role=Role.ORGANIZATION_MANAGER)
    manager.set_unusable_password()
    manager.save()
    client.force_login(manager)
    key = client.post(TOKENS, {"name": "Phần mềm nhân sự"}).context["key"]
    assert SiteToken.objects.get().has_second_factor
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    assert api.get("/api/v1/lists/").status_code == 200


def test_nobody_ends_the_token_of_somebody_else_and_citizens_have_none(client, lan, minh, tam):
    key = make_token(user=lan, name="", has_second_factor=False)
    client.force_login(minh)
    client.post(reverse("accounts:token_end", args=[SiteToken.objects.get().ref]))
    assert opens(lan, key) == 200
    client.force_login(tam)
    assert client.get(TOKENS).status_code == client.post(TOKENS, {"name": "x"}).status_code == 404


def test_an_account_keeps_few_and_a_reset_ends_them_all(lan, hoa):
    of_the_site = make_token(user=lan, name="phần mềm trạm", has_second_factor=False)
    keys = [make_token(user=lan, name="", has_second_factor=False) for _number in range(MOST + 1)]
    assert opens(lan, of_the_site) == 200  # a script that logs in at every start shuts out only itself
    assert Entry.objects.filter(action="token.ended").count() == 1
    assert (opens(lan, keys[0]), opens(lan, keys[-1])) == (401, 200)
    lan.email = "lan@example.vn"
    lan.save()
    reset_access(user=lan, by=hoa)
    assert opens(lan, keys[-1]) == 401 and not SiteToken.objects.exists()


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


def test_a_token_of_an_earlier_version_still_opens(lan):
    key = "0" * 40
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key text, user_id bigint, created timestamptz)")
        cursor.execute("INSERT INTO authtoken_token VALUES (%s, %s, now())", [key, lan.pk])
    move = import_module("vaxportal.accounts.migrations.0003_tokens_of_the_framework").move
    for _twice in range(2):
        move(apps, SimpleNamespace(connection=connection))
    assert opens(lan, key) == 200
    assert "authtoken_token" not in connection.introspection.table_names()
