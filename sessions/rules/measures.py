"""What a vaccination session counts for the reports (annex 5-A of QĐ 3588). Codes stand in the tallies: never renamed.

A person of a session counts in one row: the vaccine of the dose in force, else the session's planned vaccine. So, once
a session is closed: subjects = injected + referred + refused + deferred + contraindicated + no-shows.
"""

from enum import StrEnum

from sessions.rules.states import LAST_NUMBER, Outcome, Series


class Measure(StrEnum):
    SUBJECTS = "subjects"  # planned and walked in; withdrawn and moved people leave it
    WALK_INS = "walk_ins"  # of the subjects
    CHECKED_IN = "checked_in"  # of the subjects
    REFERRED = "referred"
    REFUSED = "refused"
    DEFERRED = "deferred"
    CONTRAINDICATED = "contraindicated"
    NO_SHOW = "no_show"
    INJECTED_PRIMARY_1 = "injected_primary_1"
    INJECTED_PRIMARY_2 = "injected_primary_2"
    INJECTED_PRIMARY_3 = "injected_primary_3"
    INJECTED_ADDITIONAL_1 = "injected_additional_1"
    INJECTED_BOOSTER_1 = "injected_booster_1"
    INJECTED_BOOSTER_2 = "injected_booster_2"
    INJECTED_BOOSTER_3 = "injected_booster_3"
    DOSES_USED = "doses_used"  # doses in force; voiding an entry gives its dose back to the session's lot
    DOSES_DISCARDED = "doses_discarded"  # of the lots issued to the session, said at closing
    REACTIONS_ORDINARY = "reactions_ordinary"  # doses followed by at least one ordinary reaction: cases, not signs
    REACTIONS_SERIOUS = "reactions_serious"  # doses followed by at least one serious event
    LATE = "late"  # doses in force that were entered on a later day than they were given
    VOIDED = "voided"  # entries that were voided; a re-entry counts as injected again


def injected(series: Series | str, number: int) -> Measure:
    """The measure of one dose: injected("booster", 1) is INJECTED_BOOSTER_1."""
    return Measure(f"injected_{Series(series)}_{number}")


INJECTED = tuple(injected(series, number) for series, last in LAST_NUMBER.items() for number in range(1, last + 1))
OF_OUTCOME = {
    Outcome.REFERRED: Measure.REFERRED,
    Outcome.REFUSED: Measure.REFUSED,
    Outcome.DEFERRED: Measure.DEFERRED,
    Outcome.CONTRAINDICATED: Measure.CONTRAINDICATED,
    Outcome.NO_SHOW: Measure.NO_SHOW,
}
