"""Who acts in a simulated campaign: accounts made by the same services as everybody's."""

from dataclasses import dataclass
from functools import cached_property
from random import Random

from registration.models import ConsentText, Organization
from registration.rules.organizations import OrganizationGiven
from registration.services.organizations import decide, register_organization
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.accounts.services.invitations import Place, open_account
from vaxportal.core import clock
from vaxportal.demo.accounts import first_administrator
from vaxportal.demo.places import PROVINCE, make_facilities
from vaxportal.geography.models import District, Facility, Province
from vaxportal.simulation.names import make_name

COMPANIES = ("Thủy sản Sông Tiền", "May Hồng Ngự", "Gạo Tháp Mười", "Gỗ Lai Vung", "Dược Cao Lãnh", "Bao bì Sa Đéc")


@dataclass
class Employer:
    """An approved organization with the account that manages it."""

    organization: Organization
    manager: User


class Cast:
    """The same name is the same account in every run."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.administrator = first_administrator()
        self.facilities = make_facilities(self.administrator)
        self.province = Province.objects.get(code=PROVINCE)
        self.province_officer = self.staff(Role.PROVINCE, self.province, "sim.so")
        self._leads: dict[int, User] = {}
        self._nurses: dict[int, list[User]] = {}

    def staff(self, role: Role, unit: Place, username: str) -> User:
        known = User.objects.filter(username=username).first()
        if known:
            return known
        name = make_name(self.chance, self.chance.choice("MF"))
        email = f"{username}@vaxportal.example"
        return open_account(full_name=name, email=email, role=role, unit=unit, by=self.administrator, username=username)

    def lead(self, facility: Facility) -> User:
        """Who runs the facility's sessions; demo accounts of the facility take precedence."""
        if facility.pk not in self._leads:
            there = facility.staff.current().filter(role=Role.SITE_LEAD).first()
            lead = there.user if there else self.staff(Role.SITE_LEAD, facility, f"sim.{facility.code}.lead")
            self._leads[facility.pk] = _at(lead, facility)
        return self._leads[facility.pk]

    def nurses(self, facility: Facility, count: int) -> list[User]:
        known = self._nurses.setdefault(facility.pk, [])
        while len(known) < count:
            known.append(self.staff(Role.SITE_STAFF, facility, f"sim.{facility.code}.{len(known) + 1}"))
        return known[:count]

    @cached_property
    def consent(self) -> str:
        return current_consent()

    def employers(self, count: int, districts: list[District]) -> list[Employer]:
        return [self._employer(number, districts[number % len(districts)]) for number in range(count)]

    def _employer(self, number: int, district: District) -> Employer:
        manager = account_of_phone(phone=f"+8491200{1000 + number}")
        name = f"Công ty {COMPANIES[number % len(COMPANIES)]} {number // len(COMPANIES) + 1} (mẫu)"
        known = Organization.objects.filter(name=name).first()
        if known:
            return Employer(known, manager)
        commune = district.communes.on(clock.today()).order_by("code").first()
        given = OrganizationGiven(
            name=name,
            kind=Organization.Kind.COMPANY,
            tax_code=_tax_code(number),
            commune_code=commune.code if commune else "",
            address="Khu công nghiệp",
            contact_name=make_name(self.chance, "F"),
            contact_phone=manager.phone,
        )
        organization = register_organization(given, by=manager)
        centre = self.staff(Role.DISTRICT_CENTRE, district, f"sim.{district.code}")
        return Employer(decide(organization, approve=True, by=centre), User.objects.get(pk=manager.pk))


def current_consent() -> str:
    """The version in force; empty where the reference data are missing."""
    current = ConsentText.objects.filter(valid_from__lte=clock.today()).order_by("-valid_from").first()
    return current.version if current else ""


def _at(user: User, facility: Facility) -> User:
    """Somebody with several roles acts in the one at this facility."""
    user = User.objects.get(pk=user.pk)
    membership = user.memberships.current().filter(facility=facility, role=Role.SITE_LEAD).first()
    if membership:
        user.act_as(membership.pk)
    return user


def _tax_code(number: int) -> str:
    """Ten digits with their check digit (Circular 105/2020/TT-BTC)."""
    stem = f"14009{number:04d}"
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    rest = 10 - sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True)) % 11
    return _tax_code(number + 5000) if rest > 9 else f"{stem}{rest}"
