"""Worker lists: the two sample files row by row, and what single cells become."""

import csv
import json
import unicodedata
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from registration.rules.codes import IdIs, ListIs, NameIs, PersonIs, RegistrationIs, RepairIs
from registration.rules.identity import Sex
from registration.rules.list_columns import HEADINGS, Header, find_header, header_problems
from registration.rules.lists import RowOutcome, column_of, duplicate_problem, find_vaccine, read_list, read_row
from registration.rules.phone import PhoneIs
from registration.rules.units import UnitBook, UnitPath
from vaxportal.core.dates import DayIs

ROOT = Path(__file__).parents[3]
LISTS = ROOT / "tests/data/worker_lists"
TODAY = date(2021, 9, 14)
EXPECTED = {
    "ok": RowOutcome.ACCEPTED,
    "fixed": RowOutcome.REPAIRED,
    "rejected": RowOutcome.REFUSED,
    "duplicate": RowOutcome.LINKED,
}


CON_DAO = UnitPath("755", "Huyện Côn Đảo", "755", "Huyện Côn Đảo", "77", "Tỉnh Bà Rịa - Vũng Tàu")


@cache
def units():
    with (ROOT / "vaxportal/geography/data/administrative_units_2021.csv").open(encoding="utf-8") as file:
        rows = {(row["level"], row["code"]): row for row in csv.DictReader(file)}
    paths = []
    for (level, code), row in rows.items():
        if level == "commune":
            district = rows["district", row["parent_code"]]
            province = rows["province", district["parent_code"]]
            paths.append(
                UnitPath(code, row["name"], district["code"], district["name"], province["code"], province["name"])
            )
    return UnitBook([*paths, CON_DAO])


@cache
def sheet(name):
    return CalamineWorkbook.from_path(LISTS / f"{name}.xlsx").get_sheet_by_index(0).to_python(skip_empty_area=False)


@cache
def answers(name):
    rows = sheet(name)
    return {row.number: row for row in read_list(rows, find_header(rows), units=units(), today=TODAY)}


def expected_rows():
    for name in ("clean_480", "messy_400"):
        for row in json.loads((LISTS / f"{name}.json").read_text("utf-8")):
            yield pytest.param(name, row, id=f"{name}:{row['row']}:{row['fault'] or 'ok'}")


@pytest.mark.parametrize(("name", "expected"), expected_rows())
def test_a_row_has_the_expected_answer(name, expected):
    row = answers(name)[expected["row"]]
    if expected["fault"] == "born_single_digits" and row.outcome == RowOutcome.ACCEPTED:
        assert min(row.given.born_on.day, row.given.born_on.month) > 9  # it had two digits to begin with
    else:
        assert row.outcome == EXPECTED[expected["outcome"]], (row.problems, row.repairs)
    if row.outcome == RowOutcome.REFUSED:
        assert expected["field"] in {problem.field for problem in row.problems}
    elif row.outcome == RowOutcome.REPAIRED:
        assert expected["field"] in {repair.field for repair in row.repairs}
    elif row.outcome == RowOutcome.LINKED:
        assert expected["fault"] == f"same person as row {row.duplicate_of}"
        assert duplicate_problem(row).code == ListIs.DUPLICATE
    if row.outcome != RowOutcome.REFUSED:
        assert row.given.id_number == expected["id"].zfill(12)


@pytest.mark.parametrize("name", ["clean_480", "messy_400"])
def test_every_person_and_nothing_else_is_answered(name):
    assert set(answers(name)) == {row["row"] for row in json.loads((LISTS / f"{name}.json").read_text("utf-8"))}


def test_the_headings_of_the_national_form_are_found():
    header = find_header(sheet("clean_480"))
    assert (header.row, header.first_row) == (6, 8)
    assert [header.columns[field] for field in ("name", "phone", "commune_code", "vaccine_2", "result")] == [
        1,
        6,
        14,
        21,
        26,
    ]
    assert not list(header_problems(header))


def test_renamed_headings_in_another_order_are_found():
    rows = [["CÔNG TY"], [], ["SĐT", "HỌ TÊN", "Phái", "Năm sinh", "Đối tượng", "Xã", "Số CCCD"], ["0912345678", "An"]]
    header = find_header(rows)
    assert (header.row, header.first_row) == (2, 3)
    assert header.columns == {"phone": 0, "name": 1, "sex": 2, "born": 3, "group": 4, "commune": 5, "id": 6}


def test_a_sheet_without_headings_or_columns_is_told():
    assert [problem.code for problem in header_problems(find_header([["An"], ["Bình"]]))] == [ListIs.NO_HEADER]
    header = find_header([["Họ và tên", "Giới tính", "SĐT", "Ngày sinh"]])
    assert [(problem.code, problem.field) for problem in header_problems(header)] == [
        (ListIs.COLUMN_MISSING, "group"),
        (ListIs.COLUMN_MISSING, "commune"),
    ]
    assert set(HEADINGS) >= {"group", "commune"}


PLAIN = {
    "row": 1.0,
    "name": "Trần Thị Lan",
    "born": "28/02/1990",
    "sex": "1",
    "group": "13",
    "phone": "0912345678",
    "id": "087190004567",
    "commune_code": "29869",
}
COLUMNS = (*PLAIN, "bhyt", "province_code", "district_code", "province", "district", "commune", "address", "hamlet")
COLUMNS += tuple(f"{name}_{which}" for which in (1, 2) for name in ("vaccine", "given_on", "lot", "facility"))
HEADER = Header(0, 1, {name: column for column, name in enumerate(COLUMNS)})


def read(*, is_csv=False, **change):
    cells = [(PLAIN | change).get(name, "") for name in COLUMNS]
    return read_row(cells, HEADER, number=2, units=units(), today=TODAY, is_csv=is_csv)


def refused(**change):
    return {(problem.code, problem.field) for problem in read(**change).problems}


def repaired(**change):
    row = read(**change)
    assert not row.problems
    return {repair.code for repair in row.repairs}


def test_a_plain_row_is_accepted():
    row = read()
    assert row.outcome == RowOutcome.ACCEPTED
    assert row.given.phone == "+84912345678"
    assert (row.given.sex, row.given.priority_group, row.given.commune_code) == (Sex.FEMALE, 13, "29869")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "trần thị lan"}, RepairIs.NAME_CASE),
        ({"name": "TRẦN THỊ LAN"}, RepairIs.NAME_CASE),
        ({"name": unicodedata.normalize("NFD", "Trần Thị Lan")}, RepairIs.NAME_TIDIED),
        ({"born": date(1990, 2, 28)}, RepairIs.DAY_REWRITTEN),
        ({"born": datetime(1990, 2, 28)}, RepairIs.DAY_REWRITTEN),
        ({"born": "28.2.1990"}, RepairIs.DAY_REWRITTEN),
        ({"sex": "Nữ"}, RepairIs.SEX_WORD),
        ({"group": "Nhóm 13"}, RepairIs.GROUP_REWRITTEN),
        ({"phone": 912345678.0}, RepairIs.PHONE_ZERO),
        ({"phone": 84912345678.0}, RepairIs.PHONE_REWRITTEN),
        ({"phone": "0912.345.678"}, RepairIs.PHONE_REWRITTEN),
        ({"phone": "01212345678"}, RepairIs.PHONE_OLD_PREFIX),
        ({"id": 87190004567.0}, RepairIs.ID_ZERO),
        ({"id": 1190004567.0}, RepairIs.ID_ZERO),
        ({"id": 12345678.0}, RepairIs.ID_ZERO),
        ({"id": "87190004567", "is_csv": True}, RepairIs.ID_ZERO),
        ({"id": "087 190 004 567"}, RepairIs.ID_REWRITTEN),
        ({"bhyt": "dn 4 87 0123456789"}, RepairIs.BHYT_REWRITTEN),
        ({"commune_code": 29869.0}, RepairIs.COMMUNE_CODE_REWRITTEN),
        ({"commune_code": "1", "province": "Hà Nội"}, RepairIs.COMMUNE_CODE_REWRITTEN),
        (
            {"commune_code": "", "commune": "P. 01", "district": "TP Cao Lãnh", "province": "Đồng Tháp"},
            RepairIs.COMMUNE_BY_NAME,
        ),
    ],
)
def test_what_is_plainly_meant_is_repaired(change, code):
    assert repaired(**change) == {code}


@pytest.mark.parametrize(
    "where",
    [
        {"district_code": "755"},
        {"district_code": 755.0, "province_code": 77.0},
        {"district": "Huyện Côn Đảo"},
        {"district": "H. Côn Đảo", "province": "Bà Rịa - Vũng Tàu"},
    ],
)
def test_in_an_island_district_the_district_is_enough(where):
    row = read(commune_code="", **where)
    assert (row.problems, row.given.commune_code) == ((), "755")


@pytest.mark.parametrize("code", ["755", 755, 755.0])
@pytest.mark.parametrize("above", [{"district_code": "755"}, {"district": "Côn Đảo"}, {"province_code": "77"}])
def test_an_island_district_is_known_by_its_own_code(code, above):
    row = read(**{"commune_code": code, "province_code": "", "district_code": ""} | above)
    assert (row.problems, row.given.commune_code) == ((), "755")


def test_three_digits_are_a_commune_that_lost_its_zeros_where_they_can_be():
    assert units().path("00118")
    row = read(commune_code=118, province_code="01", district_code="")
    assert (row.problems, row.given.commune_code) == ((), "00118")


@pytest.mark.parametrize(
    "where",
    [
        {"district": "Huyện Cao Lãnh"},  # a commune may bear the name of its district
        {"district_code": "29869"},
        {"district": "Huyện Côn Đảo", "province": "Đồng Tháp"},
        {"province_code": "77"},
    ],
)
def test_elsewhere_the_district_alone_says_too_little(where):
    assert refused(commune_code="", **where) == {(PersonIs.COMMUNE_MISSING, "commune")}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, (NameIs.MISSING, "name")),
        ({"name": "=1+1"}, (ListIs.FORMULA_CELL, "name")),
        ({"address": '=HYPERLINK("x")'}, (ListIs.FORMULA_CELL, "address")),
        ({"phone": "@SUM(A1)"}, (ListIs.FORMULA_CELL, "phone")),
        ({"born": ""}, (PersonIs.BORN_MISSING, "born")),
        ({"born": "1990"}, (DayIs.YEAR_ONLY, "born")),
        ({"born": 1990.0}, (DayIs.YEAR_ONLY, "born")),
        ({"sex": "7"}, (PersonIs.SEX_UNKNOWN, "sex")),
        ({"sex": ""}, (PersonIs.SEX_MISSING, "sex")),
        ({"group": "99"}, (PersonIs.GROUP_UNKNOWN, "group")),
        ({"group": "công nhân"}, (PersonIs.GROUP_UNKNOWN, "group")),
        ({"phone": "912345678"}, (PhoneIs.LENGTH, "phone")),
        ({"id": "87190004567"}, (IdIs.LENGTH, "id")),
        ({"id": 87090004567.0}, (IdIs.LENGTH, "id")),
        ({"id": "087190004567", "sex": "0"}, (IdIs.WRONG_SEX, "id")),
        ({"commune_code": ""}, (PersonIs.COMMUNE_MISSING, "commune")),
        ({"commune_code": "99999"}, (PersonIs.COMMUNE_UNKNOWN, "commune")),
        ({"district_code": "867"}, (PersonIs.COMMUNE_ELSEWHERE, "commune")),
        ({"district": "Huyện Cao Lãnh"}, (PersonIs.COMMUNE_ELSEWHERE, "commune")),
        ({"province": "An Giang"}, (PersonIs.COMMUNE_ELSEWHERE, "commune")),
        ({"commune_code": "", "commune": "Phường 1"}, (PersonIs.COMMUNE_AMBIGUOUS, "commune")),
        ({"commune_code": "", "commune": "Xã Không Có"}, (PersonIs.COMMUNE_UNKNOWN, "commune")),
        ({"vaccine_1": "AstraZeneca"}, (RegistrationIs.EARLIER_DAY_MISSING, "earlier_1_given_on")),
        ({"given_on_1": "31/06/2021", "vaccine_1": "AZ"}, (DayIs.NO_SUCH_DAY, "earlier_1_given_on")),
        ({"given_on_1": "01/06/2021"}, (RegistrationIs.EARLIER_VACCINE_UNKNOWN, "earlier_1_vaccine")),
    ],
)
def test_what_is_not_plainly_meant_is_refused(change, problem):
    assert refused(**change) == {problem}


def test_everything_wrong_in_a_row_is_told_at_once():
    wrong = refused(name="", born="99/99/9999", sex="x", group="0", phone="1", id="1", bhyt="1", commune_code="1x")
    assert {field for _, field in wrong} == {"name", "born", "sex", "group", "phone", "id", "bhyt", "commune"}


def test_earlier_doses_are_read():
    row = read(vaccine_1="Vắc xin AstraZeneca", given_on_1=date(2021, 7, 1), lot_1="ABV5811", facility_1="87001")
    assert [(dose.vaccine, dose.given_on, dose.lot_number) for dose in row.earlier] == [
        ("VAXZEVRIA", date(2021, 7, 1), "ABV5811")
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Pfizer/BioNTech", "COMIRNATY"),
        ("VERO_CELL", "VERO_CELL"),
        ("Vero Cell (Sinopharm)", "VERO_CELL"),
        ("", ""),
        ("cúm", ""),
    ],
)
def test_a_vaccine_is_known_by_its_names(written, code):
    assert find_vaccine(written) == code


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"row": 2.0},
        {"name": "Tổng cộng: 400 người"},
        {"name": "Nguyễn Văn Giám Đốc"},
        {"row": "STT", "name": "Họ và tên", "born": "Ngày sinh"},
        {"row": "(1)", "name": "(2)", "born": "(3)"},
    ],
)
def test_what_is_no_person_is_passed_over(cells):
    row = [cells.get(name, "") for name in COLUMNS]
    assert read_row(row, HEADER, number=2, units=units(), today=TODAY) is None


def test_a_numbered_name_alone_is_answered():
    row = read_row([2.0, "Lê Minh"], HEADER, number=2, units=units(), today=TODAY)
    assert row.outcome == RowOutcome.REFUSED


def test_the_same_person_without_number_is_found_again():
    cells = [
        [(PLAIN | {"id": "", "name": name}).get(column, "") for column in COLUMNS]
        for name in ("Lê An", "LÊ AN", "Lê Bình")
    ]
    rows = list(read_list([COLUMNS, *cells], HEADER, units=units(), today=TODAY))
    assert [row.duplicate_of for row in rows] == [None, 2, None]


def test_a_refused_row_hides_no_later_one():
    cells = [[(PLAIN | {"phone": phone}).get(column, "") for column in COLUMNS] for phone in ("1", "0912345678")]
    rows = list(read_list([COLUMNS, *cells], HEADER, units=units(), today=TODAY))
    assert [row.outcome for row in rows] == [RowOutcome.REFUSED, RowOutcome.ACCEPTED]


CELL = st.one_of(st.none(), st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes())


@given(st.dictionaries(st.sampled_from(COLUMNS), CELL), st.booleans())
def test_any_cells_give_an_answer_and_never_an_error(cells, is_csv):
    row = [cells.get(name) for name in COLUMNS]
    read = read_row(row, HEADER, number=2, units=units(), today=TODAY, is_csv=is_csv)
    assert read is None or (read.outcome == "refused") == bool(read.problems)


@given(st.lists(st.lists(CELL | st.sampled_from(COLUMNS), max_size=8), max_size=6))
def test_any_sheet_has_headings_or_says_that_it_has_none(rows):
    header = find_header(rows)
    assert (header is None) == (ListIs.NO_HEADER in [problem.code for problem in header_problems(header)])
    assert header is None or set(header.columns.values()) <= set(range(8))


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("earlier", "vaccine_1"),
        ("earlier_1_vaccine", "vaccine_1"),
        ("earlier_2_given_on", "given_on_2"),
        ("earlier_2_facility", "facility_2"),
        ("name", "name"),
        ("vaccine_2", "vaccine_2"),
    ],
)
def test_a_problem_of_an_earlier_dose_is_about_the_column_of_that_dose(field, column):
    assert column_of(field) == column
