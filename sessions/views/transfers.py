"""Vaccine between facilities: sent from a lot, seen at both ends, counted at the one, taken back by the other."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.forms.stock import ArrivalForm, TransferForm
from sessions.models import StockBalance, StockTransfer
from sessions.querysets import TransferQuerySet
from sessions.services.transfers import receive_transfer, send_transfer, take_transfer_back
from sessions.views import crumbs
from sessions.views.fetch import get_or_post, own_facility, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import page, see_other
from vaxportal.geography.models import Facility

PER_PAGE = 50


@require_safe
@requires(P.SEE_STOCK)
def transfer_list(request: Request) -> HttpResponse:
    """On the way, the longest first; then what has ended."""
    rows = _visible(request)
    ended = rows.exclude(pk__in=rows.on_the_way())
    return page(
        request,
        "stock/transfers.html",
        {
            "coming": rows.on_the_way().order_by("sent_at"),
            "found": Paginator(ended, PER_PAGE).get_page(request.GET.get("page")),
            "own": request.user.acting.facility_id,
        },
    )


@get_or_post
@requires(P.MANAGE_STOCK)
def transfer_send(request: Request, ref: UUID) -> HttpResponse:
    facility = own_facility(request)
    rows = StockBalance.objects.visible_to(request.user).filter(facility=facility)
    balance = get_object_or_404(rows.select_related("lot__vaccine"), lot__ref=ref)
    form = TransferForm(posted(request), targets=_targets(facility))
    if form.is_valid() and form.settle(send_transfer, source=facility, lot=balance.lot, by=request.user):
        words = _("Đã ghi %(doses)s liều đang chuyển đến %(place)s.")
        messages.success(request, words % {"doses": form.settled.doses, "place": form.settled.target.name})
        return see_other("sessions:transfer_detail", form.settled.ref)
    path = crumbs.of_facility(facility, crumbs.here(_("Chuyển vắc xin")))
    return page(request, "stock/transfer_send.html", {"form": form, "balance": balance, "crumbs": path})


@get_or_post
@requires(P.SEE_STOCK)
def transfer_detail(request: Request, ref: UUID) -> HttpResponse:
    """What is on the way; the target counts it here."""
    transfer = get_object_or_404(_visible(request), ref=ref)
    ends = _may(request, transfer)
    form = ArrivalForm(posted(request), initial={"doses_received": transfer.doses})
    if form.is_valid() and form.settle(receive_transfer, transfer=transfer, by=request.user):
        messages.success(request, _("Đã nhận %(doses)s liều vào kho.") % {"doses": form.settled.doses_received})
        return see_other("sessions:transfer_detail", ref)
    return page(request, "stock/transfer.html", {"transfer": transfer, "form": form, **ends})


@require_POST
@requires(P.MANAGE_STOCK)
def transfer_take_back(request: Request, ref: UUID) -> HttpResponse:
    transfer = get_object_or_404(_visible(request), ref=ref)
    try:
        take_transfer_back(transfer=transfer, by=request.user)
        messages.success(request, _("Vắc xin đã trở lại kho gửi."))
    except RuleBroken as refusal:
        messages.error(request, refusal.message(refusal.problems[0]))
    return see_other("sessions:transfer_detail", ref)


def _visible(request: Request) -> TransferQuerySet:
    beside = ("lot__vaccine", "source__district", "target__district", "sent_by", "received_by", "taken_back_by")
    return StockTransfer.objects.visible_to(request.user).select_related(*beside)


def _may(request: Request, transfer: StockTransfer) -> dict[str, bool]:
    """Which acts the page offers; the services ask the same again."""
    keeps = request.user.may(P.MANAGE_STOCK) and transfer.is_on_the_way
    acting = request.user.acting
    return {
        "may_receive": keeps and acting.covers(transfer.target),
        "may_take_back": keeps and acting.covers(transfer.source),
    }


def _targets(facility: Facility) -> "QuerySet[Facility]":
    """Names of the province's facilities are no secret; what they hold is."""
    rows = Facility.objects.active().filter(province=facility.province_id).exclude(pk=facility.pk)
    is_store = When(kind=Facility.Kind.DISTRICT_CENTRE, district=facility.district_id, then=0)
    others = When(kind=Facility.Kind.DISTRICT_CENTRE, then=1)
    return rows.select_related("district").order_by(Case(is_store, others, default=2), "district__name", "name")
