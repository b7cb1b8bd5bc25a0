"""Whatever arrives is answered in one shape: problems with field, code and a sentence in the reader's language."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from vaxportal.accounts.services.site_tokens import make_token

pytestmark = pytest.mark.django_db
REGISTRATIONS = "/api/v1/registrations/"
UNREADABLE = {
    "deep_list": "[" * 5000 + "]" * 5000,
    "deep_object": '{"a":' * 3000 + "1" + "}" * 3000,
    "ends_early": "{",
    "not_utf8": b'"\xff\xfe"',
    "long_number": "9" * 5000,
    "half_a_sign_as_name": r'{"person": [{"\ud800": 1}]}',
}


@pytest.fixture
def client(lan):
    client = APIClient()
    client.force_authenticate(lan)
    return client


def problem(response):
    [one] = response.json()["problems"]
    return one["field"], one["code"]


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_nobody_can_read(client, body):
    response = client.generic("POST", REGISTRATIONS, body, content_type="application/json")
    assert (response.status_code, problem(response)) == (400, ("", "unreadable"))


def test_a_body_beyond_all_need_is_told_by_its_size(lan):
    key = make_token(user=lan, name="trạm", has_second_factor=False)
    system = Client(raise_request_exception=False, headers={"Authorization": f"Token {key}"})
    body = '{"ref": "' + "x" * 4_000_000 + '"}'
    response = system.post(REGISTRATIONS, body, content_type="application/json")
    assert (response.status_code, problem(response)) == (413, ("", "too_large"))


@pytest.mark.parametrize("sign", ["\ud800", "\0"])
def test_signs_that_no_text_has_are_refused_in_words(client, sign):
    body = json.dumps({"person": {"full_name": sign}})
    response = client.generic("POST", REGISTRATIONS, body, content_type="application/json")
    [said] = [one["message"] for one in response.json()["problems"] if one["field"] == "person.full_name"]
    assert said.startswith("Bỏ ký tự không đọc được")


def test_half_a_sign_as_log_in_name_is_no_failure(db):
    response = APIClient().generic(
        "POST", "/api/v1/token/", r'{"username": "\ud800", "password": "x"}', content_type="application/json"
    )
    assert (response.status_code, problem(response)[0]) == (422, "username")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999", "9" * 5000])
def test_a_page_that_is_not_there_is_wrong_input(client, page):
    response = client.get(REGISTRATIONS, {"page": page})
    assert (response.status_code, problem(response)) == (422, ("page", "unknown"))


def test_another_media_type(client):
    response = client.generic("POST", REGISTRATIONS, "ref=1", content_type="text/plain")
    assert (response.status_code, problem(response)) == (415, ("", "media_type_unknown"))


@pytest.mark.parametrize("address", [REGISTRATIONS + "x/", "/api/v1/nowhere/", "/api/v1/sessions/?q=%00"])
def test_addresses_that_do_not_exist_are_no_pages(client, address):
    response = client.get(address)
    assert response.status_code in {400, 404} and problem(response)[1] in {"not_found", "unreadable"}


def test_a_failure_is_told_without_what_failed(client, monkeypatch):
    def fail(*_given):
        raise RuntimeError("087185123456")

    monkeypatch.setattr("registration.api.views.RegistrationIn", fail)
    client.raise_request_exception = False
    response = client.post(REGISTRATIONS, {}, format="json")
    assert (response.status_code, problem(response)) == (500, ("", "failed"))
    assert "087185123456" not in response.content.decode()


@pytest.mark.parametrize("key", ["13", "0", "x", "9" * 5000], ids=["13", "0", "x", "long"])
def test_a_question_that_the_form_does_not_have(client, key):
    response = client.post(REGISTRATIONS, {"history": {key: "no"}}, format="json")
    assert ("history", "question_unknown") in [(one["field"], one["code"]) for one in response.json()["problems"]]


def test_a_system_reads_the_language_that_it_asks_for(client):
    told = {}
    for language in ("vi", "en", "de"):
        response = client.post(REGISTRATIONS, {"ref": "x"}, format="json", headers={"Accept-Language": language})
        told[language] = {one["message"] for one in response.json()["problems"] if one["field"] == "ref"}
    assert told == {"vi": {"Ghi một UUID."}, "en": {"Must be a valid UUID."}, "de": {"Ghi một UUID."}}


def test_a_browser_keeps_its_own_choice(lan):
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(lan)
    assert "Việc hôm nay" in browser.get(reverse("today")).content.decode()
