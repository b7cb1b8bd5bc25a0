"""What one dose changes, written together in one round trip: it is all there, or nothing is."""

from collections.abc import Sequence

from registration.models import Registration
from sessions.models import Dose, Fact
from sessions.rules.codes import DoseIs
from sessions.rules.states import Outcome
from vaxportal.audit.models import Entry
from vaxportal.core.sql import Statement, insert, run

RESOLVE = Statement(
    "appointment_injected",
    """
    UPDATE vaccination_appointment SET outcome = %(outcome)s, outcome_at = %(at)s, outcome_by_id = %(by)s
    WHERE id = %(appointment)s
    """,
)
FULFIL = Statement(
    "registration_done",
    """
    UPDATE registration_registration SET state = %(done)s, state_changed_at = %(at)s
    WHERE person_id = %(person)s AND state IN ('received', 'accepted', 'invited') AND behind_id IS NULL
    """,
)
SET_REPORT_ASIDE = Statement(  # at most one stands of each series and number
    "reported_dose_void",
    """
    UPDATE registration_reporteddose r SET voided_at = %(at)s, voided_by_id = %(by)s
    FROM vaccination_dose d
    WHERE d.ref = %(ref)s AND (r.person_id, r.series, r.number) = (d.person_id, d.series, d.number)
        AND r.voided_at IS NULL
    """,
)
TAKE_FROM_LOT = Statement(
    "lot_one_less",
    """
    WITH given AS (
        SELECT d.id, d.session_lot_id FROM vaccination_dose d JOIN vaccination_lot l ON l.id = d.lot_id
        WHERE d.ref = %(ref)s
            AND (l.recalled_at IS NULL OR d.given_at < l.recalled_at OR d.overridden @> '["lot_recalled"]')
            AND NOT EXISTS (
                SELECT FROM vaccination_vial b WHERE b.id = d.vial_id AND b.session_lot_id <> d.session_lot_id
            )
        FOR KEY SHARE OF l
    )
    UPDATE vaccination_sessionlot r SET doses_recorded = doses_recorded + 1
    FROM given
    WHERE r.id = given.session_lot_id AND doses_issued > doses_recorded + doses_discarded + doses_returned
    RETURNING given.id
    """,
)


def write(dose: Dose, facts: Sequence[Fact], told: Entry, *, is_news: bool = True) -> bool:
    """The dose, its appointment resolved, the wish fulfilled, facts and audit, and one dose less in the lot.

    Recorded anew for the same person it is no news: their appointment is resolved, and a wish that is open by now is
    the next one.

    A reported dose that the nurse's reason has set aside is void from now on. The lot comes last, because all tables of
    the session wait for its row. A recall holds the row of the lot itself: either it waits for this dose, or this dose
    is judged by it; so is a vial that turns out to be of another lot. False when the lot is used up or recalled, or the
    vial corrected: then the caller's transaction must not stand.
    """
    values = {"at": dose.recorded_at, "by": dose.recorded_by_id, "person": dose.person_id, "ref": dose.ref}
    values |= {"appointment": dose.appointment_id, "outcome": Outcome.INJECTED, "done": Registration.State.DONE}
    aside = [(SET_REPORT_ASIDE, values)] if DoseIs.ALREADY_REPORTED in dose.overridden else []
    news = [(RESOLVE, values), (FULFIL, values)] if is_news else []
    changes = [*news, *aside, insert(facts), insert([told]), (TAKE_FROM_LOT, values)]
    taken = run([insert([dose]), *changes])
    if taken is None:
        return False
    dose.pk = next(taken)
    dose._state.adding = False
    return True
