"""Words that the tests of the day share."""

from django.db.models import Sum

from sessions.models import Fact, SessionLot
from sessions.rules.screening import ASKED, ScreeningGiven, Vitals
from sessions.services.doses import DoseEntry

WELL = Vitals(temperature=36.6, pulse=76, systolic=120, diastolic=80)


def codes(refused):
    return {problem.code for problem in refused.value.problems}


def counted(vax_session, measure):
    """What the facts of this session's facility say of one measure."""
    facts = Fact.objects.filter(facility_id=vax_session.facility_id, measure=measure)
    return facts.aggregate(total=Sum("delta"))["total"] or 0


def answered(*, sex="F", yes=(), outcome="eligible", note="", vitals=WELL):
    asked = [one for one in ASKED if sex == "F" or not one.startswith("q4")]
    return ScreeningGiven(answers={one: one in yes for one in asked}, vitals=vitals, outcome=outcome, note=note)


def entry(session_lot: SessionLot, nurse, *, series="primary", number=1, **more):
    return DoseEntry(series=series, number=number, lot=session_lot.lot.ref, injected_by=nurse, **more)
