from datetime import date, timedelta

import pytest

from registration.rules import organizations, registrations
from registration.rules.codes import NameIs, OrganizationIs, PersonIs, RegistrationIs
from registration.rules.organizations import (
    OrganizationGiven,
    OrganizationState,
    decision_problems,
    organization_problems,
    read_tax_code,
    upload_problems,
)
from registration.rules.phone import PhoneIs
from registration.rules.registrations import (
    QUESTIONS,
    Answer,
    EarlierDose,
    HistoryAnswers,
    RegistrationState,
    WishedDose,
    WishGiven,
    consent_problems,
    history_problems,
    move_problems,
    relation_problems,
    wish_problems,
)

TODAY = date(2021, 9, 14)
VACCINES = {"VAXZEVRIA", "COMIRNATY"}
ALL_NO = dict.fromkeys(QUESTIONS, Answer.NO)


def codes(problems):
    return [problem.code for problem in problems]


def test_all_twelve_questions_are_answered():
    assert not codes(history_problems(HistoryAnswers(ALL_NO, {1: "sốc thuốc", 12: ""})))
    assert codes(history_problems(HistoryAnswers())) == [RegistrationIs.ANSWER_MISSING] * 12


@pytest.mark.parametrize(
    ("answers", "details", "code"),
    [
        ({**ALL_NO, 3: "maybe"}, {}, RegistrationIs.ANSWER_UNKNOWN),
        (ALL_NO, {2: "tháng trước"}, RegistrationIs.DETAIL_NOT_ASKED),
        (ALL_NO, {1: "x" * 301}, PersonIs.TEXT_TOO_LONG),
        (ALL_NO, {1: "<b>"}, PersonIs.TEXT_MARKUP),
    ],
)
def test_a_wrong_answer_is_refused(answers, details, code):
    assert codes(history_problems(HistoryAnswers(answers, details))) == [code]


def test_answers_survive_being_stored():
    history = HistoryAnswers({**ALL_NO, 1: Answer.YES}, {1: "sốc thuốc"})
    assert HistoryAnswers.from_json(history.as_json()) == history


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (WishGiven(on=TODAY), []),
        (WishGiven(), []),
        (WishGiven(on=TODAY - timedelta(days=1)), [RegistrationIs.WISH_IN_PAST]),
        (WishGiven(on=TODAY + timedelta(days=366)), [RegistrationIs.WISH_TOO_FAR]),
        (WishGiven(half_day="night"), [RegistrationIs.HALF_DAY_UNKNOWN]),
        (WishGiven(dose=WishedDose.NEXT), [RegistrationIs.EARLIER_MISSING]),
        (WishGiven(earlier=[EarlierDose("COMIRNATY", date(2021, 8, 1))]), [RegistrationIs.EARLIER_NOT_ASKED]),
    ],
)
def test_a_wish(wish, expected):
    assert codes(wish_problems(wish, today=TODAY, vaccines=VACCINES)) == expected


@pytest.mark.parametrize(
    ("doses", "expected"),
    [
        ([("VAXZEVRIA", date(2021, 6, 1)), ("VAXZEVRIA", date(2021, 8, 1))], []),
        ([("VAXZEVRIA", date(2021, 8, 1)), ("VAXZEVRIA", date(2021, 6, 1))], [RegistrationIs.EARLIER_OUT_OF_ORDER]),
        ([("VAXZEVRIA", date(2021, 8, 1)), ("VAXZEVRIA", date(2021, 8, 1))], [RegistrationIs.EARLIER_OUT_OF_ORDER]),
        ([("VAXZEVRIA", date(2021, 9, 15))], [RegistrationIs.EARLIER_IN_FUTURE]),
        ([("VAXZEVRIA", date(1989, 9, 15))], [RegistrationIs.EARLIER_BEFORE_BIRTH]),
        ([("", None)], [RegistrationIs.EARLIER_VACCINE_UNKNOWN, RegistrationIs.EARLIER_DAY_MISSING]),
        ([("VAXZEVRIA", date(2021, 1, day)) for day in range(1, 8)], [RegistrationIs.EARLIER_TOO_MANY]),
    ],
)
def test_earlier_doses(doses, expected):
    wish = WishGiven(dose=WishedDose.NEXT, earlier=[EarlierDose(*dose) for dose in doses])
    assert codes(wish_problems(wish, today=TODAY, vaccines=VACCINES, born_on=date(1990, 1, 1))) == expected


def test_consent_is_to_the_text_in_force():
    assert codes(consent_problems("", current="2021-07")) == [RegistrationIs.CONSENT_MISSING]
    assert codes(consent_problems("2021-03", current="2021-07")) == [RegistrationIs.CONSENT_OUTDATED]
    assert not codes(consent_problems("2021-07", current="2021-07"))


def test_a_relative_says_the_relation():
    assert codes(relation_problems(" ", for_relative=True)) == [PersonIs.RELATION_MISSING]
    assert not codes(relation_problems("con", for_relative=True))
    assert not codes(relation_problems("", for_relative=False))


@pytest.mark.parametrize("rules", [registrations, organizations])
def test_every_state_appears_in_the_table(rules):
    states = set(type(next(iter(rules.NEXT))))
    assert set(rules.NEXT) == states
    assert set().union(*rules.NEXT.values()) <= states


def test_a_withdrawn_registration_stays_withdrawn():
    assert not codes(move_problems("invited", RegistrationState.DONE))
    assert codes(move_problems("withdrawn", RegistrationState.DONE)) == [RegistrationIs.NOT_NEXT_STATE]


COMPANY = OrganizationGiven(
    name="Công ty TNHH Sen Hồng 2",
    kind="company",
    tax_code="1400123456",
    commune_code="29869",
    contact_name="Lê Minh",
    contact_phone="0912345678",
)


def test_a_company_is_taken():
    assert not codes(organization_problems(COMPANY))


def test_everything_wrong_with_an_organization_is_told():
    assert set(codes(organization_problems(OrganizationGiven(headcount=0)))) == {
        OrganizationIs.NAME_MISSING,
        OrganizationIs.KIND_UNKNOWN,
        OrganizationIs.HEADCOUNT_IMPOSSIBLE,
        PersonIs.COMMUNE_MISSING,
        NameIs.MISSING,
        PhoneIs.MISSING,
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [("1400123456", "1400123456"), ("1400123456-001", "1400123456-001"), ("1400123456001", "1400123456-001")],
)
def test_a_tax_code_is_read(written, read):
    assert read_tax_code(written) == read


def test_a_wrong_tax_code_is_refused():
    assert read_tax_code("140012345").code == OrganizationIs.TAX_CODE_UNREADABLE


def test_an_organization_is_decided_upon_once_and_refused_with_a_reason():
    assert not codes(decision_problems("pending", OrganizationState.APPROVED))
    assert codes(decision_problems("pending", OrganizationState.REFUSED)) == [OrganizationIs.REASON_MISSING]
    assert codes(decision_problems("approved", OrganizationState.APPROVED)) == [OrganizationIs.NOT_NEXT_STATE]
    assert codes(upload_problems("pending")) == [OrganizationIs.NOT_APPROVED]
