"""A session on paper: the list for the day on which the network fails, and the sheet that is signed and filed."""

from uuid import UUID

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions.models import AdverseEvent, Appointment, Dose, Screening, SessionLot, VaccinationSession
from sessions.models.appointments import OUTCOME_NAMES
from sessions.rules.states import FINAL, Outcome
from sessions.services.vial_counts import vials_by_lot
from sessions.views import crumbs
from sessions.views.fetch import session_of
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.http import page
from vaxportal.core.qr import qr_svg_of_row

IN_TURN = (F("slot__starts_at").asc(nulls_last=True), "come_at", "person__folded_name", "pk")
EMPTY_ROWS = 15  # for people who walk in


@require_safe
@requires(P.SEE_PEOPLE)
def session_paper(request: Request, ref: UUID) -> HttpResponse:
    """A row for everybody planned, with a code to scan and boxes to write in; `paper_entry` takes it in afterwards."""
    vax_session = session_of(request, ref)
    people = list(vax_session.appointments.subjects().unresolved().for_the_list().order_by(*IN_TURN))
    record(request.user, "session.people_printed", vax_session, people=len(people))
    shown = {
        "vax_session": vax_session,
        "rows": [(one, qr_svg_of_row(one.ref)) for one in people],
        "empty_rows": range(len(people) + 1, len(people) + EMPTY_ROWS + 1),
        "lots": list(vax_session.lots.select_related("lot__vaccine")),
        "now": timezone.localtime(clock.now()),
        "may_enter": request.user.may(P.RECORD_DOSE) and vax_session.is_open,
        "crumbs": crumbs.of_session(vax_session, crumbs.here(_("Danh sách giấy"))),
    }
    return page(request, "sessions/paper.html", shown)


@require_safe
@requires(P.SEE_PEOPLE)
def session_sheet(request: Request, ref: UUID) -> HttpResponse:
    """Everybody of the session with what became of them, to print and sign; reading it leaves a trace."""
    vax_session = session_of(request, ref)
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
        "crumbs": crumbs.of_session(vax_session, crumbs.here(_("Phiếu buổi tiêm"))),
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
