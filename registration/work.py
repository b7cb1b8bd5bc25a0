"""What waits for somebody today in registration."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registration.models import Person, Registration
from registration.querysets import RegistrationQuerySet
from registration.work_of_organizations import organizations_for
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.core.work import WorkItem


def work_for(user: User) -> list[WorkItem]:
    return [*registrations_for(user), *organizations_for(user)]


def registrations_for(user: User) -> list[WorkItem]:
    if user.may(Permission.USE_OWN_BOOK):
        return _own(user)
    if not user.may(Permission.ACCEPT_REGISTRATION):
        return []
    mine = Registration.objects.visible_to(user)
    address = reverse("registration:registration_list")
    items = [
        _counted(mine.waiting().filter(state="received"), _("Đăng ký chờ duyệt"), f"{address}?state=received"),
        _counted(mine.to_be_checked(), _("Đăng ký cần đối chiếu giấy tờ"), f"{address}?state=check"),
    ]
    return [item for item in items if item.count]


def _counted(rows: RegistrationQuerySet, label: str, url: str) -> WorkItem:
    found = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
    oldest = timezone.localdate(found["oldest"]) if found["oldest"] else None
    return WorkItem(label, found["count"], url, oldest_on=oldest)


def _own(user: User) -> list[WorkItem]:
    """For a citizen: who is expected somewhere, and the book itself."""
    people = Person.objects.visible_to(user)
    coming = people.filter(appointments__outcome="", appointments__session__state__in=["published", "open"])
    found = coming.aggregate(count=Count("pk", distinct=True), first=Min("appointments__session__day"))
    url = reverse("registration:own_people")
    items = [WorkItem(_("Sổ của tôi"), people.count(), url, hint=_("Đăng ký, lịch hẹn và mũi đã tiêm"))]
    if found["count"]:
        items.insert(0, WorkItem(_("Có lịch hẹn tiêm"), found["count"], url, oldest_on=found["first"], is_urgent=True))
    return items
