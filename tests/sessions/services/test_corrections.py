"""A dose is voided and recorded anew in one act, and everything that rests on it follows."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from registration.models import Registration, ReportedDose
from reporting.services.recount import recount
from sessions.models import Dose, SessionLot, Vial
from sessions.rules.codes import DeskIs, DoseIs, LotIs
from sessions.rules.desk import ReactionGiven
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.services.confirmations import confirm
from sessions.services.corrections import correct_dose, correct_person, correct_vial, would_be_refused
from sessions.services.doses import record_dose, written_of
from sessions.services.observation import end_observation
from sessions.services.reactions import record_reaction
from sessions.services.recalls import recall_lot
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    RegistrationFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
    StockBalanceFactory,
    VaccineFactory,
)
from tests.sessions.services.day import codes, counted, entry
from vaxportal.core.errors import NotAllowed, RuleBroken


@pytest.fixture(autouse=True)
def noon():
    """Far from the borders of the day; the people came in the morning."""
    moment = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    with time_machine.travel(moment, tick=False) as travelled:
        yield travelled


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def row(vax_session):
    return SessionLotFactory(session=vax_session)


@pytest.fixture
def right(vax_session):
    """The lot that was really in the syringe."""
    return SessionLotFactory(session=vax_session, lot=LotFactory(number="AZ2110B"))


@pytest.fixture
def other_vaccine(vax_session):
    vaccine = VaccineFactory(code="COMIRNATY", name="Comirnaty")
    return SessionLotFactory(session=vax_session, lot=LotFactory(number="PF1", vaccine=vaccine))


@pytest.fixture
def inject(vax_session, row, lan, noon):
    def injected(**more):
        appointment = AppointmentFactory(session=vax_session, cleared=True)
        noon.shift(timedelta(minutes=5))
        dose = record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)
        Dose.objects.filter(pk=dose.pk).update(**more)
        return Dose.objects.select_related("session__facility", "appointment").get(pk=dose.pk)

    return injected


def left(*rows):
    return [SessionLot.objects.get(pk=one.pk).doses_recorded for one in rows]


def correct(dose, by, **changed):
    given = {"reason": "Chọn nhầm", "ref": uuid4(), **{k: changed.pop(k) for k in ("ref", "override") if k in changed}}
    recount()  # the factories have counted nobody
    return correct_dose(dose=dose, change=replace(written_of(dose), **changed), by=by, **given)


def test_the_wrong_lot_is_put_right_in_one_act(vax_session, row, right, inject, lead):
    dose = inject()
    anew = correct(dose, lead, lot=right.lot.ref)
    dose.refresh_from_db()
    assert (anew.lot, anew.corrects, anew.person, anew.given_at) == (right.lot, dose, dose.person, dose.given_at)
    assert (dose.void_reason, dose.voided_by, anew.recorded_by) == ("Chọn nhầm", lead, lead)
    assert left(row, right) == [0, 1]
    assert counted(vax_session, Measure.VOIDED) == counted(vax_session, Measure.INJECTED_PRIMARY_1) == 1
    dose.appointment.refresh_from_db()
    assert dose.appointment.outcome == Outcome.INJECTED
    assert recount(repair=False).differences == 0


@pytest.mark.parametrize("what", ["time", "number", "injector", "station", "side"])
def test_whatever_was_wrong_is_put_right(vax_session, inject, lead, minh, what):
    dose, station = inject(), StationFactory(session=vax_session)
    ReportedDose.objects.create(
        person=dose.person, vaccine=dose.vaccine, number=1, given_on=date(2021, 3, 1), source="staff"
    )
    change = {
        "time": {"given_at": dose.given_at - timedelta(minutes=2)},
        "number": {"number": 2},
        "injector": {"injected_by": minh},
        "station": {"station": station.ref},
        "side": {"body_site": "right_arm"},
    }[what]
    anew = correct(dose, lead, **change, override=Override("Đã xem giấy tờ"))
    ((name, value),) = change.items()
    assert getattr(anew.station, "ref", None) == value if name == "station" else getattr(anew, name) == value
    assert Dose.objects.not_voided().get() == anew
    assert recount(repair=False).differences == 0


def test_another_vaccine_takes_subject_reactions_and_coverage_along(vax_session, inject, other_vaccine, lan, lead):
    dose = inject()
    record_reaction(dose=dose, given=ReactionGiven("fever", False, timezone.now(), ""), ref=uuid4(), by=lan)
    anew = correct(dose, lead, lot=other_vaccine.lot.ref)
    assert (anew.vaccine.code, anew.adverse_events.count(), dose.adverse_events.count()) == ("COMIRNATY", 1, 0)
    assert recount(repair=False).differences == 0


def test_the_certificate_says_the_corrected_dose_only(inject, right, lead):
    dose = inject()
    anew = correct(dose, lead, lot=right.lot.ref)
    paper = confirm(person=dose.person, by=lead)
    assert ([one.lot.number for one in paper.doses], paper.ref) == (["AZ2110B"], anew.ref)


def test_nothing_else_of_the_day_is_touched(inject, right, lan, lead):
    """Who has gone home stays gone; a wish for the next dose stays open."""
    dose = inject()
    end_observation(appointment=dose.appointment, by=lan, override=Override("Có việc"))
    wish = RegistrationFactory(person=dose.person, state=Registration.State.RECEIVED)
    correct(dose, lead, lot=right.lot.ref)
    dose.appointment.refresh_from_db()
    wish.refresh_from_db()
    assert (dose.appointment.outcome, wish.state) == (Outcome.INJECTED, Registration.State.RECEIVED)
    assert dose.appointment.left_at


def test_a_correction_on_a_later_day_is_no_late_entry(vax_session, inject, right, lead, noon):
    dose = inject()
    noon.shift(timedelta(days=1))
    assert not correct(dose, lead, lot=right.lot.ref).is_late
    assert counted(vax_session, Measure.LATE) == 0


def test_the_same_correction_sent_twice_is_one(inject, right, row, lead):
    dose, ref = inject(), uuid4()
    change = replace(written_of(dose), lot=right.lot.ref)
    given = {"dose": dose, "change": change, "reason": "Nhầm lô", "ref": ref, "by": lead}
    first = correct_dose(**given)
    assert correct_dose(**given) == first
    assert (Dose.objects.count(), left(row, right)) == (2, [0, 1])
    with pytest.raises(RuleBroken) as refused:
        correct_dose(**given | {"change": replace(change, body_site="right_arm")})
    assert codes(refused) == {DeskIs.REF_TAKEN}
    with pytest.raises(RuleBroken) as refused:
        correct_dose(**given | {"ref": uuid4()})
    assert codes(refused) == {DeskIs.DOSE_VOIDED}


def test_what_stands_in_the_way_is_said_and_nothing_is_changed(vax_session, inject, row, lead):
    dose = inject()
    full = SessionLotFactory(session=vax_session, lot=LotFactory(number="FULL"), doses_issued=0)
    stranger = LotFactory(number="ELSEWHERE")
    tomorrow = dose.given_at + timedelta(days=1)
    cases = [
        ({}, {DeskIs.NOTHING_CHANGED}),
        ({"lot": full.lot.ref}, {DeskIs.LOT_USED_UP}),
        ({"lot": stranger.ref}, {DeskIs.LOT_NOT_IN_SESSION}),
        ({"given_at": tomorrow}, {DeskIs.NOT_ON_SESSION_DAY, DoseIs.IN_FUTURE}),
        ({"number": 2}, {DoseIs.OUT_OF_ORDER}),
        ({"station": uuid4()}, {DeskIs.STATION_NOT_IN_SESSION}),
    ]
    for change, expected in cases:
        with pytest.raises(RuleBroken) as refused:
            correct(dose, lead, **change)
        assert codes(refused) == expected
    assert Dose.objects.not_voided().get() == dose and left(row) == [1]


def test_a_recalled_lot_is_no_correction_after_the_recall(inject, right, lead, facility, province_officer, noon):
    StockBalanceFactory(facility=facility, lot=right.lot)
    dose = inject()
    noon.shift(timedelta(minutes=10))
    recall_lot(lot=right.lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    noon.shift(timedelta(minutes=10))
    with pytest.raises(RuleBroken) as refused:
        correct(dose, lead, lot=right.lot.ref, given_at=timezone.now())
    assert codes(refused) == {LotIs.RECALLED}
    assert correct(dose, lead, lot=right.lot.ref).lot == right.lot  # it was given before


def test_a_warning_that_was_lifted_stays_lifted(inject, right, lead):
    dose = inject(overridden=[DeskIs.BEFORE_ARRIVAL], override_reason="Ghi bù từ giấy")
    Dose.objects.filter(pk=dose.pk).update(given_at=dose.given_at - timedelta(minutes=30))
    dose.refresh_from_db()
    anew = correct(dose, lead, lot=right.lot.ref)
    assert (anew.overridden, anew.override_reason) == ([DeskIs.BEFORE_ARRIVAL], "Ghi bù từ giấy")


def test_what_should_not_have_been_given_is_recorded_with_a_reason(inject, other_vaccine, lead):
    dose = inject()
    VaccineFactory(code="COMIRNATY")
    other_vaccine.lot.vaccine.min_age_years = 99
    other_vaccine.lot.vaccine.save()
    with pytest.raises(RuleBroken) as refused:
        correct(dose, lead, lot=other_vaccine.lot.ref)
    assert codes(refused) == {DoseIs.TOO_YOUNG}
    anew = correct(dose, lead, lot=other_vaccine.lot.ref, override=Override("Đã tiêm thật, đã báo bác sĩ"))
    assert anew.overridden == [DoseIs.TOO_YOUNG]


def test_a_rehearsal_leaves_nothing_behind(inject, right, row, lead):
    dose = inject()
    given = {"dose": dose, "reason": "Nhầm lô", "ref": uuid4(), "by": lead}
    would_be_refused(correct_dose, change=replace(written_of(dose), lot=right.lot.ref), **given)
    assert (Dose.objects.not_voided().get(), left(row, right)) == (dose, [1, 0])
    with pytest.raises(RuleBroken):
        would_be_refused(correct_dose, change=written_of(dose), **given)


def test_the_dose_of_one_person_was_given_to_another(vax_session, row, inject, lead, noon):
    dose = inject()
    noon.shift(timedelta(minutes=10))
    really = AppointmentFactory(session=vax_session, cleared=True)
    given = {"dose": dose, "to": really, "change": written_of(dose), "reason": "Nhầm người", "ref": uuid4()}
    with pytest.raises(RuleBroken) as refused:  # given before they were received
        correct_person(**given, by=lead)
    assert codes(refused) == {DeskIs.BEFORE_ARRIVAL}
    recount()
    anew = correct_person(**given, by=lead, override=Override("Tiếp đón sau"))
    assert correct_person(**given, by=lead, override=Override("Tiếp đón sau")) == anew
    dose.appointment.refresh_from_db()
    really.refresh_from_db()
    assert (dose.appointment.outcome, really.outcome) == (Outcome.NONE, Outcome.INJECTED)
    assert (anew.person, anew.corrects, left(row)) == (really.person, dose, [1])
    assert dose.appointment.registration.__class__.objects.get(pk=dose.appointment.registration_id).state == "invited"
    assert recount(repair=False).differences == 0


def test_the_other_person_must_be_ready_in_the_session(vax_session, inject, lead):
    dose, second = inject(), inject()
    away = AppointmentFactory(session=vax_session)
    unscreened = AppointmentFactory(session=vax_session, present=True)
    elsewhere = AppointmentFactory(session=SessionFactory(open_now=True, facility=vax_session.facility))
    for to, code in [
        (dose.appointment, DeskIs.SAME_PERSON),
        (second.appointment, DeskIs.OUTCOME_STANDS),
        (away, DeskIs.NOT_CHECKED_IN),
        (unscreened, DeskIs.NOT_CLEARED),
        (elsewhere, DeskIs.NOT_IN_THIS_SESSION),
    ]:
        with pytest.raises(RuleBroken) as refused:
            correct_person(dose=dose, to=to, change=written_of(dose), reason="Nhầm", ref=uuid4(), by=lead)
        assert code in codes(refused)
    assert Dose.objects.not_voided().count() == 2


@pytest.fixture
def vial(row, inject, lan):
    opened = Vial.objects.create(ref=uuid4(), session_lot=row, holds=10, opened_by=lan)
    for _dose in range(3):
        inject(vial=opened)
    return opened


def test_a_whole_vial_goes_to_its_right_lot(vial, row, right, lead):
    recount()
    for _again in range(2):
        found = correct_vial(vial=Vial.objects.get(), lot=right.lot, reason="Đọc nhầm nhãn", by=lead)
        assert {(one.lot, one.vial_id) for one in found} == {(right.lot, vial.pk)} and len(found) == 3
    vial.refresh_from_db()
    assert (vial.session_lot, left(row, right)) == (right, [0, 3])
    assert Dose.objects.exclude(voided_at=None).count() == 3 and Dose.objects.not_voided().count() == 3
    assert recount(repair=False).differences == 0


def test_a_vial_is_corrected_wholly_or_not_at_all(vial, vax_session, row, lead):
    few = SessionLotFactory(session=vax_session, lot=LotFactory(number="FEW"), doses_issued=2)
    old = LotFactory(number="OLD", expires_on=vax_session.day - timedelta(days=1))
    expired = SessionLotFactory(session=vax_session, lot=old)
    for lot, code in [
        (few.lot, DeskIs.LOT_USED_UP),
        (expired.lot, DeskIs.ONE_OF_VIAL_STANDS_IN_WAY),
        (LotFactory(number="ELSEWHERE"), DeskIs.LOT_NOT_IN_SESSION),
    ]:
        with pytest.raises(RuleBroken) as refused:
            correct_vial(vial=Vial.objects.get(), lot=lot, reason="Đọc nhầm nhãn", by=lead)
        assert codes(refused) == {code}
    assert left(row, few, expired) == [3, 0, 0] and Dose.objects.not_voided().filter(lot=row.lot).count() == 3
    vial.refresh_from_db()
    assert vial.session_lot == row


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
def test_only_in_an_open_session(vial, vax_session, right, lead, state):
    vax_session.state = state
    vax_session.save(update_fields=["state"])
    dose = Dose.objects.select_related("session__facility", "appointment").first()
    with pytest.raises(RuleBroken) as refused:
        correct(dose, lead, lot=right.lot.ref)
    assert codes(refused) == {DeskIs.SESSION_NOT_OPEN}
    with pytest.raises(RuleBroken) as refused:
        correct_vial(vial=Vial.objects.get(), lot=right.lot, reason="Nhầm", by=lead)
    assert codes(refused) == {DeskIs.SESSION_NOT_OPEN}


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "province_officer", "tam", "stranger"])
def test_only_the_lead_of_the_site_corrects(vial, right, request, who):
    by, dose = request.getfixturevalue(who), Dose.objects.select_related("session__facility", "appointment").first()
    for act in (
        lambda: correct(dose, by, lot=right.lot.ref),
        lambda: correct_person(
            dose=dose, to=dose.appointment, change=written_of(dose), reason="Nhầm", ref=uuid4(), by=by
        ),
        lambda: correct_vial(vial=Vial.objects.get(), lot=right.lot, reason="Nhầm", by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_correction_wants_a_reason(inject, right, lead):
    with pytest.raises(RuleBroken) as refused:
        correct_dose(
            dose=(dose := inject()),
            change=replace(written_of(dose), lot=right.lot.ref),
            reason="  ",
            ref=uuid4(),
            by=lead,
        )
    assert codes(refused) == {DeskIs.REASON_MISSING}
