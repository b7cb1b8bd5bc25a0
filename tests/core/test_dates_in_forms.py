"""The first trap: Django's own `vi` reads 03/07/2026 as 7 March."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("text", ["03/07/2026", "3/7/2026", "03-07-2026", "03.07.2026", "2026-07-03"])
def test_a_day_is_read_day_first(language, text):
    with translation.override(language):
        assert forms.DateField().clean(text) == date(2026, 7, 3)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_27th_of_march_is_a_day(language):
    with translation.override(language):
        assert forms.DateField().clean("27/03/2026") == date(2026, 3, 27)
