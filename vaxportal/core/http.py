"""How a view answers: a page or the part of it that htmx asked for, and the redirect after a write."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

PARTIAL_NAME = re.compile(r"[\w-]{1,60}")


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 0,
    partial: str = "",
) -> HttpResponse:
    """Renders the page; for htmx, the partial of it named like the target (or `partial`). Wrong input answers 422."""
    given = dict(context or {})
    wanted = partial or _wanted_partial(request, template)
    if _asks_for_part(request) and not wanted and request.method == "GET":
        response = HttpResponse(headers={"HX-Redirect": request.get_full_path()})  # another page: go there wholly
    else:
        name = f"{template}#{wanted}" if wanted else template
        response = HttpResponse(render_to_string(name, given, request))
        response.status_code = status or (422 if _has_errors(request, given.values()) else 200)
        if _asks_for_part(request) and not wanted:
            response.headers["HX-Retarget"] = "body"
            response.headers["HX-Reswap"] = "outerHTML"
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    if getattr(request, "user", None) and request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response


def see_other(
    name: str, *args: str | int | UUID, query: Mapping[str, str] | None = None, fragment: str = ""
) -> HttpResponse:
    """303 to a named page: after a write the browser must GET, whatever the method was."""
    return go_to(reverse(name, args=args, query=query, fragment=fragment or None))


def go_to(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def safe_next(request: HttpRequest, default: str) -> str:
    """The address in `next` if it lies on this site, else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and allowed else default


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: behind our own HTTPS proxy, the address which that proxy has added last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _asks_for_part(request: HttpRequest) -> bool:
    asked = request.headers.get("HX-Request") == "true"
    whole = "true" in (request.headers.get("HX-Boosted"), request.headers.get("HX-History-Restore-Request"))
    return asked and not whole


def _wanted_partial(request: HttpRequest, template: str) -> str:
    name = request.headers.get("HX-Target", "") if _asks_for_part(request) else ""
    if not PARTIAL_NAME.fullmatch(name):
        return ""
    try:
        get_template(f"{template}#{name}")
    except TemplateDoesNotExist:
        return ""
    return name


def _has_errors(request: HttpRequest, values: Iterable[object]) -> bool:
    if request.method != "POST":
        return False
    kinds = (forms.BaseForm, forms.BaseFormSet)
    return any(isinstance(value, kinds) and value.is_bound and not value.is_valid() for value in values)
