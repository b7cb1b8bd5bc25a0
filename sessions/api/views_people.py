"""People of a session: who is expected, who has come, screening, outcomes."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from registration.models import Person
from sessions.api.inputs import LeavingIn, OutcomeIn, PeopleFilter, ScreeningIn, WalkInIn
from sessions.api.outputs import AppointmentDetailOut, AppointmentOut, ScreeningOut
from sessions.api.views_session import one_session
from sessions.models import Appointment
from sessions.querysets import AppointmentQuerySet
from sessions.rules.doses import next_dose
from sessions.rules.states import NO_SUBJECT, Outcome
from sessions.services.arrivals import add_walk_in, check_in
from sessions.services.dose_facts import course_of
from sessions.services.observation import end_observation
from sessions.services.outcomes import set_outcome, undo_outcome
from sessions.services.screening import screen
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core.api import PAGE, Pages, asked, may_any, named_as_sent, one_told, paged, told


def visible_appointments(request: ApiRequest, session: UUID) -> AppointmentQuerySet:
    mine = Appointment.objects.visible_to(request.user).filter(session__ref=session)
    return mine.select_related("person", "slot", "session__facility", "session__vaccine")


def one_appointment(request: ApiRequest, session: UUID, ref: UUID) -> Appointment:
    return get_object_or_404(visible_appointments(request, session), ref=ref)


class People(APIView):
    permission_classes = [may_any(Permission.SEE_PEOPLE)]

    @extend_schema(
        operation_id="people_list",
        parameters=[PeopleFilter, *PAGE],
        responses=paged(AppointmentOut),
    )
    def get(self, request: ApiRequest, session: UUID) -> Response:
        """Subjects of the session by time slot; `outcome=none` for those who are still open."""
        vax_session = one_session(request, session)
        found = visible_appointments(request, session).exclude(outcome__in=NO_SUBJECT)
        if outcome := asked(PeopleFilter, request).get("outcome"):
            found = found.filter(outcome="" if outcome == "none" else outcome)
        pages = Pages()
        rows = pages.paginate_queryset(found, request) or []
        record(request.user, "session.people_seen", vax_session, people=len(rows))
        return pages.get_paginated_response(AppointmentOut(rows, many=True).data)

    @extend_schema(request=WalkInIn, responses={201: AppointmentOut})
    def post(self, request: ApiRequest, session: UUID) -> Response:
        """A registered person without a plan stands at the desk: added and checked in."""
        walk_in = told(WalkInIn, request)
        person = one_told(Person.objects.visible_to(request.user), walk_in.validated_data["person"], "person")
        added = add_walk_in(
            vax_session=one_session(request, session),
            person=person,
            ref=walk_in.validated_data["ref"],
            override=walk_in.override(),
            by=request.user,
        )
        return Response(AppointmentOut(added).data, status=201)


class OnePerson(APIView):
    permission_classes = [may_any(Permission.SEE_PEOPLE)]

    @extend_schema(responses=AppointmentDetailOut)
    def get(self, request: ApiRequest, session: UUID, ref: UUID) -> Response:
        """One person of the session, with the screening in force and the dose that comes next."""
        appointment = get_object_or_404(visible_appointments(request, session).with_course(), ref=ref)
        course = course_of(appointment.person, appointment.session.vaccine)
        record(request.user, "person.read", appointment.person)
        coming = next_dose(course.history, course.primary_doses)
        return Response(AppointmentDetailOut(appointment, context={"next_dose": coming}).data)


class CheckIn(APIView):
    permission_classes = [may_any(Permission.CHECK_IN)]

    @extend_schema(request=None, responses=AppointmentOut)
    def post(self, request: ApiRequest, session: UUID, ref: UUID) -> Response:
        arrived = check_in(appointment=one_appointment(request, session, ref), by=request.user)
        return Response(AppointmentOut(arrived).data)


class Screen(APIView):
    permission_classes = [may_any(Permission.SCREEN)]

    @extend_schema(request=ScreeningIn, responses={201: ScreeningOut})
    def post(self, request: ApiRequest, session: UUID, ref: UUID) -> Response:
        """The signed check before the injection; any outcome but `eligible` ends the visit."""
        screening = told(ScreeningIn, request)
        appointment = one_appointment(request, session, ref)
        with named_as_sent(lambda field: field if field in screening.fields else f"answers.{field}"):
            signed = screen(
                appointment=appointment,
                given=screening.given(),
                ref=screening.validated_data["ref"],
                by=request.user,
            )
        return Response(ScreeningOut(signed).data, status=201)


class SetOutcome(APIView):
    permission_classes = [may_any(Permission.SCREEN)]

    @extend_schema(request=OutcomeIn, responses=AppointmentOut)
    def post(self, request: ApiRequest, session: UUID, ref: UUID) -> Response:
        """Refused, referred, deferred or contraindicated, said at the desk."""
        given = told(OutcomeIn, request).validated_data
        appointment = one_appointment(request, session, ref)
        ended = set_outcome(
            appointment=appointment, outcome=Outcome(given["outcome"]), note=given["note"], by=request.user
        )
        return Response(AppointmentOut(ended).data)


class UndoOutcome(APIView):
    permission_classes = [may_any(Permission.SCREEN)]

    @extend_schema(request=None, responses=AppointmentOut)
    def post(self, request: ApiRequest, session: UUID, ref: UUID) -> Response:
        """Takes an outcome without a dose back, before closing: the person is open again. A dose is voided instead."""
        reopened = undo_outcome(appointment=one_appointment(request, session, ref), by=request.user)
        return Response(AppointmentOut(reopened).data)


class Leave(APIView):
    permission_classes = [may_any(Permission.OBSERVE)]

    @extend_schema(request=LeavingIn, responses=AppointmentOut)
    def post(self, request: ApiRequest, session: UUID, ref: UUID) -> Response:
        """The thirty minutes have passed and the person may go; earlier with a reason."""
        override = told(LeavingIn, request).override()
        appointment = one_appointment(request, session, ref)
        left = end_observation(appointment=appointment, override=override, by=request.user)
        return Response(AppointmentOut(left).data)
