"""A home written in one cell: the commune is found if it is clear, and the rest is the address."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.addresses import find_home
from registration.rules.codes import PersonIs, RepairIs
from tests.registration.rules.test_lists import read, units
from tests.registration.rules.test_syllables import UNITS
from vaxportal.core.text import fold


def communes():
    with UNITS.open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file) if row["level"] == "commune"]
    return [units().path(code) for code in codes]


TAN_HOA = "30136"  # of huyện Thanh Bình; there is another one in huyện Lai Vung


@pytest.mark.parametrize(
    ("address", "code", "before"),
    [
        ("Ấp 3, xã Tân Hòa, huyện Thanh Bình, tỉnh Đồng Tháp", TAN_HOA, "Ấp 3"),
        ("ấp 3 xã Tân Hòa huyện Thanh Bình tỉnh Đồng Tháp", TAN_HOA, "ấp 3"),
        ("Ap 3, xa Tan Hoa, huyen Thanh Binh, tinh Dong Thap", TAN_HOA, "Ap 3"),
        ("Ấp 3, X. Tân Hòa, H. Thanh Bình, T. Đồng Tháp", TAN_HOA, "Ấp 3"),
        ("Ấp 3 - Tân Hòa - Thanh Bình - Đồng Tháp", TAN_HOA, "Ấp 3"),
        ("Ấp 3, Tân Hòa, Thanh Bình, Đồng Tháp", TAN_HOA, "Ấp 3"),
        ("xã Tân Hòa, Thanh Bình", TAN_HOA, ""),
        (
            "Số 5, tổ 2, ấp Tân Hòa, xã Tân Hòa, huyện Thanh Bình, tỉnh Đồng Tháp, Việt Nam",
            TAN_HOA,
            "Số 5, tổ 2, ấp Tân Hòa",
        ),
        ("12 Nguyễn Huệ, P.1, TP. Cao Lãnh, Đồng Tháp", "29866", "12 Nguyễn Huệ"),
        ("12 Nguyễn Huệ, phường 01, thành phố Cao Lãnh, tỉnh Đồng Tháp", "29866", "12 Nguyễn Huệ"),
        ("Khóm 1; Thị trấn Mỹ An; Huyện Tháp Mười; Đồng Tháp", "30037", "Khóm 1"),
        ("TT Mỹ An, Tháp Mười, Đồng Tháp", "30037", ""),
        ("5 Lê Lợi, phường Bến Nghé, quận 1, TP.HCM", "26740", "5 Lê Lợi"),
        ("phường 8, thành phố Vũng Tàu, tỉnh Bà Rịa - Vũng Tàu", "26527", ""),
    ],
)
def test_the_commune_is_found(address, code, before):
    paths, rest = find_home(address, units())
    assert ([path.code for path in paths], rest) == ([code], before)


@pytest.mark.parametrize(
    "address",
    [
        "xã Tân Hòa, tỉnh Đồng Tháp",
        "xã Tân Hòa, Đồng Tháp",
        "phường 1",
        "xã Tân Hòa",
    ],
)
def test_several_communes_are_told_as_several(address):
    assert len(find_home(address, units())[0]) > 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Ấp 3",
        "Đồng Tháp",
        "huyện Thanh Bình, tỉnh Đồng Tháp",
        "xã Tân Hòa, huyện Không Có, tỉnh Đồng Tháp",
        "xã Không Có, huyện Thanh Bình, tỉnh Đồng Tháp",
        "xã Tân Hòa, huyện Thanh Bình, tỉnh Cà Mau",
        "12 đường Trần Hưng Đạo",
    ],
)
def test_what_is_not_clear_is_no_commune(address):
    assert find_home(address, units()) == ([], address)


@pytest.mark.parametrize(
    "write",
    [
        str,
        lambda home: home.replace(",", "").lower(),
        lambda home: home.replace(", ", " - "),
        lambda home: ", ".join(map(fold, home.split(", "))),
    ],
)
def test_a_commune_is_found_in_its_own_address_and_never_another_one(write):
    lost = 0
    for path in communes()[::5]:
        paths, _before = find_home(write(f"Tổ 1, {path}"), units())
        assert path in paths or not paths
        lost += len(paths) != 1
    assert lost < 45  # of 2,120: `Phường Sa Pa` and `Phường Sả Pa` are one without marks


def test_marks_tell_communes_apart_where_they_are_written():
    phu, phu_dot = (find_home(f"xã {name}, huyện Hoằng Hóa", units())[0] for name in ("Hoằng Phú", "Hoằng Phụ"))
    assert [path.name for path in (*phu, *phu_dot)] == ["Xã Hoằng Phú", "Xã Hoằng Phụ"]
    assert len(find_home("xa Hoang Phu, huyen Hoang Hoa", units())[0]) == 2
    assert [path.name for path in units().named("Xã Hoằng Phụ")] == ["Xã Hoằng Phụ"]


def test_a_row_takes_its_commune_from_the_address():
    row = read(commune_code="", address="Ấp 3, xã Tân Hòa, huyện Thanh Bình, tỉnh Đồng Tháp", hamlet="Tổ 2")
    assert (row.given.commune_code, row.given.address) == (TAN_HOA, "Ấp 3, Tổ 2")
    assert [(repair.code, repair.field) for repair in row.repairs] == [(RepairIs.COMMUNE_BY_NAME, "commune")]


def test_the_other_cells_help_and_must_agree():
    row = read(commune_code="", address="Ấp 3, xã Tân Hòa", district="Thanh Bình", province="Đồng Tháp")
    assert row.given.commune_code == TAN_HOA
    row = read(commune_code="", address="Ấp 3, xã Tân Hòa, huyện Thanh Bình", province="An Giang")
    assert [problem.code for problem in row.problems] == [PersonIs.COMMUNE_MISSING]


def test_an_address_that_could_be_two_is_refused():
    row = read(commune_code="", address="Ấp 3, xã Tân Hòa, tỉnh Đồng Tháp")
    assert [(problem.code, problem.field) for problem in row.problems] == [(PersonIs.COMMUNE_AMBIGUOUS, "commune")]


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["xã", "Tân Hòa", ",", "-", "huyện", "tp.", "p.", " "])).map("".join)
)
def test_any_address_can_be_asked(address):
    paths, before = find_home(address, units())
    assert isinstance(before, str) and all(path.code for path in paths)
