"""All free places of a session given in one act to those who come first in the order the planner chose."""

from django.db import transaction

from sessions.models import Appointment, VaccinationSession
from sessions.services.candidates import Wanted, candidates
from sessions.services.overview import fill_of
from sessions.services.seating import Added, add_people, locked_to_change
from vaxportal.accounts.models import User


@transaction.atomic
def fill_places(*, vax_session: VaccinationSession, wanted: Wanted, by: User) -> Added:
    """As many as there are places and doses. Whom another session takes meanwhile makes room for the next in order."""
    vax_session = locked_to_change(vax_session, by)
    made: list[Appointment] = []
    asked: list[int] = []  # nobody twice, so that it ends whatever others do meanwhile
    passed_over = 0
    while room := fill_of(vax_session).wanted:
        waiting = candidates(vax_session=vax_session, by=by, wanted=wanted).exclude(pk__in=asked)
        if not (first := list(waiting[:room])):
            break
        added = add_people(vax_session=vax_session, registrations=first, by=by)
        asked += [one.pk for one in first]
        made += added.appointments
        passed_over += added.passed_over
        if not added.passed_over:
            break
    return Added(made, passed_over)
