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
from sessions.rules.codes import DeskIs, PlanIs
from sessions.services.closing import LOT_FIELD, VialsCounted, close_session, lot_field, mark_no_shows
from sessions.services.running import open_session, reopen_session
from sessions.wording import WORDING
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.roles import Permission
from vaxportal.core.api import PAGE, Pages, asked, may_any, paged, told
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.problems import Problem


def visible_sessions(request: ApiRequest) -> QuerySet[VaccinationSession]:
    found = VaccinationSession.objects.visible_to(request.user)
    return found.select_related("facility", "round", "vaccine", "commune")


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
        counted = _counted(vax_session, closing.validated_data["lots"])
        try:
            closed = close_session(
                vax_session=vax_session, counted=counted, override=closing.override(), by=request.user
            )
        except RuleBroken as refusal:
            lines = {lot_field(pk): line for line, pk in enumerate(counted)}
            raise RuleBroken([_as_sent(problem, lines) for problem in refusal.problems], refusal.wording) from refusal
        return Response(SessionOut(closed).data)


def _counted(vax_session: VaccinationSession, lots: list[dict[str, Any]]) -> dict[int, VialsCounted]:
    """By the pk of the session's lots, in the order sent; a count that belongs to no lot or to one twice is refused."""
    rows = dict(vax_session.lots.values_list("lot__ref", "pk"))
    counted: dict[int, VialsCounted] = {}
    problems = []
    for line, one in enumerate(lots):
        pk = rows.get(one["lot"])
        if pk is None:
            problems.append(Problem(DeskIs.LOT_NOT_IN_SESSION, f"lots.{line}.lot"))
        elif pk in counted:
            problems.append(Problem(PlanIs.LOT_TWICE, f"lots.{line}.lot"))
        else:
            counted[pk] = VialsCounted(one["vials_opened"], one["doses_discarded"], one["discard_reason"])
    refuse_if(problems, WORDING)
    return counted


def _as_sent(problem: Problem, lines: dict[str, int]) -> Problem:
    """A problem with a lot is told on the line of the request that speaks of it; no key of ours leaves the house."""
    if not problem.field.startswith(LOT_FIELD):
        return problem
    if problem.field not in lines:
        return problem.at("lots")
    name = "discard_reason" if problem.code == DeskIs.DISCARD_REASON_MISSING else "vials_opened"
    return problem.at(f"lots.{lines[problem.field]}.{name}")
