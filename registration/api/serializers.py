"""What the site system sends and gets. Serializers parse; the rules of the service decide."""

import re
from dataclasses import fields
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registration.models import Organization, Registration, WorkerListRow
from registration.rules.codes import ListIs, RegistrationIs
from registration.rules.identity import Sex
from registration.rules.limits import MOST_BYTES
from registration.rules.people import PersonGiven
from registration.rules.registrations import (
    QUESTIONS,
    Answer,
    EarlierDose,
    HalfDay,
    HistoryAnswers,
    WishedDose,
    WishGiven,
)
from registration.services.given import Decided, RegistrationGiven
from registration.services.list_rows import told
from registration.wording import WORDING
from vaxportal.core.api import DAYS, Ref

PLACES = {
    "commune": "person.commune_code",
    "earlier": "wish.earlier",
    "half_day": "wish.half_day",
    "wished_dose": "wish.dose",
    "wished_on": "wish.on",
    "wished_vaccine": "wish.vaccine",
}
NUMBERS = {str(number): number for number in QUESTIONS}


class PersonIn(serializers.Serializer[Any]):
    """One person as staff tell them. Phone and ID number may be left out with `missing_reason`."""

    full_name = serializers.CharField(max_length=200)
    born_on = serializers.DateField(input_formats=DAYS)
    sex = serializers.ChoiceField(choices=[one.value for one in Sex])
    phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    email = serializers.CharField(required=False, allow_blank=True, max_length=254)
    id_number = serializers.CharField(required=False, allow_blank=True, max_length=30)
    id_confirmed_on_paper = serializers.BooleanField(required=False)
    bhyt = serializers.CharField(required=False, allow_blank=True, max_length=30)
    occupation = serializers.CharField(required=False, allow_blank=True, max_length=100)
    workplace = serializers.CharField(required=False, allow_blank=True, max_length=150)
    commune_code = serializers.CharField(
        max_length=5,
        help_text="GSO code of the commune, five digits; in a district without communes the district's, three digits",
    )
    address = serializers.CharField(required=False, allow_blank=True, max_length=200)
    ethnicity = serializers.CharField(required=False, allow_blank=True, max_length=50)
    nationality = serializers.CharField(
        required=False, max_length=2, help_text="ISO 3166; ZZ for a country that is not in the list"
    )
    priority_group = serializers.IntegerField(min_value=1, max_value=99)
    guardian_name = serializers.CharField(required=False, allow_blank=True, max_length=100)
    missing_reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class EarlierDoseIn(serializers.Serializer[Any]):
    vaccine = serializers.CharField(max_length=20)
    given_on = serializers.DateField(input_formats=DAYS)
    lot_number = serializers.CharField(required=False, allow_blank=True, max_length=40)
    facility = serializers.CharField(required=False, allow_blank=True, max_length=150)


class WishIn(serializers.Serializer[Any]):
    dose = serializers.ChoiceField(required=False, choices=[one.value for one in WishedDose])
    vaccine = serializers.CharField(required=False, allow_blank=True, max_length=20)
    on = serializers.DateField(required=False, allow_null=True, input_formats=DAYS)
    half_day = serializers.ChoiceField(required=False, choices=[one.value for one in HalfDay])
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
        child=serializers.ChoiceField(choices=[one.value for one in Answer]),
        help_text="The twelve questions by number: yes, no or unknown",
    )

    def validate_history(self, answers: dict[str, str]) -> dict[str, str]:
        if not answers.keys() <= NUMBERS.keys():
            raise serializers.ValidationError(
                str(WORDING[RegistrationIs.QUESTION_UNKNOWN]), code=RegistrationIs.QUESTION_UNKNOWN
            )
        return answers

    def given(self) -> RegistrationGiven:
        read = self.validated_data
        person = {**read["person"], "sex": Sex(read["person"]["sex"])}
        wish = dict(read.get("wish", {}))
        wish["earlier"] = [EarlierDose(**_known(EarlierDose, dose)) for dose in wish.get("earlier", [])]
        history = {NUMBERS[number]: answer for number, answer in read.get("history", {}).items()}
        return RegistrationGiven(
            ref=read["ref"],
            person=PersonGiven(**_known(PersonGiven, person)),
            wish=WishGiven(**_known(WishGiven, wish)),
            history=HistoryAnswers(history) if history else None,
            decided=Decided(read.get("same_as")) if "same_as" in read or read["somebody_else"] else None,
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
    return {name: value for name, value in given.items() if name in names}


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
