"""Per request: the language the user chose, the role in which they act, an id for logs and the audit trail."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation

from vaxportal.accounts.roles import Role
from vaxportal.audit.record import request_id
from vaxportal.core.ids import new_ref

Next = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
ACTING_KEY = "acting_membership"


class LanguageMiddleware:
    """Vietnamese unless the cookie says otherwise: a browser's own preference never changes a desk's words. Under
    `/api/`, where there may be no browser, `Accept-Language` counts."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in an address")  # no text of ours holds one, and the database takes none
        language = translation.get_language_from_request(request) if _is_machine(request) else _chosen(request)
        request.LANGUAGE_CODE = language
        token = request_id.set(new_ref())
        try:
            with translation.override(language):
                response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers.setdefault("Content-Language", language)
        return response


def _chosen(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _is_machine(request: HttpRequest) -> bool:
    """A site's system has no cookie to keep, and says in every request what it reads."""
    return request.path.startswith("/api/")


class ActingMiddleware:
    """Puts the chosen membership in force for users with several."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(ACTING_KEY)
        if chosen and request.user.is_authenticated:
            request.user.act_as(chosen)
        return self.get_response(request)


class SecondFactorMiddleware:
    """With STAFF_SECOND_FACTOR, staff without an authenticator can do one thing: set it up. Log-in asks for it."""

    open_names = frozenset({"language", "health", "health_live", "account_logout", "account_reauthenticate"})

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and self._must_set_up(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or user.acting.role == Role.CITIZEN or not user.has_usable_password():
            return False  # a phone that received a code is a possession already
        try:
            name = resolve(request.path_info).url_name or ""
        except Resolver404:
            return False
        if name in self.open_names or name.startswith("mfa_"):
            return False
        return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
