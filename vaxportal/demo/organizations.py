"""A company of the economic zone and its board, approved, so that their managers have something to see."""

from datetime import timedelta

from registration.models import Organization
from registration.rules.organizations import OrganizationGiven
from registration.services.organizations import decide, register_organization
from vaxportal.accounts.models import User
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.core import clock
from vaxportal.geography.models import District

BOARD_PHONE, COMPANY_PHONE = "+84912000002", "+84912000003"
BOARD_NAME, COMPANY_NAME = "Ban Quản lý Khu kinh tế Đồng Tháp (mẫu)", "Công ty Thủy sản Mỹ Thọ (mẫu)"


def make_organizations(*, district: District, approver: User) -> list[Organization]:
    """The board first, then the company under it; again changes nothing."""
    with clock.pretending(clock.now() - timedelta(days=30)):
        board = _organization(BOARD_NAME, Organization.Kind.ZONE_BOARD, BOARD_PHONE, "1400100011", district, approver)
        company = _organization(
            COMPANY_NAME, Organization.Kind.COMPANY, COMPANY_PHONE, "1400100022", district, approver, board=board
        )
    return [board, company]


def _organization(
    name: str,
    kind: Organization.Kind,
    phone: str,
    tax_code: str,
    district: District,
    approver: User,
    board: Organization | None = None,
) -> Organization:
    known = Organization.objects.filter(name=name).first()
    if known:
        return known
    manager = account_of_phone(phone=phone)
    given = OrganizationGiven(
        name=name,
        kind=kind,
        tax_code=tax_code,
        commune_code=district.communes.order_by("code").values_list("code", flat=True)[0],
        contact_name="Trương Thị Mẫu",
        contact_phone=phone,
        headcount=480 if kind == Organization.Kind.COMPANY else None,
    )
    return decide(register_organization(given, board=board, by=manager), approve=True, by=approver)
