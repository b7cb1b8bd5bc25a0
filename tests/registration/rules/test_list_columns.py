"""Which column holds what: merged and split headings, several rows of them, and columns without any."""

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.rules.codes import ListIs
from registration.rules.headings import heading_of
from registration.rules.layouts import other_owners
from registration.rules.legacy_text import OLD, from_unicode, to_unicode
from registration.rules.list_columns import Confidence, find_header, header_problems
from registration.rules.lists import read_list
from tests.registration.rules.test_lists import TODAY, sheet, units
from vaxportal.core.text import fold
from vaxportal.simulation.names import make_name

HOME = "Ấp 3, xã Tân Hòa, huyện Thanh Bình, tỉnh Đồng Tháp"


def person(number):
    """Made up; the identity number agrees with sex and year."""
    chance = random.Random(number)
    sex = chance.choice("MF")
    year = chance.randint(1960, 1999)
    return {
        "row": float(number),
        "name": make_name(chance, sex),
        "born": f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{year}",
        "sex": {"M": "Nam", "F": "Nữ"}[sex],
        "group": "13",
        "phone": f"09{chance.randint(10_000_000, 99_999_999)}",
        "id": f"087{int(sex == 'F')}{year % 100:02}{chance.randint(0, 999_999):06}",
        "bhyt": f"DN487{chance.randint(0, 10**10 - 1):010}",
        "workplace": "Công ty May Sa Đéc",
        "province": "Đồng Tháp",
        "district": "Huyện Thanh Bình",
        "commune": "Xã Tân Hòa",
        "address": "Ấp 3",
        "home": HOME,
    }


PEOPLE = [person(number) for number in range(1, 13)]


def rows_of(*columns):
    """Each column: its heading cells from the top, then what to take from each person."""
    depth = max(len(headings) for headings, _take in columns)
    top = [[(headings + [""] * depth)[level] for headings, _take in columns] for level in range(depth)]
    return top + [[take(one) if callable(take) else one[take] for _headings, take in columns] for one in PEOPLE]


def only(sex, take):
    return lambda one: take(one) if one["sex"] == sex else ""


def part(name, at):
    return lambda one: one[name].split("/" if name == "born" else " ")[at]


def always(cell):
    return lambda _one: cell


cross = always("x")


def year(one):
    return one["born"][-4:]


STT, TEN, SINH, GIOI, SO = (
    (["STT"], "row"),
    (["Họ và tên"], "name"),
    (["Ngày sinh"], "born"),
    (["GT"], "sex"),
    (["SĐT"], "phone"),
)
LAYOUTS = {
    "the name over two columns": (
        [STT, (["Họ và chữ đệm"], lambda one: one["name"].rpartition(" ")[0]), (["Tên"], part("name", -1)), SINH, GIOI],
        "row, family_name, given_name, born, sex",
    ),
    "one heading over both": (
        [STT, (["Họ và tên"], lambda one: one["name"].rpartition(" ")[0]), ([""], part("name", -1)), SINH, GIOI],
        "row, family_name, given_name, born, sex",
    ),
    "a merged heading and sub-headings of the name": (
        [
            STT,
            (["Họ và tên", "Họ đệm"], lambda one: one["name"].rpartition(" ")[0]),
            (["", "Tên"], part("name", -1)),
            SINH,
            SO,
        ],
        "row, family_name, given_name, born, phone",
    ),
    "Tên alone is the whole name": ([STT, (["Tên"], "name"), SINH, GIOI, SO], "row, name, born, sex, phone"),
    "day, month and year": (
        [STT, TEN, (["Ngày sinh", "Ngày"], part("born", 0)), (["", "Tháng"], part("born", 1)), (["", "Năm"], year), SO],
        "row, name, born_day, born_month, born_year, phone",
    ),
    "day, month and year without a heading above": (
        [STT, TEN, (["Ngày"], part("born", 0)), (["Tháng"], part("born", 1)), (["Năm"], year), SO, GIOI],
        "row, name, born_day, born_month, born_year, phone, sex",
    ),
    "day, month and year of birth": (
        [STT, TEN, (["Ngày sinh"], part("born", 0)), (["Tháng sinh"], part("born", 1)), (["Năm sinh"], year), SO],
        "row, name, born_day, born_month, born_year, phone",
    ),
    "the birth date by sex": (
        [
            STT,
            TEN,
            (["Ngày sinh", "Nam"], only("Nam", lambda one: one["born"])),
            (["", "Nữ"], only("Nữ", lambda one: one["born"])),
            SO,
        ],
        "row, name, born_male, born_female, phone",
    ),
    "the year by sex, nothing above": (
        [STT, TEN, (["Nam"], only("Nam", year)), (["Nữ"], only("Nữ", year)), SO, (["CMND"], "id")],
        "row, name, born_male, born_female, phone, id",
    ),
    "crosses by sex": (
        [STT, TEN, (["Giới tính", "Nam"], only("Nam", cross)), (["", "Nữ"], only("Nữ", cross)), SINH, SO],
        "row, name, sex_male, sex_female, born, phone",
    ),
    "crosses by sex, nothing above": (
        [STT, TEN, (["Nam"], only("Nam", cross)), (["Nữ"], only("Nữ", cross)), SINH, SO],
        "row, name, sex_male, sex_female, born, phone",
    ),
    "women have a column": (
        [STT, TEN, (["Nữ"], only("Nữ", cross)), SINH, SO],
        "row, name, sex_female, born, phone",
    ),
    "the number, and when it was given": (
        [
            STT,
            TEN,
            SINH,
            (["CMND/CCCD", "Số"], "id"),
            (["", "Ngày cấp"], always("01/02/2015")),
            (["", "Nơi cấp"], always("ĐT")),
            SO,
        ],
        "row, name, born, id, , , phone",
    ),
    "names and codes of units": (
        [
            TEN,
            SINH,
            SO,
            (["Tỉnh", "Tên"], "province"),
            (["", "Mã"], always("87")),
            (["Huyện", "Tên"], "district"),
            (["", "Mã"], always("874")),
            (["Xã", "Tên"], "commune"),
            (["", "Mã"], always("30136")),
        ],
        "name, born, phone, province, province_code, district, district_code, commune, commune_code",
    ),
    "three rows of headings": (
        [
            STT,
            (["Thông tin cá nhân", "Họ tên"], "name"),
            (["", "Ngày sinh"], "born"),
            (["", "Giới tính"], "sex"),
            (["Nơi ở", "Tỉnh"], "province"),
            (["", "Huyện"], "district"),
            (["", "Xã"], "commune"),
            (["Tiêm chủng", "Mũi 1", "Ngày tiêm"], always("01/06/2021")),
            (["", "", "Loại vắc xin"], always("AZ")),
            (["", "Mũi 2", "Ngày tiêm"], always("")),
            (["", "", "Loại vắc xin"], always("")),
        ],
        "row, name, born, sex, province, district, commune, given_on_1, vaccine_1, given_on_2, vaccine_2",
    ),
    "words that mean something below a dose": (
        [
            TEN,
            SINH,
            SO,
            (["Mũi 1", "Ngày"], always("")),
            (["", "Loại"], always("")),
            (["", "Số lô"], always("")),
            (["", "Nơi"], always("")),
            (["Mũi 2", "Ngày"], always("")),
        ],
        "name, born, phone, given_on_1, vaccine_1, lot_1, facility_1, given_on_2",
    ),
    "doses told in the heading": (
        [TEN, SINH, SO, (["Ngày tiêm mũi 2"], always("")), (["Ngày tiêm mũi 1"], always(""))],
        "name, born, phone, given_on_2, given_on_1",
    ),
    "a dose above days": (
        [TEN, SINH, SO, GIOI, (["Mũi 1"], always("01/06/2021")), (["Mũi 2"], always(""))],
        "name, born, phone, sex, given_on_1, given_on_2",
    ),
    "a dose above vaccines": (
        [TEN, SINH, SO, GIOI, (["Mũi 1"], always("AstraZeneca")), (["Ngày tiêm mũi 1"], always("01/06/2021"))],
        "name, born, phone, sex, vaccine_1, given_on_1",
    ),
    "a third dose is of no use": (
        [TEN, SINH, SO, GIOI, (["Ngày tiêm mũi 3"], always("01/09/2021"))],
        "name, born, phone, sex, ",
    ),
    "the guardian's phone only where there is no other": (
        [TEN, SINH, GIOI, (["Họ tên cha/mẹ"], always("Lê Ba")), (["SĐT cha/mẹ"], "phone")],
        "name, born, sex, , phone",
    ),
    "the person's own phone before the guardian's": (
        [TEN, SINH, GIOI, (["Người giám hộ", "Họ tên"], always("Lê Ba")), (["", "SĐT"], "phone"), (["SĐT"], "phone")],
        "name, born, sex, , , phone",
    ),
    "the surer of two headings": (
        [
            TEN,
            SINH,
            SO,
            (["Bộ phận"], always("Tổ 1")),
            (["Đơn vị"], "workplace"),
            (["Mã số BHXH"], "bhyt"),
            (["Thẻ BHYT"], "bhyt"),
        ],
        "name, born, phone, , workplace, , bhyt",
    ),
    "columns that nobody named": (
        [
            STT,
            TEN,
            ([""], "born"),
            (["Cột 4"], "sex"),
            (["Liên lạc"], "phone"),
            ([""], "id"),
            (["Thẻ"], "bhyt"),
            (["Lớp"], always("9A")),
        ],
        "row, name, born, sex, phone, id, bhyt, ",
    ),
}


def fields_in_order(header, width):
    names = {column: name for name, column in header.columns.items()}
    return [names.get(column, "") for column in range(width)]


@pytest.mark.parametrize(("columns", "fields"), LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("change", [str, str.upper, fold, lambda words: unicodedata.normalize("NFD", words)])
def test_a_layout_is_understood(columns, fields, change):
    rows = rows_of(*([[change(words) for words in headings], take] for headings, take in columns))
    header = find_header(rows)
    assert fields_in_order(header, len(columns)) == fields.split(", ")
    assert header.first_row == len(rows) - len(PEOPLE)


@pytest.mark.parametrize(("columns", "fields"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_person_of_a_layout_is_read(columns, fields):
    rows = rows_of(*columns)
    read = list(read_list(rows, find_header(rows), units=units(), today=TODAY))
    assert [row.given.full_name for row in read] == [one["name"] for one in PEOPLE]
    fields = fields.split(", ")
    if {"born", "born_day"} & {*fields} or ("born_male" in fields and "id" not in fields):
        assert [f"{row.given.born_on:%d/%m/%Y}" for row in read] == [one["born"] for one in PEOPLE]
    if {"sex", "sex_female", "born_male"} & {*fields}:
        assert [{"M": "Nam", "F": "Nữ"}[row.given.sex] for row in read] == [one["sex"] for one in PEOPLE]


def test_what_the_contents_say_is_told_as_a_guess():
    header = find_header(rows_of(*LAYOUTS["columns that nobody named"][0]))
    assert header.by_content == {"born", "sex", "phone", "id", "bhyt"}
    assert header.confidence["name"] == Confidence.CERTAIN


def test_headings_over_the_wrong_columns_are_doubtful():
    header = find_header(rows_of(TEN, SINH, (["SĐT"], "id"), (["CCCD"], "phone")))
    doubtful = {name for name, how in header.confidence.items() if how == Confidence.DOUBTFUL}
    assert doubtful == {"phone", "id"}


def test_a_heading_above_empty_cells_is_only_a_heading():
    header = find_header([["Họ và tên", "Ngày sinh", "SĐT", "Giới tính"]])
    assert {*header.confidence.values()} == {Confidence.HEADING}


def test_two_headings_are_enough_if_the_contents_tell_more():
    rows = rows_of((["Họ tên"], "name"), ([""], "born"), ([""], "phone"), (["Ghi chú"], always("")))
    assert find_header(rows).by_content == {"born", "phone"}
    assert find_header(rows[:3]) is None


def test_a_date_below_another_heading_is_no_birth_date():
    header = find_header(rows_of(TEN, SO, GIOI, (["CMND"], "id"), (["Ngày vào làm"], "born"), (["Ngày ký"], "born")))
    assert "born" not in header.columns


def test_a_column_is_told_with_its_parts():
    header = find_header(rows_of(*LAYOUTS["the birth date by sex"][0]))
    assert header.columns_of("born") == header.columns_of("sex") == (2, 3)
    assert header.columns_of("name") == (1,)
    assert header.columns_of("bhyt") == ()


def problems(rows):
    return [problem.field for problem in header_problems(find_header(rows))]


def test_parts_of_a_field_are_enough():
    group = (["Nhóm"], "group")
    commune = (["Xã"], "commune")
    for name in ("the name over two columns", "day, month and year", "the birth date by sex", "women have a column"):
        missing = {*problems(rows_of(*LAYOUTS[name][0], group, commune))} - {"sex", "phone"}
        assert missing == set()


def test_one_address_that_tells_the_commune_is_enough():
    columns = (TEN, SINH, GIOI, SO, (["Nhóm"], "group"))
    assert problems(rows_of(*columns, (["Nơi cư trú"], "home"))) == []
    assert problems(rows_of(*columns, (["Nơi cư trú"], "address"))) == ["commune"]


@pytest.mark.parametrize(
    "below",
    [
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1.0, 2.0, 3.0, 4.0, 5.0],
        ["1", "2", "3", "4=2+3", "5"],
        ["A", "B", "C", "D", "E"],
        ["", "(viết hoa)", "(dd/mm/yyyy)", "(0: nam, 1: nữ)", "(10 số)"],
        ["", "", "(dd/mm/yyyy)", "0/1", ""],
    ],
)
def test_numbers_and_hints_below_the_headings_are_no_person(below):
    rows = rows_of(STT, TEN, SINH, GIOI, SO)
    header = find_header([rows[0], below, *rows[1:]])
    assert (header.first_row, [*header.columns]) == (2, ["row", "name", "born", "sex", "phone"])


@pytest.mark.parametrize(
    "rows",
    [
        [["Tỉnh", "Mã tỉnh", "Huyện", "Mã huyện", "Xã", "Mã xã"], ["Tỉnh Đồng Tháp", "87", "A", "866", "B", "29866"]],
        [["Mã nhóm", "Tên nhóm"], ["1", "Người làm việc trong cơ sở y tế"]],
        [["Tên vắc xin", "Ngày tiêm", "Số lô", "Nơi tiêm"], ["AZ", "", "", ""]],
        [
            ["Hướng dẫn"],
            ["1. Cột Họ và tên: ghi đầy đủ"],
            ["2. Cột Ngày sinh: dd/mm/yyyy"],
            ["3. Số điện thoại: 10 số"],
        ],
        [],
        [[]],
        [[None, ""], ["", None]],
    ],
)
def test_what_is_no_list_of_people_has_no_header(rows):
    assert find_header(rows) is None
    assert [problem.code for problem in header_problems(None)] == [ListIs.NO_HEADER]


def test_the_title_is_no_heading():
    title = [
        ["Đơn vị: Công ty May Sa Đéc"],
        ["DANH SÁCH ĐĂNG KÝ TIÊM VẮC XIN MŨI 2", "", "", ""],
        [],
        ["", "Ngày 12/9/2021"],
    ]
    rows = rows_of(TEN, SINH, SO, (["Ngày tiêm"], always("01/06/2021")))
    header = find_header([*title, *rows])
    assert (header.row, [*header.columns]) == (4, ["name", "born", "phone", "given_on_1"])


@pytest.mark.parametrize(("take", "field"), [("sex", "sex"), (always("Tổ"), ""), (always("HC"), "")])
def test_a_word_beside_the_name_is_no_given_name(take, field):
    header = find_header(rows_of(STT, TEN, ([""], take), SINH, SO))
    assert fields_in_order(header, 5) == ["row", "name", field, "born", "phone"]


def test_a_first_row_of_words_is_no_row_of_headings():
    headings = ["STT", "Họ tên", "Giới tính", "Đơn vị", "Địa bàn", "Ghi chú"]
    header = find_header([headings, [1.0, "Lê Văn An", "Nam", "Công ty May", "Ấp", "Tổ 1"]])
    assert header.first_row == 1


SYNONYMS = {
    "row": ["STT", "TT", "Số TT"],
    "name": ["Họ và tên", "HỌ TÊN (*)", "Họ và tên NLĐ", "Họ, chữ đệm và tên", "Họ tên công nhân"],
    "born": ["Ngày sinh", "Ngày, tháng, năm sinh", "Năm sinh", "NTNS", "Sinh ngày"],
    "sex": ["Giới tính", "G.tính", "GT", "Phái", "Nam/Nữ"],
    "group": ["Nhóm ƯT", "Đối tượng ưu tiên", "Mã nhóm đối tượng (*)"],
    "phone": ["SĐT", "Số điện thoại", "ĐTDĐ", "Điện thoại liên hệ", "Số ĐT"],
    "id": ["Số CCCD/CMND", "CMND/CCCD/Hộ chiếu/Mã định danh", "Số căn cước"],
    "bhyt": ["Số thẻ BHYT", "Mã số BHXH", "BHYT"],
    "workplace": ["Đơn vị công tác", "Nơi làm việc", "Công ty"],
    "province": ["Tỉnh/TP", "Tỉnh/Thành phố"],
    "district": ["Quận/Huyện/TP", "Huyện"],
    "commune": ["Phường/Xã/TT", "Xã/Phường (*)"],
    "address": ["Địa chỉ", "Nơi cư trú", "Số nhà, đường"],
}
MUST = ("name", "born", "phone")
TYPINGS = [
    str,
    str.upper,
    str.lower,
    fold,
    lambda words: unicodedata.normalize("NFD", words),
    lambda words: f"{words}\n(*)",
]
TYPINGS += [lambda words: words.replace(" ", "\n"), *(lambda words, old=old: from_unicode(words, old) for old in OLD)]
FOOTER = [[], ["", "Tổng cộng: 12 người"], ["", "Người lập biểu", "", "Ngày 12 tháng 9 năm 2021"], ["", "", "Giám đốc"]]


@settings(max_examples=300)
@given(st.data())
def test_any_mixture_of_habits_is_understood(data):
    fields = data.draw(st.permutations(list(SYNONYMS)))
    fields = [field for field in fields if field in MUST or data.draw(st.booleans())]
    typing = data.draw(st.sampled_from(TYPINGS))
    headings = [typing(data.draw(st.sampled_from(SYNONYMS[field]))) for field in fields]
    if len(fields) < 4:
        return
    title = data.draw(st.sampled_from([[], [["CÔNG TY MAY SA ĐÉC"], ["", "DANH SÁCH CÔNG NHÂN TIÊM VẮC XIN"], []]]))
    numbers = [[f"({number})" for number in range(1, len(fields) + 1)]] if data.draw(st.booleans()) else []
    body = [[one[field] for field in fields] for one in PEOPLE]
    body[5:5] = data.draw(st.sampled_from([[], [[""] * len(fields)], [headings]]))
    rows = [*title, headings, *numbers, *body, *data.draw(st.sampled_from([[], FOOTER]))]
    header = find_header(rows)
    assert {name: header.columns[name] for name in fields} == {name: column for column, name in enumerate(fields)}
    assert header.first_row == len(title) + 1 + len(numbers)
    read = list(read_list(rows, header, units=units(), today=TODAY))
    assert [row.given.full_name for row in read] == [one["name"] for one in PEOPLE]


CELL = st.one_of(st.none(), st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.dates())
WORDS = st.sampled_from([words for words, _ in [(one, None) for many in SYNONYMS.values() for one in many]])
WORDS |= st.sampled_from(
    ["Nam", "Nữ", "Ngày", "Tháng", "Năm", "Mũi 1", "Tên", "Mã", "Họ", "(1)", "Người giám hộ", "Mũi 2 - Lô"]
)


@given(st.lists(st.lists(CELL | WORDS, max_size=9), max_size=7))
def test_any_sheet_is_answered(rows):
    header = find_header(rows)
    if header:
        assert {*header.columns.values()} <= {*range(9)}
        assert len({*header.columns.values()}) == len(header.columns)
        assert header.row < header.first_row
        assert {*header.confidence} == {*header.columns}
        list(read_list(rows, header, units=units(), today=date(2021, 9, 14)))


@pytest.mark.parametrize("letters", OLD)
def test_the_sample_in_old_letters_is_understood(letters):
    rows = sheet("messy_400")
    old = [[from_unicode(cell, letters) if isinstance(cell, str) else cell for cell in cells] for cells in rows]
    assert find_header(old).columns == find_header(rows).columns
    assert to_unicode(old[9][1], letters) == rows[9][1]
    assert heading_of(old[9][1]) == "name"


@pytest.mark.parametrize(
    ("name", "texts", "others"),
    [
        ("Công ty May Sa Đéc", ["CÔNG TY CP MAY SA ĐÉC", "DANH SÁCH CÔNG NHÂN"], []),
        ("Công ty Thủy sản Mỹ Thọ", ["CÔNG TY CP MAY SA ĐÉC", "Chú ý:"], ["CÔNG TY CP MAY SA ĐÉC"]),
        ("Trường THPT Cao Lãnh 1", ["Trường THPT Lấp Vò 1", "Tổ Toán"], []),  # a number in common: no warning
        ("Trường THPT Cao Lãnh", ["Trường THPT Lấp Vò"], ["Trường THPT Lấp Vò"]),
        ("Công ty TNHH MTV", ["Công ty CP May"], []),  # nothing to go by
        ("Công ty May Sa Đéc", ["Phân xưởng 2", "Công ty"], []),
    ],
)
def test_a_file_that_names_another_organization_is_noticed(name, texts, others):
    assert other_owners(texts, name) == others
