"""Loading the dated dose rules from their file; loading twice changes nothing."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from sessions.models import DoseRule

FILE = Path(__file__).resolve().parent.parent / "data" / "dose_rules.csv"
KEY = ("previous", "next", "series", "number", "valid_from")


@transaction.atomic
def load() -> dict[str, int]:
    """Writes what is not there yet; a rule that stands is left as it is: an administrator may have changed it since."""
    known = set(DoseRule.objects.values_list(*KEY))
    with FILE.open(encoding="utf-8", newline="") as file:
        rules = [_rule(row) for row in csv.DictReader(file)]
    new = [rule for rule in rules if tuple(getattr(rule, part) for part in KEY) not in known]
    return {"dose_rules": len(DoseRule.objects.bulk_create(new))}


def _rule(row: dict[str, str]) -> DoseRule:
    return DoseRule(
        previous=row["previous_vaccine"],
        next=row["next_vaccine"],
        series=row["series"],
        number=int(row["number"]),
        min_days=int(row["min_days"]),
        recommended_days=int(row["recommended_days"]),
        mixing_consent=row["mixing_consent"] == "yes",
        enforcement=row["enforcement"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source=row["source"],
        certainty=row["certainty"],
    )
