"""After the injection: leaving, reactions, the list of serious events for lead, district and province."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sessions.forms.desk import LeaveForm, ReactionForm
from sessions.models import AdverseEvent, Dose
from sessions.rules.desk import SERIOUS, minutes_left
from sessions.rules.stages import Stage
from sessions.services import board
from sessions.services.alerts import roles_told
from sessions.services.observation import end_observation
from sessions.services.reactions import record_reaction
from sessions.views.arrivals import back_to_desk, person_page
from sessions.views.bar import desk_page, visible_appointment, visible_session
from sessions.views.desk import waiting
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.accounts.roles import Role
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import go_to, page, safe_next, see_other
from vaxportal.core.ids import new_ref

PER_PAGE = 50
TOLD_OF_SERIOUS = {
    Role.SITE_LEAD: gettext_lazy("phụ trách điểm tiêm"),
    Role.DISTRICT_CENTRE: gettext_lazy("trung tâm y tế huyện"),
    Role.PROVINCE: gettext_lazy("sở y tế tỉnh"),
}


@require_safe
@requires(P.OBSERVE)
def observation_list(request: Request, ref: UUID) -> HttpResponse:
    """Everybody who waits after the injection, who may leave first on top; it renews itself."""
    vax_session = visible_session(request, ref)
    people = SimpleLazyObject(lambda: [waiting(one) for one in board.queue(vax_session, Stage.OBSERVED)])
    return desk_page(request, "desk/observation.html", vax_session, {"people": people})


@requires(P.OBSERVE)
def observation_end(request: Request, ref: UUID) -> HttpResponse:
    """After 30 minutes one click; before, the page asks for the reason."""
    appointment = visible_appointment(request, ref)
    given_at = getattr(appointment, "given_at", None)  # of `with_course`
    minutes = minutes_left(given_at, clock.now()) if given_at else 0
    if request.method == "POST" and "override_reason" not in request.POST and not minutes:
        try:
            end_observation(appointment=appointment, by=request.user)
        except RuleBroken as refusal:
            return person_page(request, appointment, refusal)
        return go_to(wanted) if (wanted := safe_next(request, "")) else back_to_desk(appointment)
    form = LeaveForm(request.POST or None)
    if form.is_valid() and form.settle(end_observation, appointment=appointment, by=request.user):
        return back_to_desk(appointment)
    shown = {"form": form, "appointment": appointment, "minutes": minutes}
    return desk_page(request, "desk/leave.html", appointment.session, shown)


@requires(P.OBSERVE)
def reaction_new(request: Request, ref: UUID) -> HttpResponse:
    visible = Dose.objects.visible_to(request.user).filter(request.user.acting.where("session__facility__"))
    dose = get_object_or_404(visible.select_related("session__facility", "appointment__person", "vaccine"), ref=ref)
    now = timezone.localtime(clock.now())
    initial = {"ref": new_ref(), "began_on": now.date(), "began_at": now.time()}
    form = ReactionForm(request.POST or None, initial=initial)
    if form.is_valid() and form.settle(record_reaction, dose=dose, by=request.user):
        _say_who_was_told(request, form.settled)
        return see_other("sessions:appointment_desk", dose.appointment.ref)
    shown = {"form": form, "dose": dose, "appointment": dose.appointment, "serious": SERIOUS}
    return desk_page(request, "desk/reaction.html", dose.session, shown)


def _say_who_was_told(request: Request, event: AdverseEvent) -> None:
    """The nurse must know whether a telephone call is still needed."""
    if not event.is_serious:
        return
    told = roles_told(event)
    if told:
        names = ", ".join(str(name) for role, name in TOLD_OF_SERIOUS.items() if role in told)
        messages.success(request, _("Đã ghi tai biến nặng và báo cho: %(names)s.") % {"names": names})
    if missed := [str(name) for role, name in TOLD_OF_SERIOUS.items() if role not in told]:
        names = ", ".join(missed)
        messages.warning(request, _("Chưa báo được cho: %(names)s. Gọi điện báo ngay.") % {"names": names})


@requires(P.SEE_PEOPLE)
def reaction_list(request: Request) -> HttpResponse:
    """Serious events of the reader's units, newest first: they go up within 24 hours."""
    doses = Dose.objects.filter(request.user.acting.where("session__facility__"))
    events = AdverseEvent.objects.filter(dose__in=doses, is_serious=True).order_by("-began_at")
    related = ("dose__person", "dose__vaccine", "dose__lot", "dose__session__facility", "recorded_by")
    shown = Paginator(events.select_related(*related), PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "reaction.list_read", people=len(shown))
    return page(request, "sessions/reaction_list.html", {"events": shown})
