"""Per request: the language the user chose, the role in which they act, an id for logs and the audit trail."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from vaxportal.audit.record import request_id
from vaxportal.core.ids import new_ref

Next = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
ACTING_KEY = "acting_membership"


class LanguageMiddleware:
    """Vietnamese unless the cookie says otherwise: a browser's own preference never changes a desk's words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        token = request_id.set(new_ref())
        try:
            with translation.override(language):
                response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers.setdefault("Content-Language", language)
        return response


class ActingMiddleware:
    """Puts the chosen membership in force for users with several."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(ACTING_KEY)
        if chosen and request.user.is_authenticated:
            membership = request.user.memberships.current().filter(pk=chosen).first()
            if membership:
                request.user.act_as(membership)
        return self.get_response(request)
