"""Somebody with an identity card whom nobody has registered: what the desk presets, so that few keys take them in."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count

from registration.models import PriorityGroup
from registration.rules.addresses import find_home
from registration.rules.cccd_qr import CccdCard
from registration.rules.units import UnitBook
from registration.services.units import unit_book
from sessions.models import Appointment, VaccinationSession
from vaxportal.core import clock
from vaxportal.geography.models import Commune

LAST_GROUP = 16  # QĐ 3355/QĐ-BYT: all others


@dataclass(frozen=True, slots=True)
class Preset:
    commune: str  # code
    group: int


def preset_for(vax_session: VaccinationSession) -> Preset:
    """The commune where the session is, and the group that most of its people belong to."""
    facility = vax_session.facility
    communes = Commune.objects.on(clock.today()).filter(district=facility.district_id).order_by("code")
    own = vax_session.commune or facility.commune or communes.first()
    return Preset(own.code if own else "", _usual_group(vax_session))


def home_of(card: CccdCard, otherwise: Preset) -> str:
    """The commune that the card's address names, if it is clear which."""
    found, _rest = find_home(card.address, _units(clock.today()))
    return found[0].code if len(found) == 1 else otherwise.commune


def _usual_group(vax_session: VaccinationSession) -> int:
    subjects = Appointment.objects.filter(session=vax_session).subjects()
    groups = subjects.order_by().values_list("person__priority_group__code").annotate(people=Count("pk"))
    usual = groups.order_by("-people", "person__priority_group__code").first()
    return int(usual[0]) if usual else LAST_GROUP


def groups_of(day: date) -> list[PriorityGroup]:
    return list(PriorityGroup.objects.filter(valid_to=None, valid_from__lte=day).order_by("code"))


@lru_cache(maxsize=1)
def _units(day: date) -> UnitBook:
    """Ten thousand names are read once a day, not once a scan."""
    return unit_book(day)
