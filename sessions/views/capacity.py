"""Fewer or more places in a session that people know of."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.forms.capacity import CapacityForm, StationsForm
from sessions.models import VaccinationSession
from sessions.rules.states import SessionState
from sessions.services.capacity import Change, change_capacity, foreseen, slots_to_come, suggested
from sessions.views import crumbs
from sessions.views.fetch import BESIDE, get_or_post
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page, see_other


@get_or_post
@requires(P.RUN_SESSION)
def session_capacity(request: Request, ref: UUID) -> HttpResponse:
    """`stations` in the address: what so many would do. Nobody loses a place before their number was shown."""
    rows = VaccinationSession.objects.visible_to(request.user).filter(state=SessionState.PUBLISHED)
    vax_session = get_object_or_404(rows.select_related(*BESIDE), ref=ref)
    form, asked = _forms(request, vax_session)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.settle(change_capacity, vax_session=vax_session, by=request.user):
        _say_changed(request, form.settled)
        return see_other("sessions:session_detail", ref)
    context = {
        "form": form,
        "asked": asked,
        "change": (change := foreseen(vax_session=vax_session, places=form.places)),
        "expected": len(change.lose),
        "vax_session": vax_session,
        "crumbs": crumbs.of_session(vax_session, crumbs.here(_("Đổi số chỗ"))),
    }
    return page(request, "sessions/capacity.html", context)


def _forms(request: Request, vax_session: VaccinationSession) -> tuple[CapacityForm, StationsForm]:
    slots, had = slots_to_come(vax_session), vax_session.stations.count()
    asked = StationsForm(request.GET if "stations" in request.GET else None, initial={"stations": had})
    stations = asked.cleaned_data["stations"] if asked.is_bound and asked.is_valid() else had
    places = suggested(slots, had=had, stations=stations, dose_minutes=vax_session.dose_minutes)
    given = request.POST if request.method == "POST" else None
    if given is None and any(name.startswith("slot_") for name in request.GET):
        given = request.GET  # the figures follow while the places are being written
    return CapacityForm(given, slots=slots, stations=stations, places=places), asked


def _say_changed(request: Request, change: Change) -> None:
    messages.success(request, _("Đã đổi số chỗ của buổi tiêm."))
    if moved := len(change.move):
        words = ngettext("%(n)s người được báo giờ hẹn mới.", "%(n)s người được báo giờ hẹn mới.", moved)
        messages.warning(request, words % {"n": moved})
    if lost := len(change.lose):
        words = ngettext(
            "%(n)s người được báo hủy hẹn và trở lại danh sách chờ.",
            "%(n)s người được báo hủy hẹn và trở lại danh sách chờ.",
            lost,
        )
        messages.warning(request, words % {"n": lost})
