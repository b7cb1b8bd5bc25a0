"""The log-in of a browser, made without its pages: they are not what is measured."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import get_random_string

from vaxportal.accounts.models import User

CSRF_SIGNS = 32


def logged_in(user: User) -> str:
    """The headers that a browser sends along from then on."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    csrf = get_random_string(CSRF_SIGNS)
    return f"Cookie: sessionid={session.session_key}; csrftoken={csrf}\r\nX-CSRFToken: {csrf}\r\n"
