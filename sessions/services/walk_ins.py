"""Somebody whom nobody knows yet stands at the desk: registered and taken into the session in one act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from registration.models import Registration
from registration.services.given import RegistrationGiven
from registration.services.people import register_person
from sessions.models import Appointment, VaccinationSession
from sessions.rules.overrides import Override
from sessions.services.arrivals import add_walk_in
from vaxportal.accounts.models import User


@transaction.atomic
def register_walk_in(
    *,
    vax_session: VaccinationSession,
    given: RegistrationGiven,
    ref: UUID,
    by: User,
    override: Override | None = None,
    at: datetime | None = None,
) -> Appointment:
    """Nothing stays of a registration whose walk-in is refused."""
    taken = register_person(given, source=Registration.Source.STAFF, by=by)
    assert taken.person is not None  # a refused row has raised
    return add_walk_in(vax_session=vax_session, person=taken.person, ref=ref, by=by, override=override, at=at)
