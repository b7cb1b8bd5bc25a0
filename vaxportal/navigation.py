"""Where somebody can go: at most seven words for a role, some with rooms behind them. The views say who may enter."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vaxportal.accounts.roles import Permission, Role

if TYPE_CHECKING:
    from vaxportal.accounts.models import User


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    icon: str = ""
    current: bool = False
    rooms: tuple["Link", ...] = ()


@dataclass(frozen=True)
class Room:
    """One page that a word leads to; it is the present one on all pages below its address or that of `under`."""

    name: str
    label: object = ""
    under: str = ""


@dataclass(frozen=True)
class Place:
    label: object
    icon: str
    rooms: tuple[Room, ...]


PLACES = (
    Place(_("Hôm nay"), "today", (Room("today"),)),
    Place(_("Kế hoạch"), "calendar", (Room("sessions:session_list"),)),
    Place(
        _("Danh sách"),
        "list",
        (
            Room("registration:registration_list", pgettext_lazy("list", "Đăng ký")),
            Room("registration:person_list", _("Tìm người")),
            Room("sessions:lookalike_list", _("Hồ sơ giống nhau")),
            Room("registration:organization_list", _("Đơn vị"), under="registration:organization_own"),
        ),
    ),
    Place(
        _("Đơn vị"),
        "building",
        (Room("registration:organization_own"),),
    ),
    Place(_("Vắc xin"), "vial", (Room("sessions:stock_list"),)),
    Place(_("Báo cáo"), "chart", (Room("reporting:home"),)),
    Place(
        _("Quản lý"),
        "settings",
        (
            Room("accounts:staff_list", _("Nhân viên")),
            Room("sessions:facility_list", pgettext_lazy("list", "Điểm tiêm")),
            Room("sessions:round_list", pgettext_lazy("list", "Đợt tiêm")),
            Room("accounts:audit_list", _("Nhật ký")),
        ),
    ),
)


def navigation(user: "User", path: str) -> list[Link]:
    """The words of the role in force; the one whose address reaches deepest into `path` is the present one."""
    if user.acting.role is Role.CITIZEN:
        return []
    found = [(place, rooms) for place in PLACES if (rooms := [room for room in place.rooms if _may_enter(user, room)])]
    depth = max((_depth(room, path) for _place, rooms in found for room in rooms), default=0)
    return [_word(place, rooms, path, depth) for place, rooms in found]


def _word(place: Place, rooms: list[Room], path: str, depth: int) -> Link:
    def is_here(room: Room) -> bool:
        return bool(depth) and _depth(room, path) == depth

    links = tuple(Link(str(room.label), address(room.name), current=is_here(room)) for room in rooms)
    alone = len(links) == 1
    label = links[0].label if alone and len(place.rooms) > 1 else str(place.label)
    return Link(label, links[0].url, place.icon, any(map(is_here, rooms)), () if alone else links)


def _depth(room: Room, path: str) -> int:
    starts = (address(room.name), address(room.under) if room.under else "")
    return max(len(start) if path.startswith(start) else 0 for start in starts)


def _may_enter(user: "User", room: Room) -> bool:
    permissions = _permissions(room.name)
    return permissions is not None and (not permissions or any(map(user.may, permissions)))


@lru_cache(maxsize=64)
def _permissions(name: str) -> tuple[Permission, ...] | None:
    """What the view behind the name asks for, see @requires; None if there is no such page."""
    url = address(name)
    return getattr(resolve(url).func, "permissions", ()) if url else None


@lru_cache(maxsize=128)
def address(*names: str) -> str:
    """The address of the first named page that exists, else nothing: a missing page leaves a gap, not an error."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
