"""The sweeps are there under the names by which the timetable calls them, and do not pile up."""

from django.conf import settings

from reporting.models import DailyTally
from reporting.tasks import fold, recount_tallies
from sessions.rules.measures import Measure
from sessions.services.facts import note
from tests.factories import SessionFactory
from vaxportal.celery import app


def test_every_sweep_of_the_timetable_is_a_task():
    app.autodiscover_tasks(force=True)
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_the_fold_runs_every_second_and_a_late_wake_up_is_dropped():
    entry = settings.CELERY_BEAT_SCHEDULE["reporting.fold"]
    assert entry["schedule"] == 1.0 and entry["options"]["expires"] <= 2


def test_tasks_may_run_twice(db):
    note(SessionFactory(), Measure.VOIDED)
    for task in (fold, fold, recount_tallies):
        task()
    assert DailyTally.objects.get(measure="voided").count == 0  # no record says so: the recount took it back
