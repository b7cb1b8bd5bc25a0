"""What a cell of the blank form offers, asks and warns of. Words are the circular's, in Vietnamese for everybody.

A commune is chosen in three steps, by names or by codes: each list is cut out of the code sheets by what stands to its
left. Formulas stand in the rules of cells only, in no cell. A program refuses one of more than 255 signs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from registration.imports.codes import Codes, Row, Rows
from registration.imports.columns import RowResource
from registration.rules.limits import MOST_ROWS

FIRST_ROW = 9
GROUPS, PLACES, FACILITIES, VACCINES = "PL2_Nhom uu tien", "PL3_Dia ban", "PL4_Co so tiem", "PL5_Vac xin"
Style = Literal["stop", "warning", "information"]
STEPS = "DM"  # a hidden sheet: where the districts of a province begin, and the communes of a district
AT = {name: get_column_letter(number) for number, name in enumerate(RowResource().fields, start=1)}
DAY = (
    'OR(AND(ISNUMBER({0}9),{0}9>=DATE(1900,1,1),{0}9<=TODAY()),AND(LEN({0}9)=10,MID({0}9,3,1)="/",MID({0}9,6,1)="/",'
    "VALUE(LEFT({0}9,2))<=31,VALUE(MID({0}9,4,2))<=12,VALUE(RIGHT({0}9,4))<=YEAR(TODAY())))"
)


def typed_choices() -> Iterator[DataValidation]:
    """Of cells that need no code sheet."""
    sex = _list(["sex"], '"0,1"', "Giới tính", "0: nam, 1: nữ.")
    yield _insisting(sex, "stop", "Chọn 0 (nam) hoặc 1 (nữ).")
    for name, title in (("born", "Ngày sinh"), ("given_on_1", "Ngày tiêm mũi 1"), ("given_on_2", "Ngày tiêm mũi 2")):
        day = _custom(name, DAY.format(AT[name]), title, "Ngày/tháng/năm, ví dụ 05/09/1990.")
        yield _insisting(day, "warning", "Ghi ngày dạng dd/mm/yyyy, không sau hôm nay. Vẫn giữ ô này?")
    phone = 'AND(LEN({0}9)=10,LEFT({0}9,1)="0",ISNUMBER(VALUE({0}9)))'.format(AT["phone"])
    asked = _custom("phone", phone, "Số điện thoại", "10 chữ số, bắt đầu bằng 0.")
    yield _insisting(asked, "warning", "Số di động có 10 chữ số, bắt đầu bằng 0. Vẫn giữ ô này?")
    for name, title, lengths in (("id", "Số CMT/CCCD", (8, 9, 12)), ("bhyt", "Số thẻ BHYT", (10, 15))):
        told = "CCCD 12 số, CMT 9 số, hộ chiếu 8 ký tự." if name == "id" else "10 số cuối hoặc đủ 15 ký tự."
        fits = ",".join(f"LEN({AT[name]}9)={length}" for length in lengths)
        yield _insisting(_custom(name, f"OR({fits})", title, told), "information", told)


def coded_choices(codes: Codes) -> Iterator[DataValidation]:
    """Of cells whose codes stand on the sheets behind the form."""
    if codes.groups:
        group = _list(
            ["group"], _column(GROUPS, "A", codes.groups), "Nhóm ưu tiên", "Chọn mã nhóm; tên nhóm ở trang PL2."
        )
        yield _insisting(group, "stop", "Chọn một mã nhóm trong trang PL2.")
    if codes.vaccines:
        offered = _column(VACCINES, "A", codes.vaccines)
        yield _list(["vaccine_1", "vaccine_2"], offered, "Vắc xin đã tiêm", "Chọn tên; để trống nếu chưa tiêm.")
    if codes.facilities:
        offered = _column(FACILITIES, "A", codes.facilities)
        yield _list(
            ["facility_1", "facility_2"], offered, "Nơi đã tiêm", "Mã cơ sở ở trang PL4; để trống nếu không rõ."
        )
    if codes.places:
        yield from _home(codes)


def steps(codes: Codes) -> Iterator[list[object]]:
    """Provinces beside districts: name, code, how far below the head of their list the next step begins, how many."""
    provinces = _stretches(codes.districts, lambda one: one[:2])
    districts = _stretches(codes.places, lambda one: one[:4])
    for number, (district, below, count) in enumerate(districts):
        if number < len(provinces):
            province, first, many = provinces[number]
            led = [*province, first, many]
        else:
            led = [None] * 4
        yield [*led, f"{district[0]}|{district[2]}", district[2], district[3], below, count]


def _home(codes: Codes) -> Iterator[DataValidation]:
    """Nothing insists here: names may be written in other ways, and the portal says what it does not find."""
    first, last = 2, 1 + len({one[1] for one in codes.districts})
    low = 1 + len(codes.districts)
    yield _list(["province"], f"{STEPS}!$A${first}:$A${last}", "Tỉnh", "Chọn tên, hoặc chọn mã ở ô bên phải.")
    yield _list(["province_code"], f"{STEPS}!$B${first}:$B${last}", "Mã tỉnh", "Để trống nếu đã chọn tên.")
    province = _found(("province", "A", last), ("province_code", "B", last))
    for name, column, title, told in (
        ("district", "F", "Huyện", "Chọn tỉnh trước, rồi chọn tên huyện."),
        ("district_code", "G", "Mã huyện", "Để trống nếu đã chọn tên."),
    ):
        yield _list([name], _cut(f"{STEPS}!${column}$1", "C", "D", last, province), title, told)
    key = f'MATCH(${AT["province"]}9&"|"&${AT["district"]}9,{STEPS}!$E$1:$E${low},0)'
    code = f"MATCH(${AT['district_code']}9,{STEPS}!$G$1:$G${low},0)"
    for name, column, title, told in (
        ("commune", "E", "Xã", "Chọn tỉnh và huyện trước, rồi chọn tên xã."),
        ("commune_code", "F", "Mã xã", "Để trống nếu đã chọn tên."),
    ):
        yield _list([name], _cut(f"'{PLACES}'!${column}$1", "H", "I", low, f"IFERROR({code},{key})"), title, told)


def _found(*ways: tuple[str, str, int]) -> str:
    """In which row of a list a chosen value stands; the second way where the first finds nothing."""
    one, other = (f"MATCH(${AT[name]}9,{STEPS}!${column}$1:${column}${low},0)" for name, column, low in ways)
    return f"IFERROR({one},{other})"


def _cut(head: str, first: str, count: str, low: int, row: str) -> str:
    below, many = (f"INDEX({STEPS}!${column}$1:${column}${low},{row})" for column in (first, count))
    return f"OFFSET({head},{below},0,{many},1)"


def _stretches(rows: Rows, of: Callable[[Row], Row]) -> list[tuple[Row, int, int]]:
    """Rows that begin alike: how, how far below the head they begin, how many."""
    found, at = [], 1
    for key, same in groupby(rows, key=of):
        count = len(list(same))
        found.append((key, at, count))
        at += count
    return found


def _column(sheet: str, column: str, rows: Sequence[object]) -> str:
    return f"'{sheet}'!${column}$2:${column}${1 + len(rows)}"


def _list(names: Iterable[str], offered: str, title: str, told: str) -> DataValidation:
    return _over(names, DataValidation(type="list", formula1=offered, allow_blank=True), title, told)


def _custom(name: str, formula: str, title: str, told: str) -> DataValidation:
    return _over([name], DataValidation(type="custom", formula1=formula, allow_blank=True), title, told)


def _over(names: Iterable[str], choice: DataValidation, title: str, told: str) -> DataValidation:
    choice.promptTitle, choice.prompt, choice.showInputMessage = title, told, True
    for name in names:
        choice.add(f"{AT[name]}{FIRST_ROW}:{AT[name]}{MOST_ROWS}")
    return choice


def _insisting(choice: DataValidation, style: Style, told: str) -> DataValidation:
    choice.errorStyle, choice.errorTitle, choice.error, choice.showErrorMessage = style, "Cổng tiêm chủng", told, True
    return choice
