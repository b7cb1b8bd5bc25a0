"""Who a row is: somebody known, somebody new, or a question that a person decides."""

from collections.abc import Sequence
from dataclasses import replace

from registration.models import Lookalike
from registration.rules.codes import PersonIs
from registration.rules.matching import Likeness, best
from registration.services.given import RowResult, Taken
from registration.services.intake import Intake, Row
from registration.services.known import Known, KnownPeople, Likely, at_home
from vaxportal.core.problems import Problem

MOST_SHOWN = 3


def judge(row: Row, known: KnownPeople, intake: Intake) -> Known | None:
    """The person whom the row is linked to. None: a new person, unless the row's result says what stands against it."""
    likely = known.like(at_home(row.person, intake.reference.communes))
    if intake.is_public:
        while number := _somebody_elses(likely):
            _put_aside(row, number)
            likely = known.like(at_home(row.person, intake.reference.communes))
    if not likely:
        return None
    verdict = best([one.match for one in likely])
    if verdict.clashes:
        _refuse(row, _clash(likely[verdict.clashes[0]]))
        return None
    meant = [likely[place] for place in verdict.likely]
    if verdict.likeness == Likeness.SAME or _is_told_apart(meant):
        return meant[0].known
    return _doubtful(row, meant, intake)


def _doubtful(row: Row, likely: Sequence[Likely], intake: Intake) -> Known | None:
    if row.given.decided:
        return _as_decided(row, likely)
    if intake.is_public:  # never told; staff look at the two
        row.stands_apart, row.doubts = True, tuple(likely)
        return None
    shown = tuple((str(one.known.ref), one.match.codes) for one in likely[:MOST_SHOWN])
    problem = Problem(PersonIs.POSSIBLY_KNOWN, likely[0].shared_number or "full_name", likely=shown)
    row.result = RowResult(Taken.UNCLEAR, (problem,), likely=tuple(likely[:MOST_SHOWN]))
    return None


def _as_decided(row: Row, likely: Sequence[Likely]) -> Known | None:
    """One of those whom the row is like; or a new person, unless a number can only be one person's."""
    assert row.given.decided
    if row.given.decided.same_as:
        chosen = next((one.known for one in likely if one.known.ref == row.given.decided.same_as), None)
        if chosen is None:
            _refuse(row, Problem(PersonIs.NOT_LIKE_THAT_ONE, "full_name"))
        return chosen
    shared = next((one for one in likely if one.shared_number), None)
    if shared:
        _refuse(row, _clash(shared))
    else:
        row.stands_apart, row.doubts = True, tuple(likely)
    return None


def _is_told_apart(likely: Sequence[Likely]) -> bool:
    """Exactly one is certain, and somebody has said before that the others are other people."""
    certain = [one for one in likely if one.match.likeness == Likeness.SAME]
    if len(certain) != 1 or certain[0].known.pk is None:
        return False
    others = {one.known.pk for one in likely[1:]}
    apart = Lookalike.objects.told_apart(certain[0].known.pk)
    return bool(others) and others <= apart


def _somebody_elses(likely: Sequence[Likely]) -> str:
    """The number of a row that belongs to somebody who is not plainly the same person."""
    others = (one for one in likely if one.match.likeness != Likeness.SAME)
    return next((one.shared_number for one in others if one.shared_number), "")


def _put_aside(row: Row, number: str) -> None:
    """The public is never told that a number is somebody's: the person is taken in without it, for staff to settle."""
    row.disputed[number] = getattr(row.person, number)
    row.person = replace(row.person, id_number="") if number == "id_number" else replace(row.person, bhyt="")


def _refuse(row: Row, problem: Problem) -> None:
    row.result = RowResult(Taken.REFUSED, (problem,))


def _clash(one: Likely) -> Problem:
    """A number that somebody else bears."""
    code = PersonIs.ID_ALREADY_KNOWN if one.shared_number == "id_number" else PersonIs.BHYT_ALREADY_KNOWN
    return Problem(code, one.shared_number)
