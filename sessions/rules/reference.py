"""What a rule of intervals and mixing must keep to, whoever wrote it."""

from collections.abc import Iterator

from sessions.rules.codes import DoseRuleIs
from sessions.rules.doses import DoseRuleRow
from sessions.rules.states import LAST_NUMBER, Series
from vaxportal.core.problems import Problem


def dose_rule_problems(rule: DoseRuleRow) -> Iterator[Problem]:
    last = LAST_NUMBER[Series(rule.series)]
    if not 1 <= rule.number <= last:
        yield Problem(DoseRuleIs.NUMBER_OUT_OF_RANGE, "number", last=last)
    if rule.recommended_days < rule.min_days:
        yield Problem(DoseRuleIs.RECOMMENDED_BELOW_LEAST, "recommended_days", least=rule.min_days)
    if rule.valid_to and rule.valid_to < rule.valid_from:
        yield Problem(DoseRuleIs.DATES_OUT_OF_ORDER, "valid_to", start=rule.valid_from)
