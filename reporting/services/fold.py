"""The fold: facts become tallies. Each fact is taken away and counted in one statement, so it counts exactly once."""

from django.db import connection, transaction

BATCH = 10_000

# Rows are claimed with SKIP LOCKED, so two folds never take the same fact and never wait for each other's facts.
# Both upserts go in the order of their keys, so two folds that meet in the same cells cannot deadlock; and the second
# asks for the first, which PostgreSQL would otherwise run after it: a recount repairs the days before the homes too.
FOLD = """
WITH claimed AS MATERIALIZED (
    SELECT id FROM vaccination_fact ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM vaccination_fact USING claimed WHERE vaccination_fact.id = claimed.id RETURNING vaccination_fact.*
), tallied AS (
    INSERT INTO reporting_dailytally AS tally (day, facility_id, round_id, vaccine_id, measure, count)
    SELECT day, facility_id, round_id, vaccine_id, measure, sum(delta) FROM taken
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (day, facility_id, round_id, vaccine_id, measure) DO UPDATE SET count = tally.count + excluded.count
    RETURNING 1
), covered AS (
    INSERT INTO reporting_coveragetally AS tally (commune_id, vaccine_id, measure, count)
    SELECT home_commune_id, vaccine_id, measure, sum(delta) FROM taken
    WHERE home_commune_id IS NOT NULL AND measure LIKE 'injected%%' AND (SELECT count(*) FROM tallied) > 0
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (commune_id, vaccine_id, measure) DO UPDATE SET count = tally.count + excluded.count
)
SELECT count(*) FROM taken
"""


def fold_facts(*, limit: int = BATCH) -> int:
    """Folds until nothing is left, a transaction per batch; answers how many facts were folded."""
    folded = 0
    while True:
        batch = _fold_batch(limit)
        folded += batch
        if batch < limit:
            return folded


@transaction.atomic
def _fold_batch(limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [limit])
        return int(cursor.fetchone()[0])
