"""What the site system sends. Serializers parse text into values; services and rules decide."""

from typing import Any

from rest_framework import serializers

from sessions.models import Dose
from sessions.rules.overrides import Override
from sessions.rules.screening import ASKED, LIMITS, ScreeningGiven, ScreeningOutcome, Vitals
from sessions.rules.states import Outcome, Series, SessionState
from vaxportal.core.api import DAYS, Moment, Ref

SAID_AT_THE_DESK = (Outcome.REFUSED, Outcome.REFERRED, Outcome.DEFERRED, Outcome.CONTRAINDICATED)


class SessionFilter(serializers.Serializer[Any]):
    day = serializers.DateField(required=False, input_formats=DAYS)
    state = serializers.ChoiceField(required=False, choices=[one.value for one in SessionState])


class PeopleFilter(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(required=False, choices=[one.value or "none" for one in Outcome])


class Overridable(serializers.Serializer[Any]):
    """`override_reason` sets aside the warnings (never the stops) in the name of the caller."""

    override_reason = serializers.CharField(required=False, allow_blank=True, max_length=300)

    def override(self) -> Override | None:
        return override_in(self.validated_data)


def override_in(given: dict[str, Any]) -> Override | None:
    reason = given.get("override_reason", "")
    return Override(reason) if reason else None


class WalkInIn(Overridable):
    ref = Ref()
    person = Ref()


class ScreeningIn(serializers.Serializer[Any]):
    ref = Ref()
    answers = serializers.DictField(
        child=serializers.BooleanField(allow_null=True),
        help_text=f"The questions of the form by key ({', '.join(ASKED)}): true means yes",
    )
    temperature = serializers.FloatField(required=False, allow_null=True)
    pulse = serializers.IntegerField(required=False, allow_null=True)
    systolic = serializers.IntegerField(required=False, allow_null=True)
    diastolic = serializers.IntegerField(required=False, allow_null=True)
    breaths = serializers.IntegerField(required=False, allow_null=True)
    has_heart_history = serializers.BooleanField(required=False, default=False)
    outcome = serializers.ChoiceField(choices=[one.value for one in ScreeningOutcome])
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)

    def given(self) -> ScreeningGiven:
        told = self.validated_data
        return ScreeningGiven(
            answers=told["answers"],
            vitals=Vitals(**{str(sign): told.get(sign) for sign in LIMITS}),
            has_heart_history=told["has_heart_history"],
            outcome=told["outcome"],
            note=told["note"],
        )


class OutcomeIn(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=[one.value for one in SAID_AT_THE_DESK])
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=300, help_text="The reason; only a refusal needs none"
    )


class LeavingIn(Overridable):
    """Nothing after thirty minutes; earlier with `override_reason`."""


class DoseIn(Overridable):
    """One injection. `appointment` is the person in this session; `lot` one of the session's lots."""

    ref = Ref()
    appointment = Ref()
    lot = Ref()
    series = serializers.ChoiceField(choices=[one.value for one in Series])
    number = serializers.IntegerField(min_value=1, max_value=9)
    station = Ref(required=False, allow_null=True)
    body_site = serializers.ChoiceField(required=False, choices=Dose.BodySite.choices, default=Dose.BodySite.LEFT_ARM)
    given_at = Moment(required=False, allow_null=True, help_text="Default: now")
    has_mixing_consent = serializers.BooleanField(required=False, default=False)


class ReasonIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, allow_blank=True)


class ReactionIn(serializers.Serializer[Any]):
    ref = Ref()
    reaction = serializers.CharField(max_length=30)
    is_serious = serializers.BooleanField(required=False, default=False)  # some reactions always are
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)
    began_at = Moment(required=False, allow_null=True)


class LotCountIn(serializers.Serializer[Any]):
    lot = Ref()
    vials_opened = serializers.IntegerField(min_value=0)
    doses_discarded = serializers.IntegerField(min_value=0)
    discard_reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class ClosingIn(Overridable):
    """How many vials of each lot were opened, and what was discarded; nothing may be left open."""

    lots = LotCountIn(many=True)


class NoShowsIn(serializers.Serializer[Any]):
    expected = serializers.IntegerField(required=False, min_value=0, help_text="How many absent people were seen")
