"""The menu offers what opens; whoever is not logged in is led to their own door."""

import pytest
from django.urls import reverse

from tests.conftest import member
from vaxportal.accounts.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD_PAGES = ("account_change_password", "mfa_index")


def offered(client, user):
    client.force_login(user)
    page = client.get("/today/").content.decode()
    return [name for name in PASSWORD_PAGES if f'href="{reverse(name)}"' in page]


def test_who_has_a_password_may_change_it(client, lan):
    lan.set_password("ba con vịt xiêm")
    lan.save()
    assert offered(client, lan) == list(PASSWORD_PAGES)


def test_who_logs_in_by_a_code_is_offered_no_password(client):
    manager = member("m", "Lê Thị Quản", Role.ORGANIZATION_MANAGER)
    manager.set_unusable_password()
    manager.save()
    assert offered(client, manager) == []


def test_a_citizens_page_leads_to_the_citizens_door(client):
    assert client.get("/registration/own/").url.startswith(reverse("accounts:citizen_login"))
    assert client.get("/today/").url.startswith(reverse("account_login"))
