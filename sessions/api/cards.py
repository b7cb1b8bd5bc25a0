"""What the live desk shows of one person: the same from a scan and in the pack that a device takes along."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from registration.models import Person, people
from registration.rules.cccd_qr import CccdCard
from sessions.forms.cautions import reasons_in
from sessions.forms.declared import declared
from sessions.models import Appointment, Dose, Screening
from sessions.models.series import dose_word
from sessions.querysets import AppointmentQuerySet
from sessions.rules.doses import DoseHistory
from sessions.rules.screening import needs_blood_pressure
from sessions.services.verdicts import Judge, Judged, Verdict
from sessions.wording import WORDING
from vaxportal.core.dates import age_on
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say

Json = dict[str, Any]  # what JSON holds
BESIDE = ("person__commune__district", "slot", "registration")


class Cards:
    """For one session and reader. `salt`: identity numbers leave the house only as hashes that it makes."""

    def __init__(self, judge: Judge, names: Mapping[str, str], *, salt: str = "") -> None:
        self.judge, self.names, self.salt = judge, names, salt

    def of_session(self, appointments: AppointmentQuerySet) -> list[Json]:
        """In the order of the rows, in as many queries for one as for a thousand."""
        rows = list(appointments.with_course().select_related(*BESIDE))
        judged = self.judge.judge([one.person for one in rows])
        doses = _doses_of(rows)
        cautions = _cautions_of(rows)
        return [
            {
                **self._person(one.person, judged[one.person_id]),
                **_visit(one),
                "declared": list(declared(one.registration)),
                "cautions": cautions.get(one.pk, []),
                "dose": doses.get(one.pk),
            }
            for one in rows
        ]

    def of_strangers(self, people: Sequence[Person]) -> list[Json]:
        """Registered people who are not in the session."""
        judged = self.judge.judge(people)
        return [self._person(one, judged[one.pk]) for one in people]

    def of_newcomer(self, card: CccdCard) -> Json:
        """Of somebody whom nobody has registered: their card says who they are, and no dose is known."""
        age = age_on(card.born_on, self.judge.day)
        return {
            "name": card.full_name,
            "born": f"{card.born_on:%d/%m/%Y}",
            "age": age,
            "sex": card.sex.value,
            "sex_word": str(people.Sex(card.sex.value).label),
            "home": card.address,
            "pressure": needs_blood_pressure(age=age, has_heart_history=False),
            "doses": [],
            "verdicts": self.verdicts(self.judge.judge_by((), born_on=card.born_on)),
        }

    def verdicts_of_nobody(self) -> Json:
        """What a desk that cannot ask shows of somebody who is not in its pack: a first dose, not checked."""
        adult = self.judge.day.replace(year=self.judge.day.year - 40, day=1)
        return self.verdicts(self.judge.judge_by((), born_on=adult))

    def verdicts(self, judged: Judged) -> Json:
        return {code: _verdict(one) for code, one in judged.verdicts.items()}

    def _person(self, person: Person, judged: Judged) -> Json:
        age = age_on(person.born_on, self.judge.day)
        return {
            "person": str(person.ref),
            "name": person.full_name,
            "folded": person.folded_name,
            "born": f"{person.born_on:%d/%m/%Y}",
            "age": age,
            "sex": person.sex,
            "sex_word": person.get_sex_display(),
            "number": person.masked_id if person.id_number else "",
            "home": str(person.commune) if person.commune else "",
            "pressure": needs_blood_pressure(age=age, has_heart_history=False),
            "doses": self._past(judged.history),
            "verdicts": self.verdicts(judged),
            "keys": self._keys(person),
        }

    def _past(self, history: DoseHistory) -> list[Json]:
        doses = sorted(history.doses, key=lambda one: one.given_on)
        return [
            {
                "word": dose_word(one.series, one.number),
                "vaccine": self.names.get(one.vaccine, one.vaccine),
                "on": f"{one.given_on:%d/%m/%Y}",
            }
            for one in doses
        ]

    def _keys(self, person: Person) -> list[str]:
        """By which a scan finds them without a network."""
        if not self.salt:
            return []
        return [key_of(self.salt, number) for number in (person.id_number, person.bhyt, person.phone) if number]


def key_of(salt: str, number: str) -> str:
    return hashlib.sha256(f"{salt}:{number}".encode()).hexdigest()[:24]


def sentences(problems: Iterable[Problem]) -> list[Json]:
    return [{"code": str(one.code), "text": say(one, WORDING), "overridable": one.overridable} for one in problems]


def _verdict(verdict: Verdict) -> Json:
    return {
        "tone": verdict.tone,
        "series": verdict.series,
        "number": verdict.number,
        "word": dose_word(verdict.series, verdict.number),
        "problems": sentences(verdict.problems),
        "needs_reason": verdict.needs_reason,
        "needs_consent": verdict.needs_consent,
    }


def _visit(appointment: Appointment) -> Json:
    outcome = appointment.outcome
    come_at = appointment.come_at or (appointment.slot.starts_at if appointment.slot else None)
    return {
        "ref": str(appointment.ref),
        "stage": str(appointment.stage),
        "outcome": outcome,
        "outcome_word": appointment.get_outcome_display() if outcome else "",
        "outcome_note": appointment.outcome_note,
        "come_at": f"{come_at:%H:%M}" if come_at else "",
        "walk_in": appointment.is_walk_in,
        "registration": appointment.registration.number if appointment.registration else "",
        "arrived_at": _moment(appointment.checked_in_at),
        "left_at": _moment(appointment.left_at),
    }


def _doses_of(rows: Sequence[Appointment]) -> dict[int, Json]:
    given = Dose.objects.not_voided().filter(appointment__in=rows).select_related("lot", "vaccine")
    return {
        dose.appointment_id: {
            "ref": str(dose.ref),
            "word": dose.word,
            "vaccine": dose.vaccine.name,
            "lot": dose.lot.number,
            "at": _moment(dose.given_at),
        }
        for dose in given
    }


def _cautions_of(rows: Sequence[Appointment]) -> dict[int, list[str]]:
    """Why to be careful, for those who were cleared with caution."""
    careful = [one.pk for one in rows if getattr(one, "with_caution", False)]  # of `with_course`
    found: dict[int, list[str]] = {}
    for one in Screening.objects.filter(appointment__in=careful, replaced_at=None):
        found[one.appointment_id] = reasons_in(one)
    return found


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
