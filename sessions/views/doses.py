"""The dose page: the person known, everything else preset, one key records. And voiding."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from sessions.forms.cautions import reasons_of
from sessions.forms.doses import DoseForm, VoidForm
from sessions.models import Appointment, Dose
from sessions.models.series import dose_word
from sessions.rules.codes import DeskIs, DoseIs
from sessions.services.dose_desk import desk_of
from sessions.services.dose_preview import Usual, usual_dose
from sessions.services.doses import DoseEntry, entry_problems, record_dose, void_dose
from sessions.views.arrivals import back_to_desk
from sessions.views.bar import Profile, age_of, desk_page, profile_of, visible_appointment
from sessions.wording import WORDING
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import see_other
from vaxportal.core.ids import new_ref
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say


@requires(P.RECORD_DOSE)
def dose_new(request: Request, ref: UUID) -> HttpResponse:
    appointment = visible_appointment(request, ref)
    profile = profile_of(request, appointment.session)
    if profile.row is None:
        return see_other("sessions:desk_station", appointment.session.ref, query={"next": request.path})
    usual = usual_dose(appointment, profile.row)
    initial = _initial(profile) | {"dose": f"{usual.series}-{usual.number}"}
    form = DoseForm(request.POST or None, vax_session=appointment.session, initial=initial)
    if form.is_valid() and form.settle(record_dose, appointment=appointment.ref, by=request.user):
        return back_to_desk(appointment)
    problems = _problems(appointment, form, profile, usual)
    shown = {"form": form, "appointment": appointment, "age": age_of(appointment), "profile": profile, "usual": usual}
    words = {
        "reasons": reasons_of(appointment) if getattr(appointment, "with_caution", False) else [],  # of `with_course`
        "dose_word": dose_word(usual.series, usual.number),
        "site_word": Dose.BodySite(profile.body_site).label,
    }
    return desk_page(request, "desk/dose.html", appointment.session, shown | words | _verdict(problems, form))


def _initial(profile: Profile) -> dict[str, object]:
    return {
        "ref": new_ref(),
        "session_lot": profile.row,
        "station": profile.station,
        "injected_by": profile.injector,
        "body_site": profile.body_site,
    }


def _problems(appointment: Appointment, form: DoseForm, profile: Profile, usual: Usual) -> list[Problem]:
    """What stands in the way of the dose as it was sent, or as it is preset."""
    if form.is_bound:
        return list(form.refused)
    assert profile.row and profile.injector  # the page is shown only with a lot; the injector falls back to oneself
    lot = profile.row.lot.ref
    desk = desk_of(appointment=appointment.ref, lot=lot)
    assert desk is not None  # the page has found the appointment
    preset = DoseEntry(series=usual.series, number=usual.number, lot=lot, injected_by=profile.injector)
    problems = entry_problems(desk, preset)
    return [one for one in problems if not (form.is_late and one.code == DeskIs.NOT_ON_SESSION_DAY)]


def _verdict(problems: list[Problem], form: DoseForm) -> dict[str, object]:
    """Green: go. Amber: a reason or a consent lifts it. Red: not now."""
    lifted = [one for one in problems if one.overridable or one.code == DoseIs.MIXING_NEEDS_CONSENT]
    return {
        "tone": "red" if len(lifted) < len(problems) else "amber" if problems or form.errors else "green",
        "sentences": [say(one, WORDING) for one in problems],
        "needs_reason": any(one.overridable for one in problems),
        "needs_consent": any(one.code == DoseIs.MIXING_NEEDS_CONSENT for one in problems),
    }


@requires(P.VOID_DOSE)
def dose_void(request: Request, ref: UUID) -> HttpResponse:
    visible = Dose.objects.visible_to(request.user).select_related(
        "session__facility", "appointment__person", "lot", "vaccine"
    )
    dose = get_object_or_404(visible.filter(request.user.acting.where("session__facility__")), ref=ref)
    form = VoidForm(request.POST or None)
    if form.is_valid() and form.settle(void_dose, dose=dose, reason=form.cleaned_data["reason"], by=request.user):
        return see_other("sessions:appointment_desk", dose.appointment.ref)
    shown = {"form": form, "dose": dose, "appointment": dose.appointment}
    return desk_page(request, "desk/dose_void.html", dose.session, shown)
