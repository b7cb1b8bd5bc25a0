"""How far an employer's people have got: counts, those by name who agreed, a reminder to the rest."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.imports import progress
from registration.models import Organization
from registration.services.counts import Counts, counts_of, few
from registration.services.reminding import last_reminded, remind_the_rest
from registration.services.sharing import shared_with
from registration.wording import COUNT_NAMES
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import page, see_other

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@requires(P.MANAGE_ORGANIZATION)
@require_safe
def organization_people(request: Request, ref: UUID) -> HttpResponse:
    """`day=today` counts what happens in today's sessions."""
    organization = _organization(request, ref)
    today = clock.today() if request.GET.get("day") == "today" else None
    counts = counts_of([organization.pk], on=today).get(organization.pk, Counts())
    shown = {
        "organization": organization,
        "counts": [(COUNT_NAMES[name], count) for name, count in counts.shown().items()],
        "tabs": [
            {"url": "?", "label": _("Từ trước đến nay"), "current": today is None},
            {"url": "?day=today", "label": _("Hôm nay"), "current": today is not None},
        ],
        "shared": [(one, progress.state_of(one)) for one in shared_with(organization, request.user)],
        "reminded_on": last_reminded(organization),
    }
    return page(request, "organizations/people.html", shown)


@requires(P.MANAGE_ORGANIZATION)
@require_POST
def organization_remind(request: Request, ref: UUID) -> HttpResponse:
    organization = _organization(request, ref)
    try:
        told = remind_the_rest(organization, by=request.user)
        counts = counts_of([organization.pk]).get(organization.pk, Counts())
        shown = few(told, of=counts.registered)
        messages.success(request, _("Đã gửi lời nhắc. Số người được nhắc: %(people)s.") % {"people": shown})
    except RuleBroken as refusal:
        messages.error(request, refusal.message(refusal.problems[0]))
    return see_other("registration:organization_people", organization.ref)


@requires(P.MANAGE_ORGANIZATION)
@require_safe
def organization_people_file(request: Request, ref: UUID, what: str, kind: str) -> HttpResponse:
    """`counts` or `shared`, as .xlsx or .csv."""
    organization = _organization(request, ref)
    if what not in {"counts", "shared"} or kind not in KINDS:
        raise Http404
    if what == "shared":
        dataset = progress.shared(shared_with(organization, request.user))
    else:
        dataset = progress.counted(counts_of([organization.pk]).get(organization.pk, Counts()))
    record(request.user, "organization.progress_exported", organization, only=what)
    content = dataset.export(kind)
    content = b"\xef\xbb\xbf" + content.encode() if isinstance(content, str) else content
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"tien-do-{clock.today():%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _organization(request: Request, ref: UUID) -> Organization:
    found = Organization.objects.visible_to(request.user).select_related("commune__district__province")
    return get_object_or_404(found, ref=ref)
