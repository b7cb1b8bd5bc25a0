"""The reports there are, whom each is for and at which levels: the home page and the tabs read this one table."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reporting.services.units import Unit, UnitLevel
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Level, Permission

EVERY_LEVEL = frozenset(UnitLevel)
HOMES = frozenset({UnitLevel.NATION, UnitLevel.PROVINCE, UnitLevel.DISTRICT})


@dataclass(frozen=True)
class Kind:
    key: str
    title: object
    note: object
    icon: str
    permission: Permission = Permission.SEE_REPORTS
    levels: frozenset[UnitLevel] = EVERY_LEVEL

    @property
    def own_name(self) -> str:
        return f"reporting:{self.key}"

    @property
    def page_name(self) -> str:
        return f"reporting:{self.key}_unit"

    def is_for(self, user: User) -> bool:
        at_home = user.acting.level is not Level.FACILITY or UnitLevel.FACILITY in self.levels
        return user.may(self.permission) and at_home


DAILY = Kind(
    "daily", _("Báo cáo ngày"), _("Đối tượng, kết quả, mũi tiêm, vắc xin và phản ứng trong ngày, theo mẫu 5-A"), "chart"
)
PERIOD = Kind("period", _("Báo cáo đợt tiêm"), _("Cùng bảng số liệu, cộng theo đợt hoặc khoảng thời gian"), "calendar")
COMPLETENESS = Kind(
    "completeness", _("Nhập liệu đầy đủ"), _("Kế hoạch, tiếp đón, đã tiêm và nhập muộn của từng cơ sở"), "list"
)
LOTS = Kind("lots", _("Vắc xin theo lô"), _("Tồn đầu, nhập, dùng, hủy và tồn cuối của từng lô"), "vial")
COVERAGE = Kind(
    "coverage",
    _("Độ bao phủ"),
    _("Số người có mũi đầu và tiêm đủ liều, theo nơi ở"),
    "users",
    Permission.SEE_COVERAGE,
    HOMES,
)
KINDS = (DAILY, PERIOD, COMPLETENESS, LOTS, COVERAGE)


@dataclass(frozen=True)
class Tab:
    label: object
    url: str
    current: bool


def tabs(user: User, unit: Unit, here: Kind) -> list[Tab]:
    """The other reports of the same unit."""
    return [
        Tab(kind.title, reverse(kind.page_name, args=[unit.level, unit.code]), kind is here)
        for kind in KINDS
        if kind.is_for(user) and unit.level in kind.levels
    ]


@dataclass(frozen=True)
class Act:
    title: object
    note: object
    url: str
    icon: str


def acts(user: User) -> list[Act]:
    return [Act(kind.title, kind.note, reverse(kind.own_name), kind.icon) for kind in KINDS if kind.is_for(user)]
