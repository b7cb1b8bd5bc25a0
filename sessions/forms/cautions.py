"""Why the pre-vaccination check suggests what it suggests: the answers and the signs, as the nurse reads them."""

import json
from collections.abc import Iterator, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sessions.forms.screening import QUESTIONS
from sessions.models import Appointment, Screening
from sessions.rules.screening import Question, Vitals, suggested


def reasons(answers: Mapping[str, bool], vitals: Vitals) -> list[str]:
    because = suggested(answers, vitals).because
    told = [str(words).rstrip("?") for question, words in QUESTIONS.items() if question in because]
    if Question.ABNORMAL_VITALS in because:
        told += list(_signs(vitals)) or [_("Dấu hiệu sinh tồn bất thường")]
    return told


def reasons_of(appointment: Appointment) -> list[str]:
    """From the check in force; a doctor who decided other than suggested has said why."""
    screening = appointment.screenings.filter(replaced_at=None).first()
    return reasons_in(screening) if screening else []


def reasons_in(screening: Screening) -> list[str]:
    told = reasons(json.loads(screening.answers), Vitals(**json.loads(screening.vitals)))
    return [*told, screening.note] if screening.note else told


def _signs(vitals: Vitals) -> Iterator[str]:
    """Those outside their limits, with what was measured."""
    abnormal = vitals.abnormal()
    if vitals.temperature is not None and "temperature" in abnormal:
        yield _("Nhiệt độ %(value)s °C") % {"value": number_format(vitals.temperature, 1)}
    if "pulse" in abnormal:
        yield _("Mạch %(value)s lần/phút") % {"value": vitals.pulse}
    if "systolic" in abnormal or "diastolic" in abnormal:
        pressure = {"systolic": vitals.systolic or "–", "diastolic": vitals.diastolic or "–"}
        yield _("Huyết áp %(systolic)s/%(diastolic)s") % pressure
    if "breaths" in abnormal:
        yield _("Nhịp thở %(value)s lần/phút") % {"value": vitals.breaths}
