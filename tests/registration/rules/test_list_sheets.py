"""The sheet that is the list is chosen among codes, instructions, examples and empty sheets."""

from datetime import date
from time import perf_counter

import pytest

from registration.rules.list_sheets import guess_sheet
from tests.registration.rules.test_list_columns import GIOI, SINH, SO, STT, TEN, rows_of
from tests.registration.rules.test_lists import sheet

LIST = rows_of(STT, TEN, SINH, GIOI, SO)
FORM = sheet("clean_480")[:8]
GROUPS = [["Mã nhóm", "Tên nhóm"], *([str(number), f"Nhóm số {number}"] for number in range(1, 17))]
PLACES = [["Tỉnh", "Mã tỉnh", "Huyện", "Mã huyện", "Xã", "Mã xã"]] + [
    ["Đồng Tháp", "87", "A", "866", "B", "29866"]
] * 500
SITES = [["Mã cơ sở", "Tên cơ sở"], *([f"87{number:03}", f"Trạm Y tế {number}"] for number in range(300))]
VACCINES = [["Tên vắc xin"], ["AstraZeneca"], ["Vero Cell"]]
HELP = [
    ["HƯỚNG DẪN"],
    ["1. Họ và tên: viết đầy đủ"],
    ["2. Ngày sinh: dd/mm/yyyy"],
    ["Họ và tên", "Ngày sinh", "SĐT", "Nhóm"],
]
CODES = [("PL2", GROUPS), ("PL3", PLACES), ("PL4", SITES), ("PL5", VACCINES)]


@pytest.mark.parametrize(
    ("sheets", "place"),
    [
        ([("PL1", LIST), *CODES], 0),
        ([*CODES, ("Sheet5", LIST)], 4),
        ([("Hướng dẫn", HELP), ("Danh sách", LIST)], 1),
        ([("Sheet1", []), ("Sheet2", [[]]), ("Sheet3", LIST)], 2),
        ([("Ví dụ", LIST[:3]), ("Danh sách", LIST)], 1),
        ([("Danh sách", LIST), ("Danh sách cũ", LIST)], 0),
        ([("PL1", FORM), *CODES], 0),
        ([("Bìa", [["CÔNG TY"]]), ("DS", LIST)], 1),
        ([("Sheet1", FORM), ("PL1_Danh sach", FORM)], 1),
        ([("a", [["x"]]), ("b", [["y"]])], 0),
        ([], 0),
    ],
)
def test_the_list_is_found(sheets, place):
    assert guess_sheet(sheets) == place


def test_it_is_quick():
    rows = [
        *LIST[:1],
        *([float(number), "Lê Văn An", date(1990, 1, 2), "Nam", "0912345678"] for number in range(60_000)),
    ]
    began = perf_counter()
    assert guess_sheet([*CODES, ("Danh sách", rows)]) == 4
    assert perf_counter() - began < 1
