"""A device that does not come back: the lead declares it lost, the district reads why."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sessions.forms.desk import LostForm
from sessions.models import DeskDevice
from sessions.services.lost_devices import declare_lost, lost_lately
from sessions.views.bar import desk_page, visible_session
from sessions.views.fetch import get_or_post, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page, see_other

PER_PAGE = 50


@get_or_post
@requires(P.RUN_SESSION)
def device_lost(request: Request, ref: UUID, device_ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    devices = DeskDevice.objects.filter(session=vax_session).select_related("session__facility", "used_by")
    device = get_object_or_404(devices, ref=device_ref)
    form = LostForm(posted(request))
    if form.is_valid() and form.settle(declare_lost, device=device, by=request.user):
        return see_other("sessions:session_close", vax_session.ref, fragment="devices")
    return desk_page(request, "desk/device_lost.html", vax_session, {"form": form, "device": device})


@require_safe
@requires(P.SEE_SESSIONS)
def lost_device_list(request: Request) -> HttpResponse:
    found = Paginator(lost_lately(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "sessions/lost_devices.html", {"found": found})
