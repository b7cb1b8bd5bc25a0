"""The way in: one page to choose from, then the citizen's phone and code. Staff go on to allauth's page."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vaxportal.accounts.access import PublicRequest, Request
from vaxportal.accounts.forms.entrance import CitizenCodeForm, CitizenPhoneForm
from vaxportal.accounts.language import keep_language
from vaxportal.accounts.models import OneTimeCode
from vaxportal.accounts.services import citizens, codes
from vaxportal.core import clock, crypto
from vaxportal.core.http import go_to, page, safe_next, see_other

PHONE_KEY = "log_in_phone"  # sealed in the session between the two steps: a phone never stands in an address
NEXT_KEY = "log_in_next"


@login_not_required
@require_safe
def sign_in(request: PublicRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return see_other("today")
    return page(request, "account/sign_in.html", {"next": safe_next(request, default="")})


@login_not_required
@never_cache
def citizen_login(request: PublicRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return see_other("today")
    form = CitizenPhoneForm(request.POST or None)
    if form.is_valid() and form.settle(codes.send_code, **_to(form.cleaned_data["phone"])):
        request.session[PHONE_KEY] = crypto.seal(form.cleaned_data["phone"]).hex()
        request.session[NEXT_KEY] = safe_next(request, default="")
        return see_other("accounts:citizen_code")
    return page(request, "account/citizen_login.html", {"form": form, "next": safe_next(request, default="")})


@login_not_required
@never_cache
def citizen_code(request: PublicRequest) -> HttpResponse:
    if PHONE_KEY not in request.session:
        return see_other("accounts:citizen_login")
    phone = crypto.unseal(bytes.fromhex(request.session[PHONE_KEY]))
    form = CitizenCodeForm(request.POST or None)
    if form.is_valid() and form.settle(
        citizens.log_in_with_code,
        phone=phone,
        code=form.cleaned_data["code"],
        language=get_language() or "vi",
        now=clock.now(),
    ):
        return _enter(request, form.settled)
    shown = {"form": form, "phone_end": phone[-3:], "shows_outbox": settings.DEMO}
    return page(request, "account/citizen_code.html", shown)


def with_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages about passwords and second factors: citizens have neither."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_usable_password():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _to(phone: str) -> dict[str, object]:
    return {
        "purpose": OneTimeCode.Purpose.LOG_IN,
        "phone": phone,
        "language": get_language() or "vi",
        "now": clock.now(),
    }


def _enter(request: PublicRequest, user: object) -> HttpResponse:
    wanted = request.session.pop(NEXT_KEY, "")
    request.session.pop(PHONE_KEY, None)
    login(request, user)  # type: ignore[arg-type]  # the User that the service returned
    response = go_to(wanted) if wanted else see_other("today")
    keep_language(request, response, user)  # type: ignore[arg-type]
    return response
