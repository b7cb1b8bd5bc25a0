"""Who waits: registrations of the unit, oldest first, filtered by what is not personal, accepted in one go."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from registration.forms.staff import AcceptForm, WaitingFilter
from registration.models import Registration
from registration.querysets import RegistrationQuerySet
from registration.services.registrations import accept_registrations
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core.http import go_to, page

ROWS = 50
SORTS = {"oldest": "created_at", "name": "person__folded_name", "group": "person__priority_group__code"}


@requires(Permission.SEE_PEOPLE)
@require_safe
def registration_list(request: Request) -> HttpResponse:
    return _shown(request, AcceptForm())


@requires(Permission.ACCEPT_REGISTRATION)
@require_POST
def registrations_accept(request: Request) -> HttpResponse:
    form = AcceptForm(request.POST)
    if form.is_valid() and form.settle(accept_registrations, by=request.user):
        words = ngettext("Đã duyệt %(count)s đăng ký.", "Đã duyệt %(count)s đăng ký.", form.settled)
        messages.success(request, words % {"count": form.settled})
        query = request.GET.urlencode()
        return go_to(reverse("registration:registration_list") + (f"?{query}" if query else ""))
    return _shown(request, form)


def _shown(request: Request, accept: AcceptForm) -> HttpResponse:
    mine = Registration.objects.visible_to(request.user)
    wanted = WaitingFilter(request.GET or {"state": "received"}, communes=_communes(mine))
    wanted.is_valid()
    sort = request.GET.get("sort", "oldest")
    rows = _sorted(_filtered(mine, wanted), sort).select_related(
        "person__commune__district", "person__priority_group", "organization"
    )
    found = _page(rows, request.GET.get("page", "1"))
    record(request.user, "registrations.seen", people=len(found))
    shown = {
        "filter": wanted,
        "accept": accept,
        "sort": sort,
        "page_of_rows": found,
        "state": wanted.cleaned_data.get("state") or "received",
        "may_accept": request.user.may(Permission.ACCEPT_REGISTRATION),
        "may_register": request.user.may(Permission.REGISTER_PERSON),
    }
    return page(request, "people/staff/register.html", shown)


def _filtered(rows: RegistrationQuerySet, wanted: WaitingFilter) -> RegistrationQuerySet:
    given = wanted.cleaned_data
    state = given.get("state") or "received"
    rows = rows.to_be_checked() if state == "check" else rows.filter(state=state, behind=None)
    if given.get("commune"):
        rows = rows.filter(person__commune__code=given["commune"])
    if given.get("group"):
        rows = rows.filter(person__priority_group__code=given["group"])
    if given.get("source"):
        rows = rows.filter(source=given["source"])
    return rows


def _sorted(rows: RegistrationQuerySet, sort: str) -> RegistrationQuerySet:
    column = SORTS.get(sort.removeprefix("-"), "created_at")
    return rows.order_by(f"-{column}" if sort.startswith("-") else column, "pk")


def _page(rows: QuerySet[Registration], number: str) -> Page[Registration]:
    return Paginator(rows, ROWS).get_page(number)


def _communes(rows: RegistrationQuerySet) -> list[tuple[str, str]]:
    """The communes that occur, with how many wait there."""
    counted = rows.waiting().order_by().values_list("person__commune__code", "person__commune__name")
    named = counted.annotate(people=Count("pk")).order_by("person__commune__name")
    return [(code, f"{name} ({people})") for code, name, people in named if code]
