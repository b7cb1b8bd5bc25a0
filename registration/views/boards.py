"""An economic-zone board: its companies with what they have done, and how others are invited."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.forms.organizations import InvitationForm
from registration.models import BoardInvitation, Organization, WorkerList
from registration.services import board_invitations
from registration.services.counts import Counts, counts_of
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page, see_other
from vaxportal.core.qr import qr_svg

PER_PAGE = 50
INVITED = "board_invitation"  # key in Django's session: by which invitation somebody came


@dataclass(frozen=True)
class Company:
    """A line of the board's table."""

    organization: Organization
    counts: dict[str, int | str | Promise]
    last_upload: object


@requires(P.SEE_BOARD)
@require_safe
def board(request: Request) -> HttpResponse:
    """Which companies have registered their workers; counts only."""
    under = Organization.objects.visible_to(request.user).exclude(kind=Organization.Kind.ZONE_BOARD)
    silent = bool(request.GET.get("silent"))
    found = under.filter(lists=None) if silent else under
    rows = found.select_related("commune__district").order_by("name")
    companies = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = counts_of(one.pk for one in companies)
    uploads = dict(
        WorkerList.objects.filter(organization__in=[one.pk for one in companies])
        .order_by()
        .values_list("organization")
        .annotate(Max("uploaded_at"))
    )
    lines = [Company(one, counts.get(one.pk, Counts()).shown(), uploads.get(one.pk)) for one in companies]
    shown = {"companies": companies, "lines": lines, "silent": silent, "total": under.count()}
    return page(request, "organizations/board.html", {**shown, "silent_total": under.filter(lists=None).count()})


@requires(P.SEE_BOARD)
def board_invitations_page(request: Request) -> HttpResponse:
    """Companies invited by a link of their own, and what has come of it."""
    own = _own_board(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(board_invitations.invite_company, board=own, by=request.user):
        messages.success(request, _("Đã tạo lời mời cho %(name)s.") % {"name": form.settled.company_name})
        return see_other("registration:board_invitations")
    standing = own.invitations.filter(ended_at=None).exclude(company_name="").select_related("organization")
    invited = Paginator(standing, PER_PAGE).get_page(request.GET.get("page"))
    lists = WorkerList.objects.filter(organization__invitation__in=list(invited))
    uploaded = set(lists.values_list("organization", flat=True))
    shown = {
        "board": own,
        "form": form,
        "invited": invited,
        "lines": [(one, board_invitations.address_of(one), one.organization_id in uploaded) for one in invited],
    }
    return page(request, "organizations/invitations.html", shown)


@requires(P.SEE_BOARD)
@require_POST
def board_invitation_end(request: Request, ref: UUID) -> HttpResponse:
    invitation = get_object_or_404(BoardInvitation.objects.filter(board=_own_board(request)), ref=ref)
    board_invitations.end_invitation(invitation, by=request.user)
    messages.success(request, _("Đã bỏ lời mời. Đường dẫn cũ không dùng được nữa."))
    return see_other("registration:board_invitations")


@requires(P.SEE_BOARD)
@require_POST
def board_poster(request: Request) -> HttpResponse:
    """Makes the one poster that every company may follow, unless it hangs already."""
    invitation = board_invitations.poster_of(_own_board(request), by=request.user)
    return see_other("registration:board_invitation_poster", invitation.ref)


@requires(P.SEE_BOARD)
@require_safe
def board_invitation_poster(request: Request, ref: UUID) -> HttpResponse:
    """A page to print and hang up, for every company or for one; its QR leads to the registration."""
    own = _own_board(request)
    invitation = get_object_or_404(BoardInvitation.objects.filter(board=own, ended_at=None), ref=ref)
    address = board_invitations.address_of(invitation)
    shown = {"board": own, "invitation": invitation, "address": address, "qr": qr_svg(address)}
    return page(request, "organizations/poster.html", shown)


@login_not_required
@require_safe
def organization_join(request: PublicRequest, ref: UUID) -> HttpResponse:
    """By a link or a poster to the registration of the company, with the board chosen already."""
    invitation = get_object_or_404(BoardInvitation.objects.filter(ended_at=None, organization=None), ref=ref)
    request.session[INVITED] = str(invitation.ref)
    return see_other("registration:organization_new")


def _own_board(request: Request) -> Organization:
    mine = Organization.objects.boards().visible_to(request.user).order_by("pk").first()
    if mine is None:
        raise Http404
    return mine
