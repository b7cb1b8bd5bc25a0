"""Public pages, the language, and refusals."""

import pytest
from django.conf import settings
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "help"])
def test_anybody_may_read(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert 'lang="vi"' in response.content.decode()


@pytest.mark.parametrize("name", ["home", "help"])
def test_a_public_page_is_small_and_asks_no_database(client, name, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse(name))
    assert len(response.content) < 12_000


def test_the_language_is_kept_and_leads_back(client):
    response = client.post(reverse("language"), {"language": "en", "next": "/help/?a=1"})
    assert response.status_code == 303
    assert response.url == "/help/?a=1"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert 'lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize("wrong", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_language_never_leads_elsewhere(client, wrong):
    assert client.post(reverse("language"), {"language": "en", "next": wrong}).url == "/"


def test_an_unknown_language_changes_nothing(client):
    client.post(reverse("language"), {"language": "xx"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_an_unknown_address_is_told_in_the_portals_manner(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


def test_staff_see_who_they_are_and_where_they_can_go(client, lan):
    client.force_login(lan)
    html = client.get("/no/such/page/").content.decode()
    assert "Về việc hôm nay" in html
    from vaxportal.shell import shell

    request = client.get(reverse("home")).wsgi_request
    around = shell(request)
    assert around["shell"].person == "Nguyễn Thị Lan"
    assert around["shell"].kind == "staff"
    assert around["nav"][0].label == "Hôm nay"
    assert len(around["nav"]) <= 7
