import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests.factories import MembershipFactory, UserFactory
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db
PASSWORD = "ba con vịt xiêm"


def code_sent():
    return re.search(r"\b(\d{6})\b", Message.objects.latest("pk").body)[1]


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser():
    return Client()


def test_a_phone_and_its_code_open_an_account_and_lead_to_the_book(browser):
    assert browser.post("/login/phone/", {"phone": "0912.345.678"}).status_code == 303
    answer = browser.post("/login/code/", {"code": code_sent()})
    assert answer.status_code == 303 and answer.url == "/today/"
    user = User.objects.get()
    assert user.phone == "+84912345678" and not user.has_usable_password()


def test_the_same_phone_finds_the_same_account_however_it_is_written(browser):
    for written in ("0912345678", "+84 912 345 678"):
        browser.post("/login/phone/", {"phone": written})
        browser.post("/login/code/", {"code": code_sent()})
        browser.post("/logout/")
    assert User.objects.count() == 1


def test_a_known_and_an_unknown_phone_get_the_same_answer(browser):
    UserFactory(phone="+84912345678")
    answers = [Client().post("/login/phone/", {"phone": phone}, follow=True) for phone in ("0912345678", "0912345677")]
    known, unknown = (re.sub(r'name="csrf\w*" value="\w+"', "", answer.content.decode()) for answer in answers)
    assert known.replace("678", "") == unknown.replace("677", "")


def test_a_wrong_code_and_a_wrong_phone_say_what_to_do(browser):
    answer = browser.post("/login/phone/", {"phone": "12"})
    assert answer.status_code == 422 and "10 chữ số" in answer.content.decode()
    browser.post("/login/phone/", {"phone": "0912345678"})
    wrong = "000000" if code_sent() != "000000" else "000001"
    answer = browser.post("/login/code/", {"code": wrong})
    assert answer.status_code == 422 and "Mã không đúng" in answer.content.decode()


def test_the_phone_never_stands_in_an_address(browser):
    answer = browser.post("/login/phone/", {"phone": "0912345678"})
    assert "912345678" not in answer.url


def test_a_role_at_a_unit_is_not_opened_by_a_code(browser, facility):
    nurse = UserFactory(phone="+84912345678")
    MembershipFactory(user=nurse, role=Role.SITE_STAFF, facility=facility)
    browser.post("/login/phone/", {"phone": "0912345678"})
    answer = browser.post("/login/code/", {"code": code_sent()})
    assert answer.status_code == 422 and "mật khẩu" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_foreign_next_address_is_not_followed(browser):
    browser.post("/login/phone/", {"phone": "0912345678", "next": "https://evil.example/"})
    assert browser.post("/login/code/", {"code": code_sent()}).url == "/today/"


def test_staff_log_in_with_name_or_e_mail(lan):
    lan.email = "lan@example.vn"
    with_password(lan)
    for login in ("lan", "lan@example.vn"):
        assert Client().post("/login/staff/", {"login": login, "password": PASSWORD}).url == "/today/"


def test_wrong_passwords_are_stopped_after_a_while_even_the_right_one(browser, lan):
    with_password(lan)
    for _try in range(5):
        said = browser.post("/login/staff/", {"login": "lan", "password": "sai"}).content.decode()
        assert "không đúng" in said
    said = browser.post("/login/staff/", {"login": "lan", "password": PASSWORD}).content.decode()
    assert "quá nhiều lần" in said and "_auth_user_id" not in browser.session


def test_a_forgotten_password_is_answered_alike_for_known_and_unknown(lan):
    lan.email = "lan@example.vn"
    with_password(lan)
    answers = {Client().post("/password/reset/", {"email": email}).url for email in ("lan@example.vn", "xa@example.vn")}
    assert answers == {"/password/reset/sent/"}
    assert [message.to for message in Message.objects.all()] == ["lan@example.vn"]


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/email/", "/password/set/", "/accounts/login/"])
def test_unused_addresses_of_allauth_are_not_there(browser, lan, path):
    browser.force_login(lan)
    assert browser.get(path).status_code == 404


def test_a_second_factor_is_demanded_only_where_the_setting_says_so(browser, lan, settings):
    browser.force_login(with_password(lan))
    assert browser.get("/today/").status_code == 200
    settings.STAFF_SECOND_FACTOR = True
    answer = browser.get("/today/")
    assert answer.status_code == 302 and answer.url == "/second-factor/set-up/"


def test_citizens_need_no_second_factor(browser, tam, settings):
    settings.STAFF_SECOND_FACTOR = True
    browser.force_login(tam)
    assert "second-factor" not in browser.get("/today/").headers.get("Location", "")


def test_the_second_factor_is_set_up_once_and_asked_for_at_log_in(browser, lan, settings):
    settings.STAFF_SECOND_FACTOR = True
    with_password(lan)
    browser.post("/login/staff/", {"login": "lan", "password": PASSWORD})
    assert browser.get("/second-factor/set-up/").url.startswith("/login/confirm/")
    assert browser.post("/login/confirm/", {"password": PASSWORD, "next": "/second-factor/set-up/"}).status_code == 302
    secret = browser.get("/second-factor/set-up/").context["form"].secret
    step = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, step))
    assert browser.post("/second-factor/set-up/", {"code": code}).status_code == 302
    assert browser.get("/today/").status_code == 200
    fresh = Client()
    answer = fresh.post("/login/staff/", {"login": "lan", "password": PASSWORD})
    assert answer.url.startswith("/second-factor/enter/")
    assert fresh.get("/today/").status_code == 302
    refused = fresh.post("/second-factor/enter/", {"code": "000000"})
    assert "Mã không đúng" in refused.content.decode()


def test_the_language_chosen_before_log_in_goes_to_the_account(browser, lan):
    with_password(lan)
    browser.post("/language/", {"language": "en"})
    browser.post("/login/staff/", {"login": "lan", "password": PASSWORD})
    lan.refresh_from_db()
    assert lan.language == "en"
    other = Client()
    other.post("/login/staff/", {"login": "lan", "password": PASSWORD})
    assert other.cookies["django_language"].value == "en"


def test_the_role_is_switched_only_to_a_role_of_ones_own(browser, lan, minh, other_facility):
    second = MembershipFactory(user=lan, role=Role.SITE_LEAD, facility=other_facility)
    browser.force_login(lan)
    assert browser.post("/acting/", {"membership": minh.memberships.get().pk}).status_code == 404
    assert browser.post("/acting/", {"membership": second.pk}).status_code == 303
    assert "Phụ trách điểm tiêm" in browser.get("/today/").content.decode()


def test_the_outbox_is_there_in_the_demo_only(browser, settings):
    settings.DEMO = False
    assert browser.get("/outbox/").status_code == 404


def test_the_phone_waits_sealed_between_the_two_steps(browser):
    browser.post("/login/phone/", {"phone": "0912345678"})
    assert "log_in_phone" in browser.session
    assert "912345678" not in str(dict(browser.session))


def test_guessing_a_token_is_stopped_whatever_address_the_guesser_claims(browser, lan):
    said = {
        browser.post(
            "/api/v1/token/",
            {"username": lan.username, "password": f"wrong {number}"},
            content_type="application/json",
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        ).status_code
        for number in range(11)
    }
    assert said == {422, 429}


def test_behind_our_proxy_the_limits_count_people_not_the_proxy(browser, lan, settings):
    settings.HTTPS = True
    headers = {"X-Forwarded-For": "10.0.0.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
    for _number in range(11):
        browser.post("/api/v1/token/", {"username": "ai.do", "password": "x"}, headers=headers)
    given = {"username": "ai.khac", "password": "x"}
    assert browser.post("/api/v1/token/", given, headers=headers).status_code == 429
    elsewhere = headers | {"X-Forwarded-For": "203.0.113.10"}
    assert browser.post("/api/v1/token/", given, headers=elsewhere).status_code == 422
