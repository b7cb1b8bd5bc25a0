"""Two sides of the country with the same things on each: a place, a facility, people, an organization, a session."""

from collections.abc import Callable
from typing import Any

from registration.models import Organization, OrganizationMember
from tests.factories import (
    AppointmentFactory,
    CommuneFactory,
    DistrictFactory,
    FacilityFactory,
    MembershipFactory,
    PersonFactory,
    ProvinceFactory,
    RegistrationFactory,
    RoundFactory,
    SessionFactory,
    StationFactory,
    UserFactory,
)
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import LEVEL, Level, Role
from vaxportal.core.text import fold

UNIT = {Level.FACILITY: "facility", Level.DISTRICT: "district", Level.PROVINCE: "province"}


class Side:
    """Made when first asked for, once; so a page that needs no session makes none."""

    def __init__(self, name: str, province: str, district: str, commune: str, facility: str) -> None:
        self.name = name
        self.made: dict[str, Any] = {}
        self.province = ProvinceFactory(code=province, name=f"Tỉnh {name}")
        self.district = DistrictFactory(code=district, name=f"Huyện {name}", province=self.province)
        self.commune = CommuneFactory(code=commune, name=f"Xã {name}", district=self.district)
        self.facility = FacilityFactory(code=facility, name=f"Trạm Y tế {name}", commune=self.commune)

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def user(self, role: Role) -> User:
        return self.once(f"user {role}", lambda: self._user(role))

    def _user(self, role: Role) -> User:
        given = {"is_staff": role == Role.ADMINISTRATOR, "password": "!" if role == Role.CITIZEN else "usable"}
        user = UserFactory(username=f"{role}.{fold(self.name).lower()}", **given)
        if role != Role.CITIZEN:
            unit = UNIT.get(LEVEL[role])
            MembershipFactory(user=user, role=role, **({unit: getattr(self, unit)} if unit else {}))
        if role == Role.ORGANIZATION_MANAGER:
            OrganizationMember.objects.create(organization=self.organization, user=user)
        if role == Role.ZONE_BOARD:
            OrganizationMember.objects.create(organization=self.board, user=user)
        return user

    @property
    def citizen(self) -> User:
        return self.user(Role.CITIZEN)

    @property
    def person(self) -> Any:
        """A relative of the side's citizen, at home in its commune."""
        return self.once("person", lambda: PersonFactory(commune=self.commune, account=self.citizen))

    @property
    def registration(self) -> Any:
        return self.once(
            "registration", lambda: RegistrationFactory(person=self.person, registrant=self.citizen, state="accepted")
        )

    @property
    def board(self) -> Organization:
        return self.once("board", lambda: self._organization("Ban Quản lý", kind="zone_board"))

    @property
    def organization(self) -> Organization:
        return self.once("organization", lambda: self._organization("Công ty", kind="company", board=self.board))

    def _organization(self, name: str, **given: Any) -> Organization:
        name = f"{name} {self.name}"
        return Organization.objects.create(
            name=name,
            folded_name=fold(name),
            commune=self.commune,
            contact_name="Lê Văn Thử",
            state="approved",
            **given,
        )

    @property
    def session(self) -> Any:
        """Published for today at the side's facility."""
        round_ = self.once("round", lambda: RoundFactory(province=self.province))
        lead = self.user(Role.SITE_LEAD)
        return self.once("session", lambda: SessionFactory(facility=self.facility, round=round_, created_by=lead))

    @property
    def station(self) -> Any:
        return self.once("station", lambda: StationFactory(session=self.session))

    @property
    def appointment(self) -> Any:
        """The side's person in the side's session."""
        return self.once(
            "appointment",
            lambda: AppointmentFactory(session=self.session, person=self.person, registration=self.registration),
        )


def own_side() -> Side:
    return Side("Cao Lãnh", province="87", district="873", commune="30076", facility="87301")


def foreign_side() -> Side:
    return Side("Cái Bè", province="82", district="819", commune="28360", facility="82901")
