"""The benchmarks of the live desk, at a size at which they measure nothing: they run, and yield what they promise."""

import os
from io import StringIO
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench import desk_dose, desk_import, desk_offline, desk_verdict, list_import, register, scene
from bench.scans import Scans
from bench.server import running
from sessions.models import DeskAct

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"slip", "card_planned", "card_stranger", "card_newcomer", "name_planned", "name_stranger", "initials", "wrong"}


@pytest.fixture
def province():
    """The country, and nobody remembered of another run."""
    for kept in (register.filled, scene.scene, list_import.company):
        kept.cache_clear()
    call_command("load_reference", stdout=StringIO())


@pytest.fixture
def served(province, tmp_path, monkeypatch):
    """`served("web")` starts programs of the portal on the database of the test."""
    at = connection.settings_dict
    address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("STATIC_MANIFEST", "0")
    monkeypatch.setenv("VAXPORTAL_VAR", os.environ.get("VAXPORTAL_VAR") or str(settings.VAR))
    return lambda *names: running(*names, log=tmp_path / "bench.log")


def figures(results):
    return {one.name: one.value for one in results}


def test_doses_are_timed_at_each_number_of_stations(served):
    with served("web") as port:
        found = desk_dose.compare(port, {1: 4, 4: 16})
    assert [one.name for one in found] == ["desk_dose_p99_c1", "desk_dose_p99_c4", "desk_dose_p99"]
    assert all(one.value > 0 and one.ratio and one.p50 for one in found)


def test_scans_of_every_kind_are_timed(served):
    people = register.filled(2_000)
    with served("web") as port:
        found = figures(desk_verdict.timed(port, planned=20, scans=2, people=people))
    assert set(found) == {"desk_verdict_p95", *(f"desk_verdict_p95_{kind}" for kind in KINDS)}


def test_doses_are_timed_while_a_list_is_read(served):
    with served("web", "lists") as port:
        [found] = desk_import.compared(port, rows=60, idle=1.0, people=400)
    assert (found.name, found.against is not None) == ("desk_under_import", True)


def test_nothing_is_lost_or_doubled_on_bad_lines(served):
    with served("web") as port:
        found = figures(desk_offline.played(port, stations=3, people=45, pace=0.0))
    assert (found["desk_offline_lost"], found["desk_offline_doubled"]) == (0, 0)
    assert found["desk_offline_drain"] > 0
    assert DeskAct.objects.exists()


def test_a_seed_draws_the_same_scans_again(province):
    register.filled(500)
    [table] = scene.scene().open_session(stations=1, people=10)
    first, again = (list(Scans(table.session, Random(3)).draw(2)) for _time in range(2))
    assert first == again
    assert {kind for kind, _text in first} == KINDS
