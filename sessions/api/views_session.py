"""Sessions: what is planned, opened and closed."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from sessions.api.inputs import ClosingIn, NoShowsIn, ReasonIn, SessionFilter
from sessions.api.outputs import CountOut, SessionDetailOut, SessionOut
from sessions.models import VaccinationSession
from sessions.services.closing import VialsCounted, close_session, mark_no_shows
from sessions.services.running import open_session, reopen_session
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.roles import Permission
from vaxportal.core.api import PAGE, Pages, asked, may_any, paged, told


def visible_sessions(request: ApiRequest) -> QuerySet[VaccinationSession]:
    found = VaccinationSession.objects.visible_to(request.user)
    return found.select_related("facility", "round", "vaccine")


def one_session(request: ApiRequest, ref: UUID) -> VaccinationSession:
    return get_object_or_404(visible_sessions(request), ref=ref)


class Sessions(APIView):
    permission_classes = [may_any(Permission.SEE_SESSIONS)]

    @extend_schema(
        operation_id="sessions_list",
        parameters=[SessionFilter, *PAGE],
        responses=paged(SessionOut),
    )
    def get(self, request: ApiRequest) -> Response:
        """Sessions of one's facilities, newest day first; `day` as dd/mm/yyyy or yyyy-mm-dd."""
        found = visible_sessions(request).filter(**asked(SessionFilter, request))
        pages = Pages()
        return pages.get_paginated_response(SessionOut(pages.paginate_queryset(found, request), many=True).data)


class OneSession(APIView):
    permission_classes = [may_any(Permission.SEE_SESSIONS)]

    @extend_schema(responses=SessionDetailOut)
    def get(self, request: ApiRequest, ref: UUID) -> Response:
        found = visible_sessions(request).prefetch_related("lots__lot__vaccine", "stations")
        return Response(SessionDetailOut(get_object_or_404(found, ref=ref)).data)


class OpenSession(APIView):
    permission_classes = [may_any(Permission.RUN_SESSION)]

    @extend_schema(request=None, responses=SessionOut)
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        return Response(SessionOut(open_session(vax_session=one_session(request, ref), by=request.user)).data)


class ReopenSession(APIView):
    permission_classes = [may_any(Permission.REOPEN_SESSION)]

    @extend_schema(request=ReasonIn, responses=SessionOut)
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        """The district's act, with a reason."""
        reason = told(ReasonIn, request).validated_data["reason"]
        return Response(
            SessionOut(reopen_session(vax_session=one_session(request, ref), reason=reason, by=request.user)).data
        )


class NoShows(APIView):
    permission_classes = [may_any(Permission.RUN_SESSION)]

    @extend_schema(request=NoShowsIn, responses=CountOut)
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        """Everybody planned who has not come."""
        expected = told(NoShowsIn, request).validated_data.get("expected")
        marked = mark_no_shows(vax_session=one_session(request, ref), expected=expected, by=request.user)
        return Response({"count": marked})


class CloseSession(APIView):
    permission_classes = [may_any(Permission.RUN_SESSION)]

    @extend_schema(request=ClosingIn, responses=SessionOut)
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        """Refuses with everything that is still open, all at once."""
        closing = told(ClosingIn, request)
        vax_session = one_session(request, ref)
        closed = close_session(
            vax_session=vax_session,
            counted=_counted(vax_session, closing.validated_data["lots"]),
            override=closing.override(),
            by=request.user,
        )
        return Response(SessionOut(closed).data)


def _counted(vax_session: VaccinationSession, lots: list[dict[str, Any]]) -> dict[int, VialsCounted]:
    rows = {row.lot.ref: row.pk for row in vax_session.lots.select_related("lot")}
    return {
        rows[one["lot"]]: VialsCounted(one["vials_opened"], one["doses_discarded"], one["discard_reason"])
        for one in lots
        if one["lot"] in rows
    }
