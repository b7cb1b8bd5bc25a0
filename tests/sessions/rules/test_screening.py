from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.codes import ScreeningIs
from sessions.rules.screening import (
    ASKED,
    LIMITS,
    Question,
    ScreeningGiven,
    ScreeningOutcome,
    Vitals,
    needs_blood_pressure,
    screening_problems,
    suggested,
)

WELL = Vitals(temperature=36.8, pulse=72, systolic=120, diastolic=80, breaths=18)
NO = dict.fromkeys(ASKED, False)
FINE = ScreeningGiven(answers=NO, vitals=WELL, outcome=ScreeningOutcome.ELIGIBLE)


def codes(screening, *, sex="F", age=31):
    return [problem.code for problem in screening_problems(screening, sex=sex, age=age)]


@pytest.mark.parametrize(
    ("yes", "outcome", "with_caution"),
    [
        ([], ScreeningOutcome.ELIGIBLE, False),
        ([Question.ANAPHYLAXIS_TO_VACCINE], ScreeningOutcome.CONTRAINDICATED, False),
        ([Question.COVID_IN_6_MONTHS], ScreeningOutcome.DEFERRED, False),
        ([Question.ACUTE_ILLNESS], ScreeningOutcome.DEFERRED, False),
        ([Question.PREGNANT_UNDER_13_WEEKS], ScreeningOutcome.DEFERRED, False),
        ([Question.PREGNANT_FROM_13_WEEKS], ScreeningOutcome.ELIGIBLE, True),
        ([Question.ANAPHYLAXIS_GRADE_3], ScreeningOutcome.REFERRED, False),
        ([Question.IMMUNE_DEFICIENCY], ScreeningOutcome.ELIGIBLE, True),
        ([Question.ALLERGY], ScreeningOutcome.ELIGIBLE, True),
        ([Question.BLEEDING_DISORDER, Question.ANAPHYLAXIS_GRADE_3], ScreeningOutcome.REFERRED, False),
        ([Question.ACUTE_ILLNESS, Question.ANAPHYLAXIS_TO_VACCINE], ScreeningOutcome.CONTRAINDICATED, False),
    ],
)
def test_what_the_form_suggests(yes, outcome, with_caution):
    suggestion = suggested(NO | dict.fromkeys(yes, True), WELL)
    assert (suggestion.outcome, suggestion.with_caution) == (outcome, with_caution)


@pytest.mark.parametrize(
    ("sign", "value", "abnormal"),
    [
        ("temperature", 35.4, True),
        ("temperature", 35.5, False),
        ("temperature", 37.5, False),
        ("temperature", 37.6, True),
        ("pulse", 59, True),
        ("pulse", 100, False),
        ("pulse", 101, True),
        ("diastolic", 59, True),
        ("diastolic", 91, True),
        ("systolic", 89, True),
        ("systolic", 140, False),
        ("systolic", 141, True),
        ("breaths", 25, False),
        ("breaths", 26, True),
    ],
)
def test_signs_outside_the_limits_are_abnormal(sign, value, abnormal):
    vitals = replace(WELL, **{sign: value})
    assert vitals.abnormal() == ([sign] if abnormal else [])
    assert suggested(NO, vitals).with_caution == abnormal


def test_a_complete_form_has_no_problem():
    assert not codes(FINE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": ""}, ScreeningIs.OUTCOME_MISSING),
        ({"outcome": "injected"}, ScreeningIs.OUTCOME_MISSING),
        ({"answers": {**NO, Question.ALLERGY: None}}, ScreeningIs.ANSWER_MISSING),
        ({"answers": {**NO, "q11": True}}, ScreeningIs.ANSWER_UNKNOWN),
        ({"vitals": replace(WELL, temperature=None)}, ScreeningIs.TEMPERATURE_MISSING),
        ({"vitals": replace(WELL, diastolic=None)}, ScreeningIs.BLOOD_PRESSURE_HALF),
        ({"vitals": replace(WELL, systolic=80, diastolic=80)}, ScreeningIs.BLOOD_PRESSURE_ORDER),
        ({"vitals": replace(WELL, temperature=368)}, ScreeningIs.NUMBER_IMPOSSIBLE),
        ({"vitals": replace(WELL, pulse=0)}, ScreeningIs.NUMBER_IMPOSSIBLE),
        ({"answers": NO | {Question.ANAPHYLAXIS_TO_VACCINE: True}}, ScreeningIs.AGAINST_CONTRAINDICATION),
        ({"answers": NO | {Question.ACUTE_ILLNESS: True}}, ScreeningIs.AGAINST_SUGGESTION),
        ({"outcome": ScreeningOutcome.DEFERRED}, ScreeningIs.AGAINST_SUGGESTION),
    ],
)
def test_what_is_wrong_with_a_form(change, code):
    assert codes(replace(FINE, **change)) == [code]


def test_a_reason_lets_the_doctor_decide_otherwise():
    against = replace(FINE, answers=NO | {Question.ANAPHYLAXIS_TO_VACCINE: True}, note="Bác sĩ dị ứng đã hội chẩn")
    assert not codes(against)


def test_who_refuses_need_not_be_asked():
    assert not codes(ScreeningGiven(outcome=ScreeningOutcome.REFUSED))


def test_a_man_is_not_asked_about_pregnancy():
    of_a_man = {question: False for question in ASKED if not question.startswith("q4")}
    assert not codes(replace(FINE, answers=of_a_man), sex="M")
    pregnant = {**of_a_man, Question.PREGNANT_FROM_13_WEEKS: True}
    assert codes(replace(FINE, answers=pregnant), sex="M") == [ScreeningIs.PREGNANCY_MALE]


@pytest.mark.parametrize(("age", "heart", "needed"), [(65, False, False), (66, False, True), (30, True, True)])
def test_blood_pressure_is_measured_for_some(age, heart, needed):
    assert needs_blood_pressure(age=age, has_heart_history=heart) == needed
    without = replace(FINE, vitals=Vitals(temperature=36.8), has_heart_history=heart)
    assert codes(without, age=age) == ([ScreeningIs.BLOOD_PRESSURE_MISSING] if needed else [])


@given(
    st.dictionaries(st.sampled_from(Question), st.booleans() | st.none()),
    st.builds(Vitals, **{name: st.none() | st.floats(0, 400) for name in LIMITS}),
    st.sampled_from(["", *ScreeningOutcome]),
)
def test_no_form_breaks_the_rules_and_a_yes_never_makes_it_milder(answers, vitals, outcome):
    codes(ScreeningGiven(answers=answers, vitals=vitals, outcome=outcome))
    if answers.get(Question.ANAPHYLAXIS_TO_VACCINE):
        assert suggested(answers, vitals).outcome == ScreeningOutcome.CONTRAINDICATED
