"""What the site system sends and gets. Serializers parse; the rules of the service decide."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registration.models import Organization, Registration, WorkerListRow
from registration.rules.codes import ListIs, NameIs, PersonIs, RegistrationIs
from registration.rules.identity import Sex
from registration.rules.limits import MOST_BYTES
from registration.rules.people import Door, PersonGiven
from registration.rules.registrations import (
    QUESTIONS,
    EarlierDose,
    HalfDay,
    HistoryAnswers,
    WishedDose,
    WishGiven,
)
from registration.services.given import Decided, RegistrationGiven
from registration.services.list_rows import told
from registration.services.reading import ReferenceData
from registration.wording import WORDING
from vaxportal.core import clock
from vaxportal.core.api import Choice, Day, Ref, Text, Whole, readable, unreadable
from vaxportal.core.dates import DayIs
from vaxportal.core.errors import RuleBroken

PLACES = {
    "commune": "person.commune_code",
    "earlier": "wish.earlier",
    "half_day": "wish.half_day",
    "wished_dose": "wish.dose",
    "wished_on": "wish.on",
    "wished_vaccine": "wish.vaccine",
}
NUMBERS = {str(number): number for number in QUESTIONS}


def _optional_text() -> serializers.CharField:
    """Null and an empty text are nothing; how long it may be, the rules say."""
    return serializers.CharField(required=False, allow_blank=True, allow_null=True)


class PersonIn(serializers.Serializer[Any]):
    """One person as staff tell them. Phone and ID number may be left out with `missing_reason`."""

    wording = WORDING

    full_name = Text(missing=NameIs.MISSING)
    born_on = Day(missing=PersonIs.BORN_MISSING)
    sex = Choice(missing=PersonIs.SEX_MISSING, unknown=PersonIs.SEX_UNKNOWN, choices=[one.value for one in Sex])
    phone = _optional_text()
    email = _optional_text()
    id_number = _optional_text()
    id_confirmed_on_paper = serializers.BooleanField(required=False)
    bhyt = _optional_text()
    occupation = _optional_text()
    workplace = _optional_text()
    commune_code = Text(
        missing=PersonIs.COMMUNE_MISSING,
        help_text="GSO code of the commune, five digits; in a district without communes the district's, three digits",
    )
    address = _optional_text()
    ethnicity = _optional_text()
    nationality = serializers.CharField(required=False, help_text="ISO 3166; ZZ for a country that is not in the list")
    priority_group = Whole(missing=PersonIs.GROUP_MISSING, unknown=PersonIs.GROUP_UNKNOWN)
    guardian_name = _optional_text()
    missing_reason = _optional_text()


class EarlierDoseIn(serializers.Serializer[Any]):
    vaccine = serializers.CharField(required=False, allow_blank=True)
    given_on = Day(required=False, allow_null=True, missing=DayIs.MISSING)
    lot_number = serializers.CharField(required=False, allow_blank=True, max_length=40)
    facility = serializers.CharField(required=False, allow_blank=True, max_length=150)


class WishIn(serializers.Serializer[Any]):
    wording = WORDING

    dose = serializers.ChoiceField(required=False, choices=[one.value for one in WishedDose])
    vaccine = serializers.CharField(required=False, allow_blank=True)
    on = Day(required=False, allow_null=True, missing=DayIs.MISSING)
    half_day = Choice(
        required=False,
        missing=RegistrationIs.HALF_DAY_UNKNOWN,
        unknown=RegistrationIs.HALF_DAY_UNKNOWN,
        choices=[one.value for one in HalfDay],
    )
    earlier = EarlierDoseIn(many=True, required=False)


class RegistrationIn(serializers.Serializer[Any]):
    """A registration by staff. `ref` is the client's: the same one sent again answers the same registration."""

    ref = Ref()
    person = PersonIn()
    wish = WishIn(required=False)
    same_as = serializers.UUIDField(
        required=False,
        help_text="After `person_possibly_known`: the person whom the problem names, and whom you have seen them to be",
    )
    somebody_else = serializers.BooleanField(
        default=False, help_text="After `person_possibly_known`: you have seen that it is another person"
    )
    history = serializers.DictField(
        required=False,
        child=serializers.CharField(allow_blank=True),
        help_text="The twelve questions by number: yes, no or unknown",
    )

    def validate_history(self, answers: dict[str, str]) -> dict[str, str]:
        if not answers.keys() <= NUMBERS.keys():
            raise serializers.ValidationError(
                str(WORDING[RegistrationIs.QUESTION_UNKNOWN]), code=RegistrationIs.QUESTION_UNKNOWN
            )
        return answers

    def given(self) -> RegistrationGiven:
        """Raises ValidationError with all that is wrong, also where a part of it cannot be read."""
        if self.is_valid():
            return given_of(self.validated_data)
        given, today = given_of(readable(self, self.initial_data)), clock.today()
        problems = ReferenceData([given], today=today).problems(given, door=Door.STAFF)
        raise unreadable(serializers.ValidationError(self.errors), RuleBroken(problems, WORDING).at(place_of))


def given_of(read: Mapping[str, Any]) -> RegistrationGiven:  # Any: values as they were read
    person = dict(read.get("person", {}))
    if "sex" in person:
        person["sex"] = Sex(person["sex"])
    wish = dict(read.get("wish", {}))
    wish["earlier"] = [EarlierDose(**_known(EarlierDose, dose)) for dose in wish.get("earlier", [])]
    history = {NUMBERS[number]: answer for number, answer in read.get("history", {}).items() if number in NUMBERS}
    return RegistrationGiven(
        ref=read.get("ref"),
        person=PersonGiven(**_known(PersonGiven, person)),
        wish=WishGiven(**_known(WishGiven, wish)),
        history=HistoryAnswers(history) if history else None,
        decided=Decided(read.get("same_as")) if "same_as" in read or read.get("somebody_else") else None,
    )


OF_PERSON = frozenset(PersonIn().fields)


def place_of(field: str) -> str:
    """Where a client finds what a rule calls `field`: `born_on` is `person.born_on`, `earlier_2_given_on` is
    `wish.earlier.1.given_on`, `question_3` is `history.3`."""
    if field in OF_PERSON:
        return f"person.{field}"
    if found := re.fullmatch(r"earlier_(\d+)_(\w+)", field):
        return f"wish.earlier.{int(found[1]) - 1}.{found[2]}"
    if found := re.fullmatch(r"(?:question|detail)_(\d+)", field):
        return f"history.{found[1]}"
    return PLACES.get(field, field)


def _known(kind: type, given: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in given.items() if name in names and value is not None}


class RegistrationFilter(serializers.Serializer[Any]):
    state = serializers.ChoiceField(required=False, choices=Registration.State.choices)


class RegistrationOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.CharField()
    brought_by = serializers.CharField(source="source")
    person = serializers.UUIDField(source="person.ref")
    full_name = serializers.CharField(source="person.full_name")
    born_on = serializers.DateField(source="person.born_on")
    sex = serializers.CharField(source="person.sex")
    masked_id = serializers.CharField(source="person.masked_id")
    commune_code = serializers.CharField(source="person.commune.code", allow_null=True)
    priority_group = serializers.IntegerField(source="person.priority_group.code")
    created_at = serializers.DateTimeField()
    state_changed_at = serializers.DateTimeField()


class OrganizationOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Organization.Kind.choices)
    state = serializers.ChoiceField(choices=Organization.State.choices)
    tax_code = serializers.CharField()
    commune_code = serializers.CharField(source="commune.code")


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A part of multipart/form-data."""


class WorkerListIn(serializers.Serializer[Any]):
    ref = Ref()
    organization = Ref(help_text="One of `GET organizations/`")
    file = Upload()
    hold = serializers.BooleanField(
        default=False,
        help_text="The list waits for somebody to confirm its columns on the page, also when all are recognised",
    )

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        """Said before the file is read into memory."""
        if (file.size or 0) > MOST_BYTES:
            sentence = str(WORDING[ListIs.TOO_LARGE]).format(megabytes=MOST_BYTES // 1024**2)
            raise serializers.ValidationError(sentence, code=ListIs.TOO_LARGE)
        return file


class WorkerListOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    organization = serializers.UUIDField(source="organization.ref")
    file_name = serializers.CharField()
    state = serializers.CharField()
    problem = serializers.CharField()
    rows_total = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    rows_accepted = serializers.IntegerField()
    rows_repaired = serializers.IntegerField()
    rows_linked = serializers.IntegerField()
    rows_unclear = serializers.IntegerField()
    rows_refused = serializers.IntegerField()
    rows_set_aside = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class RemarkOut(serializers.Serializer[Any]):
    """A problem or a repair of a row: `field` is the column, `message` its sentence."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.SerializerMethodField()

    def get_message(self, remark: dict[str, object]) -> str:
        return told(remark)


class WorkerListRowOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=WorkerListRow.Outcome.choices)
    problems = RemarkOut(many=True)
    repairs = RemarkOut(many=True)
