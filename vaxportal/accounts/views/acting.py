"""The role in which somebody with several works now."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from vaxportal.accounts.access import Request
from vaxportal.accounts.middleware import ACTING_KEY
from vaxportal.core.http import see_other


@require_POST
def acting_switch(request: Request) -> HttpResponse:
    chosen = request.POST.get("membership", "")
    membership = request.user.memberships.current().filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
    if membership is None:
        raise Http404
    request.session[ACTING_KEY] = membership.pk
    return see_other("today")
