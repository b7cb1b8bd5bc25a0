"""Shapes of charts: right sizes, and numbers that a browser reads in any language."""

from datetime import date

import pytest

from vaxportal.charts import bars, lines, nice_step, stacks


def test_the_longest_bar_is_whole():
    assert [bar.percent for bar in bars([("a", 200), ("b", 50), ("c", 0)])] == ["100", "25", "0"]


def test_no_figures_give_no_length():
    assert [bar.percent for bar in bars([("a", 0)])] == ["0"]
    assert bars([]) == []


def test_parts_stand_end_to_end():
    (stack,) = stacks([("a", [30, 10, 60])])
    assert [(part.start, part.percent) for part in stack.parts] == [("0", "30"), ("30", "10"), ("40", "60")]
    assert stack.total == 100


@pytest.mark.parametrize(("highest", "step"), [(0, 1), (3, 1), (4, 1), (5, 2), (100, 25), (101, 50), (12480, 5000)])
def test_levels_are_round_numbers(highest, step):
    assert nice_step(highest) == step


def test_a_line_has_a_point_per_day_and_few_marks():
    days = [date(2021, 9, day) for day in range(1, 31)]
    chart = lines(days, [("Mũi 1", list(range(30)))])
    assert len(chart["lines"][0]["points"].split()) == 30
    assert len(chart["marks"]) <= 7
    assert chart["marks"][0]["label"] == "01/09"
    assert "," not in chart["ticks"][1]["y"]


def test_one_day_alone_is_drawn():
    assert lines([date(2021, 9, 1)], [("Mũi 1", [5])])["lines"][0]["points"]
