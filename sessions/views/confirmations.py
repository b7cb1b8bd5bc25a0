"""The confirmation of one's doses as a PDF: for the citizen and, in their scope, for staff who sign it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from registration.models import Person
from sessions.paper import confirmation_pdf
from sessions.services.confirmations import MAY, confirm
from vaxportal.accounts.access import Request, requires
from vaxportal.core.http import page


@requires(*MAY)
@require_safe
def confirmation(request: Request, ref: UUID) -> HttpResponse:
    people = Person.objects.visible_to(request.user).select_related("commune__district__province")
    person = get_object_or_404(people, ref=ref)
    found = confirm(person=person, by=request.user)
    if found is None:
        return page(request, "sessions/confirmation_none.html", {"person": person})
    response = HttpResponse(confirmation_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="giay-xac-nhan-tiem.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
