"""Organizations: registering one, one's own, the district's decision, the economic-zone board's companies."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.forms.organizations import DecisionForm, OrganizationForm
from registration.models import BoardInvitation, Organization, WorkerList
from registration.services import organizations
from registration.services.counts import Counts, counts_of
from registration.services.visits import visits_to
from registration.services.waiting import waiting_of
from registration.views.boards import INVITED
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page, see_other

PER_PAGE = 50
WHO_SEES = (P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS, P.SEE_BOARD)


@login_not_required
def organization_new(request: PublicRequest) -> HttpResponse:
    """Says to everybody how it goes; the form needs somebody whose phone is proven."""
    may = request.user.is_authenticated and request.user.may(P.USE_OWN_BOOK)
    if not may:
        if request.method == "POST":
            raise Http404
        return page(request, "organizations/start.html")
    invitation = _invitation(request)
    started = {"name": invitation.company_name, "board": invitation.board.ref} if invitation else {}
    form = OrganizationForm(request.POST if request.method == "POST" else None, initial=started)
    if form.wants_lists:
        form = form.relist()
    elif form.is_valid() and form.settle(
        organizations.register_organization, invitation=invitation, by=cast(Request, request).user
    ):
        request.session.pop(INVITED, None)
        messages.success(request, _("Đã gửi đăng ký đơn vị. Trung tâm Y tế huyện sẽ duyệt và nhắn tin cho bạn."))
        return see_other("registration:organization_detail", form.settled.ref)
    return page(request, "organizations/new.html", {"form": form, "invitation": invitation})


@requires(P.MANAGE_ORGANIZATION, P.SEE_BOARD)
@require_safe
def organization_own(request: Request) -> HttpResponse:
    """The one organization I manage at once; else a choice."""
    if request.user.may(P.SEE_BOARD):
        return see_other("registration:board")
    mine = Organization.objects.visible_to(request.user).select_related("commune__district")
    if len(mine) == 1:
        return see_other("registration:organization_detail", mine[0].ref)
    return page(request, "organizations/own.html", {"organizations": mine})


@requires(*WHO_SEES)
@require_safe
def organization_detail(request: Request, ref: UUID) -> HttpResponse:
    return _detail(request, _organization(request, ref), DecisionForm())


@requires(P.APPROVE_ORGANIZATION)
@require_POST
def organization_decide(request: Request, ref: UUID) -> HttpResponse:
    organization = _organization(request, ref)
    form = DecisionForm(request.POST)
    if form.is_valid() and form.settle(organizations.decide, organization=organization, by=request.user):
        messages.success(
            request, _("%(name)s: %(state)s.") % {"name": organization, "state": form.settled.get_state_display()}
        )
        return see_other("registration:organization_list", query={"tab": "pending"})
    return _detail(request, organization, form)


def _invitation(request: PublicRequest) -> BoardInvitation | None:
    """By which link or poster they came, while it stands."""
    ref = request.session.get(INVITED)
    standing = BoardInvitation.objects.filter(ended_at=None, organization=None).select_related("board")
    return standing.filter(ref=ref).first() if ref else None


def _organization(request: Request, ref: UUID) -> Organization:
    found = Organization.objects.visible_to(request.user).select_related("commune__district__province", "board")
    return get_object_or_404(found, ref=ref)


def _detail(request: Request, organization: Organization, form: DecisionForm) -> HttpResponse:
    counts = counts_of([organization.pk]).get(organization.pk, Counts())
    may, pending = request.user.may, organization.state != Organization.State.APPROVED
    return page(
        request,
        "organizations/detail.html",
        {
            "organization": organization,
            "form": form,
            "counts": counts,
            "counted": counts.shown(),
            "lists": _paged(request, WorkerList.objects.visible_to(request.user).filter(organization=organization)),
            "is_mine": may(P.MANAGE_ORGANIZATION),
            "may_upload": may(P.MANAGE_ORGANIZATION) and not pending,
            "may_decide": may(P.APPROVE_ORGANIZATION) and pending,
            "may_open_lists": may(P.MANAGE_ORGANIZATION) or may(P.SEE_ORGANIZATIONS),
            "may_plan": may(P.PLAN_SESSION) and not pending,
            "waiting": waiting_of([organization.pk])[organization.pk] if may(P.PLAN_SESSION) else 0,
            "visits": visits_to(organization, registered=counts.registered, by=request.user),
        },
    )


def _paged(request: PublicRequest, rows: QuerySet[Organization] | QuerySet[WorkerList]) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
