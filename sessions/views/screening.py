"""The screening page."""

from uuid import UUID

from django.http import HttpResponse

from sessions.forms.cautions import reasons
from sessions.forms.declared import declared
from sessions.forms.screening import ScreeningForm
from sessions.services.screening import screen
from sessions.views.arrivals import back_to_desk
from sessions.views.bar import age_of, desk_page, visible_appointment
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page
from vaxportal.core.ids import new_ref


@requires(P.SCREEN)
def screening_new(request: Request, ref: UUID) -> HttpResponse:
    appointment = visible_appointment(request, ref)
    sex, age = appointment.person.sex, age_of(appointment)
    initial: dict[str, object] = {"ref": new_ref()}
    if request.GET.get("all") == "no":
        initial |= dict.fromkeys(ScreeningForm.asked(sex), "no")
    form = ScreeningForm(request.POST or None, sex=sex, age=age, initial=initial)
    if request.method == "POST" and "preview" in request.POST:
        form.is_valid()
        return page(request, "desk/screening.html", _suggestion(form), partial="suggestion", status=200)
    if form.is_valid() and form.settle(screen, appointment=appointment, by=request.user):
        return back_to_desk(appointment)
    shown = {
        "form": form,
        "appointment": appointment,
        "age": age,
        "declared": list(declared(appointment.registration)),
        **_suggestion(form),
    }
    return desk_page(request, "desk/screening.html", appointment.session, shown)


def _suggestion(form: ScreeningForm) -> dict[str, object]:
    given = form.given()
    return {"suggestion": form.suggestion(), "reasons": reasons(given.answers, given.vitals)}
