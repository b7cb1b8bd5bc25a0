"""The same thing has the same name wherever it is said."""

import pytest
from django.template.loader import render_to_string

from sessions.forms.screening import ScreeningForm
from sessions.models import Dose
from sessions.rules.codes import ScreeningIs
from sessions.wording import WORDING
from vaxportal.shell import FOOTER


@pytest.mark.parametrize("code", [ScreeningIs.BLOOD_PRESSURE_HALF, ScreeningIs.BLOOD_PRESSURE_ORDER])
def test_what_is_wrong_with_the_blood_pressure_names_its_fields(code):
    fields = [
        str(ScreeningForm.base_fields[name].label).removeprefix("Huyết áp ") for name in ("systolic", "diastolic")
    ]
    assert all(field in str(WORDING[code]) for field in fields)


@pytest.mark.parametrize(
    ("series", "number", "word"),
    [("primary", 2, "Mũi 2"), ("additional", 1, "Bổ sung mũi 1"), ("booster", 1, "Nhắc lại mũi 1")],
)
def test_a_dose_is_named_as_on_the_desk(series, number, word):
    dose = Dose(series=series, number=number)
    assert dose.word == word
    booklet = render_to_string("people/staff/person.html", {"doses": [dose], "person": {"full_name": "Đỗ Thị Tâm"}})
    assert word in booklet and "Cơ bản" not in booklet


def test_the_outbox_is_named_as_in_the_footer():
    name = next(str(words) for words, where in FOOTER if where == "outbox")
    for page in ("people/public/code.html", "account/citizen_code.html", "messages/outbox.html"):
        assert name.lower() in render_to_string(page, {"shows_outbox": True}).lower(), page
