"""What the live desk sends."""

from typing import Any

from rest_framework import serializers

from sessions.rules.acts import ActKind
from sessions.rules.stages import Stage
from vaxportal.core.api import Moment, Ref


class DeviceIn(serializers.Serializer[Any]):
    device = Ref()
    name = serializers.CharField(max_length=80)


class FindIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=600)


class PulseIn(DeviceIn):
    unsent = serializers.IntegerField(min_value=0, max_value=100_000)
    stage = serializers.ChoiceField(choices=[one.value for one in Stage], required=False, allow_blank=True, default="")


class ActIn(serializers.Serializer[Any]):
    ref = Ref()
    kind = serializers.ChoiceField(choices=[one.value for one in ActKind])
    subject = Ref()
    content = serializers.DictField(default=dict)
    offline = serializers.BooleanField(default=False)
    at = Moment(required=False, allow_null=True, default=None)
    device = Ref(required=False, allow_null=True, default=None)
    name = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    grant = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    unsent = serializers.IntegerField(min_value=0, max_value=100_000, required=False, default=0)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """What comes afterwards has its own time, and says from which device and whose hand it is."""
        if given["offline"]:
            for name in ("at", "device", "grant"):
                if not given[name]:
                    self.fields[name].fail("required")
        return given
