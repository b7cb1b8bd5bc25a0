"""The language somebody chose: in a cookie for this browser, with the account for every other."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from vaxportal.accounts.models import User
from vaxportal.accounts.services.profile import set_language

CHOSEN_KEY = "language_chosen"  # in the session: chosen on this visit, before logging in
YEAR = 365 * 24 * 60 * 60


def is_known(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


def choose_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Keeps the choice; somebody who is not logged in yet takes it along into their account."""
    _set_cookie(response, language)
    if request.user.is_authenticated:
        set_language(user=request.user, language=language)
    else:
        request.session[CHOSEN_KEY] = language


def keep_language(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """At log-in: a choice made just before goes to the account, else the account's language to the browser."""
    chosen = request.session.pop(CHOSEN_KEY, "")
    if is_known(chosen) and chosen != user.language:
        set_language(user=user, language=chosen)
        _set_cookie(response, chosen)
    else:
        _set_cookie(response, user.language)


def _set_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
    )
