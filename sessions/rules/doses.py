"""Which dose comes next, and what stands in the way of giving it: intervals, mixing, age, lot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sessions.rules.codes import DoseIs
from sessions.rules.states import LAST_NUMBER, Series
from sessions.rules.stock import LotFacts, lot_problems
from vaxportal.core.dates import age_on
from vaxportal.core.problems import Problem

ANY_VACCINE = "*"
SERIES_ORDER = {Series.PRIMARY: 0, Series.ADDITIONAL: 1, Series.BOOSTER: 2}


@dataclass(frozen=True, slots=True)
class PastDose:
    vaccine: str  # its code
    series: str
    number: int
    given_on: date
    is_ours: bool = True  # else somebody has said so: it holds until papers show otherwise


@dataclass(frozen=True, slots=True)
class DoseHistory:
    """All unvoided doses of one person against one disease, our own and reported ones."""

    doses: tuple[PastDose, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.doses)

    @property
    def latest(self) -> PastDose | None:
        return max(self.doses, key=lambda dose: dose.given_on, default=None)

    def latest_until(self, day: date) -> PastDose | None:
        return DoseHistory(tuple(dose for dose in self.doses if dose.given_on <= day)).latest

    def numbers(self, series: Series) -> set[int]:
        return {dose.number for dose in self.doses if dose.series == series}

    def find(self, series: str, number: int) -> PastDose | None:
        return next((dose for dose in self.doses if (dose.series, dose.number) == (series, number)), None)

    def without(self, told: PastDose) -> "DoseHistory":
        return DoseHistory(tuple(dose for dose in self.doses if dose != told))

    def has_full_course(self, primary_doses: Mapping[str, int]) -> bool:
        """As many primary doses as the vaccine of the last of them asks for."""
        primary = [dose for dose in self.doses if dose.series == Series.PRIMARY]
        if not primary:
            return False
        last = max(primary, key=lambda dose: dose.number)
        needed = primary_doses.get(last.vaccine, LAST_NUMBER[Series.PRIMARY])
        return set(range(1, needed + 1)) <= self.numbers(Series.PRIMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRuleRow:
    """One dated row of the rules of intervals and mixing; `*` as previous stands for any vaccine."""

    previous: str
    next: str
    series: str
    number: int
    min_days: int
    recommended_days: int
    mixing_consent: bool
    enforcement: str  # stop | warn
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VaccineFacts:
    code: str
    min_age_years: int
    is_given_here: bool = True  # else known only from doses given abroad
    licensed_from: date | None = None


@dataclass(frozen=True, slots=True)
class DoseGiven:
    series: str
    number: int
    given_on: date
    has_mixing_consent: bool = False
    given_at: datetime | None = None  # with time zone; None: not yet, so after whatever is known


def allowed_doses(history: DoseHistory, primary_doses: Mapping[str, int]) -> list[tuple[Series, int]]:
    """(series, number) that may come next, the usual one first; empty when everything was given."""
    if not history.has_full_course(primary_doses):
        return _first_free(history, Series.PRIMARY)
    return _first_free(history, Series.BOOSTER) + _first_free(history, Series.ADDITIONAL)


def next_dose(history: DoseHistory, primary_doses: Mapping[str, int]) -> tuple[Series, int] | None:
    """The dose that the station presets; `primary_doses` tells by vaccine how many make a full course."""
    return next(iter(allowed_doses(history, primary_doses)), None)


def _first_free(history: DoseHistory, series: Series) -> list[tuple[Series, int]]:
    free = set(range(1, LAST_NUMBER[series] + 1)) - history.numbers(series)
    return [(series, min(free))] if free else []


def rule_for(
    previous: str, vaccine: str, series: str, number: int, *, rules: Iterable[DoseRuleRow], on: date
) -> DoseRuleRow | None:
    """The rule in force on that day; a named previous vaccine beats `*`."""
    matching = [
        rule
        for rule in rules
        if (rule.next, rule.series, rule.number) == (vaccine, series, number)
        and rule.previous in (previous, ANY_VACCINE)
        and rule.valid_from <= on <= (rule.valid_to or on)
    ]
    return max(matching, key=lambda rule: (rule.previous != ANY_VACCINE, rule.valid_from), default=None)


def earliest_day(
    history: DoseHistory, *, vaccine: str, series: str, number: int, rules: Iterable[DoseRuleRow], on: date
) -> date | None:
    """From which day this dose may be given, by the rules of the day `on`; None where no rule speaks."""
    latest = history.latest_until(on)
    if latest is None:
        return None
    rule = rule_for(latest.vaccine, vaccine, series, number, rules=rules, on=on)
    return latest.given_on + timedelta(days=rule.min_days) if rule else None


def dose_problems(
    given: DoseGiven,
    *,
    vaccine: VaccineFacts,
    lot: LotFacts,
    lot_vaccine: str,
    history: DoseHistory,
    rules: Sequence[DoseRuleRow],
    primary_doses: Mapping[str, int],
    born_on: date,
    today: date,
) -> Iterator[Problem]:
    """Everything that stands in the way; what is overridable, a named person may set aside with a reason."""
    if given.given_on > today:
        yield Problem(DoseIs.IN_FUTURE, "given_on")
    yield from lot_problems(lot, day=given.given_on, at=given.given_at)
    if lot_vaccine != vaccine.code:
        yield Problem(DoseIs.LOT_OF_OTHER_VACCINE, "lot", lot=lot.number)
    yield from course_problems(
        given, vaccine=vaccine, history=history, rules=rules, primary_doses=primary_doses, born_on=born_on
    )


def course_problems(
    given: DoseGiven,
    *,
    vaccine: VaccineFacts,
    history: DoseHistory,
    rules: Sequence[DoseRuleRow],
    primary_doses: Mapping[str, int],
    born_on: date,
) -> Iterator[Problem]:
    """What the person's age and earlier doses say, whichever lot it comes from."""
    yield from vaccine_problems(vaccine, born_on=born_on, on=given.given_on)
    standing = history.find(given.series, given.number)
    if standing and standing.is_ours:
        yield Problem(DoseIs.ALREADY_RECORDED, "number")
        return
    if standing:  # the nurse who has seen the papers sets it aside; the rest is judged as if it had not been told
        yield Problem(DoseIs.ALREADY_REPORTED, "number", overridable=True, reported_on=standing.given_on)
        history = history.without(standing)
    yield from _order_problems(given, history, primary_doses)
    yield from _interval_problems(given, vaccine.code, history, rules)


def vaccine_problems(vaccine: VaccineFacts, *, born_on: date, on: date) -> Iterator[Problem]:
    """May this person get this vaccine at all on that day."""
    if not vaccine.is_given_here:
        yield Problem(DoseIs.NOT_LICENSED, "vaccine")
    elif vaccine.licensed_from and on < vaccine.licensed_from:
        yield Problem(DoseIs.BEFORE_LICENCE, "given_on", earliest=vaccine.licensed_from)
    if age_on(born_on, on) < vaccine.min_age_years:
        yield Problem(DoseIs.TOO_YOUNG, "vaccine", years=vaccine.min_age_years)


def _order_problems(given: DoseGiven, history: DoseHistory, primary_doses: Mapping[str, int]) -> Iterator[Problem]:
    allowed = allowed_doses(history, primary_doses)
    if not allowed:
        yield Problem(DoseIs.NOTHING_LEFT, "number")
    elif given.series == Series.PRIMARY and history.has_full_course(primary_doses):
        yield Problem(DoseIs.AFTER_FULL_COURSE, "number")
    elif (given.series, given.number) not in allowed:
        series, number = allowed[0]
        yield Problem(DoseIs.OUT_OF_ORDER, "number", series=series, number=number)
    if any(_out_of_order(given, dose) for dose in history.doses):
        yield Problem(DoseIs.DAYS_OUT_OF_ORDER, "given_on")


def _out_of_order(given: DoseGiven, dose: PastDose) -> bool:
    """A later dose may not have an earlier day; a voided dose is recorded anew between its neighbours."""
    if dose.given_on == given.given_on or Series.ADDITIONAL in (given.series, dose.series):
        return False  # two doses on one day have their own problem; the additional dose may stand among boosters
    is_later = (SERIES_ORDER[Series(given.series)], given.number) > (SERIES_ORDER[Series(dose.series)], dose.number)
    return is_later != (given.given_on > dose.given_on)


def _interval_problems(
    given: DoseGiven, vaccine: str, history: DoseHistory, rules: Sequence[DoseRuleRow]
) -> Iterator[Problem]:
    latest = history.latest_until(given.given_on)
    if latest is None:
        return
    if latest.given_on == given.given_on:
        yield Problem(DoseIs.SAME_DAY, "given_on")
        return
    rule = rule_for(latest.vaccine, vaccine, given.series, given.number, rules=rules, on=given.given_on)
    if rule is None:
        yield Problem(DoseIs.NO_RULE, "vaccine", overridable=True, previous=latest.vaccine, next=vaccine)
        return
    earliest = latest.given_on + timedelta(days=rule.min_days)
    if given.given_on < earliest:
        yield Problem(DoseIs.TOO_SOON, "given_on", overridable=rule.enforcement != "stop", earliest=earliest)
    if rule.mixing_consent and latest.vaccine != vaccine and not given.has_mixing_consent:
        yield Problem(DoseIs.MIXING_NEEDS_CONSENT, "has_mixing_consent", previous=latest.vaccine, next=vaccine)
