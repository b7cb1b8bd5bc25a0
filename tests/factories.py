"""Rows for tests: a small province, its vaccines, its staff, a session ready to open. Nothing random that matters."""

from datetime import date, time, timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from registration.models import Person, PriorityGroup, Registration, Vaccine
from registration.models.people import folded
from sessions.models import (
    Appointment,
    DeskAct,
    DeskDevice,
    Lot,
    Round,
    Screening,
    SessionLot,
    Slot,
    Station,
    StockBalance,
    VaccinationSession,
    Vial,
)
from sessions.rules.acts import ActKind, ActState
from sessions.rules.states import SessionState
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune, District, Facility, Province

SOURCE = "test"
SINCE = date(2010, 1, 1)


class UnitFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ("code", "valid_from")

    kind = "xa"
    valid_from = SINCE
    source = SOURCE
    folded_name = factory.LazyAttribute(lambda unit: fold(unit.name))


class ProvinceFactory(UnitFactory):
    class Meta:
        model = Province

    code, kind, name = "87", "tinh", "Đồng Tháp"


class DistrictFactory(UnitFactory):
    class Meta:
        model = District

    code, kind, name = "873", "huyen", "Cao Lãnh"
    province = factory.SubFactory(ProvinceFactory)


class CommuneFactory(UnitFactory):
    class Meta:
        model = Commune

    code, name = "30076", "Mỹ Thọ"
    district = factory.SubFactory(DistrictFactory)


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility
        django_get_or_create = ("code",)

    code, name = "87301", "Trạm Y tế Mỹ Thọ"
    folded_name = factory.LazyAttribute(lambda facility: fold(facility.name))
    kind = Facility.Kind.COMMUNE_STATION
    address = "Ấp 1"
    commune = factory.SubFactory(CommuneFactory)
    district = factory.LazyAttribute(lambda facility: facility.commune.district)
    province = factory.LazyAttribute(lambda facility: facility.commune.district.province)
    opened_on = SINCE


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("username",)
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = "Lê Văn Thử"
    password = "!"


class MembershipFactory(DjangoModelFactory):
    """A role at a unit: `MembershipFactory(user=…, role=Role.SITE_STAFF, facility=…)`."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.SITE_STAFF


class PriorityGroupFactory(DjangoModelFactory):
    class Meta:
        model = PriorityGroup
        django_get_or_create = ("code", "valid_from")

    code, name_vi, name_en = 9, "Người từ 65 tuổi trở lên", "People aged 65 and over"
    valid_from = date(2021, 7, 8)
    source = SOURCE


class VaccineFactory(DjangoModelFactory):
    class Meta:
        model = Vaccine
        django_get_or_create = ("code",)

    code, name = "VAXZEVRIA", "Vaxzevria (AstraZeneca)"
    dcc_mp, dcc_ma, dcc_ma_name, dcc_vp = "EU/1/21/1529", "ORG-100001699", "AstraZeneca AB", "29061000087103"
    icd11, atc = "XM4YL8", "J07BN02"
    primary_doses, min_age_years, doses_per_vial = 2, 18, 10
    licensed = Vaccine.Licence.YES
    source = SOURCE


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    full_name = factory.Sequence(lambda n: f"Nguyễn Thị {'ABCDEGHIKLMNOPQRSTUVXY'[n % 22]} {n}")
    folded_name = factory.LazyAttribute(lambda person: folded(person.full_name))
    born_on = date(1985, 3, 7)
    sex = "F"
    id_kind = "cccd"
    id_number = factory.Sequence(lambda n: f"087185{n:06d}")
    commune = factory.SubFactory(CommuneFactory)
    priority_group = factory.SubFactory(PriorityGroupFactory)


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    number = factory.Sequence(lambda n: f"T{n:09d}".translate({ord("0"): "A", ord("1"): "B"}))  # no 0, no 1
    person = factory.SubFactory(PersonFactory)
    source = Registration.Source.STAFF
    state = Registration.State.INVITED


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round
        django_get_or_create = ("province", "name")

    province = factory.SubFactory(ProvinceFactory)
    name = "Đợt 10"
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


class LotFactory(DjangoModelFactory):
    class Meta:
        model = Lot
        django_get_or_create = ("vaccine", "number")

    vaccine = factory.SubFactory(VaccineFactory)
    number = "AZ2109A"
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90))


class StockBalanceFactory(DjangoModelFactory):
    class Meta:
        model = StockBalance
        django_get_or_create = ("facility", "lot")

    facility = factory.SubFactory(FacilityFactory)
    lot = factory.SubFactory(LotFactory)
    doses = 100


class SessionFactory(DjangoModelFactory):
    """Published for today, without people; `open_now=True` opens it."""

    class Meta:
        model = VaccinationSession

    class Params:
        open_now = factory.Trait(
            state=SessionState.OPEN,
            opened_at=factory.LazyFunction(timezone.now),
            opened_by=factory.SelfAttribute("created_by"),
        )

    facility = factory.SubFactory(FacilityFactory)
    round = factory.SubFactory(RoundFactory)
    vaccine = factory.SubFactory(VaccineFactory)
    day = factory.LazyFunction(timezone.localdate)
    starts_at, ends_at = time(7, 30), time(16, 30)
    state = SessionState.PUBLISHED
    created_by = factory.SubFactory(UserFactory, username="planner")
    published_at = factory.LazyFunction(timezone.now)
    published_by = factory.SelfAttribute("created_by")


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    session = factory.SubFactory(SessionFactory)
    number = 1


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = Slot

    session = factory.SubFactory(SessionFactory)
    starts_at, ends_at = time(7, 30), time(8, 30)
    capacity = 50


class SessionLotFactory(DjangoModelFactory):
    class Meta:
        model = SessionLot

    session = factory.SubFactory(SessionFactory)
    lot = factory.SubFactory(LotFactory)
    doses_issued = 20


class VialFactory(DjangoModelFactory):
    """Just opened, with all its doses."""

    class Meta:
        model = Vial

    ref = factory.LazyFunction(uuid4)
    session_lot = factory.SubFactory(SessionLotFactory)
    holds = factory.SelfAttribute("session_lot.lot.vaccine.doses_per_vial")
    opened_by = factory.SelfAttribute("session_lot.session.created_by")


class DeskDeviceFactory(DjangoModelFactory):
    """Heard of just now, and holding nothing."""

    class Meta:
        model = DeskDevice

    ref = factory.LazyFunction(uuid4)
    session = factory.SubFactory(SessionFactory)
    name = factory.Sequence(lambda n: f"Máy bàn {n}")
    used_by = factory.SelfAttribute("session.created_by")
    first_seen_by = factory.SelfAttribute("session.created_by")
    seen_by = factory.SelfAttribute("session.created_by")


class DeskActFactory(DjangoModelFactory):
    """An arrival that was refused when it came, and waits for a decision."""

    class Meta:
        model = DeskAct

    ref = factory.LazyFunction(uuid4)
    device = factory.SubFactory(DeskDeviceFactory)
    session = factory.SelfAttribute("device.session")
    kind = ActKind.CHECK_IN
    content = "{}"
    subject = factory.LazyFunction(uuid4)
    entered_at = factory.LazyFunction(timezone.now)
    entered_by = factory.SelfAttribute("session.created_by")
    received_by = factory.SelfAttribute("session.created_by")
    state = ActState.CONFLICT


class AppointmentFactory(DjangoModelFactory):
    """Planned; `present=True` checks the person in, `cleared=True` also screens them as eligible."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    class Params:
        present = factory.Trait(
            checked_in_at=factory.LazyFunction(timezone.now), checked_in_by=factory.SelfAttribute("created_by")
        )

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)
    registration = factory.LazyAttribute(lambda one: RegistrationFactory(person=one.person))
    created_by = factory.SelfAttribute("session.created_by")

    @factory.post_generation
    def cleared(self, create, extracted, **_kwargs):
        if extracted:
            Appointment.objects.filter(pk=self.pk).update(checked_in_at=timezone.now(), checked_in_by=self.created_by)
            self.refresh_from_db()
            ScreeningFactory(appointment=self, screened_by=self.created_by)


class ScreeningFactory(DjangoModelFactory):
    class Meta:
        model = Screening

    answers = "{}"
    vitals = "{}"
    outcome = "eligible"
