"""What the administrator changes under /admin/, by services that check and leave a trace: vaccines and dose rules."""

from datetime import date

import pytest

from registration.models import Vaccine
from registration.services import reference as vaccines
from registration.services.reference import set_vaccine
from sessions.models import DoseRule
from sessions.services import reference as dose_rules
from sessions.services.reference import set_dose_rule
from tests.conftest import member
from vaxportal.accounts.roles import Role
from vaxportal.audit.models import Entry
from vaxportal.audited import facts_in_words
from vaxportal.core.errors import NotAllowed, RuleBroken

RULES, VACCINES = "/admin/vaccination/doserule/", "/admin/registration/vaccine/"
NEW = {"previous": "ABDALA", "next": "COMIRNATY", "series": "primary", "number": "2", "valid_from": "01/10/2021"}
DAYS = {"valid_to": "", "min_days": "28", "recommended_days": "28", "enforcement": "warn"}
TOLD = {"source": "CV 1/BYT", "certainty": "verified"}


@pytest.fixture
def browser(client, db):
    vaccines.load()
    dose_rules.load()
    client.force_login(member("quantri", "Đặng Quản", Role.ADMINISTRATOR))
    return client


@pytest.fixture
def rule(browser):
    return DoseRule.objects.get(previous="VAXZEVRIA", next="VAXZEVRIA", number=2)


def test_a_rule_is_changed_and_the_trail_says_how(browser, rule):
    given = {**DAYS, **TOLD, "min_days": "42", "recommended_days": "56", "enforcement": "stop"}
    assert browser.post(f"{RULES}{rule.pk}/change/", given).status_code == 302
    rule.refresh_from_db()
    assert (rule.min_days, rule.certainty, rule.valid_from) == (42, "verified", date(2021, 3, 8))
    told = facts_in_words(Entry.objects.get(action="reference.dose_rule_changed").facts)
    assert ("Số ngày tối thiểu", "28 → 42") in told and ("Loại mũi", "Cơ bản") in told
    assert ("Có hiệu lực từ", "08/03/2021") in told
    assert ("Độ chắc chắn", "Theo báo chí, hướng dẫn → Đã kiểm chứng") in told


def test_what_a_rule_is_about_stays(browser, rule):
    browser.post(f"{RULES}{rule.pk}/change/", {**NEW, **DAYS, **TOLD})
    rule.refresh_from_db()
    assert (rule.previous, rule.next, rule.valid_from, rule.source) == (
        "VAXZEVRIA",
        "VAXZEVRIA",
        date(2021, 3, 8),
        "CV 1/BYT",
    )
    rule.next = "ABDALA"
    assert set_dose_rule(rule, by=member("khac", "Đặng Khác", Role.ADMINISTRATOR)).next == "VAXZEVRIA"


def test_a_rule_is_added_once(browser):
    assert browser.post(f"{RULES}add/", {**NEW, **DAYS, **TOLD}).status_code == 302
    added = DoseRule.objects.get(previous="ABDALA", next="COMIRNATY")
    assert (added.number, added.min_days, added.valid_from) == (2, 28, date(2021, 10, 1))
    assert Entry.objects.get(action="reference.dose_rule_added").facts["columns"] == {}
    again = browser.post(f"{RULES}add/", {**NEW, **DAYS, **TOLD})
    assert "Đã có quy định này từ cùng ngày." in again.content.decode()
    assert DoseRule.objects.filter(next="COMIRNATY", previous="ABDALA").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"recommended_days": "27"}, "Số ngày khuyến cáo không được ít hơn 28 ngày."),
        ({"valid_to": "30/09/2021"}, "Ngày hết hiệu lực phải từ ngày 01/10/2021 trở đi."),
        ({"number": "4"}, "Loại mũi này có mũi thứ 1 đến 3."),
        ({"series": "additional"}, "Loại mũi này có mũi thứ 1 đến 1."),
        ({"next": "*"}, "*"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(browser, wrong, words):
    before = DoseRule.objects.count()
    page = browser.post(f"{RULES}add/", {**NEW, **DAYS, **TOLD, **wrong}).content.decode()
    assert "Sửa các lỗi bên dưới." in page and words in page
    assert (DoseRule.objects.count(), Entry.objects.filter(action__startswith="reference").count()) == (before, 0)


def as_sent(vaccine, **changed):
    names = [field.name for field in Vaccine._meta.concrete_fields if field.name != "id"]
    return {name: getattr(vaccine, name) for name in names} | changed


def test_a_vaccine_is_changed_but_not_its_code(browser):
    vaccine = Vaccine.objects.get(code="VERO_CELL")
    given = as_sent(vaccine, code="VERO", doses_per_vial=2, min_age_years=12)
    assert browser.post(f"{VACCINES}{vaccine.pk}/change/", given).status_code == 302
    changed = Vaccine.objects.get(code="VERO_CELL")
    assert (changed.doses_per_vial, changed.min_age_years) == (2, 12)
    told = facts_in_words(Entry.objects.get().facts)
    assert told[0] == ("Mã", "VERO_CELL")
    assert ("Số liều mỗi lọ", f"{vaccine.doses_per_vial} → 2") in told


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "nano covax"}, "Mã gồm chữ in hoa không dấu"),
        ({"code": "ABDALA"}, "Đã có vắc xin mang mã này."),
        ({"primary_doses": 4}, "Số mũi cơ bản từ 1 đến 3."),
        ({"doses_per_vial": 0}, "Số liều mỗi lọ từ 1 đến 50."),
    ],
)
def test_a_wrong_vaccine_is_refused_in_words(browser, wrong, words):
    given = as_sent(Vaccine.objects.get(code="ABDALA"), code="NANOCOVAX", name="Nanocovax")
    response = browser.post(f"{VACCINES}add/", {**given, **wrong})
    assert response.status_code == 200 and words in response.content.decode()
    assert not Vaccine.objects.filter(name="Nanocovax").exists()
    assert browser.post(f"{VACCINES}add/", given).status_code == 302


def test_nothing_is_deleted_and_nobody_else_changes_anything(browser, rule, hoa):
    assert browser.post(f"{RULES}{rule.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post("/admin/registration/consenttext/add/", {}).status_code == 403
    with pytest.raises(NotAllowed):
        set_dose_rule(rule, by=hoa)
    with pytest.raises(NotAllowed):
        set_vaccine(Vaccine.objects.get(code="ABDALA"), by=hoa)


def test_the_services_check_without_the_page_too(browser, rule):
    by = member("khac", "Đặng Khác", Role.ADMINISTRATOR)
    rule.recommended_days = 1
    with pytest.raises(RuleBroken):
        set_dose_rule(rule, by=by)
    with pytest.raises(RuleBroken):
        set_vaccine(Vaccine(code="x", primary_doses=9, doses_per_vial=1), by=by)
