"""One demo account for every role, with a password that everybody may know."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from vaxportal.accounts.models import User
from vaxportal.accounts.roles import LEVEL, Level, Role
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.accounts.services.invitations import Place, give_role, open_account
from vaxportal.core.text import fold
from vaxportal.demo.organizations import BOARD_PHONE, COMPANY_PHONE, make_organizations
from vaxportal.geography.models import District, Facility, Province

PASSWORD = "demo-tiem-chung-2021"  # noqa: S105  known to everybody: the accounts exist where DEMO is on, nowhere else
CITIZEN_PHONE = "+84912000001"
DISTRICT, STATION = "873", "87229"
STAFF = (  # role, log-in name, made-up name; the first administrator makes the others
    (Role.ADMINISTRATOR, "quantri", "Trần Quốc Quản"),
    (Role.MINISTRY, "boyte", "Đặng Thị Bộ"),
    (Role.AUDITOR, "thanhtra", "Lý Văn Tra"),
    (Role.PROVINCE, "soyte", "Võ Thị Sở"),
    (Role.DISTRICT_CENTRE, "ttyt", "Lê Thị Hoa"),
    (Role.DISTRICT_COMMITTEE, "ubnd", "Phan Văn Huyện"),
    (Role.SITE_LEAD, "phutrach", "Nguyễn Văn Phụ"),
    (Role.SITE_STAFF, "nhanvien", "Nguyễn Thị Lan"),
    (Role.SITE_STAFF, "nhanvien2", "Phạm Văn Minh"),
)


@dataclass(frozen=True)
class DemoAccount:
    """One line of var/demo-accounts.json."""

    role: str
    login: str
    password: str
    scope: str
    start: str = "/today/"
    log_in_at: str = "/login/staff/"


def first_administrator() -> User:
    role, username, name = STAFF[0]
    return _account(role, username, name, unit=None, by=None)


def make_accounts(by: User) -> list[DemoAccount]:
    lines = [_citizen()]
    for role, username, name in STAFF:
        unit = _unit(role)
        _account(role, username, name, unit=unit, by=by)
        lines.append(DemoAccount(role.value, username, PASSWORD, unit.name if unit else "Toàn quốc"))
    _second_role(by)
    return [*lines, *_managers()]


def _managers() -> Iterator[DemoAccount]:
    """The managers of the demo's organizations log in like citizens."""
    approver = User.objects.get(username="ttyt")
    board, company = make_organizations(district=District.objects.get(code=DISTRICT), approver=approver)
    for role, organization, phone in (
        (Role.ZONE_BOARD, board, BOARD_PHONE),
        (Role.ORGANIZATION_MANAGER, company, COMPANY_PHONE),
    ):
        yield _by_phone(role, phone, organization.name)


def _by_phone(role: Role, phone: str, scope: str) -> DemoAccount:
    how = "The code of the newest message on /outbox/"
    return DemoAccount(role.value, f"0{phone[3:]}", how, scope, log_in_at="/login/phone/")


def as_rows(lines: list[DemoAccount]) -> Iterator[dict[str, str]]:
    yield from (asdict(line) for line in lines)


def _citizen() -> DemoAccount:
    user = account_of_phone(phone=CITIZEN_PHONE)
    name = "Đỗ Thị Tâm"
    User.objects.filter(pk=user.pk).update(full_name=name, folded_name=fold(name))
    return _by_phone(Role.CITIZEN, CITIZEN_PHONE, name)


def _unit(role: Role) -> Place | None:
    match LEVEL[role]:
        case Level.FACILITY:
            return Facility.objects.get(code=STATION)
        case Level.DISTRICT:
            return District.objects.get(code=DISTRICT)
        case Level.PROVINCE:
            return Province.objects.get(code="87")
    return None


def _account(role: Role, username: str, name: str, *, unit: Place | None, by: User | None) -> User:
    user = User.objects.filter(username=username).first() or open_account(
        full_name=name, email=f"{username}@vaxportal.example", role=role, unit=unit, by=by, username=username
    )
    if not user.has_usable_password():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return user


def _second_role(by: User) -> None:
    """The site lead also works at the district's centre, to try the switch of roles with."""
    lead, centre = User.objects.get(username="phutrach"), Facility.objects.filter(district__code=DISTRICT)
    unit = centre.filter(kind=Facility.Kind.DISTRICT_CENTRE).first()
    if unit and not lead.memberships.current().filter(facility=unit).exists():
        give_role(user=lead, role=Role.SITE_STAFF, unit=unit, by=by)
