"""Worker lists for the systems of employers."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from registration.api.serializers import OrganizationOut, WorkerListIn, WorkerListOut, WorkerListRowOut
from registration.imports.lists import upload_list
from registration.models import Organization, WorkerList
from registration.tasks import read_lists
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.roles import Permission
from vaxportal.core.api import PAGE, Pages, may_any, one_told, paged, told


class Organizations(APIView):
    permission_classes = [may_any(Permission.MANAGE_ORGANIZATION)]

    @extend_schema(operation_id="organizations_list", parameters=PAGE, responses=paged(OrganizationOut))
    def get(self, request: ApiRequest) -> Response:
        """The organizations that one manages."""
        pages = Pages()
        found = Organization.objects.visible_to(request.user).select_related("commune")
        return pages.get_paginated_response(OrganizationOut(pages.paginate_queryset(found, request), many=True).data)


class WorkerLists(APIView):
    permission_classes = [may_any(Permission.MANAGE_ORGANIZATION)]
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="lists_list", parameters=PAGE, responses=paged(WorkerListOut))
    def get(self, request: ApiRequest) -> Response:
        pages = Pages()
        found = WorkerList.objects.visible_to(request.user).defer("content").select_related("organization")
        return pages.get_paginated_response(WorkerListOut(pages.paginate_queryset(found, request), many=True).data)

    @extend_schema(request=WorkerListIn, responses={202: WorkerListOut})
    def post(self, request: ApiRequest) -> Response:
        """Takes the file at once and reads it in the background; follow it with GET.

        A blank form with all codes of the day is at `/registration/organizations/lists/form/`, without logging in.
        """
        given = told(WorkerListIn, request).validated_data
        worker_list = upload_list(
            organization=one_told(Organization.objects.visible_to(request.user), given["organization"], "organization"),
            file_name=given["file"].name,
            content=given["file"].read(),
            ref=given["ref"],
            by=request.user,
            starts_by_itself=not given["hold"],
        )
        transaction.on_commit(read_lists.delay, robust=True)
        return Response(WorkerListOut(worker_list).data, status=202)


class OneWorkerList(APIView):
    permission_classes = [may_any(Permission.MANAGE_ORGANIZATION)]

    @extend_schema(responses=WorkerListOut)
    def get(self, request: ApiRequest, ref: UUID) -> Response:
        found = WorkerList.objects.visible_to(request.user).defer("content")
        return Response(WorkerListOut(get_object_or_404(found, ref=ref)).data)


class WorkerListRows(APIView):
    permission_classes = [may_any(Permission.MANAGE_ORGANIZATION)]

    @extend_schema(parameters=PAGE, responses=paged(WorkerListRowOut))
    def get(self, request: ApiRequest, ref: UUID) -> Response:
        """Each row's answer, in the order of the sheet."""
        worker_list = get_object_or_404(WorkerList.objects.visible_to(request.user).defer("content"), ref=ref)
        pages = Pages()
        rows = pages.paginate_queryset(worker_list.rows.defer("cells"), request)
        return pages.get_paginated_response(WorkerListRowOut(rows, many=True).data)
