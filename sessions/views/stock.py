"""Vaccine on the shelf: what there is, what came, what was thrown away, what a session takes."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions.forms.filters import StockFilter
from sessions.forms.stock import DiscardForm, IssueForm, ReceiptForm
from sessions.models import Lot, StockBalance, StockMovement, VaccinationSession
from sessions.services.overview import shelf
from sessions.services.stock import discard, issue_to_session, receive_delivery
from sessions.services.supply import short_of
from sessions.views import crumbs
from sessions.views.fetch import get_or_post, own_facility, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Level
from vaxportal.accounts.roles import Permission as P
from vaxportal.core import clock
from vaxportal.core.http import page, see_other
from vaxportal.core.text import fold

PER_PAGE = 50
SOON_DAYS = 14
MOST_SHORT = 30  # lines of the warning


@require_safe
@requires(P.SEE_STOCK)
def stock_list(request: Request) -> HttpResponse:
    balances = StockBalance.objects.visible_to(request.user)
    if not request.GET.get("q", "").strip():  # who searches finds a lot also when nothing is left of it
        balances = balances.filter(Q(doses__gt=0) | Q(lot__recalled_at__isnull=False))
    totals = (
        balances.filter(doses__gt=0)
        .values("lot__vaccine__code", "lot__vaccine__name")
        .annotate(n=Sum("doses"))
        .order_by("-n")
    )
    form = StockFilter(request.GET, vaccines=[(row["lot__vaccine__code"], row["lot__vaccine__name"]) for row in totals])
    rows = _filtered(balances, form).select_related("lot__vaccine", "facility__district")
    found = Paginator(rows.order_by("lot__expires_on", "facility__name", "lot__number"), PER_PAGE)
    return page(
        request,
        "stock/list.html",
        {
            "form": form,
            "totals": totals,
            "found": found.get_page(request.GET.get("page")),
            "today": (today := clock.today()),
            "soon": today + timedelta(days=SOON_DAYS),
            "may_receive": request.user.may(P.MANAGE_STOCK),
            "shows_facility": request.user.acting.level is not Level.FACILITY,
            **_short(request),
        },
    )


def _short(request: Request) -> dict[str, object]:
    found = short_of(request.user)
    return {
        "short": found[:MOST_SHORT],
        "more_short": max(0, len(found) - MOST_SHORT),
        "least": settings.LOW_STOCK_DOSES,
    }


@get_or_post
@requires(P.MANAGE_STOCK)
def stock_receive(request: Request) -> HttpResponse:
    facility = own_facility(request)
    form = ReceiptForm(posted(request))
    if form.is_valid() and form.settle(receive_delivery, facility=facility, by=request.user):
        words = _("Đã nhập %(doses)s liều lô %(lot)s.")
        messages.success(request, words % {"doses": form.settled.doses, "lot": form.settled.lot.number})
        return see_other("sessions:stock_list")
    path = crumbs.of_facility(facility, crumbs.here(_("Nhập kho")))
    return page(request, "stock/receive.html", {"form": form, "facility": facility, "crumbs": path})


@require_safe
@requires(P.SEE_STOCK)
def stock_lot(request: Request, ref: UUID) -> HttpResponse:
    """One lot where it lies, and every movement that explains the balance."""
    balances = StockBalance.objects.visible_to(request.user).filter(lot__ref=ref).select_related("facility")
    lot = get_object_or_404(Lot.objects.filter(balances__in=balances).distinct().select_related("vaccine"), ref=ref)
    movements = StockMovement.objects.visible_to(request.user).filter(lot=lot)
    movements = movements.select_related("facility", "moved_by", "session", "transfer__source", "transfer__target")
    return page(
        request,
        "stock/lot.html",
        {
            "lot": lot,
            "balances": balances,
            "doses": balances.aggregate(n=Sum("doses"))["n"],
            "found": Paginator(movements, PER_PAGE).get_page(request.GET.get("page")),
            "today": clock.today(),
            "may_discard": request.user.may(P.MANAGE_STOCK),
            "shows_facility": request.user.acting.level is not Level.FACILITY,
        },
    )


@get_or_post
@requires(P.MANAGE_STOCK)
def stock_discard(request: Request, ref: UUID) -> HttpResponse:
    facility = own_facility(request)
    rows = StockBalance.objects.visible_to(request.user).filter(facility=facility)
    balance = get_object_or_404(rows.select_related("lot__vaccine"), lot__ref=ref)
    form = DiscardForm(posted(request))
    if form.is_valid() and form.settle(discard, facility=facility, lot=balance.lot, by=request.user):
        messages.success(request, _("Đã ghi hủy %(doses)s liều.") % {"doses": -form.settled.doses})
        return see_other("sessions:stock_lot", ref)
    path = crumbs.of_facility(facility, crumbs.here(_("Hủy vắc xin")))
    return page(request, "stock/discard.html", {"form": form, "balance": balance, "crumbs": path})


@get_or_post
@requires(P.MANAGE_STOCK)
def lot_issue(request: Request, ref: UUID) -> HttpResponse:
    """More doses for a session that is published or open."""
    sessions = VaccinationSession.objects.visible_to(request.user).select_related("facility__district", "vaccine")
    vax_session = get_object_or_404(sessions.select_related("facility__province"), ref=ref)
    on_shelf = shelf(vax_session.facility, request.user, day=vax_session.day)
    lots = Lot.objects.filter(pk__in=on_shelf.values("lot")).select_related("vaccine")
    form = IssueForm(posted(request), lots=lots)
    if form.is_valid() and form.settle(issue_to_session, vax_session=vax_session, by=request.user):
        messages.success(request, _("Đã xuất kho cho buổi tiêm."))
        return see_other("sessions:session_detail", ref)
    path = crumbs.of_session(vax_session, crumbs.here(_("Xuất thêm vắc xin")))
    context = {"form": form, "vax_session": vax_session, "on_shelf": on_shelf, "crumbs": path}
    return page(request, "stock/issue.html", context)


def _filtered(balances: QuerySet[StockBalance], form: StockFilter) -> QuerySet[StockBalance]:
    form.is_valid()
    if code := form.cleaned_data.get("vaccine"):
        balances = balances.filter(lot__vaccine__code=code)
    if wanted := form.cleaned_data.get("q"):
        here = Q(facility__folded_name__contains=fold(wanted)) | Q(facility__code=wanted.upper())
        balances = balances.filter(here | Q(lot__number__startswith=wanted.upper()))
    return balances
