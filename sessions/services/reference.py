"""The dated dose rules: loaded from their file, and changed by an administrator."""

import csv
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

from django.db import transaction

from sessions.models import DoseRule
from sessions.rules.codes import DoseRuleIs
from sessions.rules.doses import DoseRuleRow
from sessions.rules.reference import dose_rule_problems
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.services.reference_rows import keep_row
from vaxportal.core.problems import Problem

FILE = Path(__file__).resolve().parent.parent / "data" / "dose_rules.csv"
PARTS = [field.name for field in fields(DoseRuleRow)]
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


def set_dose_rule(rule: DoseRule, *, by: User) -> DoseRule:
    """Adds it, or changes all but what it is about and since when: other days from another day are another rule."""
    return keep_row(rule, what="dose_rule", about=KEY, problems=problems_of, wording=WORDING, by=by)


def problems_of(rule: DoseRule) -> Iterator[Problem]:
    """What stands in the way of the rule as it is written."""
    yield from dose_rule_problems(DoseRuleRow(**{part: getattr(rule, part) for part in PARTS}))
    same = {part: getattr(rule, part) for part in KEY}
    if DoseRule.objects.filter(**same).exclude(pk=rule.pk).exists():
        yield Problem(DoseRuleIs.ALREADY_KNOWN, "valid_from")
