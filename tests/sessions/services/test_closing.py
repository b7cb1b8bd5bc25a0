from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from registration.models import Registration
from sessions.models import Dose, SessionLot, StockBalance
from sessions.rules.codes import DeskIs, SessionIs
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.services.arrivals import check_in
from sessions.services.closing import VialsCounted, close_session, mark_no_shows
from sessions.services.doses import record_dose
from sessions.services.outcomes import set_outcome, undo_outcome
from sessions.services.running import open_session, reopen_session
from sessions.services.stock import issue_to_session
from tests.factories import (
    AppointmentFactory,
    RegistrationFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
    StockBalanceFactory,
)
from tests.sessions.services.day import codes, counted, entry
from vaxportal.core.errors import NotAllowed, RuleBroken

REASON = "Hết giờ sử dụng lọ đã mở"


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def lot(vax_session):
    lot = SessionLotFactory(session=vax_session, doses_issued=20)
    StockBalanceFactory(facility=vax_session.facility, lot=lot.lot, doses=0)
    return lot


def inject(vax_session, lot, nurse, *, left=True):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    dose = record_dose(appointment=appointment.ref, entry=entry(lot, nurse), ref=uuid4(), by=nurse)
    if left:
        Dose.objects.filter(pk=dose.pk).update(given_at=timezone.now() - timedelta(hours=1))
    return dose


def count(lot, opened, discarded, reason=REASON):
    return {lot.pk: VialsCounted(opened, discarded, reason)}


def test_a_session_opens_on_its_day_once(facility, lead):
    planned = SessionFactory(facility=facility)
    StationFactory(session=planned)
    SessionLotFactory(session=planned)
    opened = open_session(vax_session=planned, by=lead)
    assert (opened.state, opened.opened_by) == (SessionState.OPEN, lead)
    assert open_session(vax_session=planned, by=lead).opened_at == opened.opened_at


def test_everything_that_hinders_opening_is_told_at_once(facility, lead):
    planned = SessionFactory(
        facility=facility, state=SessionState.DRAFT, published_at=None, published_by=None,
        day=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(RuleBroken) as refused:
        open_session(vax_session=planned, by=lead)
    assert codes(refused) == {
        SessionIs.NOT_IN_THIS_STATE,
        DeskIs.SESSION_DAY_AHEAD,
        DeskIs.SESSION_WITHOUT_STATION,
        DeskIs.SESSION_WITHOUT_LOT,
    }


def test_a_nurse_neither_opens_nor_closes(vax_session, lan):
    with pytest.raises(NotAllowed):
        close_session(vax_session=vax_session, counted={}, by=lan)
    with pytest.raises(NotAllowed):
        open_session(vax_session=vax_session, by=lan)


def test_closing_names_everybody_unresolved_and_every_lot_at_once(vax_session, lot, lead):
    absent = AppointmentFactory(session=vax_session)
    waiting = AppointmentFactory(session=vax_session, present=True)
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    with pytest.raises(RuleBroken) as refused:
        close_session(vax_session=vax_session, counted=count(lot, 1, 0), by=lead)
    assert codes(refused) == {
        DeskIs.PERSON_NOT_ARRIVED,
        DeskIs.PERSON_NOT_SCREENED,
        DeskIs.PERSON_NOT_INJECTED,
        DeskIs.VIALS_UNACCOUNTED,
    }
    told = " ".join(problem["message"] for problem in refused.value.told())
    assert all(one.person.full_name in told for one in (absent, waiting, cleared))
    vax_session.refresh_from_db()
    assert vax_session.is_open


def test_a_closed_session_gives_unopened_vials_back_and_counts_the_discarded(vax_session, lot, lan, lead):
    for _ in range(8):
        inject(vax_session, lot, lan)
    closed = close_session(vax_session=vax_session, counted=count(lot, 1, 2), by=lead)
    lot.refresh_from_db()
    assert (closed.state, closed.closed_by) == (SessionState.CLOSED, lead)
    assert (lot.vials_opened, lot.doses_discarded, lot.doses_returned, lot.doses_left) == (1, 2, 10, 0)
    assert StockBalance.objects.get(lot=lot.lot).doses == 10
    assert counted(vax_session, Measure.DOSES_DISCARDED) == 2


def test_closing_again_with_the_same_figures_is_a_success_and_with_others_is_refused(vax_session, lot, lead):
    closed = close_session(vax_session=vax_session, counted=count(lot, 1, 10), by=lead)
    again = close_session(vax_session=vax_session, counted=count(lot, 1, 10, f" {REASON} "), by=lead)
    assert again.closed_at == closed.closed_at
    for other in (count(lot, 0, 0), count(lot, 1, 10, "Vỡ lọ"), {}):
        with pytest.raises(RuleBroken) as refused:
            close_session(vax_session=vax_session, counted=other, by=lead)
        assert codes(refused) == {DeskIs.SESSION_NOT_OPEN}
    lot.refresh_from_db()
    assert (lot.vials_opened, lot.doses_discarded, lot.discard_reason) == (1, 10, REASON)


@pytest.mark.parametrize(
    ("opened", "discarded", "reason", "code"),
    [
        (None, None, REASON, DeskIs.VIALS_NOT_COUNTED),
        (-1, 0, REASON, DeskIs.VIALS_NOT_COUNTED),
        (1, 3, REASON, DeskIs.VIALS_UNACCOUNTED),
        (0, 0, REASON, DeskIs.VIALS_UNACCOUNTED),
        (3, 22, REASON, DeskIs.VIALS_MORE_THAN_ISSUED),
        (1, 2, " ", DeskIs.DISCARD_REASON_MISSING),
    ],
)
def test_vials_that_do_not_add_up(vax_session, lot, lan, lead, opened, discarded, reason, code):
    for _ in range(8):
        inject(vax_session, lot, lan)
    with pytest.raises(RuleBroken) as refused:
        close_session(vax_session=vax_session, counted=count(lot, opened, discarded, reason), by=lead)
    assert codes(refused) == {code}
    assert refused.value.problems[0].field == f"lot-{lot.pk}"


def test_somebody_still_observed_is_a_warning(vax_session, lot, lan, lead):
    inject(vax_session, lot, lan, left=False)
    counts = count(lot, 1, 9)
    with pytest.raises(RuleBroken) as refused:
        close_session(vax_session=vax_session, counted=counts, by=lead)
    assert codes(refused) == {DeskIs.PERSON_STILL_OBSERVED}
    assert close_session(vax_session=vax_session, counted=counts, by=lead, override=Override("Bác sĩ ở lại theo dõi"))


def test_the_absent_are_marked_by_an_explicit_act_and_wait_again_after_closing(vax_session, lead):
    absent = AppointmentFactory(session=vax_session)
    present = AppointmentFactory(session=vax_session, present=True)
    assert mark_no_shows(vax_session=vax_session, by=lead, expected=1) == 1
    absent.refresh_from_db()
    present.refresh_from_db()
    assert (absent.outcome, present.outcome) == (Outcome.NO_SHOW, Outcome.NONE)
    set_outcome(appointment=present, outcome=Outcome.REFUSED, note="Về quê", by=lead)
    close_session(vax_session=vax_session, counted={}, by=lead)
    states = dict(Registration.objects.values_list("person_id", "state"))
    assert states == {
        absent.person_id: Registration.State.ACCEPTED,
        present.person_id: Registration.State.WITHDRAWN,
    }


def test_somebody_added_since_the_lead_looked_is_not_marked_as_absent(vax_session, lead):
    AppointmentFactory.create_batch(2, session=vax_session)
    with pytest.raises(RuleBroken) as refused:
        mark_no_shows(vax_session=vax_session, by=lead, expected=1)
    assert codes(refused) == {DeskIs.MORE_ABSENT_NOW}


def test_the_district_reopens_with_a_reason_and_a_late_dose_takes_a_discarded_one(vax_session, lot, lan, lead, hoa):
    for _ in range(8):
        inject(vax_session, lot, lan)
    close_session(vax_session=vax_session, counted=count(lot, 1, 2), by=lead)
    with pytest.raises(NotAllowed):
        reopen_session(vax_session=vax_session, reason="Quên nhập", by=lead)
    with pytest.raises(RuleBroken) as refused:
        reopen_session(vax_session=vax_session, reason="", by=hoa)
    assert codes(refused) == {DeskIs.REASON_MISSING}
    opened = reopen_session(vax_session=vax_session, reason="Quên nhập một người", by=hoa)
    assert (opened.state, opened.reason) == (SessionState.OPEN, "Quên nhập một người")
    assert counted(vax_session, Measure.DOSES_DISCARDED) == 0
    inject(vax_session, lot, lan)
    close_session(vax_session=vax_session, counted=count(lot, 1, 1), by=lead)
    row = SessionLot.objects.get(pk=lot.pk)
    assert (row.doses_recorded, row.doses_discarded, row.doses_returned) == (9, 1, 10)


AT_THE_DESK = [Outcome.REFUSED, Outcome.CONTRAINDICATED, Outcome.DEFERRED, Outcome.REFERRED]


def wish_of(appointment):
    return Registration.objects.get(pk=appointment.registration_id).state


@pytest.mark.parametrize("outcome", AT_THE_DESK)
def test_an_outcome_undone_after_reopening_leads_to_a_wish_fulfilled(vax_session, lot, lan, lead, hoa, outcome):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    set_outcome(appointment=appointment, outcome=outcome, note="Ghi nhầm người", by=lan)
    close_session(vax_session=vax_session, counted=count(lot, 0, 0), by=lead)
    reopen_session(vax_session=vax_session, reason="Ghi nhầm", by=hoa)
    issue_to_session(vax_session=vax_session, lot=lot.lot, doses=10, by=lead)
    undo_outcome(appointment=appointment, by=lan)
    assert wish_of(appointment) == Registration.State.INVITED
    record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    assert wish_of(appointment) == Registration.State.DONE


def test_an_absent_person_who_comes_after_reopening_is_invited_again(vax_session, lot, lan, lead, hoa):
    appointment = AppointmentFactory(session=vax_session)
    mark_no_shows(vax_session=vax_session, by=lead)
    close_session(vax_session=vax_session, counted=count(lot, 0, 0), by=lead)
    reopen_session(vax_session=vax_session, reason="Quên nhập", by=hoa)
    check_in(appointment=appointment, by=lan)
    assert wish_of(appointment) == Registration.State.INVITED
    set_outcome(appointment=appointment, outcome=Outcome.CONTRAINDICATED, note="Sốc phản vệ lần trước", by=lan)
    close_session(vax_session=vax_session, counted=count(lot, 0, 0), by=lead)
    assert wish_of(appointment) == Registration.State.WITHDRAWN


def test_who_registered_again_meanwhile_keeps_that_wish(vax_session, lot, lan, lead, hoa):
    appointment = AppointmentFactory(session=vax_session, present=True)
    set_outcome(appointment=appointment, outcome=Outcome.REFUSED, note="Về quê", by=lan)
    close_session(vax_session=vax_session, counted=count(lot, 0, 0), by=lead)
    anew = RegistrationFactory(person=appointment.person, state=Registration.State.RECEIVED)
    reopen_session(vax_session=vax_session, reason="Ghi nhầm", by=hoa)
    undo_outcome(appointment=appointment, by=lan)
    anew.refresh_from_db()
    assert (wish_of(appointment), anew.state) == (Registration.State.WITHDRAWN, Registration.State.RECEIVED)
