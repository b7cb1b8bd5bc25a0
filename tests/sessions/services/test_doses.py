from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registration.models import Registration, ReportedDose
from registration.rules.registrations import EarlierDose, WishedDose, WishGiven
from registration.services import reference
from registration.services.people import register_person
from reporting.services.recount import recount
from sessions.models import Dose, Fact
from sessions.rules.codes import DeskIs, DoseIs
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.services import facts
from sessions.services.doses import record_dose, void_dose
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionLotFactory,
    SlotFactory,
    StationFactory,
    UserFactory,
    VaccineFactory,
)
from tests.registration.told import told
from tests.sessions.services.day import codes, counted, entry
from vaxportal.core.errors import NotAllowed, RuleBroken


@pytest.fixture
def noon():
    """Far from the borders of the day."""
    moment = timezone.localtime().replace(hour=12, minute=0, second=20)
    with time_machine.travel(moment, tick=False):
        yield moment


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def lot(vax_session):
    return SessionLotFactory(session=vax_session)


@pytest.fixture
def cleared(vax_session):
    return AppointmentFactory(session=vax_session, cleared=True)


def record(appointment, given, by, *, ref=None, override=None):
    return record_dose(appointment=appointment.ref, entry=given, ref=ref or uuid4(), by=by, override=override)


def test_a_recorded_dose_resolves_the_person_and_counts(cleared, lot, lan):
    dose = record(cleared, entry(lot, lan), lan)
    cleared.refresh_from_db()
    lot.refresh_from_db()
    assert (dose.person, dose.lot, dose.vaccine) == (cleared.person, lot.lot, lot.lot.vaccine)
    assert (dose.series, dose.number, dose.is_late, dose.home_commune) == ("primary", 1, False, cleared.person.commune)
    assert (cleared.outcome, cleared.outcome_by) == (Outcome.INJECTED, lan)
    assert lot.doses_recorded == 1
    assert cleared.registration.__class__.objects.get().state == Registration.State.DONE
    assert counted(dose.session, Measure.INJECTED_PRIMARY_1) == counted(dose.session, Measure.DOSES_USED) == 1


def test_the_same_click_twice_is_one_dose(cleared, lot, lan):
    ref = uuid4()
    assert record(cleared, entry(lot, lan), lan, ref=ref) == record(cleared, entry(lot, lan), lan, ref=ref)
    lot.refresh_from_db()
    assert (Dose.objects.count(), lot.doses_recorded) == (1, 1)


def test_the_same_ref_with_other_content_is_refused(cleared, lot, lan, minh):
    ref, station = uuid4(), StationFactory(session=cleared.session)
    record(cleared, entry(lot, lan), lan, ref=ref)
    others = (
        {"number": 2},
        {"body_site": "right_arm"},
        {"station": station.ref},
        {"given_at": timezone.now() - timedelta(hours=1)},
    )
    for other in others:
        with pytest.raises(RuleBroken) as refused:
            record(cleared, entry(lot, lan, **other), lan, ref=ref)
        assert codes(refused) == {DeskIs.REF_TAKEN}
    with pytest.raises(RuleBroken):
        record(cleared, entry(lot, minh), lan, ref=ref)


def test_a_voided_dose_is_no_success_for_a_late_repeat(cleared, lot, lan, lead):
    ref = uuid4()
    void_dose(dose=record(cleared, entry(lot, lan), lan, ref=ref), reason="Ghi nhầm người", by=lead)
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan), lan, ref=ref)
    assert codes(refused) == {DeskIs.DOSE_VOIDED}


def test_no_dose_is_given_later_than_now(noon, cleared, lot, lan):
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan, given_at=noon + timedelta(minutes=3)), lan)
    assert codes(refused) == {DoseIs.IN_FUTURE}
    assert record(cleared, entry(lot, lan, given_at=noon + timedelta(seconds=30)), lan)


def test_a_dose_before_the_arrival_asks_for_the_reason(noon, cleared, lot, lan):
    earlier = entry(lot, lan, given_at=cleared.checked_in_at - timedelta(minutes=40))
    with pytest.raises(RuleBroken) as refused:
        record(cleared, earlier, lan)
    assert codes(refused) == {DeskIs.BEFORE_ARRIVAL}
    dose = record(cleared, earlier, lan, override=Override("Mất điện, ghi bù từ giấy"))
    assert dose.overridden == [DeskIs.BEFORE_ARRIVAL]


def test_a_second_click_with_its_own_ref_is_refused_with_a_sentence(cleared, lot, lan):
    record(cleared, entry(lot, lan), lan)
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan), lan)
    assert {DeskIs.OUTCOME_STANDS, DoseIs.ALREADY_RECORDED} <= codes(refused)


def test_a_nurse_of_another_facility_cannot_record(cleared, lot, minh):
    with pytest.raises(NotAllowed):
        record(cleared, entry(lot, minh), minh)


@pytest.mark.parametrize("state", [SessionState.PUBLISHED, SessionState.CLOSED])
def test_no_dose_outside_an_open_session(cleared, lot, lan, state):
    cleared.session.state = state
    cleared.session.save()
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan), lan)
    assert DeskIs.SESSION_NOT_OPEN in codes(refused)


def test_nobody_unscreened_is_injected(vax_session, lot, lan):
    with pytest.raises(RuleBroken) as refused:
        record(AppointmentFactory(session=vax_session, present=True), entry(lot, lan), lan)
    assert codes(refused) == {DeskIs.NOT_CLEARED}


def test_a_lot_of_another_session_is_refused(cleared, lan):
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(SessionLotFactory(lot=LotFactory(number="OTHER")), lan), lan)
    assert codes(refused) == {DeskIs.LOT_NOT_IN_SESSION}


def test_the_last_dose_of_a_lot_is_the_last(vax_session, lan):
    lot = SessionLotFactory(session=vax_session, doses_issued=1)
    record(AppointmentFactory(session=vax_session, cleared=True), entry(lot, lan), lan)
    with pytest.raises(RuleBroken) as refused:
        record(AppointmentFactory(session=vax_session, cleared=True), entry(lot, lan), lan)
    assert codes(refused) == {DeskIs.LOT_USED_UP}


def test_an_expired_or_recalled_lot_is_refused(cleared, vax_session, lan):
    yesterday = timezone.localdate() - timedelta(days=1)
    lot = LotFactory(number="OLD", expires_on=yesterday, recalled_at=timezone.now(), recalled_by=lan)
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(SessionLotFactory(session=vax_session, lot=lot), lan), lan)
    assert len(codes(refused)) == 2


def test_a_second_dose_without_a_rule_needs_a_named_reason(cleared, lot, lan):
    given_on = timezone.localdate() - timedelta(days=100)
    ReportedDose.objects.create(
        person=cleared.person, vaccine=lot.lot.vaccine, number=1, given_on=given_on, source="staff"
    )
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan, number=2), lan)
    assert codes(refused) == {DoseIs.NO_RULE}
    dose = record(cleared, entry(lot, lan, number=2), lan, override=Override("Bác sĩ Nam chỉ định"))
    assert (dose.overridden, dose.override_reason) == ([DoseIs.NO_RULE], "Bác sĩ Nam chỉ định")


@pytest.fixture
def reported(cleared, lot):
    """Somebody has said that they had their first dose."""
    given_on = timezone.localdate() - timedelta(days=40)
    return ReportedDose.objects.create(
        person=cleared.person, vaccine=lot.lot.vaccine, number=1, given_on=given_on, source="self"
    )


def test_a_dose_that_was_only_told_gives_way_to_the_nurse_who_has_seen_the_papers(cleared, reported, lot, lan):
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan), lan)
    assert codes(refused) == {DoseIs.ALREADY_REPORTED}
    reported.refresh_from_db()
    assert reported.voided_at is None
    dose = record(cleared, entry(lot, lan), lan, override=Override("Không có giấy, tờ khai ghi nhầm"))
    reported.refresh_from_db()
    assert dose.overridden == [DoseIs.ALREADY_REPORTED]
    assert (reported.voided_at, reported.voided_by) == (dose.recorded_at, lan)


def test_what_was_told_is_back_when_the_dose_was_another_person_s(cleared, reported, lot, lan, lead):
    dose = record(cleared, entry(lot, lan), lan, override=Override("Không có giấy"))
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    assert list(ReportedDose.objects.filter(voided_at=None)) == [reported]


def test_what_was_told_anew_since_stays(cleared, reported, lot, lan, lead):
    dose = record(cleared, entry(lot, lan), lan, override=Override("Không có giấy"))
    same = {"person": reported.person, "vaccine": reported.vaccine, "number": reported.number}
    anew = ReportedDose.objects.create(given_on=reported.given_on, source="staff", **same)
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    assert list(ReportedDose.objects.filter(voided_at=None)) == [anew]


def test_the_dose_told_of_somebody_else_stays(cleared, reported, lot, lan):
    same = {"vaccine": lot.lot.vaccine, "number": 1, "given_on": reported.given_on, "source": "self"}
    others = ReportedDose.objects.create(person=PersonFactory(full_name="Lê Thị Khác"), **same)
    record(cleared, entry(lot, lan), lan, override=Override("Không có giấy"))
    assert list(ReportedDose.objects.filter(voided_at=None)) == [others]


def test_no_reason_sets_aside_what_we_have_recorded_ourselves(cleared, reported, lot, lan):
    """Told and recorded: where both speak of one number, ours counts."""
    record(cleared, entry(lot, lan), lan, override=Override("Không có giấy"))
    ReportedDose.objects.update(voided_at=None, voided_by=None)
    with pytest.raises(RuleBroken) as refused:
        record(cleared, entry(lot, lan), lan, override=Override("xin"))
    assert DoseIs.ALREADY_RECORDED in codes(refused)


def test_no_reason_lifts_what_must_not_be(vax_session, lot, lan):
    child = PersonFactory(born_on=timezone.localdate() - timedelta(days=365 * 10))
    appointment = AppointmentFactory(session=vax_session, person=child, cleared=True)
    with pytest.raises(RuleBroken) as refused:
        record(appointment, entry(lot, lan), lan, override=Override("xin"))
    assert codes(refused) == {DoseIs.TOO_YOUNG}


def test_a_dose_typed_on_a_later_day_is_late(facility, lan):
    yesterday = timezone.now() - timedelta(days=1)
    vax_session = SessionFactory(open_now=True, facility=facility, day=timezone.localdate(yesterday))
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    lot = SessionLotFactory(session=vax_session)
    with pytest.raises(RuleBroken) as refused:
        record(appointment, entry(lot, lan), lan)
    assert codes(refused) == {DeskIs.NOT_ON_SESSION_DAY}
    dose = record(appointment, entry(lot, lan, given_at=yesterday), lan)
    assert dose.is_late and counted(vax_session, Measure.LATE) == 1


def test_recording_takes_few_queries(cleared, lot, lan):
    cleared.session.facility, lan.acting  # noqa: B018  # what a door has read already
    with CaptureQueriesContext(
        connection,
    ) as queries:
        record(cleared, entry(lot, lan), lan)
    statements = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 12, "\n".join(statements)


def test_a_void_takes_everything_back_and_the_dose_is_recorded_anew(cleared, lot, lan, lead):
    dose = void_dose(dose=record(cleared, entry(lot, lan), lan), reason="Ghi nhầm người", by=lead)
    cleared.refresh_from_db()
    lot.refresh_from_db()
    assert (dose.void_reason, dose.voided_by, cleared.outcome, lot.doses_recorded) == (
        "Ghi nhầm người", lead, Outcome.NONE, 0,
    )  # fmt: skip
    assert counted(dose.session, Measure.INJECTED_PRIMARY_1) == counted(dose.session, Measure.DOSES_USED) == 0
    assert counted(dose.session, Measure.VOIDED) == 1
    anew = record(cleared, entry(lot, lan), lan)
    assert anew.pk != dose.pk and Dose.objects.not_voided().get() == anew


def test_a_dose_of_ours_told_again_does_not_stand_against_recording_it_anew(vax_session, lot, lan, lead):
    """Registering for the next dose, people tell of the last one, which is ours; then it turns out to be wrong."""
    reference.load()
    wish = WishGiven(dose=WishedDose.NEXT, earlier=[EarlierDose("VAXZEVRIA", timezone.localdate())])
    given = told(wish=wish)
    who = {name: getattr(given.person, name) for name in ("full_name", "born_on", "sex", "id_number")}
    person = PersonFactory(**who)
    appointment = AppointmentFactory(session=vax_session, person=person, cleared=True)
    dose = record(appointment, entry(lot, lan), lan)
    citizen = UserFactory(username="citizen", phone="+84912345678")
    again = register_person(given, source=Registration.Source.PUBLIC, by=citizen)
    assert (again.person, again.is_new) == (person, True)
    void_dose(dose=dose, reason="Nhầm lô", by=lead)
    assert record(appointment, entry(lot, lan), lan).number == 1


def test_voiding_twice_voids_once(cleared, lot, lan, lead):
    dose = record(cleared, entry(lot, lan), lan)
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    assert counted(dose.session, Measure.VOIDED) == 1


def test_a_void_needs_a_reason_and_the_lead(cleared, lot, lan, lead):
    dose = record(cleared, entry(lot, lan), lan)
    with pytest.raises(NotAllowed):
        void_dose(dose=dose, reason="Ghi nhầm người", by=lan)
    with pytest.raises(RuleBroken) as refused:
        void_dose(dose=dose, reason="", by=lead)
    assert codes(refused) == {DeskIs.REASON_MISSING}


def test_another_vaccine_than_planned_takes_its_subject_along(cleared, vax_session, lan):
    other = VaccineFactory(code="COMIRNATY", name="Comirnaty", doses_per_vial=6)
    lot = SessionLotFactory(session=vax_session, lot=LotFactory(vaccine=other, number="FK0001"))
    record(cleared, entry(lot, lan), lan)
    moved = Fact.objects.filter(measure=Measure.SUBJECTS).values_list("vaccine_id", "delta")
    assert set(moved) == {(other.pk, 1), (vax_session.vaccine_id, -1)}


@pytest.mark.parametrize("walked_in", [False, True])
@pytest.mark.parametrize("is_draft", [False, True])
def test_a_dose_of_the_wrong_person_is_voided_though_they_stand_elsewhere(
    vax_session, lot, other_facility, lan, lead, walked_in, is_draft
):
    of_people = Measure.SUBJECTS, Measure.WALK_INS, Measure.CHECKED_IN
    slot = SlotFactory(session=vax_session, taken=1)
    here = AppointmentFactory(session=vax_session, cleared=True, slot=slot, is_walk_in=walked_in)
    facts.note_many(vax_session, dict(zip(of_people, (1, int(walked_in), 1), strict=True)))
    dose = record(here, entry(lot, lan), lan)
    there = SessionFactory(facility=other_facility, **({"state": SessionState.DRAFT} if is_draft else {}))
    if not is_draft:
        facts.note(there, Measure.SUBJECTS)
    standing = AppointmentFactory(session=there, person=here.person, registration=None)
    assert recount(repair=False).differences == 0
    assert void_dose(dose=dose, reason="Ghi nhầm người", by=lead).voided_at
    for row in (here, slot, standing):
        row.refresh_from_db()
    assert (here.outcome, slot.taken, standing.outcome) == (Outcome.MOVED, 0, Outcome.NONE)
    assert recount(repair=False).differences == 0
    assert standing.registration == here.registration
    assert standing.registration.state == (Registration.State.ACCEPTED if is_draft else Registration.State.INVITED)


def test_voiding_leaves_the_wish_by_which_the_person_is_invited_elsewhere(
    vax_session, cleared, lot, other_facility, lan, lead
):
    dose = record(cleared, entry(lot, lan), lan)
    there = AppointmentFactory(session=SessionFactory(facility=other_facility), person=cleared.person)
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    assert list(Registration.objects.open()) == [there.registration]
    there.refresh_from_db()
    assert there.outcome == Outcome.NONE


def test_voiding_leaves_a_newer_wish_in_force(cleared, lot, lan, lead):
    """Between the dose and its void the person has registered again; one open registration is all there may be."""
    dose = record(cleared, entry(lot, lan), lan)
    newer = RegistrationFactory(person=cleared.person)
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    assert list(Registration.objects.open()) == [newer]
    cleared.refresh_from_db()
    assert cleared.outcome == Outcome.NONE
