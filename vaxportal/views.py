"""Pages of the frame that belong to no app: the front page, help, the language, refusals and the gallery."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST, require_safe

from vaxportal import gallery
from vaxportal.accounts.access import PublicRequest
from vaxportal.accounts.language import choose_language, is_known
from vaxportal.core.api import refusal
from vaxportal.core.http import go_to, page, safe_next
from vaxportal.navigation import address

Handler = Callable[[HttpRequest, Any], HttpResponse]


@login_not_required
@require_safe
def home(request: PublicRequest) -> HttpResponse:
    """The front page for everybody; each act appears as soon as its page exists."""
    return page(
        request,
        "home.html",
        {
            "register_url": address("registration:registration_start", "registration:register"),
            "follow_url": address("registration:registration_lookup", "registration:follow"),
            "staff_url": address("accounts:sign_in"),
            "organization_url": address("registration:organization_new", "registration:organization_register"),
        },
    )


@login_not_required
@require_safe
def help_page(request: PublicRequest) -> HttpResponse:
    return page(request, "help.html")


@login_not_required
@require_POST
def language(request: PublicRequest) -> HttpResponse:
    """Keeps the chosen language in a cookie, and with the account of somebody who is logged in."""
    response = go_to(safe_next(request, default=address("home") or "/"))
    chosen = request.POST.get("language", "")
    if is_known(chosen):
        choose_language(request, response, chosen)
    return response


@login_not_required
@require_GET
def ui_gallery(request: PublicRequest) -> HttpResponse:
    """All components with plausible content, in each of the three shells. For those who build pages."""
    if not settings.DEBUG:
        raise Http404
    kind = request.GET.get("shell", "citizen")
    template = {"desk": "ui/desk.html", "staff": "ui/staff.html"}.get(kind, "ui/citizen.html")
    return page(request, template, gallery.content())


def for_machines(handler: Handler) -> Handler:
    """Under `/api/` a refusal has the shape of every other problem there."""

    @wraps(handler)
    def answer(request: HttpRequest, exception: Any = None) -> HttpResponse:  # Django's own handler signature
        response = handler(request, exception)
        if not request.path.startswith("/api/"):
            return response
        return JsonResponse(refusal(response.status_code), status=response.status_code)

    return answer


@for_machines
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # Django's own handler signature
    return page(cast(PublicRequest, request), "errors/404.html", status=404)


@for_machines
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:  # Django's own handler signature
    """An address or a request that no page of ours makes: told like one that does not exist."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(render_to_string("errors/400.html"), status=status)


@for_machines
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # Django's own handler signature
    return page(cast(PublicRequest, request), "errors/403.html", status=403)


@for_machines
def failed(request: HttpRequest, exception: Any = None) -> HttpResponse:  # Django's own handler signature
    return HttpResponse(render_to_string("500.html"), status=500)
