"""What a clerk is shown of the person whom a row may mean."""

from datetime import date

import pytest

from registration.models import WorkerListRow
from registration.views.sides import sides_of
from tests.factories import PersonFactory

CELLS = {"name": "Trần Thị Lan", "born": "01/01/1985", "id": "087185000111", "phone": "0912345678"}


@pytest.mark.parametrize(
    ("agrees", "differs", "shown"),
    [
        (["match_birth_same", "match_name_same"], [], {"Ngày sinh": "07/03/1985"}),
        (["match_birth_year"], [], {"Ngày sinh": "••/••/1985"}),
        ([], ["match_birth_year", "match_id_different"], {"Ngày sinh": "••/••/1985", "Số giấy tờ": "•••••••••222"}),
        ([], ["match_birth_different", "match_name_different"], {"Ngày sinh": "khác", "Họ và tên": "khác"}),
        (["match_id_same"], [], {"Số giấy tờ": "087185000222", "Số điện thoại": "•••••••999"}),
        (["match_phone_same"], [], {"Số điện thoại": "0987654999", "Xã, phường": "nơi khác"}),
    ],
)
def test_what_agrees_is_shown_and_of_the_rest_a_hint(db, agrees, differs, shown):
    person = PersonFactory(
        full_name="Trần Thị Lan",
        born_on=date(1985, 3, 7),
        id_number="087185000222",
        id_kind="cccd",
        phone="+84987654999",
    )
    match = {"person": str(person.ref), "score": 70, "agrees": agrees, "differs": differs}
    [side] = sides_of(WorkerListRow(matches=[match]), CELLS, {str(person.ref): person})
    assert {fact.label: fact.person for fact in side.facts if fact.label in shown} == shown
