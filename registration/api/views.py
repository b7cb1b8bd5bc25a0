"""Registrations by staff, for the systems of vaccination sites."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from registration.api.serializers import RegistrationFilter, RegistrationIn, RegistrationOut, place_of
from registration.models import Registration
from registration.services.people import register_person
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core.api import PAGE, Pages, asked, may_any, named_as_sent, paged


class Registrations(APIView):
    permission_classes = [may_any(Permission.SEE_PEOPLE, Permission.REGISTER_PERSON)]

    @extend_schema(
        operation_id="registrations_list",
        parameters=[RegistrationFilter, *PAGE],
        responses=paged(RegistrationOut),
    )
    def get(self, request: ApiRequest) -> Response:
        """Registrations of the places one is responsible for, newest first."""
        found = Registration.objects.visible_to(request.user).filter(**asked(RegistrationFilter, request))
        pages = Pages()
        rows = pages.paginate_queryset(found.select_related("person__commune", "person__priority_group"), request) or []
        record(request.user, "registrations.seen", people=len(rows))
        out = RegistrationOut(instance=rows, many=True)
        return pages.get_paginated_response(out.data)

    @extend_schema(request=RegistrationIn, responses={201: RegistrationOut, 200: RegistrationOut})
    def post(self, request: ApiRequest) -> Response:
        """Registers one person. A person with an open registration is answered with that one (200)."""
        given = RegistrationIn(data=request.data).given()
        with named_as_sent(place_of):
            result = register_person(given, source=Registration.Source.STAFF, by=request.user)
        return Response(RegistrationOut(result.registration).data, status=201 if result.is_new else 200)


class OneRegistration(APIView):
    permission_classes = [may_any(Permission.SEE_PEOPLE)]

    @extend_schema(responses=RegistrationOut)
    def get(self, request: ApiRequest, ref: UUID) -> Response:
        found = get_object_or_404(Registration.objects.visible_to(request.user).select_related("person"), ref=ref)
        record(request.user, "person.read", found.person)
        return Response(RegistrationOut(found).data)
