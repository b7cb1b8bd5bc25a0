"""The matcher's quality over a small register of made-up people; the benchmark measures it over large ones."""

from dataclasses import replace
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from bench.made_register import Maker
from bench.made_rows import Row, is_owed, is_taken
from bench.matcher import Quality, in_memory, in_the_database, made, results
from registration.models import Person
from registration.rules.matching import Likeness


@pytest.mark.parametrize("seed", range(11, 17))
def test_nobody_is_linked_to_somebody_else_and_hardly_anybody_is_missed(seed):
    quality = in_memory(seed, people=3000, rows=1500)
    assert not quality.false_links
    assert quality.recall >= 0.99
    assert quality.link_precision == 1
    assert quality.ask_precision >= 0.95
    assert quality.asks_per_thousand_new <= 12  # one row in ten is a twin, sibling, namesake or bears a copied number


@pytest.mark.django_db
def test_the_database_recognizes_whom_the_index_in_memory_recognizes():
    call_command("load_reference", stdout=StringIO())
    assert in_the_database(4, people=1500, rows=500) == in_memory(4, people=1500, rows=500)
    assert not Person.objects.exists()


def test_the_register_is_one_of_a_province():
    people = [living.true for living in Maker(Random(3)).register(5000)]
    assert 0.30 < sum(one.full_name.startswith("Nguyễn ") for one in people) / len(people) < 0.45
    assert 0.11 < sum(not one.id_number for one in people) / len(people) < 0.19
    assert 0.55 < sum(bool(one.bhyt) for one in people) / len(people) < 0.65
    assert len({one.commune_code for one in people}) == 143
    assert all(is_taken(one) for one in people)
    for field in ("id_number", "bhyt"):
        given_out = [getattr(one, field) for one in people if getattr(one, field)]
        assert len(given_out) == len(set(given_out))
    phones = [one.phone for one in people]
    assert max(map(phones.count, set(phones) - {""})) >= 200


def test_a_seed_makes_the_same_rows_again():
    assert made(5, people=500, rows=50) == made(5, people=500, rows=50)


def test_a_clerk_is_owed_whom_the_slips_have_left_to_be_seen():
    lan = next(one.true for one in Maker(Random(1)).register(200) if one.true.id_number and one.true.bhyt)
    without = replace(lan, id_number="", bhyt="")
    assert is_owed(lan, replace(lan, id_number="", phone=""), ("letter wrong", "birth digit wrong"))
    assert is_owed(lan, without, ("letter wrong", "birth digit wrong"))
    assert is_owed(lan, replace(without, phone=""), ("letter wrong",))
    assert not is_owed(lan, replace(without, phone="", commune_code=""), ())
    assert not is_owed(lan, without, ("birth digits swapped", "birth digit wrong"))


def test_what_becomes_of_a_row_is_counted():
    lan = Maker(Random(1)).person(phone="+84912345678").true
    quality = Quality()
    quality.count(Row(lan, 7, "known", (), is_owed=True), Likeness.SAME, [7])
    quality.count(Row(lan, 7, "known", ("letter wrong",), is_owed=True), Likeness.SAME, [8])
    quality.count(Row(lan, 7, "known", (), is_owed=True), Likeness.POSSIBLE, [8, 7])
    quality.count(Row(lan, None, "twin", (), is_owed=False), Likeness.POSSIBLE, [8])
    quality.count(Row(lan, None, "stranger", (), is_owed=False), Likeness.DIFFERENT, [])
    figures = {result.name: result.value for result in results([quality])}
    assert figures == {
        "matcher_recall": 2 / 3,
        "matcher_false_links": 1,
        "matcher_link_precision": 0.5,
        "matcher_ask_precision": 0.5,
        "matcher_asks_of_new": 500,
    }
    assert list(quality.missed) == [("letter wrong",)]
