"""What waits, seen from above the sites: days not closed, serious events of today, and today's figures to look at."""

from datetime import timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.models import CoverageTally, DailyTally
from reporting.services.completeness import unclosed_sessions
from reporting.services.units import own_unit
from sessions.rules.measures import INJECTED, Measure
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Level, Permission
from vaxportal.core.clock import today
from vaxportal.core.work import WorkItem


def work_for(user: User) -> list[WorkItem]:
    if user.may(Permission.SEE_REPORTS):
        return _figures_of_today(user)
    return _coverage(user) if user.may(Permission.SEE_COVERAGE) else []


def _figures_of_today(user: User) -> list[WorkItem]:
    tallies = DailyTally.objects.filter(own_unit(user).facilities(), day=today())
    counts = dict(tallies.values_list("measure").annotate(sum=Sum("count")).order_by())
    daily = reverse("reporting:daily")
    serious = WorkItem(
        _("Tai biến nặng sau tiêm hôm nay"), counts.get(Measure.REACTIONS_SERIOUS, 0), daily, is_urgent=True
    )
    injected = WorkItem(
        _("Mũi tiêm đã ghi hôm nay"), sum(counts.get(measure, 0) for measure in INJECTED), daily, hint=_("Báo cáo ngày")
    )
    told_already = user.may(Permission.SEE_PEOPLE)  # by name, on the list of work of the sessions
    return [*([] if told_already else [serious]), *_left_open(user), injected]


def _left_open(user: User) -> list[WorkItem]:
    """A site has its own sessions on its list of work; those above are told how many stand open."""
    if user.acting.level is Level.FACILITY:
        return []
    count = unclosed_sessions(user.acting.where("facility__"))
    label, hint = _("Buổi tiêm quá ngày chưa kết thúc"), _("Số liệu của những ngày đó chưa chốt")
    return [WorkItem(label, count, reverse("reporting:completeness"), oldest_on=today() - timedelta(days=1), hint=hint)]


def _coverage(user: User) -> list[WorkItem]:
    homes = CoverageTally.objects.filter(own_unit(user).homes(), measure=Measure.INJECTED_PRIMARY_1)
    people = homes.aggregate(sum=Sum("count", default=0))["sum"]
    return [WorkItem(_("Người đã có ít nhất một mũi"), people, reverse("reporting:coverage"), hint=_("Độ bao phủ"))]
