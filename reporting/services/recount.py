"""The recount: the tallies counted anew from the records, compared, and repaired loudly.

Every record is written together with its facts, and the fold moves facts into tallies at one stroke. So at any moment,
desks running or not, records = tallies + facts that wait. One statement sees one moment; nothing has to stand still.
"""

import logging
from collections.abc import Sequence

from django.db import connection, transaction

from reporting.models import Recount
from vaxportal.core import clock

log = logging.getLogger(__name__)
ONE_AT_A_TIME = 0x7265636F756E74  # "recount": the key of the lock in the database

# A person of a session counts under the vaccine of their dose in force, else under the session's planned one.
PEOPLE = """
SELECT session.day, session.facility_id, session.round_id, coalesce(dose.vaccine_id, session.vaccine_id) AS vaccine_id,
       person.outcome, person.is_walk_in, person.checked_in_at IS NOT NULL AS checked_in
FROM vaccination_appointment person
JOIN vaccination_vaccinationsession session ON session.id = person.session_id
LEFT JOIN vaccination_dose dose ON dose.appointment_id = person.id AND dose.voided_at IS NULL
WHERE session.state IN ('published', 'open', 'closed') AND person.outcome NOT IN ('withdrawn', 'moved')
"""
DOSES = """
SELECT dose.id, session.day, session.facility_id, session.round_id, dose.vaccine_id, dose.is_late, dose.home_commune_id,
       dose.voided_at IS NULL AS in_force, 'injected_' || dose.series || '_' || dose.number AS injected
FROM vaccination_dose dose JOIN vaccination_vaccinationsession session ON session.id = dose.session_id
"""
RECORDS = """
    SELECT day, facility_id, round_id, vaccine_id, 'subjects' AS measure, count(*) AS count FROM people
        GROUP BY 1, 2, 3, 4
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, 'walk_ins', count(*) FROM people WHERE is_walk_in
        GROUP BY 1, 2, 3, 4
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, 'checked_in', count(*) FROM people WHERE checked_in
        GROUP BY 1, 2, 3, 4
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, outcome, count(*) FROM people
        WHERE outcome IN ('referred', 'refused', 'deferred', 'contraindicated', 'no_show') GROUP BY 1, 2, 3, 4, 5
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, injected, count(*) FROM doses WHERE in_force
        GROUP BY 1, 2, 3, 4, 5
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, 'doses_used', count(*) FROM doses WHERE in_force
        GROUP BY 1, 2, 3, 4
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, 'late', count(*) FROM doses WHERE in_force AND is_late
        GROUP BY 1, 2, 3, 4
    UNION ALL SELECT day, facility_id, round_id, vaccine_id, 'voided', count(*) FROM doses WHERE NOT in_force
        GROUP BY 1, 2, 3, 4
    UNION ALL SELECT day, facility_id, round_id, vaccine_id,
        CASE WHEN is_serious THEN 'reactions_serious' ELSE 'reactions_ordinary' END, count(DISTINCT doses.id)
        FROM doses JOIN vaccination_adverseevent event ON event.dose_id = doses.id GROUP BY 1, 2, 3, 4, 5
    UNION ALL SELECT session.day, session.facility_id, session.round_id, lot.vaccine_id, 'doses_discarded',
        sum(issued.doses_discarded)
        FROM vaccination_sessionlot issued JOIN vaccination_lot lot ON lot.id = issued.lot_id
        JOIN vaccination_vaccinationsession session ON session.id = issued.session_id
        WHERE issued.doses_discarded > 0 GROUP BY 1, 2, 3, 4
"""

# The two halves read alike: what the records say, minus what the tallies and the waiting facts say, where not zero.
DAILY = f"""
WITH people AS ({PEOPLE}), doses AS ({DOSES}), difference AS (
    SELECT day, facility_id, round_id, vaccine_id, measure, sum(count)::int AS missing FROM (
        {RECORDS}
        UNION ALL SELECT day, facility_id, round_id, vaccine_id, measure, -count FROM reporting_dailytally
        UNION ALL SELECT day, facility_id, round_id, vaccine_id, measure, -delta FROM vaccination_fact
    ) AS every GROUP BY 1, 2, 3, 4, 5 HAVING sum(count) <> 0 ORDER BY 1, 2, 3, 4, 5
)"""  # noqa: S608 - our own words only
COVERAGE = f"""
WITH doses AS ({DOSES}), difference AS (
    SELECT commune_id, vaccine_id, measure, sum(count)::int AS missing FROM (
        SELECT home_commune_id AS commune_id, vaccine_id, injected AS measure, count(*) AS count FROM doses
            WHERE in_force AND home_commune_id IS NOT NULL GROUP BY 1, 2, 3
        UNION ALL SELECT commune_id, vaccine_id, measure, -count FROM reporting_coveragetally
        UNION ALL SELECT home_commune_id, vaccine_id, measure, -delta FROM vaccination_fact
            WHERE home_commune_id IS NOT NULL AND measure LIKE 'injected%'
    ) AS every GROUP BY 1, 2, 3 HAVING sum(count) <> 0 ORDER BY 1, 2, 3
)"""  # noqa: S608 - our own words only
SEEN = " SELECT * FROM difference"

# A repair adds the difference and never sets a value, so a fold in between is not lost.
REPAIR_DAILY = """, repaired AS (
    INSERT INTO reporting_dailytally AS tally (day, facility_id, round_id, vaccine_id, measure, count)
    SELECT day, facility_id, round_id, vaccine_id, measure, missing FROM difference
    ON CONFLICT (day, facility_id, round_id, vaccine_id, measure) DO UPDATE SET count = tally.count + excluded.count
)"""
REPAIR_COVERAGE = """, repaired AS (
    INSERT INTO reporting_coveragetally AS tally (commune_id, vaccine_id, measure, count)
    SELECT commune_id, vaccine_id, measure, missing FROM difference
    ON CONFLICT (commune_id, vaccine_id, measure) DO UPDATE SET count = tally.count + excluded.count
)"""


@transaction.atomic
def recount(*, repair: bool = True) -> Recount:
    """Compares all tallies with the records; every difference is an error in the log, repaired unless told not to."""
    _wait_for_other_recounts()
    done = Recount(started_at=clock.now())
    daily = _run(DAILY + (REPAIR_DAILY if repair else "") + SEEN)
    coverage = _run(COVERAGE + (REPAIR_COVERAGE if repair else "") + SEEN)
    for day, facility, round_, vaccine, measure, missing in daily:
        cell = {"day": f"{day:%Y-%m-%d}", "facility": facility, "round": round_, "vaccine": vaccine}
        log.error("tally differs from the records: %s %s %+d", cell, measure, missing)
    for commune, vaccine, measure, missing in coverage:
        cell = {"commune": commune, "vaccine": vaccine}
        log.error("coverage differs from the records: %s %s %+d", cell, measure, missing)
    done.differences = len(daily) + len(coverage)
    done.repaired = repair and bool(done.differences)
    done.finished_at = clock.now()
    done.save()
    return done


def _wait_for_other_recounts() -> None:
    """A statement by itself: the next one sees what the other repaired, and does not repair it again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _run(sql: str) -> Sequence[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
