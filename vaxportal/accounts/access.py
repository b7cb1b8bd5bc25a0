"""Doors are closed by default; a view says which permission opens it."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request as RestRequest

from vaxportal.accounts.roles import Permission
from vaxportal.core.errors import NotAllowed

if TYPE_CHECKING:
    from vaxportal.accounts.models import User

Params = ParamSpec("Params")


class PublicRequest(HttpRequest):
    """A request by anybody."""

    htmx: HtmxDetails


class Request(PublicRequest):
    """A request by somebody who is logged in."""

    user: "User"


class ApiRequest(RestRequest):
    """A REST request by somebody who is logged in."""

    user: "User"  # `may_any` lets nobody else in


View = Callable[Concatenate[Request, Params], HttpResponse]


def requires(*permissions: Permission) -> Callable[[View[Params]], View[Params]]:
    """Lets through a role that has any of the permissions; everybody else gets 404, as for what does not exist."""

    def guard(view: View[Params]) -> View[Params]:
        @wraps(view)
        def guarded(request: Request, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
            if not any(request.user.may(permission) for permission in permissions):
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as refusal:
                raise Http404 from refusal

        marked: Any = guarded  # an attribute that the access test reads
        marked.permissions = permissions
        if Permission.USE_OWN_BOOK in permissions and len(permissions) == 1:
            marked.login_url = "accounts:citizen_login"  # read by Django's LoginRequiredMiddleware
        return guarded

    return guard
