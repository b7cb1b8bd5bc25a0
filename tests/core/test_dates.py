from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxportal.core.dates import DayIs, age_on, parse_day
from vaxportal.core.problems import Problem


@pytest.mark.parametrize(
    "written",
    [
        "1/2/1990",
        "01/02/1990",
        "01-02-1990",
        "1.2.1990",
        " 1 / 2 / 1990 ",
        "1990-02-01",
        "01021990",
        "1990-02-01 00:00:00",
    ],
)
def test_a_day_is_read_day_first(written):
    assert parse_day(written) == date(1990, 2, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", DayIs.MISSING),
        ("   ", DayIs.MISSING),
        ("hôm qua", DayIs.UNREADABLE),
        ("1/2/90", DayIs.SHORT_YEAR),
        ("1990", DayIs.YEAR_ONLY),
        ("02/13/1990", DayIs.NO_SUCH_DAY),
        ("31/02/1990", DayIs.NO_SUCH_DAY),
        ("0/1/1990", DayIs.NO_SUCH_DAY),
        ("01/01/0019", DayIs.YEAR_OUT_OF_RANGE),
        ("31/12/1849", DayIs.YEAR_OUT_OF_RANGE),
        ("01/01/2101", DayIs.YEAR_OUT_OF_RANGE),
        ("31/12/9999", DayIs.YEAR_OUT_OF_RANGE),
        ("1990/02/01", DayIs.UNREADABLE),
        ("٠١/٠٢/١٩٩٠", DayIs.UNREADABLE),
        ("1/2/19901", DayIs.UNREADABLE),
    ],
)
def test_nonsense_is_refused_with_a_reason(written, code):
    assert parse_day(written, "born").code == code


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_survives_being_written_and_read(day):
    assert (
        parse_day(f"{day:%d/%m/%Y}")
        == parse_day(day.isoformat())
        == parse_day(f"{day.day}.{day.month}.{day:%Y}")
        == day
    )


@given(st.text(max_size=20))
def test_any_text_gives_a_day_or_a_problem(text):
    assert isinstance(parse_day(text), (date, Problem))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2021, 12, 31)), st.integers(0, 40_000))
def test_age_never_falls(born_on, days):
    day = born_on + timedelta(days=days)
    assert 0 <= age_on(born_on, day) <= age_on(born_on, day + timedelta(days=1))


def test_age_changes_on_the_birthday():
    assert age_on(date(2003, 9, 15), date(2021, 9, 14)) == 17
    assert age_on(date(2003, 9, 15), date(2021, 9, 15)) == 18
