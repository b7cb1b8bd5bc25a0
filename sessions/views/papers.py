"""A session on paper: the sheet that is signed and filed when it is over."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.models import AdverseEvent, Appointment, Dose, Screening, SessionLot, VaccinationSession
from sessions.models.appointments import OUTCOME_NAMES
from sessions.rules.states import FINAL, Outcome
from sessions.services.vial_counts import vials_by_lot
from sessions.views.bar import visible_session
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.http import page


@require_safe
@requires(P.SEE_PEOPLE)
def session_sheet(request: Request, ref: UUID) -> HttpResponse:
    """Everybody of the session with what became of them, to print and sign; reading it leaves a trace."""
    vax_session = visible_session(request, ref)
    record(request.user, "session.sheet_read", vax_session)
    people = Appointment.objects.filter(session=vax_session).subjects().order_by("person__folded_name", "pk")
    doses = Dose.objects.filter(session=vax_session).not_voided().select_related("lot", "injected_by")
    by_appointment = {dose.appointment_id: dose for dose in doses}
    lines = [(one, by_appointment.get(one.pk)) for one in people.select_related("person__commune")]
    shown = {
        "vax_session": vax_session,
        "lines": lines,
        "totals": _totals([one.outcome for one, _dose in lines]),
        "late": sum(dose.is_late for dose in by_appointment.values()),
        "reactions": _reactions(vax_session),
        "lots": _lots(vax_session),
        "screeners": _screeners(vax_session),
        "now": timezone.localtime(clock.now()),
    }
    return page(request, "sessions/session_sheet.html", shown)


def _totals(outcomes: list[str]) -> list[tuple[object, int]]:
    """How many ended how; the numbers add up to everybody."""
    ends = [outcome for outcome in Outcome if outcome in FINAL or (outcome == Outcome.NONE and outcome in outcomes)]
    return [(OUTCOME_NAMES[outcome], outcomes.count(outcome)) for outcome in ends]


def _reactions(vax_session: VaccinationSession) -> dict[str, int]:
    events = AdverseEvent.objects.filter(dose__session=vax_session, dose__voided_at=None)
    return events.aggregate(total=Count("pk"), serious=Count("pk", filter=Q(is_serious=True)))


def _lots(vax_session: VaccinationSession) -> list[tuple[SessionLot, int]]:
    """With the vials opened: as the lead counted them at closing; before that, as the desks say."""
    told = vials_by_lot(vax_session.lots.select_related("lot__vaccine"))
    return [(row, vials.opened_for(row) if vax_session.is_open else row.vials_opened) for row, vials in told]


def _screeners(vax_session: VaccinationSession) -> list[str]:
    signed = Screening.objects.filter(appointment__session=vax_session, replaced_at=None).order_by()
    return sorted(User.objects.filter(pk__in=signed.values("screened_by")).values_list("full_name", flat=True))
