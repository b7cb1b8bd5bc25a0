"""The first page after log-in: what waits for this role, from every app, the urgent and the oldest first."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from vaxportal.accounts.access import Request
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.core import clock
from vaxportal.core.http import page
from vaxportal.core.work import WorkItem
from vaxportal.navigation import address

APPS = ("registration", "sessions", "reporting")
BOOK = ("registration:own_people", "registration:book")


@require_safe
def today(request: Request) -> HttpResponse:
    """Citizens go to their own book; staff see the work that waits."""
    if request.user.acting.role is Role.CITIZEN and (book := address(*BOOK)):
        return redirect(book)
    waiting = sorted(_work(request.user), key=_urgency)
    return page(request, "today.html", {"work": [item for item in waiting if item.count], "day": clock.today()})


def _work(user: User) -> Iterator[WorkItem]:
    for app in APPS:
        if find_spec(f"{app}.work"):
            yield from import_module(f"{app}.work").work_for(user)


def _urgency(item: WorkItem) -> tuple[bool, date]:
    return not item.is_urgent, item.oldest_on or date.max
