"""The tallies equal the records, at any moment; where they do not, it is said and mended."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from reporting.models import CoverageTally, DailyTally, Recount
from reporting.services.fold import fold_facts
from reporting.services.recount import recount
from sessions.models import AdverseEvent, Appointment, Dose, Fact
from sessions.rules.measures import Measure
from sessions.rules.states import Outcome
from sessions.services.facts import note, note_many, note_outcome, note_reaction, note_void, of_dose
from tests.factories import AppointmentFactory, LotFactory, SessionFactory, SessionLotFactory, VaccineFactory
from vaxportal.core.clock import now
from vaxportal.core.ids import new_ref


@pytest.fixture
def vax_session(db):
    return SessionFactory()


def planned(vax_session, **given):
    appointment = AppointmentFactory(session=vax_session, **given)
    note_many(vax_session, {Measure.SUBJECTS: 1, Measure.WALK_INS: int(appointment.is_walk_in)})
    if appointment.checked_in_at:
        note(vax_session, Measure.CHECKED_IN)
    return appointment


def dosed(appointment, *, lot=None, **given):
    vax_session = appointment.session
    issued = SessionLotFactory(session=vax_session, lot=lot or LotFactory())
    by = vax_session.created_by
    dose = Dose.objects.create(
        ref=new_ref(),
        person=appointment.person,
        session=vax_session,
        appointment=appointment,
        session_lot=issued,
        lot=issued.lot,
        vaccine=issued.lot.vaccine,
        home_commune=appointment.person.commune,
        given_at=now(),
        injected_by=by,
        recorded_by=by,
        **{"series": "primary", "number": 1, **given},
    )
    Fact.objects.bulk_create(of_dose(dose, appointment=appointment))
    Appointment.objects.filter(pk=appointment.pk).update(outcome=Outcome.INJECTED, outcome_at=now(), outcome_by=by)
    return dose


def tallied(**where):
    return dict(DailyTally.objects.filter(**where).exclude(count=0).values_list("measure", "count"))


def test_a_day_of_outcomes_counts_as_it_was_recorded(vax_session):
    dosed(planned(vax_session, present=True))
    refused = planned(vax_session, is_walk_in=True)
    note_outcome(refused, Outcome.REFUSED)
    Appointment.objects.filter(pk=refused.pk).update(
        outcome=Outcome.REFUSED, outcome_at=now(), outcome_by=vax_session.created_by
    )
    assert recount(repair=False).differences == 0  # the facts still wait
    fold_facts()
    assert recount(repair=False).differences == 0
    assert tallied() == {
        "subjects": 2,
        "walk_ins": 1,
        "checked_in": 1,
        "refused": 1,
        "injected_primary_1": 1,
        "doses_used": 1,
    }


def test_a_dose_of_another_vaccine_takes_its_subject_along_and_a_void_brings_it_back(vax_session):
    comirnaty = LotFactory(number="PF1", vaccine=VaccineFactory(code="COMIRNATY", name="Comirnaty"))
    appointment = planned(vax_session, present=True, is_walk_in=True)
    dose = dosed(appointment, lot=comirnaty, is_late=True)
    fold_facts()
    assert recount(repair=False).differences == 0
    assert tallied(vaccine=vax_session.vaccine) == {}
    assert tallied(vaccine=comirnaty.vaccine)["subjects"] == 1
    Dose.objects.filter(pk=dose.pk).update(
        voided_at=now(), voided_by=vax_session.created_by, void_reason="Nhập nhầm người"
    )
    note_void(dose, appointment=appointment)
    Appointment.objects.filter(pk=appointment.pk).update(outcome="", outcome_at=None, outcome_by=None)
    fold_facts()
    assert recount(repair=False).differences == 0
    assert tallied(vaccine=comirnaty.vaccine) == {"voided": 1}
    assert tallied(vaccine=vax_session.vaccine) == {"subjects": 1, "walk_ins": 1, "checked_in": 1}
    assert not CoverageTally.objects.exclude(count=0).exists()


def test_reactions_are_cases_not_signs(vax_session):
    dose = dosed(planned(vax_session))
    for reaction, is_serious in (("fever", False), ("pain", False), ("anaphylaxis", True)):
        event = AdverseEvent.objects.create(
            dose=dose, reaction=reaction, is_serious=is_serious, recorded_by=vax_session.created_by
        )
        note_reaction(event)
    fold_facts()
    assert (tallied()["reactions_ordinary"], tallied()["reactions_serious"]) == (1, 1)
    assert recount(repair=False).differences == 0


def test_a_drifted_tally_is_said_and_mended(vax_session, caplog):
    dosed(planned(vax_session))
    fold_facts()
    DailyTally.objects.filter(measure="subjects").update(count=7)
    DailyTally.objects.filter(measure="doses_used").delete()
    CoverageTally.objects.update(count=0)
    assert recount(repair=False).differences == 3
    assert tallied()["subjects"] == 7
    done = recount()
    assert (done.differences, done.repaired) == (3, True)
    assert "subjects -6" in caplog.text and "doses_used +1" in caplog.text
    assert tallied() == {"subjects": 1, "injected_primary_1": 1, "doses_used": 1}
    assert CoverageTally.objects.get().count == 1
    assert recount().differences == 0


def test_the_command_checks_or_repairs(vax_session):
    planned(vax_session)
    fold_facts()
    DailyTally.objects.update(count=3)
    with pytest.raises(CommandError, match="1 tallies differ"):
        call_command("recount", "--check")
    out = StringIO()
    call_command("recount", stdout=out)
    assert out.getvalue() == "1 differences, repaired.\n"
    call_command("recount", "--check", stdout=out)
    assert Recount.objects.count() == 3


def test_drafts_and_cancelled_sessions_have_no_subjects(db):
    for state in ("draft", "cancelled"):
        AppointmentFactory(session=SessionFactory(state=state))
    assert recount(repair=False).differences == 0


def elsewhere(act):
    try:
        return act()
    finally:
        connections.close_all()


def waiting_for_a_lock(number):
    """Until so many connections wait."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # one transaction sees one picture otherwise
            cursor.execute(asked)
            if cursor.fetchone()[0] == number:
                return
        sleep(0.05)
    raise AssertionError(f"{number} connections should wait")


@pytest.mark.django_db(transaction=True)
def test_two_recounts_at_once_repair_once():
    dosed(planned(SessionFactory()))
    fold_facts()
    DailyTally.objects.filter(measure="doses_used").update(count=0)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert recount().differences == 1
            other = pool.submit(elsewhere, recount)
            waiting_for_a_lock(1)
        assert other.result().differences == 0
    assert tallied()["doses_used"] == 1
    assert recount(repair=False).differences == 0


@pytest.mark.django_db(transaction=True)
def test_a_fold_and_a_repair_meet_in_the_same_cells_and_both_end():
    """Both take the cells of the day first and those of the homes after; the other way round they would deadlock."""
    first, second = (dosed(planned(SessionFactory()), number=number) for number in (1, 2))
    fold_facts()
    for dose in (first, second):
        Fact.objects.bulk_create(of_dose(dose, appointment=dose.appointment))
    DailyTally.objects.update(count=7)
    CoverageTally.objects.update(count=7)
    with ThreadPoolExecutor(2) as pool, closing(connection.copy()) as third, third.cursor() as cursor:
        third.set_autocommit(False)
        cursor.execute("SELECT id FROM reporting_coveragetally WHERE measure = 'injected_primary_2' FOR UPDATE")
        fold = pool.submit(elsewhere, fold_facts)
        waiting_for_a_lock(1)
        repair = pool.submit(elsewhere, recount)
        waiting_for_a_lock(2)
        third.rollback()
        assert (fold.result() > 0, repair.result().repaired) == (True, True)
    assert recount(repair=False).differences == 0
