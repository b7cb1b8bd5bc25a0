"""What the site system gets. Identity numbers and phones are not in it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class LotOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField(source="lot.ref")
    number = serializers.CharField(source="lot.number")
    vaccine = serializers.CharField(source="lot.vaccine.code")
    expires_on = serializers.DateField(source="lot.expires_on")
    recalled_at = serializers.DateTimeField(source="lot.recalled_at", allow_null=True)
    doses_issued = serializers.IntegerField()
    doses_recorded = serializers.IntegerField()
    doses_left = serializers.IntegerField()


class StationOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    number = serializers.IntegerField()


class SessionOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    facility_code = serializers.CharField(source="facility.code")
    facility = serializers.CharField(source="facility.name")
    round = serializers.CharField(source="round.name")
    vaccine = serializers.CharField(source="vaccine.code")
    day = serializers.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField(help_text="Where it is held, when it is not the facility itself")
    commune = serializers.CharField(source="commune.code", allow_null=True, help_text="GSO code, of that place")
    state = serializers.CharField()


class SessionDetailOut(SessionOut):
    lots = LotOut(many=True)
    stations = StationOut(many=True)


class AppointmentOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    person = serializers.UUIDField(source="person.ref")
    full_name = serializers.CharField(source="person.full_name")
    born_on = serializers.DateField(source="person.born_on")
    sex = serializers.CharField(source="person.sex")
    is_walk_in = serializers.BooleanField()
    slot = serializers.SerializerMethodField()
    come_at = serializers.TimeField(source="due_at", allow_null=True, format="%H:%M")
    checked_in_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    left_at = serializers.DateTimeField(allow_null=True)

    def get_slot(self, appointment: Any) -> str:
        return str(appointment.slot) if appointment.slot_id else ""


class NextDoseOut(serializers.Serializer[Any]):
    """What the history allows next with the session's vaccine; null when nothing is left to give."""

    series = serializers.CharField()
    number = serializers.IntegerField()


class AppointmentDetailOut(AppointmentOut):
    screened = serializers.CharField(allow_null=True)
    next_dose = serializers.SerializerMethodField()

    @extend_schema_field(NextDoseOut(allow_null=True))
    def get_next_dose(self, appointment: Any) -> dict[str, object] | None:
        coming = self.context["next_dose"]
        return {"series": coming[0], "number": coming[1]} if coming else None


class ScreeningOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    outcome = serializers.CharField()
    with_caution = serializers.BooleanField()
    screened_at = serializers.DateTimeField()


class DoseOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    person = serializers.UUIDField(source="person.ref")
    appointment = serializers.UUIDField(source="appointment.ref")
    vaccine = serializers.CharField(source="vaccine.code")
    lot = serializers.UUIDField(source="lot.ref")
    series = serializers.CharField()
    number = serializers.IntegerField()
    given_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    is_late = serializers.BooleanField()
    overridden = serializers.JSONField()
    voided_at = serializers.DateTimeField(allow_null=True)


class ReactionOut(serializers.Serializer[Any]):
    ref = serializers.UUIDField()
    reaction = serializers.CharField()
    is_serious = serializers.BooleanField()
    began_at = serializers.DateTimeField()


class CountOut(serializers.Serializer[Any]):
    count = serializers.IntegerField()
