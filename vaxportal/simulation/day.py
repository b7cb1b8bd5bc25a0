"""One session from the delivery of its vaccine to its closing, every step by the service that a person would use."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from registration.models import Vaccine
from sessions.models import Appointment, Dose, Lot, Round, SessionLot, VaccinationSession
from sessions.rules.desk import ReactionGiven
from sessions.rules.doses import next_dose
from sessions.rules.screening import ASKED, ScreeningGiven, ScreeningOutcome, Vitals
from sessions.rules.slots import Hours
from sessions.rules.states import Outcome
from sessions.services.arrivals import check_in
from sessions.services.candidates import candidates
from sessions.services.closing import VialsCounted, close_session, mark_no_shows, vials_usual
from sessions.services.dose_facts import course_of
from sessions.services.doses import DoseEntry, record_dose
from sessions.services.observation import end_observation
from sessions.services.outcomes import set_outcome
from sessions.services.planning import LotIssue, Plan, plan_session
from sessions.services.publishing import publish_session
from sessions.services.reactions import record_reaction
from sessions.services.running import open_session
from sessions.services.screening import screen
from sessions.services.seating import add_people
from sessions.services.stock import receive_delivery
from sessions.services.vial_counts import VialsOfLot, vials_by_lot
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.ids import new_ref
from vaxportal.geography.models import Facility
from vaxportal.simulation.cast import Cast

HOURS = Hours(time(7, 30), time(10, 30))
STATIONS, SLOT_MINUTES = 2, 60
ABSENT, REFUSES, ORDINARY, SERIOUS = 0.06, 0.008, 0.05, 0.0006
SCREENED_OUT = {ScreeningOutcome.DEFERRED: ("q3", 0.03), ScreeningOutcome.REFERRED: ("q5", 0.006)}
SICK = {ScreeningOutcome.CONTRAINDICATED: ("q1", 0.002)}
REACTIONS = ["pain", "swelling", "fever", "fatigue", "headache"]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass
class Played:
    """What a session came to."""

    doses: int = 0
    others: int = 0


@dataclass
class Site:
    """One facility through the campaign."""

    cast: Cast
    chance: Random
    facility: Facility
    vaccine: Vaccine
    round: Round
    lot: Lot | None = None
    left: int = 0
    played: list[Played] = field(default_factory=list)

    def plan(self, day: date, people: int) -> VaccinationSession:
        """The afternoon before: vaccine comes if it is short, the session is planned, filled and published."""
        lead = self.cast.lead(self.facility)
        with clock.pretending(at(day - timedelta(days=1), 15)):
            places = max(people, 20)
            doses = self._vials(places) * self.vaccine.doses_per_vial
            lot = self._stocked(day, doses)
            plan = Plan(
                day=day,
                hours=HOURS,
                vaccine=self.vaccine,
                round=self.round,
                stations=STATIONS,
                slot_minutes=SLOT_MINUTES,
                slot_capacity=-(-places // 3),
                lots=(LotIssue(lot, doses),),
            )
            vax_session = plan_session(facility=self.facility, plan=plan, by=lead)
            waiting = list(candidates(vax_session=vax_session, by=lead)[:people])
            if waiting:
                add_people(vax_session=vax_session, registrations=waiting, by=lead)
            return publish_session(vax_session=vax_session, by=lead).vax_session

    def _vials(self, doses: int) -> int:
        return -(-doses // self.vaccine.doses_per_vial)

    def _stocked(self, day: date, doses: int) -> Lot:
        if self.lot is None or self.left < doses:
            number = f"{self.vaccine.code[:2]}{day:%y%m%d}{self.facility.code[-2:]}"  # one number, one expiry
            movement = receive_delivery(
                facility=self.facility,
                vaccine=self.vaccine,
                number=number,
                expires_on=day + timedelta(days=75),
                doses=doses * 3,
                by=self.cast.lead(self.facility),
            )
            self.lot, self.left = movement.lot, doses * 3
        self.left -= doses
        return self.lot

    def hold(self, vax_session: VaccinationSession, *, close: bool = True) -> Played:
        """The day itself."""
        lead, day = self.cast.lead(self.facility), vax_session.day
        with clock.pretending(at(day, 7, 15)):
            open_session(vax_session=vax_session, by=lead)
        vax_session.refresh_from_db()
        result = Played()
        coming = list(vax_session.appointments.unresolved().select_related("person", "slot", "session__facility"))
        for place, appointment in enumerate(coming):
            if self.chance.random() >= ABSENT:
                self._serve(appointment, at(day, 7, 30) + timedelta(seconds=90 * place), result)
        if close:
            self._close(vax_session, at(day, 17))
        self.played.append(result)
        return result

    def _serve(self, appointment: Appointment, moment: datetime, result: Played) -> None:
        nurse = self.chance.choice(self.cast.nurses(self.facility, STATIONS))
        with clock.pretending(moment):
            check_in(appointment=appointment, by=nurse)
        with clock.pretending(moment + timedelta(minutes=4)):
            if self.chance.random() < REFUSES:
                set_outcome(appointment=appointment, outcome=Outcome.REFUSED, note="Chưa muốn tiêm", by=nurse)
                outcome = ScreeningOutcome.REFUSED
            else:
                outcome = self._screen(appointment, nurse)
        if outcome != ScreeningOutcome.ELIGIBLE:
            result.others += 1
            return
        with clock.pretending(moment + timedelta(minutes=9)):
            dose = self._inject(appointment, nurse)
        result.doses += dose is not None
        result.others += dose is None
        if dose:
            self._observe(appointment, dose, nurse, moment + timedelta(minutes=9))

    def _screen(self, appointment: Appointment, nurse: User) -> ScreeningOutcome:
        outcome, because = ScreeningOutcome.ELIGIBLE, ""
        for wanted, (question, share) in {**SCREENED_OUT, **SICK}.items():
            if self.chance.random() < share:
                outcome, because = wanted, question
        answers: dict[str, bool] = {question: question == because for question in ASKED}
        if appointment.person.sex == "M":
            answers = {question: answer for question, answer in answers.items() if not question.startswith("q4")}
        vitals = Vitals(
            temperature=round(self.chance.uniform(36.1, 37.2), 1),
            pulse=self.chance.randint(64, 96),
            systolic=self.chance.randint(100, 138),
            diastolic=self.chance.randint(62, 88),
            breaths=self.chance.randint(14, 20),
        )
        given = ScreeningGiven(answers=answers, vitals=vitals, outcome=outcome, note="" if not because else "Hẹn lại")
        screen(appointment=appointment, given=given, ref=new_ref(), by=nurse)
        return outcome

    def _inject(self, appointment: Appointment, nurse: User) -> Dose | None:
        """A dose that the rules stop is put off, as a nurse would."""
        course = course_of(appointment.person, self.vaccine)
        coming = next_dose(course.history, course.primary_doses) or ("primary", 1)
        stations = list(appointment.session.stations.all())
        entry = DoseEntry(
            series=coming[0],
            number=coming[1],
            lot=appointment.session.lots.select_related("lot").get().lot.ref,
            injected_by=nurse,
            station=self.chance.choice(stations).ref if stations else None,
        )
        try:
            return record_dose(appointment=appointment.ref, entry=entry, ref=new_ref(), by=nurse)
        except RuleBroken as refusal:
            note = "; ".join(refusal.message(problem) for problem in refusal.problems)[:300]
            set_outcome(appointment=appointment, outcome=Outcome.DEFERRED, note=note, by=nurse)
            return None

    def _observe(self, appointment: Appointment, dose: Dose, nurse: User, moment: datetime) -> None:
        lot = self.chance.random()
        if lot < ORDINARY:
            with clock.pretending(moment + timedelta(minutes=15)):
                is_serious = lot < SERIOUS
                reaction = "anaphylaxis" if is_serious else self.chance.choice(REACTIONS)
                given = ReactionGiven(reaction=reaction, is_serious=is_serious, began_at=clock.now())
                record_reaction(dose=dose, given=given, ref=new_ref(), by=nurse)
        with clock.pretending(moment + timedelta(minutes=31)):
            end_observation(appointment=appointment, by=nurse)

    def _close(self, vax_session: VaccinationSession, moment: datetime) -> None:
        lead = self.cast.lead(self.facility)
        with clock.pretending(moment):
            mark_no_shows(vax_session=vax_session, by=lead)
            lots = vials_by_lot(vax_session.lots.select_related("lot__vaccine"))
            counted = {row.pk: _counted(row, vials) for row, vials in lots}
            close_session(vax_session=vax_session, counted=counted, by=lead)


def _counted(row: SessionLot, vials: VialsOfLot) -> VialsCounted:
    """As the closing sheet presets it; what is left in the last vials is discarded after six hours."""
    usual = vials_usual(row, vials)
    return replace(usual, discard_reason="Hết 6 giờ sau khi mở lọ" if usual.doses_discarded else "")
