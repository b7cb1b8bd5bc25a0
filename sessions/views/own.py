"""What a citizen says about an appointment of their own."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from registration.forms.own import ConfirmForm
from sessions.models import Appointment
from sessions.services.invitations import place_of
from sessions.services.seating import decline
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.core.http import page, see_other


@requires(Permission.USE_OWN_BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_decline(request: Request, ref: UUID) -> HttpResponse:
    """Who cannot come says so in time: the place is free for somebody else, and they wait for another day."""
    beside = ("person", "registration", "session__facility", "session__commune")
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user).select_related(*beside), ref=ref)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(decline, appointment=appointment, by=request.user):
        return see_other("registration:own_person", appointment.person.ref)
    context = {"form": form, "appointment": appointment, "place": place_of(appointment.session)}
    return page(request, "sessions/decline.html", context)
