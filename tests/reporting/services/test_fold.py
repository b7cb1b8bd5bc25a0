"""Every fact counts exactly once, however many folds run and whatever kills them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from reporting.models import CoverageTally, DailyTally
from reporting.services.fold import fold_facts
from sessions.models import Fact
from sessions.rules.measures import Measure
from sessions.services.facts import note, note_many
from tests.factories import FacilityFactory, RoundFactory, SessionFactory, VaccineFactory


@pytest.fixture
def vax_session(db):
    return SessionFactory()


def tallied(**where):
    return dict(DailyTally.objects.filter(**where).values_list("measure", "count"))


def test_facts_become_tallies_of_their_cell(vax_session):
    note(vax_session, Measure.SUBJECTS, delta=60)
    note(vax_session, Measure.SUBJECTS, delta=-1)
    note(vax_session, Measure.REFUSED)
    assert fold_facts() == 3
    tallies = DailyTally.objects.filter(
        day=vax_session.day,
        facility=vax_session.facility,
        round=vax_session.round,
        vaccine=vax_session.vaccine,
    )
    assert dict(tallies.values_list("measure", "count")) == {"subjects": 59, "refused": 1}
    assert not Fact.objects.exists()


def test_a_second_fold_adds_to_the_same_row(vax_session):
    for _ in range(3):
        note(vax_session, Measure.DOSES_DISCARDED, delta=2)
        fold_facts()
    assert tallied() == {"doses_discarded": 6}
    assert fold_facts() == 0


def test_facts_of_another_vaccine_stay_apart(vax_session):
    other = VaccineFactory(code="COMIRNATY", name="Comirnaty")
    note(vax_session, Measure.REFUSED)
    note(vax_session, Measure.REFUSED, vaccine=other)
    fold_facts()
    assert tallied(vaccine=other) == tallied(vaccine=vax_session.vaccine) == {"refused": 1}


def test_injections_count_for_the_home_commune_too(vax_session):
    commune = vax_session.facility.commune
    one = {Measure.INJECTED_PRIMARY_1: 1, Measure.DOSES_USED: 1}
    note_many(vax_session, one, home_commune_id=commune.pk)
    note_many(vax_session, {Measure.INJECTED_PRIMARY_1: 1})  # a home outside the country, or not known
    fold_facts()
    assert list(CoverageTally.objects.values_list("commune", "measure", "count")) == [
        (commune.pk, "injected_primary_1", 1)
    ]
    assert tallied() == {"injected_primary_1": 2, "doses_used": 1}


def test_batches_smaller_than_the_work_still_fold_it_all(vax_session):
    for _ in range(25):
        note(vax_session, Measure.LATE)
    assert fold_facts(limit=10) == 25
    assert tallied() == {"late": 25}


def test_a_fold_that_dies_counts_nothing_and_loses_nothing(vax_session):
    note(vax_session, Measure.LATE, delta=4)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        fold_facts()
        raise KeyboardInterrupt
    assert Fact.objects.count() == 1 and not DailyTally.objects.exists()
    fold_facts()
    assert tallied() == {"late": 4}


@pytest.fixture
def cells(transactional_db):
    facilities = [FacilityFactory(code=f"8730{n}", name=f"Trạm {n}") for n in range(1, 5)]
    round_ = RoundFactory()
    return [SessionFactory(facility=facility, round=round_) for facility in facilities]


def test_concurrent_folds_and_writers_count_each_fact_once(cells):
    """Four writers and three folds at once; a third of the folds is rolled back, as if killed."""
    expected = Counter()
    plan = [(cells[n % 4], (Measure.SUBJECTS, Measure.LATE, Measure.REFUSED)[n % 3], 1 + n % 2) for n in range(240)]
    for vax_session, measure, delta in plan:
        expected[vax_session.facility_id, measure] += delta

    def write(part):
        for vax_session, measure, delta in part:
            note(vax_session, measure, delta=delta)
        connections.close_all()

    def fold(kill_every):
        for n in range(30):
            try:
                with transaction.atomic():
                    fold_facts()
                    if n % kill_every == 0:
                        raise KeyError
            except KeyError:
                pass
        connections.close_all()

    with ThreadPoolExecutor(7) as pool:
        work = [pool.submit(write, plan[n::4]) for n in range(4)] + [pool.submit(fold, 3) for _ in range(3)]
    for one in work:
        one.result()
    fold_facts()
    counted = {(f, m): n for f, m, n in DailyTally.objects.values_list("facility", "measure", "count")}
    assert counted == expected
    assert not Fact.objects.exists()
    connection.close()
