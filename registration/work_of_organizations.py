"""What waits today around organizations: approvals, lists with rows to correct, companies that are silent."""

from datetime import date, datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registration.models import Organization, WorkerList
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
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
    address = reverse("registration:organization_list")
    items = [WorkItem(_("Đơn vị"), seen.count(), address, hint=_("Doanh nghiệp, trường học, cơ quan trong địa bàn"))]
    waiting = seen.pending().order_by().aggregate(count=Count("pk", distinct=True), oldest=Min("created_at"))
    if waiting["count"] and user.may(Permission.APPROVE_ORGANIZATION):
        url = f"{address}?state={Organization.State.PENDING.value}"
        items.insert(0, WorkItem(_("Đơn vị chờ duyệt"), waiting["count"], url, oldest_on=_day(waiting["oldest"])))
    return items


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


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
