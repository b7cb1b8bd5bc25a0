"""The desk: a scan box, the last result, the queues."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from registration.wording import WORDING as REGISTRATION_WORDING
from sessions.forms.station import StationForm
from sessions.models import Appointment, VaccinationSession
from sessions.rules.desk import minutes_left
from sessions.rules.stages import Stage
from sessions.services import board
from sessions.services.finding import Found, find_people
from sessions.views.bar import CONTRAST_KEY, STATION_KEY, desk_page, next_act, profile_of, visible_session
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core import clock
from vaxportal.core.http import go_to, safe_next
from vaxportal.core.ids import new_ref, read_ref
from vaxportal.core.wording import say

DESK = (P.CHECK_IN, P.SCREEN, P.RECORD_DOSE, P.OBSERVE)
MOST_ROWS = 40


@dataclass(frozen=True)
class Waiting:
    """One line of a queue."""

    appointment: Appointment
    url: str
    minutes: int  # waited so far; of those observed: still to come


@requires(*DESK)
def desk(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    if not vax_session.is_open:
        return desk_page(request, "desk/not_open.html", vax_session, {"may_run": request.user.may(P.RUN_SESSION)})
    text = request.POST.get("scan", "").strip()
    found = find_people(text, vax_session=vax_session, by=request.user) if text else None
    if found and found.only:
        return go_to(next_act(found.only))
    shown: dict[str, object] = {"is_card": "|" in text}
    shown |= {"found": found, "scanned": text, "last": _last(request, vax_session), **queues(request, vax_session)}
    shown["may_run"] = request.user.may(P.RUN_SESSION)
    if found:
        shown |= _choices(found)
    return desk_page(request, "desk/desk.html", vax_session, shown, status=422 if found else 0)


def queues(request: Request, vax_session: VaccinationSession) -> dict[str, object]:
    """The chosen queue and all counts; read only when the page, or the part htmx asked for, shows them."""
    wanted = request.GET.get("stage", "")
    stage = Stage(wanted) if wanted in set(Stage) else Stage.CHECKED_IN
    return {
        "stage": stage,
        "counts": SimpleLazyObject(lambda: board.counts(vax_session)),
        "rows": SimpleLazyObject(lambda: [waiting(one) for one in board.queue(vax_session, stage)[:MOST_ROWS]]),
    }


def waiting(appointment: Appointment) -> Waiting:
    now = clock.now()
    given_at = getattr(appointment, "given_at", None)  # of `with_course`
    if appointment.stage is Stage.OBSERVED and given_at:
        minutes = minutes_left(given_at, now)
    else:
        since = appointment.checked_in_at or now
        minutes = max(0, int((now - since).total_seconds() // 60))
    return Waiting(appointment, next_act(appointment), minutes)


def _choices(found: Found) -> dict[str, object]:
    lines = [waiting(one) for one in found.appointments]
    problem = say(found.problem, REGISTRATION_WORDING) if found.problem else ""
    return {"matches": lines, "strangers": found.people, "card_problem": problem, "ref": new_ref()}


def _last(request: Request, vax_session: VaccinationSession) -> Appointment | None:
    """Whom this device has just finished with, named by the ref in the address."""
    ref = read_ref(request.GET.get("done", ""))
    of_session = Appointment.objects.visible_to(request.user).filter(session=vax_session, ref=ref)
    return of_session.with_course().select_related("person").first()


@requires(*DESK)
def desk_station(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    profile = profile_of(request, vax_session)
    initial = {
        "station": profile.station,
        "session_lot": profile.row,
        "injected_by": profile.injector,
        "body_site": profile.body_site,
    }
    form = StationForm(request.POST or None, vax_session=vax_session, initial=initial)
    if form.is_valid():
        stations = request.session.get(STATION_KEY, {})
        request.session[STATION_KEY] = stations | {str(vax_session.ref): form.chosen()}
        return go_to(safe_next(request, _desk_url(vax_session)))
    return desk_page(request, "desk/station.html", vax_session, {"form": form})


@require_POST
@requires(*DESK)
def desk_contrast(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    request.session[CONTRAST_KEY] = not request.session.get(CONTRAST_KEY)
    return go_to(safe_next(request, _desk_url(vax_session)))


def _desk_url(vax_session: VaccinationSession) -> str:
    return reverse("sessions:desk", args=[vax_session.ref])
