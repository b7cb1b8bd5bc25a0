"""What waits for somebody today: the day's sessions, drafts to publish, people without a date, lots that expire."""

from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registration.models import Registration
from sessions.models import AdverseEvent, Dose, StockBalance, StockTransfer, VaccinationSession
from sessions.rules.states import SessionState
from sessions.services.lost_devices import lost_lately
from sessions.services.supply import short_of
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.core import clock
from vaxportal.core.work import WorkItem

SOON, DAY = timedelta(days=14), timedelta(hours=24)


def work_for(user: User) -> list[WorkItem]:
    if not user.may(Permission.SEE_SESSIONS):
        return []
    today = clock.today()
    items = [
        _serious(user),
        _running(user, today),
        _today(user, today),
        _left_open(user, today),
        _lost_devices(user),
        _drafts(user, today),
        _waiting(user),
        _recalled(user),
        _expiring(user, today),
        _on_the_way(user),
        _short(user),
    ]
    return [item for item in items if item and item.count]


def _serious(user: User) -> WorkItem | None:
    """Serious events of the last day: they go up within 24 hours."""
    if not user.may(Permission.SEE_PEOPLE) or (
        user.may(Permission.RECORD_DOSE) and not user.may(Permission.RUN_SESSION)
    ):
        return None
    doses = Dose.objects.filter(user.acting.where("session__facility__"))
    recent = AdverseEvent.objects.filter(dose__in=doses, is_serious=True, recorded_at__gte=clock.now() - DAY)
    found = recent.aggregate(n=Count("pk"), first=Min("began_at"))
    oldest = timezone.localdate(found["first"]) if found["first"] else None
    url, hint = reverse("sessions:reaction_list"), _("Báo cáo lên tuyến trên trong 24 giờ.")
    return WorkItem(_("Tai biến nặng sau tiêm"), found["n"], url, oldest, is_urgent=True, hint=hint)


def _today(user: User, today: date) -> WorkItem | None:
    sessions = VaccinationSession.objects.visible_to(user).planned().on(today)
    found = list(sessions.values_list("ref", flat=True)[:2])
    url = reverse("sessions:session_detail", args=found) if len(found) == 1 else _list(day=f"{today:%d/%m/%Y}")
    return WorkItem(_("Buổi tiêm hôm nay"), sessions.count(), url, oldest_on=today, is_urgent=True)


def _running(user: User, today: date) -> WorkItem | None:
    """Sessions in which somebody is being injected right now, each with its board."""
    running = VaccinationSession.objects.visible_to(user).filter(state=SessionState.OPEN).on(today)
    found = list(running.values_list("ref", flat=True)[:2])
    query = {"day": f"{today:%d/%m/%Y}", "state": "open"}
    url = reverse("sessions:session_board", args=found) if len(found) == 1 else _list(**query)
    hint = _("Mở bảng theo dõi: người, tốc độ, lọ vắc xin, thiết bị.")
    return WorkItem(_("Buổi tiêm đang diễn ra"), running.count(), url, oldest_on=today, is_urgent=True, hint=hint)


def _left_open(user: User, today: date) -> WorkItem | None:
    """A session of an earlier day that nobody has closed: its doses may not all be in."""
    rows = VaccinationSession.objects.visible_to(user).filter(day__lt=today)
    found = rows.filter(state__in=[SessionState.PUBLISHED, SessionState.OPEN]).aggregate(
        n=Count("pk"), first=Min("day")
    )
    hint = _("Kết thúc buổi tiêm để báo cáo đủ.")
    return WorkItem(
        _("Buổi tiêm chưa kết thúc"),
        found["n"],
        _list(when="past"),
        oldest_on=found["first"],
        is_urgent=True,
        hint=hint,
    )


def _lost_devices(user: User) -> WorkItem | None:
    """What may have been entered on them is perhaps in no report: the district asks the site."""
    if not user.may(Permission.REOPEN_SESSION):
        return None
    found = lost_lately(user).order_by().aggregate(n=Count("pk"), first=Min("lost_at"))
    oldest = timezone.localdate(found["first"]) if found["first"] else None
    hint = _("Xem lý do, kiểm tra điểm tiêm đã nhập lại đủ.")
    return WorkItem(_("Thiết bị báo mất"), found["n"], reverse("sessions:lost_device_list"), oldest, hint=hint)


def _drafts(user: User, today: date) -> WorkItem | None:
    rows = VaccinationSession.objects.visible_to(user).filter(state=SessionState.DRAFT, day__gte=today)
    found = rows.aggregate(n=Count("pk"), first=Min("day"))
    soon = bool(found["first"] and found["first"] <= today + timedelta(days=1))
    label = _("Bản nháp cần công bố") if user.may(Permission.RUN_SESSION) else _("Kế hoạch chưa công bố")
    hint = _("Công bố trước ngày tiêm.")
    return WorkItem(label, found["n"], _list(state="draft"), oldest_on=found["first"], is_urgent=soon, hint=hint)


def _waiting(user: User) -> WorkItem | None:
    """Who may be called to a session; the planner picks them there."""
    if not user.may(Permission.PLAN_SESSION):
        return None
    rows = Registration.objects.visible_to(user).without_date()
    found = rows.aggregate(n=Count("pk"), first=Min("created_at"))
    oldest = timezone.localdate(found["first"]) if found["first"] else None
    hint = _("Lập kế hoạch rồi chọn người.")
    return WorkItem(_("Người đang chờ lịch tiêm"), found["n"], reverse("sessions:session_plan"), oldest, hint=hint)


def _expiring(user: User, today: date) -> WorkItem | None:
    if not user.may(Permission.MANAGE_STOCK):
        return None
    rows = StockBalance.objects.visible_to(user).filter(doses__gt=0, lot__expires_on__lte=today + SOON)
    found = rows.aggregate(n=Count("pk"), first=Min("lot__expires_on"))
    url = reverse("sessions:stock_list")
    return WorkItem(_("Lô hết hạn hoặc sắp hết hạn"), found["n"], url, oldest_on=found["first"])


def _recalled(user: User) -> WorkItem | None:
    """Doses on the shelf that nobody may use any more: kept apart, given back or destroyed."""
    if not user.may(Permission.MANAGE_STOCK):
        return None
    rows = StockBalance.objects.visible_to(user).filter(doses__gt=0).exclude(lot__recalled_at=None)
    found = rows.aggregate(n=Count("pk"), first=Min("lot__recalled_at"))
    oldest = timezone.localdate(found["first"]) if found["first"] else None
    hint = _("Để riêng, trả về Trung tâm y tế hoặc hủy.")
    url = reverse("sessions:stock_list")
    return WorkItem(_("Lô bị thu hồi còn trong kho"), found["n"], url, oldest, is_urgent=True, hint=hint)


def _on_the_way(user: User) -> WorkItem | None:
    """What was sent here and nobody has counted yet."""
    if not user.may(Permission.MANAGE_STOCK):
        return None
    coming = StockTransfer.objects.on_the_way().filter(user.acting.where("target__"))
    found = coming.aggregate(n=Count("pk"), first=Min("sent_at"))
    oldest = timezone.localdate(found["first"]) if found["first"] else None
    hint = _("Đếm và ghi nhận khi vắc xin đến.")
    return WorkItem(_("Vắc xin đang chuyển đến"), found["n"], reverse("sessions:transfer_list"), oldest, hint=hint)


def _short(user: User) -> WorkItem | None:
    """Too few doses for whom the coming days have planned: the site sends for them, the district moves them."""
    if not (user.may(Permission.MANAGE_STOCK) or user.may(Permission.REOPEN_SESSION)):
        return None
    url, hint = reverse("sessions:stock_list", fragment="short"), _("Đề nghị cấp thêm hoặc chuyển từ nơi khác.")
    return WorkItem(_("Vắc xin sắp thiếu"), len(short_of(user)), url, hint=hint)


def _list(**query: str) -> str:
    return reverse("sessions:session_list", query=query)
