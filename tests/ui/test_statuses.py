"""Every state that a row can have has a word and a colour."""

import pytest
from django.template.loader import render_to_string

from registration.models import Organization, Registration, WorkerList, WorkerListRow
from sessions.models import Appointment, VaccinationSession
from vaxportal.statuses import STATUSES

CHOICES = {
    "session": VaccinationSession._meta.get_field("state").choices,
    "outcome": Appointment._meta.get_field("outcome").choices,
    "registration": Registration.State.choices,
    "organization": Organization.State.choices,
    "list": WorkerList.State.choices,
    "row": WorkerListRow.Outcome.choices,
}


@pytest.mark.parametrize("kind", sorted(CHOICES))
def test_each_state_is_in_the_table_with_the_models_word(kind):
    for value, word in CHOICES[kind]:
        assert str(STATUSES[kind][str(value)].word) == str(word)


@pytest.mark.parametrize("kind", sorted(STATUSES))
def test_words_of_a_table_differ(kind):
    words = [str(status.word) for status in STATUSES[kind].values()]
    assert len(words) == len(set(words))


def test_a_state_is_shown_with_word_colour_and_sign():
    html = render_to_string("cotton/status.html", {"of": "outcome", "is": "contraindicated"})
    assert "Chống chỉ định" in html
    assert "vx-status--red" in html
    assert "#cross" in html
