"""What the views fetch, as their user may see it; and what was posted to them."""

from uuid import UUID

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from sessions.models import VaccinationSession
from vaxportal.accounts.access import Request
from vaxportal.geography.models import Facility

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
BESIDE = (
    "facility__district",
    "facility__province",
    "vaccine",
    "round",
    "organization",
    "commune",
    "created_by",
    "published_by",
)


def session_of(request: Request, ref: UUID) -> VaccinationSession:
    rows = VaccinationSession.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*BESIDE), ref=ref)


def own_facility(request: Request) -> Facility:
    """Where somebody of a site works."""
    facilities = Facility.objects.visible_to(request.user).select_related("district", "province")
    return get_object_or_404(facilities, pk=request.user.acting.facility_id)


def posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
