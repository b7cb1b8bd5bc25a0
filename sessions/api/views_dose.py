"""Doses: recorded as they are given, voided with a reason, followed by reactions."""

from typing import Any
from uuid import UUID

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from sessions.api.inputs import DoseIn, ReactionIn, ReasonIn, override_in
from sessions.api.outputs import DoseOut, ReactionOut
from sessions.api.views_session import one_session
from sessions.models import Dose
from sessions.rules.desk import ReactionGiven
from sessions.services.doses import DoseEntry, record_dose, void_dose
from sessions.services.reactions import record_reaction
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.core.api import JsonAlways, may_any, named_as_sent, shown_quickly, told, told_quickly, unknown
from vaxportal.core.errors import NotAllowed


class Doses(APIView):
    content_negotiation_class = JsonAlways
    permission_classes = [may_any(Permission.RECORD_DOSE)]

    @extend_schema(request=DoseIn, responses={201: DoseOut})
    def post(self, request: ApiRequest, session: UUID) -> JsonResponse:
        """Records one injection. The same `ref` sent again is answered with the dose that is there."""
        given = told_quickly(DoseIn, request)
        try:
            with named_as_sent(_place_of):
                dose = record_dose(
                    session=session,
                    appointment=given["appointment"],
                    entry=_entry(given, request.user),
                    ref=given["ref"],
                    override=override_in(given),
                    by=request.user,
                )
        except NotAllowed:
            one_session(request, session)  # else the address itself leads nowhere
            raise unknown("appointment") from None
        return JsonResponse(shown_quickly(DoseOut, dose), status=201)  # nothing to negotiate or render later


def _place_of(field: str) -> str:
    """The day of a dose is told by its moment, and its vaccine by the lot."""
    return {"given_on": "given_at", "vaccine": "lot"}.get(field, field)


def _entry(given: dict[str, Any], nurse: User) -> DoseEntry:
    return DoseEntry(
        series=given["series"],
        number=given["number"],
        lot=given["lot"],
        station=given.get("station"),
        injected_by=nurse,
        body_site=given["body_site"],
        given_at=given.get("given_at"),
        has_mixing_consent=given["has_mixing_consent"],
    )


class OneDose(APIView):
    permission_classes = [may_any(Permission.SEE_PEOPLE)]

    @extend_schema(responses=DoseOut)
    def get(self, request: ApiRequest, ref: UUID) -> Response:
        mine = Dose.objects.visible_to(request.user).select_related("person", "appointment", "vaccine", "lot")
        return Response(DoseOut(get_object_or_404(mine, ref=ref)).data)


class VoidDose(APIView):
    permission_classes = [may_any(Permission.VOID_DOSE)]

    @extend_schema(request=ReasonIn, responses=DoseOut)
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        """A dose is never edited: void it with a reason, then record it anew."""
        mine = Dose.objects.visible_to(request.user).select_related("session__facility", "appointment")
        voided = void_dose(
            dose=get_object_or_404(mine, ref=ref),
            reason=told(ReasonIn, request).validated_data["reason"],
            by=request.user,
        )
        return Response(DoseOut(voided).data)


class Reactions(APIView):
    permission_classes = [may_any(Permission.OBSERVE)]

    @extend_schema(request=ReactionIn, responses={201: ReactionOut})
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        """A reaction after this dose; a serious one is told to the district and the province at once."""
        given = told(ReactionIn, request).validated_data
        mine = Dose.objects.visible_to(request.user).select_related("session__facility")
        event = record_reaction(
            dose=get_object_or_404(mine, ref=ref),
            given=ReactionGiven(
                reaction=given["reaction"],
                is_serious=given["is_serious"],
                began_at=given.get("began_at"),
                note=given["note"],
            ),
            ref=given["ref"],
            by=request.user,
        )
        return Response(ReactionOut(event).data, status=201)
