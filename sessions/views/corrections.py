"""A wrong dose put right at the desk: what was wrong, how it really was, before and after, and then at one stroke."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions.forms.corrections import FIELDS, CorrectionForm, PersonForm, ReasonedForm, VialForm
from sessions.models import Dose, VaccinationSession, Vial
from sessions.services.corrections import correct_dose, correct_person, correct_vial, would_be_refused
from sessions.views.bar import desk_page
from sessions.views.fetch import get_or_post, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import see_other

BESIDE = (
    "session__facility",
    "appointment__person",
    "appointment__slot",
    "person",
    "lot",
    "vaccine",
    "station",
    "injected_by",
    "vial",
)


@require_safe
@requires(P.VOID_DOSE)
def dose_correct(request: Request, ref: UUID) -> HttpResponse:
    """What was wrong: each answer leads to the fields of that alone."""
    dose = _dose(request, ref)
    return desk_page(request, "desk/correct.html", dose.session, {"dose": dose, "appointment": dose.appointment})


@get_or_post
@requires(P.VOID_DOSE)
def dose_correct_as(request: Request, ref: UUID, what: str) -> HttpResponse:
    if what not in FIELDS:
        raise Http404
    dose = _dose(request, ref)
    form = CorrectionForm(posted(request), dose=dose, what=what)
    if _is_done(request, form, correct_dose, dose=dose):
        messages.success(request, _("Đã sửa mũi tiêm. Mũi ghi sai vẫn nằm trong lịch sử."))
        return see_other("sessions:appointment_desk", dose.appointment.ref)
    return _asked(request, form, dose.session, {"dose": dose, "appointment": dose.appointment})


@get_or_post
@requires(P.VOID_DOSE)
def dose_correct_person(request: Request, ref: UUID) -> HttpResponse:
    dose = _dose(request, ref)
    form = PersonForm(posted(request), dose=dose)
    if _is_done(request, form, correct_person, dose=dose):
        messages.success(request, _("Đã chuyển mũi tiêm sang đúng người."))
        return see_other("sessions:appointment_desk", form.settled.appointment.ref)
    shown = {"dose": dose, "appointment": dose.appointment, "of_person": True}
    return _asked(request, form, dose.session, shown)


@get_or_post
@requires(P.VOID_DOSE)
def vial_correct(request: Request, ref: UUID) -> HttpResponse:
    """All doses of one vial: their people are listed before anybody confirms."""
    mine = request.user.acting.where("session_lot__session__facility__")
    rows = Vial.objects.filter(mine).select_related("session_lot__session__facility", "session_lot__lot__vaccine")
    vial = get_object_or_404(rows, ref=ref)
    doses = vial.doses.filter(voided_at=None).select_related("person").order_by("given_at")
    form = VialForm(posted(request), vial=vial)
    if _is_done(request, form, correct_vial, vial=vial):
        messages.success(request, _("Đã sửa lô của %(doses)s mũi tiêm.") % {"doses": len(form.settled)})
        return see_other("sessions:desk", vial.session_lot.session.ref)
    return _asked(request, form, vial.session_lot.session, {"vial": vial, "doses": doses})


def _is_done(request: Request, form: ReasonedForm, act: Callable[..., Any], **given: Any) -> bool:
    """Confirmed, it is done; before that it is only tried, so that nobody confirms what cannot be."""
    if "again" in request.POST or not form.is_valid():
        return False
    given |= {"by": request.user}
    if "sure" in request.POST:
        return form.settle(act, **given)
    form.settle(would_be_refused, act=act, **given)
    return False


def _asked(
    request: Request, form: Any, vax_session: VaccinationSession, shown: Mapping[str, object]
) -> HttpResponse:  # Any: a form with `changed`
    """`again`: back from the check to the fields as they were filled."""
    if form.is_bound and form.is_valid() and "again" not in request.POST:
        return desk_page(
            request, "desk/correct_check.html", vax_session, {"form": form, "changed": list(form.changed()), **shown}
        )
    return desk_page(request, "desk/correct_form.html", vax_session, {"form": form, **shown})


def _dose(request: Request, ref: UUID) -> Dose:
    mine = Dose.objects.visible_to(request.user).filter(request.user.acting.where("session__facility__"))
    return get_object_or_404(mine.not_voided().select_related(*BESIDE), ref=ref)
