"""What stands around every page: who I am, where I can go, in which language. A context processor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.roles import Role
from vaxportal.navigation import Link, address, navigation

if TYPE_CHECKING:
    from vaxportal.accounts.models import User


@dataclass(frozen=True)
class Unit:
    key: int
    role: str
    unit: str


@dataclass(frozen=True)
class Shell:
    product: str
    here: str
    kind: str = "citizen"
    density: str = "comfortable"
    signed_in: bool = False
    person: str = ""
    role: str = ""
    unit: str = ""
    own_url: str = ""
    own_label: str = ""
    others: list[Unit] = field(default_factory=list)
    own_links: list[Link] = field(default_factory=list)
    footer_links: list[Link] = field(default_factory=list)
    home_url: str = "/"
    today_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    language_url: str = ""
    switch_url: str = ""


FOOTER = ((_("Trang đầu"), "home"), (_("Trợ giúp"), "help"), (_("Hộp thư đi"), "outbox"))


def shell(request: HttpRequest) -> dict[str, object]:
    """`shell` and `nav` for every template; looked up only by pages that show them."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "nav": SimpleLazyObject(lambda: _nav(request)),
    }


def _shell(request: HttpRequest) -> Shell:
    frame = {
        "product": str(settings.PRODUCT_NAME),
        "here": request.get_full_path(),
        "home_url": address("home") or "/",
        "language_url": address("language"),
        "sign_in_url": address("accounts:sign_in", "account_login"),
        "sign_out_url": address("accounts:sign_out", "account_logout"),
        "footer_links": [Link(str(label), url) for label, name in FOOTER if (url := address(name))],
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell(**frame)  # type: ignore[arg-type]
    return Shell(**{**frame, **_signed_in(user)})  # type: ignore[arg-type]


def _signed_in(user: "User") -> Mapping[str, object]:
    acting = user.acting
    if acting.role is Role.CITIZEN:
        own = address("registration:own_people", "today")
        return {"signed_in": True, "person": _name(user), "own_url": own, "own_label": str(_("Sổ của tôi"))}
    return {
        "kind": "staff",
        "density": "compact",
        "signed_in": True,
        "person": _name(user),
        "role": str(acting.role.label),
        "unit": acting.unit_name,
        "home_url": address("today") or "/",
        "today_url": address("today"),
        "own_url": address("today"),
        "own_label": str(_("Việc hôm nay")),
        "switch_url": address("acting_switch"),
        "others": _others(user),
        "own_links": _own_links(user),
    }


def _name(user: "User") -> str:
    """Who logs in by phone may have told no name yet; a made-up log-in name is never shown."""
    return user.full_name or (f"•••{user.phone[-3:]}" if user.phone else user.username)


def _others(user: "User") -> list[Unit]:
    return [
        Unit(membership.pk, membership.get_role_display(), membership.unit_name)
        for membership in user.memberships.current()
        if membership.pk != user.acting.membership_id
    ]


def _own_links(user: "User") -> list[Link]:
    """Who logs in by a code to their phone has no password to change or to add to; a citizen has no system."""
    wanted = []
    if user.has_usable_password():
        wanted = [(_("Đổi mật khẩu"), "account_change_password", "lock"), (_("Xác thực hai lớp"), "mfa_index", "lock")]
    if user.acting.role != Role.CITIZEN:
        wanted.append((_("Khóa truy cập API"), "accounts:token_list", "link"))
    return [Link(str(label), url, icon) for label, name, icon in wanted if (url := address(name))]


def _nav(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    return navigation(user, request.path) if user is not None and user.is_authenticated else []
