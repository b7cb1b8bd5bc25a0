"""Registering without an account, as a browser does it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from registration.models import Person, PublicDraft, Registration, ReportedDose
from registration.services import drafts
from tests.factories import CommuneFactory, DistrictFactory
from tests.registration.told import told
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.messaging.models import Message

NO = {f"question_{number}": "no" for number in range(1, 13)}
PAGES = {
    "for-whom": {"for_whom": "self"},
    "dose": {"wished_dose": "first"},
    "identity": {"full_name": "Nguyễn Thị  Minh Khai", "born_on": "28/2/1990", "sex": "F"},
    "numbers": {"id_number": "087 190 004567", "bhyt": "", "ethnicity": "Kinh", "nationality": "VN"},
    "contact": {"phone": "0912 345 678", "email": "khai@vidu.vn"},
    "home": {"province": "87", "district": "873", "commune": "30076", "address": "Ấp 1"},
    "work": {"priority_group": "13", "occupation": "Công nhân", "workplace": "Công ty Mẫu"},
    "wish": {"wished_on": "", "half_day": "morning"},
    "history": NO,
    "consent": {"agreed": "on"},
}


def url(name, *args):
    return reverse(f"registration:{name}", args=args)


@pytest.fixture
def browser(world):
    client = Client()
    assert client.post(url("registration_start"), {"begin": "1"}).status_code == 303
    return client


def fill(client, pages):
    for slug, answers in pages.items():
        response = client.post(url("registration_page", slug), answers)
        assert response.status_code == 303, (slug, errors_in(response))
    return response


def errors_in(response):
    return re.findall(r"vx-field__error.*?</span></p>", response.content.decode(), re.S)


def last_code():
    return re.search(r"\b(\d{6})\b", Message.objects.filter(kind="registration_code").latest("pk").body)[1]


def confirm(client):
    assert client.post(url("registration_check"), {"send": "1"}).status_code == 303
    response = client.post(url("registration_code"), {"code": last_code()})
    assert (response.status_code, response.url) == (303, url("registration_done"))
    return client.get(response.url)


def test_from_the_first_question_to_the_number(browser):
    response = fill(browser, PAGES)
    assert response.url == url("registration_check")
    check = browser.get(response.url).content.decode()
    assert "Nguyễn Thị Minh Khai" in check
    assert "Mỹ Thọ" in check
    done = confirm(browser)
    registration = Registration.objects.select_related("person").get()
    assert registration.spoken_number in done.content.decode()
    assert "<svg" in done.content.decode()
    person = registration.person
    assert (person.full_name, person.phone, person.id_number) == (
        "Nguyễn Thị Minh Khai",
        "+84912345678",
        "087190004567",
    )
    assert (person.occupation, person.ethnicity, person.email) == ("Công nhân", "Kinh", "khai@vidu.vn")
    assert (registration.half_day, registration.consent.version) == ("morning", "2021-09")
    assert not PublicDraft.objects.exists()
    assert Message.objects.filter(kind="registration_received").count() == 1
    book = browser.get(url("own_people")).content.decode()  # the code has logged the browser in
    assert "Nguyễn Thị Minh Khai" in book


def test_on_an_island_without_communes(browser):
    island = DistrictFactory(
        code="755", name="Huyện Côn Đảo", province__code="77", province__name="Tỉnh Bà Rịa - Vũng Tàu"
    )
    CommuneFactory(code="755", name="Huyện Côn Đảo", district=island)
    offered = browser.get(url("commune_options"), {"parent": "755"}).content.decode()
    assert re.findall(r'value="(.*?)"', offered) == ["755"]
    fill(browser, {**PAGES, "home": {"province": "77", "district": "755", "commune": "755", "address": "Khu 8"}})
    confirm(browser)
    assert Person.objects.get().commune.path == "Huyện Côn Đảo, Tỉnh Bà Rịa - Vũng Tàu"


def test_for_a_relative_with_earlier_doses(browser):
    relative = {
        **PAGES,
        "for-whom": {"for_whom": "relative"},
        "registrant": {"registrant_name": "Lê Văn Thành", "registrant_phone": "0987654321", "relation": "Mẹ"},
        "dose": {"wished_dose": "next"},
        "earlier": {"earlier_1_vaccine": "VAXZEVRIA", "earlier_1_given_on": "1/8/2021", "earlier_1_lot": "AZ1"},
    }
    order = ["for-whom", "registrant", "dose", *list(PAGES)[2:8], "earlier", "history", "consent"]
    fill(browser, {slug: relative[slug] for slug in order})
    confirm(browser)
    registration = Registration.objects.get()
    assert (registration.registrant.phone, registration.registrant_name, registration.relation) == (
        "+84987654321",
        "Lê Văn Thành",
        "Mẹ",
    )
    assert registration.person.phone == "+84912345678"
    assert ReportedDose.objects.get().lot_number == "AZ1"


@pytest.mark.parametrize(
    ("slug", "answers", "field"),
    [
        ("for-whom", {}, "for_whom"),
        ("identity", {**PAGES["identity"], "born_on": "31/2/1990"}, "born_on"),
        ("identity", {**PAGES["identity"], "full_name": "=1+1"}, "full_name"),
        ("numbers", {**PAGES["numbers"], "id_number": ""}, "id_number"),
        ("numbers", {**PAGES["numbers"], "id_number": "087085004567"}, "id_number"),
        ("contact", {"phone": "02773851234"}, "phone"),
        ("home", {**PAGES["home"], "commune": "99999"}, "commune"),
        ("work", {}, "priority_group"),
        ("wish", {"wished_on": "1/1/2020", "half_day": "morning"}, "wished_on"),
        ("history", {**NO, "question_7": ""}, "question_7"),
        ("consent", {}, "agreed"),
    ],
)
def test_a_wrong_answer_is_told_on_its_field_and_not_kept(browser, slug, answers, field):
    fill(browser, {"identity": PAGES["identity"]})
    response = browser.post(url("registration_page", slug), answers)
    assert response.status_code == 422
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}' in page  # the summary leads to it


def test_a_minor_needs_a_guardian_and_no_identity_number(browser):
    child = {"full_name": "Nguyễn Bảo An", "born_on": "1/9/2016", "sex": "F"}
    fill(browser, {"identity": child, "numbers": {"id_number": "", "nationality": "VN"}})
    assert browser.post(url("registration_page", "contact"), {"phone": "0912345678"}).status_code == 422
    fill(browser, {"contact": {"phone": "0912345678", "guardian_name": "Nguyễn Văn Ba"}})


def test_nothing_is_sent_while_a_page_is_open(browser):
    fill(browser, {slug: answers for slug, answers in PAGES.items() if slug != "work"})
    response = browser.post(url("registration_check"), {"send": "1"})
    assert response.url == url("registration_page", "work")
    assert not Message.objects.exists()
    assert browser.get(url("registration_code")).url == url("registration_check")


def test_a_changed_birth_date_reopens_the_number_that_contradicts_it(browser):
    fill(browser, PAGES)
    browser.post(url("registration_page", "identity"), {**PAGES["identity"], "born_on": "28/2/1991"})
    assert browser.get(url("registration_check")).url == url("registration_page", "numbers")


def test_a_wrong_code_registers_nobody(browser):
    fill(browser, PAGES)
    browser.post(url("registration_check"), {"send": "1"})
    wrong = "000000" if last_code() != "000000" else "111111"
    response = browser.post(url("registration_code"), {"code": wrong})
    assert response.status_code == 422
    assert not Person.objects.exists()
    assert confirm(browser).status_code == 200


def test_known_and_unknown_people_get_the_same_page(browser, world):
    fill(browser, PAGES)
    first = confirm(browser).content.decode()
    stranger = Client()
    stranger.post(url("registration_start"), {"begin": "1"})
    fill(stranger, {**PAGES, "contact": {"phone": "0987654321"}})
    second = confirm(stranger).content.decode()
    assert Person.objects.count() == 1
    numbers = [registration.spoken_number for registration in Registration.objects.order_by("pk")]

    def bare(page, number):
        page = re.sub(r"<svg.*?</svg>", "", page.replace(number, "NUMBER"), flags=re.S)
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)

    assert bare(first, numbers[0]) == bare(second, numbers[1])
    assert "Nguyễn Thị Minh Khai" in stranger.get(url("own_people")).content.decode()  # only their own registration
    assert stranger.get(url("own_person", Person.objects.get().ref)).status_code == 404


def test_a_staff_phone_registers_but_does_not_log_in(browser, facility):
    nurse = User.objects.create(username="nurse", phone="+84912345678")
    Membership.objects.create(user=nurse, role=Role.SITE_STAFF, facility=facility)
    fill(browser, PAGES)
    confirm(browser)
    assert Registration.objects.get().registrant == nurse
    assert "_auth_user_id" not in browser.session


def test_who_confirms_a_listed_person_enters_as_themselves(browser, world):
    from registration.services.people import register_people
    from tests.factories import MembershipFactory, UserFactory

    manager = MembershipFactory(user=UserFactory(username="manager"), role=Role.ORGANIZATION_MANAGER).user
    register_people([told()], source=Registration.Source.LIST, by=manager)
    fill(browser, PAGES)
    confirm(browser)
    assert int(browser.session["_auth_user_id"]) == User.objects.get(phone_lookup__isnull=False).pk != manager.pk


def test_places_without_javascript(browser):
    fill(browser, {"identity": PAGES["identity"]})
    response = browser.post(url("registration_page", "home"), {"province": "87", "district": "873", "refresh": "1"})
    assert response.status_code == 200
    assert 'value="30076"' in response.content.decode()


def test_looking_writes_nothing(world):
    client = Client()
    assert client.get(url("registration_start")).status_code == 200
    assert client.get(url("registration_page", "identity")).url == url("registration_start")
    assert client.get(url("registration_page", "no-such-page")).status_code == 404
    assert not PublicDraft.objects.exists()


def test_answers_are_sealed_in_the_database(browser):
    from django.db import connection

    fill(browser, {"identity": PAGES["identity"]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM registration_publicdraft")
        assert b"Khai" not in bytes(cursor.fetchone()[0])


def test_a_flood_from_one_address_is_refused(world, monkeypatch):
    monkeypatch.setattr(drafts, "PER_ORIGIN", 2)
    answers = [Client().post(url("registration_start"), {"begin": "1"}).status_code for _ in range(3)]
    assert answers == [303, 303, 422]


def test_old_drafts_are_swept(browser):
    from datetime import timedelta

    from django.utils import timezone

    assert drafts.sweep(now=timezone.now()) == 0
    assert drafts.sweep(now=timezone.now() + timedelta(days=2)) == 1
