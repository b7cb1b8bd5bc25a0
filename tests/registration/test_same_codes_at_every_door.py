"""What is wrong with a person has one code on one field, whether it is typed, sent by a system or stands in a list.

A scenario is what a form would be told; the doors are in `doors.py`. Where a door cannot be told of something, or
asks for something else, the scenario says why. What only one door can be told stands in ELSEWHERE, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from registration.models import Person, Registration
from registration.rules.codes import BhytIs, IdIs, NameIs, PersonIs, RegistrationIs
from registration.services.people import register_people
from tests.registration.doors import DOORS
from tests.registration.lists import make_organization
from tests.registration.told import told as as_told
from vaxportal.core.dates import DayIs
from vaxportal.core.phones import PhoneIs

GOOD = {
    "full_name": "Trần Thị Lan",
    "born_on": "06/11/1990",
    "sex": "F",
    "priority_group": "9",
    "phone": "0912345679",
    "id_number": "087190004568",
    "commune": "30076",
}
KHAI = {
    "full_name": "Nguyễn Thị Minh Khai",
    "born_on": "28/02/1990",
    "id_number": "087190004567",
    "phone": "0912345678",
}
ALIKE = KHAI | {"id_number": "", "phone": "0987654321", "missing_reason": "Quên giấy tờ"}
SOMEBODY = "018f4e5a-0000-7000-8000-000000000000"
LONG = "a" * 300
DOSE = {"earlier_1_vaccine": "VAXZEVRIA", "earlier_1_given_on": "01/08/2021"}
VACCINE, GIVEN_ON = "earlier_1_vaccine", "earlier_1_given_on"
LISTS, STAFF, ALL = {"excel", "library"}, {"browser", "rest"}, {door.name for door in DOORS}
NEVER_TOLD = "the public is never told who is known"


@dataclass(frozen=True)
class Scenario:
    """`at`: what a door says in place of `problems`; `only`: the doors that can be told so. `because` says why."""

    changes: Mapping[str, str]
    problems: frozenset[tuple[str, str]]
    at: Mapping[str, set[tuple[str, str]]] = field(default_factory=dict)
    only: frozenset[str] = frozenset(ALL)
    because: str = ""
    new_people: int = 1

    def expected(self, door):
        return self.at.get(door, self.problems)


def case(name, changes, *problems, **more):
    assert "because" in more or not {"at", "only"} & more.keys(), name
    return pytest.param(Scenario(changes, frozenset(problems), **more), id=name)


def gone(*names):
    return dict.fromkeys(names, "")


WRONG_YEAR = ("id_number", IdIs.WRONG_YEAR)
SCENARIOS = [
    case("good", {}),
    case("good_with_earlier_dose", DOSE),
    case("good_with_all", {"bhyt": "DN4870123456789", "address": "Ấp 1", "workplace": "Tổ 2"}),
    case("somebody_known", KHAI, new_people=0),
    case("name_missing", gone("full_name"), ("full_name", NameIs.MISSING)),
    case("name_digits", {"full_name": "Trần Thị 9"}, ("full_name", NameIs.DIGITS)),
    case("name_signs", {"full_name": "Trần <b> Lan"}, ("full_name", NameIs.SIGNS)),
    case("name_no_letters", {"full_name": ". - ."}, ("full_name", NameIs.NO_LETTERS)),
    case("name_too_long", {"full_name": "Trần " * 60}, ("full_name", NameIs.TOO_LONG)),
    case(
        "name_formula",
        {"full_name": "@Lan"},
        ("full_name", NameIs.FORMULA),
        at={name: {("full_name", "formula_cell")} for name in LISTS},
        because="in a sheet it is a formula, whichever the column, and is mended as one",
    ),
    case(
        "name_legacy_font",
        {"full_name": "TrÇn ThÞ Lan"},
        ("full_name", NameIs.LEGACY_FONT),
        only=STAFF | {"public"},
        because="a whole list tells its letters, and is converted",
    ),
    case("born_missing", gone("born_on"), ("born_on", PersonIs.BORN_MISSING)),
    case(
        "born_in_future",
        {"born_on": "01/01/2090"},
        ("born_on", PersonIs.BORN_IN_FUTURE),
        WRONG_YEAR,
        at={"public": {("born_on", PersonIs.BORN_IN_FUTURE)}},
        because="its pages come one by one, and a day that was refused is not kept",
    ),
    case(
        "born_long_ago",
        {"born_on": "01/01/1880"},
        ("born_on", PersonIs.BORN_TOO_LONG_AGO),
        WRONG_YEAR,
        at={"public": {("born_on", PersonIs.BORN_TOO_LONG_AGO)}},
        because="its pages come one by one, and a day that was refused is not kept",
    ),
    case("no_such_day", {"born_on": "31/02/1990"}, ("born_on", DayIs.NO_SUCH_DAY)),
    case("day_unreadable", {"born_on": "hôm qua"}, ("born_on", DayIs.UNREADABLE)),
    case("year_only", {"born_on": "1990"}, ("born_on", DayIs.YEAR_ONLY)),
    case("short_year", {"born_on": "1/2/90"}, ("born_on", DayIs.SHORT_YEAR)),
    case("year_out_of_range", {"born_on": "01/01/1066"}, ("born_on", DayIs.YEAR_OUT_OF_RANGE)),
    case("sex_missing", gone("sex"), ("sex", PersonIs.SEX_MISSING)),
    case("sex_unknown", {"sex": "khác"}, ("sex", PersonIs.SEX_UNKNOWN)),
    case("group_missing", gone("priority_group"), ("priority_group", PersonIs.GROUP_MISSING)),
    case("group_unknown", {"priority_group": "17"}, ("priority_group", PersonIs.GROUP_UNKNOWN)),
    case("group_no_number", {"priority_group": "nhất"}, ("priority_group", PersonIs.GROUP_UNKNOWN)),
    case("commune_missing", gone("commune"), ("commune", PersonIs.COMMUNE_MISSING)),
    case("commune_unknown", {"commune": "99999"}, ("commune", PersonIs.COMMUNE_UNKNOWN)),
    case("id_length", {"id_number": "08719"}, ("id_number", IdIs.LENGTH)),
    case("id_unreadable", {"id_number": "số cũ !"}, ("id_number", IdIs.UNREADABLE)),
    case("id_no_province", {"id_number": "000190004568"}, ("id_number", IdIs.NO_PROVINCE)),
    case("id_born_in_future", {"id_number": "087999004568"}, ("id_number", IdIs.BORN_IN_FUTURE)),
    case("id_wrong_sex", {"sex": "M"}, ("id_number", IdIs.WRONG_SEX)),
    case("id_wrong_year", {"born_on": "06/11/1991"}, WRONG_YEAR),
    case(
        "id_missing",
        gone("id_number"),
        at={name: {("missing_reason", PersonIs.REASON_MISSING)} for name in STAFF}
        | {"public": {("id_number", IdIs.MISSING)}},
        because="staff give a reason, a list need not have the column, the public must",
    ),
    case("bhyt_length", {"bhyt": "12345"}, ("bhyt", BhytIs.LENGTH)),
    case("bhyt_unreadable", {"bhyt": "D14870123456789"}, ("bhyt", BhytIs.UNREADABLE)),
    case("bhyt_no_province", {"bhyt": "DN4000123456789"}, ("bhyt", BhytIs.NO_PROVINCE)),
    case("phone_length", {"phone": "0912"}, ("phone", PhoneIs.LENGTH)),
    case("phone_unreadable", {"phone": "gọi chị Hai"}, ("phone", PhoneIs.UNREADABLE)),
    case("phone_not_mobile", {"phone": "0277385123"}, ("phone", PhoneIs.NOT_MOBILE)),
    case(
        "phone_missing",
        gone("phone"),
        ("phone", PhoneIs.MISSING),
        at={name: {("missing_reason", PersonIs.REASON_MISSING)} for name in STAFF},
        because="staff may leave it out with a reason",
    ),
    case(
        "text_too_long",
        {"workplace": LONG},
        ("workplace", PersonIs.TEXT_TOO_LONG),
        only=STAFF | {"public"},
        because="a list's remarks on a workplace are cut, not sent back",
    ),
    case("text_markup", {"address": "<b>Ấp 1"}, ("address", PersonIs.TEXT_MARKUP)),
    case(
        "email_unreadable",
        {"email": "khong.phai"},
        ("email", PersonIs.EMAIL_UNREADABLE),
        only=ALL - {"browser"},
        because="the desk asks for none",
    ),
    case(
        "nationality_unknown",
        {"nationality": "??"},
        ("nationality", PersonIs.NATIONALITY_UNKNOWN),
        only={"rest", "public"},
        because="the desk and lists ask for none",
    ),
    case(
        "guardian_missing",
        {"born_on": "06/11/2014", "id_number": "", "missing_reason": "Còn nhỏ"},
        ("guardian_name", PersonIs.GUARDIAN_MISSING),
        only=STAFF | {"public"},
        because="an organization's list has no such column; it is asked for on the day",
    ),
    case("earlier_vaccine", DOSE | {VACCINE: "ZZZ"}, (VACCINE, RegistrationIs.EARLIER_VACCINE_UNKNOWN)),
    case("earlier_vaccine_missing", DOSE | gone(VACCINE), (VACCINE, RegistrationIs.EARLIER_VACCINE_UNKNOWN)),
    case("earlier_day_missing", DOSE | gone(GIVEN_ON), (GIVEN_ON, RegistrationIs.EARLIER_DAY_MISSING)),
    case("earlier_day_wrong", DOSE | {GIVEN_ON: "31/02/2021"}, (GIVEN_ON, DayIs.NO_SUCH_DAY)),
    case("earlier_in_future", DOSE | {GIVEN_ON: "01/08/2090"}, (GIVEN_ON, RegistrationIs.EARLIER_IN_FUTURE)),
    case("earlier_before_birth", DOSE | {GIVEN_ON: "01/08/1989"}, (GIVEN_ON, RegistrationIs.EARLIER_BEFORE_BIRTH)),
    case(
        "earlier_out_of_order",
        DOSE | {"earlier_2_vaccine": "VAXZEVRIA", "earlier_2_given_on": "01/07/2021"},
        ("earlier_2_given_on", RegistrationIs.EARLIER_OUT_OF_ORDER),
    ),
    case(
        "earlier_too_many",
        {
            f"earlier_{number}_{part}": value
            for number in range(1, 8)
            for part, value in (("vaccine", "VAXZEVRIA"), ("given_on", f"0{number}/08/2021"))
        },
        ("earlier", RegistrationIs.EARLIER_TOO_MANY),
        only={"rest"},
        because="pages and lists have no room for so many",
    ),
    case(
        "earlier_not_asked",
        DOSE | {"wished_dose": "first"},
        ("earlier", RegistrationIs.EARLIER_NOT_ASKED),
        only={"rest"},
        because="elsewhere the doses themselves say that it is a next one",
    ),
    case(
        "earlier_missing",
        {"wished_dose": "next"},
        ("earlier", RegistrationIs.EARLIER_MISSING),
        only={"rest"},
        because="elsewhere the doses themselves say that it is a next one",
    ),
    case(
        "wish_in_past",
        {"wished_on": "01/01/2020"},
        ("wished_on", RegistrationIs.WISH_IN_PAST),
        only={"rest", "public"},
        because="the desk and lists ask for none",
    ),
    case(
        "wish_too_far",
        {"wished_on": "01/01/2090"},
        ("wished_on", RegistrationIs.WISH_TOO_FAR),
        only={"rest", "public"},
        because="the desk and lists ask for none",
    ),
    case(
        "half_day",
        {"half_day": "đêm"},
        ("half_day", RegistrationIs.HALF_DAY_UNKNOWN),
        only={"rest", "public"},
        because="the desk and lists ask for none",
    ),
    case(
        "wished_vaccine",
        {"wished_vaccine": "ZZ"},
        ("wished_vaccine", RegistrationIs.WISHED_VACCINE_UNKNOWN),
        only={"rest"},
        because="no page asks for one",
    ),
    case(
        "answer_unknown",
        {f"question_{number}": "no" for number in range(1, 13)} | {"question_3": "có"},
        ("question_3", RegistrationIs.ANSWER_UNKNOWN),
        only={"rest", "public"},
        because="the desk asks on the day, lists never",
    ),
    case(
        "answer_missing",
        {f"question_{number}": "no" for number in range(1, 13)} | {"question_3": ""},
        ("question_3", RegistrationIs.ANSWER_MISSING),
        only={"rest", "public"},
        because="the desk asks on the day, lists never",
    ),
    case(
        "relation_missing",
        {"for_whom": "relative", "registrant_name": "Lê An", "registrant_phone": "0912000111", "relation": ""},
        ("relation", PersonIs.RELATION_MISSING),
        only={"public"},
        because="only the public registers others",
    ),
    case(
        "registrant_phone",
        {"for_whom": "relative", "registrant_name": "Lê An", "registrant_phone": "", "relation": "Con"},
        ("registrant_phone", PhoneIs.MISSING),
        only={"public"},
        because="only the public registers others",
    ),
    case(
        "consent_missing",
        {"agreed": ""},
        ("agreed", RegistrationIs.CONSENT_MISSING),
        only={"public"},
        because="elsewhere it is asked on the day",
    ),
    case(
        "id_of_another",
        {"id_number": KHAI["id_number"]},
        ("id_number", PersonIs.ID_ALREADY_KNOWN),
        at={"public": set()},
        because=NEVER_TOLD,
    ),
    case(
        "bhyt_of_another",
        {"bhyt": "DN4871234567890"},
        ("bhyt", PersonIs.BHYT_ALREADY_KNOWN),
        at={"public": set()},
        because=NEVER_TOLD,
    ),
    case("somebody_alike", ALIKE, ("full_name", PersonIs.POSSIBLY_KNOWN), only=ALL - {"public"}, because=NEVER_TOLD),
    case(
        "alike_but_another_is_meant",
        ALIKE | {"who": SOMEBODY, "same_as": SOMEBODY},
        ("full_name", PersonIs.NOT_LIKE_THAT_ONE),
        only=STAFF,
        because="a list is asked about it later",
    ),
    case(
        "all_at_once",
        {"full_name": "9", "born_on": "31/02/1990", "sex": "?", "priority_group": "77", "id_number": "1"}
        | {"bhyt": "2", "phone": "3", "commune": "xa", VACCINE: "ZZZ", GIVEN_ON: "hôm qua"},
        ("full_name", NameIs.DIGITS),
        ("born_on", DayIs.NO_SUCH_DAY),
        ("sex", PersonIs.SEX_UNKNOWN),
        ("priority_group", PersonIs.GROUP_UNKNOWN),
        ("id_number", IdIs.LENGTH),
        ("bhyt", BhytIs.LENGTH),
        ("phone", PhoneIs.LENGTH),
        ("commune", PersonIs.COMMUNE_UNKNOWN),
        (VACCINE, RegistrationIs.EARLIER_VACCINE_UNKNOWN),
        (GIVEN_ON, DayIs.UNREADABLE),
    ),
]
ELSEWHERE = {
    NameIs.ONE_WORD: "worth a second look, never a refusal",
    DayIs.MISSING: "a birth date that is missing has a code of its own; so has a dose's",
    PersonIs.ALREADY_KNOWN: "the database's last word; the services look again instead",
    PersonIs.COMMUNE_ELSEWHERE: "only a list names a unit twice, by code and by name",
    PersonIs.COMMUNE_AMBIGUOUS: "only a list may give a name in place of a code",
    PersonIs.FINDING_MISSING: "of looking at papers, not of registering",
    RegistrationIs.ALREADY_REGISTERED: "the database's last word; the open registration is answered instead",
    RegistrationIs.REF_TAKEN: "only REST lets the client name a registration",
    RegistrationIs.QUESTION_UNKNOWN: "only REST can name a question that is none",
    RegistrationIs.DETAIL_NOT_ASKED: "no door has a field for it; the rule stands for the next one",
    RegistrationIs.CONSENT_OUTDATED: "only the public agrees to a version; a newer one is shown to be ticked anew",
    RegistrationIs.NOT_NEXT_STATE: "of a registration that stands",
    RegistrationIs.HAS_APPOINTMENT: "of a registration that stands",
    RegistrationIs.NONE_CHOSEN: "of accepting registrations",
    RegistrationIs.TOO_MANY_FROM_HERE: "of one network at the public door",
}


@pytest.fixture
def company(world):
    return make_organization(world)


@pytest.fixture
def khai(company):
    register_people([as_told(bhyt="DN4871234567890")], source=Registration.Source.LIST, by=company[1])


TOLD = [
    pytest.param(door, *one.values, id=f"{one.id}-{door.name}")
    for one in SCENARIOS
    for door in DOORS
    if door.name in one.values[0].only
]


@pytest.mark.parametrize(("door", "scenario"), TOLD)
def test_every_door_says_the_same(door, scenario, lan, company, khai):
    before, expected = Person.objects.count(), set(scenario.expected(door.name))
    assert door(lan, company).register(GOOD | scenario.changes) == expected
    new = 0 if expected or door.name == "public" else scenario.new_people
    assert Person.objects.count() == before + new


def test_every_code_that_a_registration_can_get_is_told_by_a_scenario_or_elsewhere():
    told = {
        code
        for one in SCENARIOS
        for found in (one.values[0].problems, *one.values[0].at.values())
        for _f, code in found
    }
    codes = {*NameIs, *IdIs, *BhytIs, *PhoneIs, *DayIs, *PersonIs, *RegistrationIs}
    assert codes - told == set(ELSEWHERE)
