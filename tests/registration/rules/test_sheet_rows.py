"""What is spread over several columns becomes one cell of one field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.list_columns import PARTS, Header
from registration.rules.sheet_rows import cells_by_field

PART_NAMES = sorted({part for parts in PARTS.values() for part in parts})


def joined(**cells):
    header = Header(0, 1, {name: column for column, name in enumerate(cells)})
    return cells_by_field(list(cells.values()), header)


def test_whole_cells_stay_as_they_are():
    cells = {"row": 1.0, "name": "Lê An", "born": date(1990, 2, 1), "sex": None, "note": ""}
    assert joined(**cells) == cells


def test_a_short_row_has_fewer_cells():
    assert cells_by_field(["Lê An"], Header(0, 1, {"name": 0, "phone": 5})) == {"name": "Lê An"}


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"family_name": "Nguyễn Văn", "given_name": "An"}, "Nguyễn Văn An"),
        ({"family_name": " Nguyễn ", "middle_name": "Thị Ngọc", "given_name": "Ánh"}, "Nguyễn Thị Ngọc Ánh"),
        ({"family_name": "Nguyễn Văn", "given_name": None}, "Nguyễn Văn"),
        ({"family_name": "", "given_name": ""}, ""),
        ({"name": "Lê An", "given_name": "An"}, "Lê An"),
        ({"name": "", "family_name": "Lê", "given_name": "An"}, "Lê An"),
    ],
)
def test_a_name_is_put_together(cells, name):
    assert joined(**cells) == {"name": name}


@pytest.mark.parametrize(
    ("cells", "born"),
    [
        ({"born_day": 7.0, "born_month": 3.0, "born_year": 1985.0}, "07/03/1985"),
        ({"born_day": "07", "born_month": "3", "born_year": "1985"}, "07/03/1985"),
        ({"born_day": "", "born_month": None, "born_year": 1985.0}, 1985.0),
        ({"born_day": "", "born_month": "3", "born_year": "1985"}, "00/03/1985"),
        ({"born_day": date(1985, 3, 7), "born_month": "", "born_year": ""}, date(1985, 3, 7)),
        ({"born_day": "", "born_month": "", "born_year": ""}, ""),
        ({"born": "07/03/1985", "born_year": "1985"}, "07/03/1985"),
    ],
)
def test_a_birth_date_is_put_together(cells, born):
    assert joined(**cells) == {"born": born}


@pytest.mark.parametrize(
    ("cells", "born", "sex"),
    [
        ({"born_male": "07/03/1985", "born_female": ""}, "07/03/1985", "0"),
        ({"born_male": None, "born_female": date(1985, 3, 7)}, date(1985, 3, 7), "1"),
        ({"born_male": 1985.0, "born_female": 1985.0}, 1985.0, ""),
        ({"born_male": "", "born_female": " "}, "", ""),
    ],
)
def test_the_column_of_a_birth_date_tells_the_sex(cells, born, sex):
    assert joined(**cells) == {"born": born, "sex": sex}


@pytest.mark.parametrize(
    ("cells", "sex"),
    [
        ({"sex_male": "x", "sex_female": ""}, "0"),
        ({"sex_male": "", "sex_female": "X"}, "1"),
        ({"sex_male": 0.0, "sex_female": 1.0}, "1"),
        ({"sex_male": "Nam", "sex_female": ""}, "0"),
        ({"sex_male": "x", "sex_female": "x"}, ""),
        ({"sex_male": "", "sex_female": ""}, ""),
        ({"sex_female": "x"}, "1"),
        ({"sex_female": "Nữ"}, "1"),
        ({"sex_female": ""}, ""),
        ({"sex_female": "", "phone": "0912345678"}, "0"),
        ({"sex_female": "Nam", "phone": "0912345678"}, "0"),
        ({"sex_female": "0", "born": "07/03/1985"}, "0"),
    ],
)
def test_a_mark_tells_the_sex(cells, sex):
    assert joined(**cells)["sex"] == sex


@given(
    st.dictionaries(
        st.sampled_from([*PART_NAMES, "name", "born", "sex"]), st.none() | st.text() | st.floats() | st.dates()
    )
)
def test_no_part_is_left(cells):
    assert not {*joined(**cells)} & {*PART_NAMES}
