"""Reference data of registration."""

import pytest

from registration.models import ConsentText, PriorityGroup, Vaccine
from registration.services import reference

pytestmark = pytest.mark.django_db


def test_loading_brings_groups_vaccines_and_the_consent_text():
    assert reference.load() == {"priority_groups": 16, "vaccines": 11, "consent_texts": 1}
    assert list(PriorityGroup.objects.values_list("code", flat=True)) == list(range(1, 17))
    assert Vaccine.objects.get(code="COMIRNATY").doses_per_vial == 6
    consent = ConsentText.objects.get()
    assert [len(text.split("\n\n")) for text in (consent.text_vi, consent.text_en)] == [3, 3]


def test_loading_twice_changes_nothing():
    reference.load()
    assert set(reference.load().values()) == {0}


def test_what_an_administrator_changed_stays():
    reference.load()
    Vaccine.objects.filter(code="VERO_CELL").update(doses_per_vial=2)
    reference.load()
    assert Vaccine.objects.get(code="VERO_CELL").doses_per_vial == 2
