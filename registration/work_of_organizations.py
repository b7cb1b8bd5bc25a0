"""What waits today around organizations: approvals, lists with rows to correct, companies that are silent."""

from datetime import date, datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registration.models import Organization, WorkerList
from registration.querysets import OrganizationQuerySet
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Level, Permission
from vaxportal.core.work import WorkItem


def organizations_for(user: User) -> list[WorkItem]:
    items: list[WorkItem] = []
    if user.may(Permission.SEE_ORGANIZATIONS):
        items += _of_the_district(user)
    if user.may(Permission.MANAGE_ORGANIZATION):
        items += _of_a_manager(user)
    if user.may(Permission.SEE_BOARD):
        items += _of_a_board(user)
    return items


def _of_the_district(user: User) -> list[WorkItem]:
    seen = Organization.objects.visible_to(user)
    own = WorkItem(_("Đơn vị"), seen.count(), _tab(""), hint=_("Doanh nghiệp, trường học, cơ quan trong địa bàn"))
    items = [_pending(user, seen), *_behind(user, seen), own]
    return [item for item in items if item and item.count]


def _pending(user: User, seen: OrganizationQuerySet) -> WorkItem | None:
    if not user.may(Permission.APPROVE_ORGANIZATION):
        return None
    found = seen.pending().order_by().aggregate(count=Count("pk", distinct=True), oldest=Min("created_at"))
    return WorkItem(_("Đơn vị chờ duyệt"), found["count"], _tab("pending"), oldest_on=_day(found["oldest"]))


def _behind(user: User, seen: OrganizationQuerySet) -> list[WorkItem]:
    """What whoever oversees the sites asks the organizations about."""
    if user.acting.level is Level.FACILITY:
        return []
    lists = WorkerList.objects.visible_to(user).unsettled().order_by()
    lists_found = lists.aggregate(count=Count("pk", distinct=True), oldest=Min("uploaded_at"))
    silent = seen.silent().order_by().aggregate(count=Count("pk", distinct=True), oldest=Min("decided_at"))
    return [
        WorkItem(
            _("Danh sách của đơn vị đang chờ"),
            lists_found["count"],
            _tab("lists"),
            _day(lists_found["oldest"]),
            hint=_("Nhắc đơn vị xác nhận tệp và sửa dòng còn lại."),
        ),
        WorkItem(
            _("Đơn vị đã duyệt chưa có danh sách"),
            silent["count"],
            _tab("silent"),
            _day(silent["oldest"]),
            hint=_("Nhắc đơn vị tải danh sách lên."),
        ),
    ]


def _of_a_manager(user: User) -> list[WorkItem]:
    items = []
    for one in WorkerList.objects.visible_to(user).newest_of_each().with_refused_rows():
        url = reverse("registration:list_detail", args=[one.ref])
        items.append(WorkItem(_("Dòng cần sửa"), one.rows_refused, url, _day(one.uploaded_at), hint=one.file_name))
    mine = Organization.objects.visible_to(user).count()
    own = WorkItem(_("Đơn vị của tôi"), mine, reverse("registration:organization_own"))
    return [*items, own]


def _of_a_board(user: User) -> list[WorkItem]:
    companies = Organization.objects.visible_to(user).exclude(kind=Organization.Kind.ZONE_BOARD)
    silent, url = companies.filter(lists=None).count(), reverse("registration:board")
    items = [WorkItem(_("Doanh nghiệp trong khu"), companies.count(), url)]
    if silent:
        items.insert(0, WorkItem(_("Doanh nghiệp chưa tải danh sách"), silent, f"{url}?silent=1"))
    return items


def _tab(name: str) -> str:
    """Of the list of organizations."""
    return reverse("registration:organization_list", query={"tab": name} if name else None)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
