"""The options of a select that follow from the one above it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from registration.forms.places import Choices, commune_choices, district_choices
from vaxportal.accounts.access import PublicRequest
from vaxportal.core.http import page


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def district_options(request: PublicRequest) -> HttpResponse:
    return _options(request, district_choices(request.GET.get("parent", "")))


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def commune_options(request: PublicRequest) -> HttpResponse:
    return _options(request, commune_choices(request.GET.get("parent", "")))


def _options(request: PublicRequest, choices: Choices) -> HttpResponse:
    return page(request, "people/options.html", {"choices": choices})
