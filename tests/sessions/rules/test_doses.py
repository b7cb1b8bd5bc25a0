from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.codes import DeskIs, DoseIs, LotIs
from sessions.rules.doses import (
    DoseGiven,
    DoseHistory,
    DoseRuleRow,
    PastDose,
    VaccineFacts,
    allowed_doses,
    dose_problems,
    earliest_day,
    next_dose,
    rule_for,
)
from sessions.rules.overrides import Override, lifted, standing
from sessions.rules.states import Series
from sessions.rules.stock import LotFacts

PRIMARY, ADDITIONAL, BOOSTER = Series.PRIMARY, Series.ADDITIONAL, Series.BOOSTER
RECALLED = datetime(2021, 9, 14, 3, tzinfo=UTC)
COURSE = {"VAXZEVRIA": 2, "COMIRNATY": 2, "SPIKEVAX": 2, "JANSSEN": 1, "ABDALA": 3, "VERO_CELL": 2}
BORN = date(1990, 2, 28)


def row(previous, next, series, number, days, *, mixing=False, stop=True, since="2021-03-08", until=None):
    return DoseRuleRow(
        previous=previous,
        next=next,
        series=series,
        number=number,
        min_days=days,
        recommended_days=days,
        mixing_consent=mixing,
        enforcement="stop" if stop else "warn",
        valid_from=date.fromisoformat(since),
        valid_to=date.fromisoformat(until) if until else None,
    )


RULES = [
    row("VAXZEVRIA", "VAXZEVRIA", PRIMARY, 2, 28),
    row("ABDALA", "ABDALA", PRIMARY, 2, 14),
    row("ABDALA", "ABDALA", PRIMARY, 3, 14),
    row("VAXZEVRIA", "COMIRNATY", PRIMARY, 2, 56, mixing=True, since="2021-07-13"),
    row("*", "COMIRNATY", BOOSTER, 1, 180, stop=False, since="2021-12-01", until="2021-12-16"),
    row("*", "COMIRNATY", BOOSTER, 1, 90, stop=False, since="2021-12-17"),
]


def past(*doses, is_ours=True):
    return DoseHistory(
        tuple(
            PastDose(vaccine, series, number, date.fromisoformat(on), is_ours) for vaccine, series, number, on in doses
        )
    )


NOTHING = past()


def problems(product, series, number, on, history=NOTHING, **change):
    on = date.fromisoformat(on)
    facts = {"min_age_years": 18, **change.get("vaccine", {})}
    lot = {"number": "AZ01", "expires_on": date(2023, 1, 1), **change.get("lot", {})}
    return list(
        dose_problems(
            DoseGiven(series=series, number=number, given_on=on, has_mixing_consent=change.get("consent", False)),
            vaccine=VaccineFacts(code=product, **facts),
            lot=LotFacts(**lot),
            lot_vaccine=change.get("lot_vaccine", product),
            history=history,
            rules=RULES,
            primary_doses=COURSE,
            born_on=change.get("born_on", BORN),
            today=change.get("today", on),
        )
    )


def codes(*args, **kwargs):
    return [problem.code for problem in problems(*args, **kwargs)]


FIRST = past(("VAXZEVRIA", PRIMARY, 1, "2021-08-01"))
FULL = past(("VAXZEVRIA", PRIMARY, 1, "2021-06-01"), ("VAXZEVRIA", PRIMARY, 2, "2021-08-01"))


@pytest.mark.parametrize(("minutes", "is_refused"), [(-1, False), (0, True), (1, True)])
def test_what_was_given_before_the_recall_is_recorded(minutes, is_refused):
    told = DoseGiven(PRIMARY, 1, RECALLED.date(), given_at=RECALLED + timedelta(minutes=minutes))
    found = dose_problems(
        told,
        vaccine=VaccineFacts(code="VAXZEVRIA", min_age_years=18),
        lot=LotFacts("AZ01", date(2023, 1, 1), RECALLED),
        lot_vaccine="VAXZEVRIA",
        history=NOTHING,
        rules=RULES,
        primary_doses=COURSE,
        born_on=BORN,
        today=RECALLED.date(),
    )
    assert [problem.code for problem in found] == ([LotIs.RECALLED] if is_refused else [])


@pytest.mark.parametrize(
    ("history", "allowed"),
    [
        (past(), [(PRIMARY, 1)]),
        (FIRST, [(PRIMARY, 2)]),
        (FULL, [(BOOSTER, 1), (ADDITIONAL, 1)]),
        (past(("JANSSEN", PRIMARY, 1, "2021-08-01")), [(BOOSTER, 1), (ADDITIONAL, 1)]),
        (past(("ABDALA", PRIMARY, 1, "2021-09-20"), ("ABDALA", PRIMARY, 2, "2021-10-10")), [(PRIMARY, 3)]),
        (past(("VAXZEVRIA", PRIMARY, 2, "2021-08-01")), [(PRIMARY, 1)]),  # the first was voided
        (
            past(*[("COMIRNATY", *d, "2022-08-01") for d in [(PRIMARY, 1), (PRIMARY, 2), (BOOSTER, 1)]]),
            [(BOOSTER, 2), (ADDITIONAL, 1)],
        ),
    ],
)
def test_what_may_come_next(history, allowed):
    assert allowed_doses(history, COURSE) == allowed
    assert next_dose(history, COURSE) == allowed[0]


def test_after_all_doses_nothing_comes_next():
    everything = [(PRIMARY, 1), (PRIMARY, 2), (ADDITIONAL, 1), (BOOSTER, 1), (BOOSTER, 2), (BOOSTER, 3)]
    history = past(*[("COMIRNATY", *dose, f"2022-0{month}-01") for month, dose in enumerate(everything, 1)])
    assert next_dose(history, COURSE) is None
    assert DoseIs.NOTHING_LEFT in codes("COMIRNATY", PRIMARY, 3, "2022-12-01", history)


def test_a_first_dose_needs_no_rule():
    assert not codes("VAXZEVRIA", PRIMARY, 1, "2021-09-14")


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2021-08-28", [DoseIs.TOO_SOON]), ("2021-08-29", []), ("2021-12-31", []), ("2021-08-01", [DoseIs.SAME_DAY])],
)
def test_second_dose_counts_days_from_the_first(on, expected):
    assert codes("VAXZEVRIA", PRIMARY, 2, on, FIRST) == expected


def test_a_stop_cannot_be_overridden_and_says_the_earliest_day():
    (problem,) = problems("VAXZEVRIA", PRIMARY, 2, "2021-08-10", FIRST)
    assert not problem.overridable
    assert problem.facts["earliest"] == date(2021, 8, 29)


def test_a_warning_is_overridden_with_a_reason():
    found = problems("COMIRNATY", BOOSTER, 1, "2021-12-20", past(("JANSSEN", PRIMARY, 1, "2021-10-01")))
    assert [(problem.code, problem.overridable) for problem in found] == [(DoseIs.TOO_SOON, True)]
    assert [problem.code for problem in standing(found, Override(" "))] == [DeskIs.REASON_MISSING]
    assert not list(standing(found, Override("Theo chỉ định của bác sĩ")))
    assert lifted(found, Override("Theo chỉ định của bác sĩ")) == ["too_soon"]


@pytest.mark.parametrize(("on", "days"), [("2021-12-16", 180), ("2021-12-17", 90), ("2022-03-01", 90)])
def test_the_rule_of_the_day_of_injection_counts(on, days):
    rule = rule_for("VAXZEVRIA", "COMIRNATY", BOOSTER, 1, rules=RULES, on=date.fromisoformat(on))
    assert rule.min_days == days


def test_a_named_vaccine_beats_any():
    rules = [row("*", "X", BOOSTER, 1, 90, since="2022-01-01"), row("VAXZEVRIA", "X", BOOSTER, 1, 60)]
    assert rule_for("VAXZEVRIA", "X", BOOSTER, 1, rules=rules, on=date(2022, 2, 1)).min_days == 60
    assert rule_for("JANSSEN", "X", BOOSTER, 1, rules=rules, on=date(2022, 2, 1)).min_days == 90
    assert rule_for("JANSSEN", "X", BOOSTER, 1, rules=rules, on=date(2021, 12, 31)) is None


def test_no_matching_rule_warns():
    found = problems("VERO_CELL", PRIMARY, 2, "2021-10-01", FIRST)
    assert [(problem.code, problem.overridable) for problem in found] == [(DoseIs.NO_RULE, True)]


def test_mixing_needs_consent():
    assert codes("COMIRNATY", PRIMARY, 2, "2021-10-01", FIRST) == [DoseIs.MIXING_NEEDS_CONSENT]
    assert not codes("COMIRNATY", PRIMARY, 2, "2021-10-01", FIRST, consent=True)
    assert codes("COMIRNATY", PRIMARY, 2, "2021-09-20", FIRST, consent=True) == [DoseIs.TOO_SOON]


@pytest.mark.parametrize(
    ("dose", "history", "change", "code"),
    [
        (("VAXZEVRIA", PRIMARY, 1, "2021-09-14"), NOTHING, {"today": date(2021, 9, 13)}, DoseIs.IN_FUTURE),
        (("VAXZEVRIA", PRIMARY, 1, "2021-09-14"), NOTHING, {"born_on": date(2003, 9, 15)}, DoseIs.TOO_YOUNG),
        (("VAXZEVRIA", PRIMARY, 1, "2021-09-14"), NOTHING, {"vaccine": {"is_given_here": False}}, DoseIs.NOT_LICENSED),
        (
            ("VAXZEVRIA", PRIMARY, 1, "2021-03-07"),
            NOTHING,
            {"vaccine": {"licensed_from": date(2021, 3, 8)}},
            DoseIs.BEFORE_LICENCE,
        ),
        (("VAXZEVRIA", PRIMARY, 1, "2021-09-14"), NOTHING, {"lot_vaccine": "ABDALA"}, DoseIs.LOT_OF_OTHER_VACCINE),
        (
            ("VAXZEVRIA", PRIMARY, 1, "2021-09-14"),
            NOTHING,
            {"lot": {"expires_on": date(2021, 9, 13)}},
            LotIs.EXPIRED,
        ),
        (("VAXZEVRIA", PRIMARY, 1, "2021-09-14"), NOTHING, {"lot": {"recalled_at": RECALLED}}, LotIs.RECALLED),
        (("VAXZEVRIA", PRIMARY, 2, "2021-09-14"), NOTHING, {}, DoseIs.OUT_OF_ORDER),
        (("VAXZEVRIA", PRIMARY, 1, "2021-09-14"), FIRST, {}, DoseIs.ALREADY_RECORDED),
        (
            ("VAXZEVRIA", PRIMARY, 1, "2021-09-14"),
            past(("VAXZEVRIA", PRIMARY, 2, "2021-08-01")),
            {},
            DoseIs.DAYS_OUT_OF_ORDER,
        ),
        (("COMIRNATY", PRIMARY, 3, "2022-01-14"), FULL, {}, DoseIs.AFTER_FULL_COURSE),
        (("COMIRNATY", BOOSTER, 2, "2022-01-14"), FULL, {}, DoseIs.OUT_OF_ORDER),
    ],
)
def test_what_stands_in_the_way(dose, history, change, code):
    assert code in codes(*dose, history, **change)


REPORTED = past(("VAXZEVRIA", PRIMARY, 1, "2021-08-01"), is_ours=False)


@pytest.mark.parametrize(
    ("number", "on", "history", "expected"),
    [
        (1, "2021-09-14", REPORTED, [(DoseIs.ALREADY_REPORTED, True)]),
        (1, "2021-08-01", REPORTED, [(DoseIs.ALREADY_REPORTED, True)]),  # the day told is not a second dose of the day
        (2, "2021-09-14", REPORTED, []),
        (2, "2021-08-10", REPORTED, [(DoseIs.TOO_SOON, False)]),
        (1, "2021-09-14", FIRST, [(DoseIs.ALREADY_RECORDED, False)]),
    ],
)
def test_a_dose_that_was_only_told_gives_way_to_a_reason(number, on, history, expected):
    found = problems("VAXZEVRIA", PRIMARY, number, on, history)
    assert [(problem.code, problem.overridable) for problem in found] == expected


def test_what_else_stands_in_the_way_is_judged_without_the_dose_told():
    ours_on_the_day = past(("VAXZEVRIA", PRIMARY, 1, "2021-09-14")).doses
    told = past(("VAXZEVRIA", PRIMARY, 2, "2021-08-01"), is_ours=False).doses
    found = problems("VAXZEVRIA", PRIMARY, 2, "2021-09-14", DoseHistory(ours_on_the_day + told))
    assert [problem.code for problem in found] == [DoseIs.ALREADY_REPORTED, DoseIs.SAME_DAY]


def test_a_lot_is_good_on_its_last_day():
    assert not codes("VAXZEVRIA", PRIMARY, 1, "2021-09-14", lot={"expires_on": date(2021, 9, 14)})


def test_a_voided_dose_is_recorded_anew_between_its_neighbours():
    assert not codes("VAXZEVRIA", PRIMARY, 1, "2021-06-01", past(("VAXZEVRIA", PRIMARY, 2, "2021-08-01")))


@given(st.integers(0, 400))
def test_the_earliest_day_is_the_first_that_is_not_too_soon(days):
    on = FIRST.latest.given_on + timedelta(days=days)
    earliest = earliest_day(FIRST, vaccine="VAXZEVRIA", series=PRIMARY, number=2, rules=RULES, on=on)
    refused = bool(codes("VAXZEVRIA", PRIMARY, 2, on.isoformat(), FIRST))
    assert refused == (on < earliest)


@given(
    st.lists(
        st.builds(
            PastDose,
            st.sampled_from(sorted(COURSE)),
            st.sampled_from(Series),
            st.integers(1, 3),
            st.dates(date(2021, 3, 8), date(2022, 12, 31)),
        ),
        max_size=6,
    ),
    st.sampled_from(sorted(COURSE)),
    st.sampled_from(Series),
    st.integers(1, 3),
    st.dates(date(2021, 3, 8), date(2022, 12, 31)),
)
def test_no_history_breaks_the_rules(doses, vaccine, series, number, on):
    history = DoseHistory(tuple(doses))
    found = codes(vaccine, series, number, on.isoformat(), history)
    if history.find(series, number) or any(dose.given_on == on for dose in doses):
        assert found
