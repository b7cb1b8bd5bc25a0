"""What the dose page shows before anything is recorded: the usual next dose, and what the rules say to it."""

from dataclasses import dataclass

from registration.models import Vaccine
from sessions.models import Appointment, SessionLot
from sessions.rules.doses import PastDose, allowed_doses
from sessions.services import dose_facts


@dataclass(frozen=True)
class Usual:
    series: str
    number: int
    latest: PastDose | None
    latest_vaccine: str = ""  # by name


def usual_dose(appointment: Appointment, row: SessionLot) -> Usual:
    """The first dose that may come next; the first of all where everything was given."""
    course = dose_facts.course_of(appointment.person, row.lot.vaccine)
    allowed = allowed_doses(course.history, course.primary_doses)
    series, number = allowed[0] if allowed else ("booster", 3)
    latest = course.history.latest
    name = Vaccine.objects.filter(code=latest.vaccine).values_list("name", flat=True).first() if latest else ""
    return Usual(str(series), number, latest, name or "")
