"""Finding the headings of a worker list and which column holds what, however they are worded or ordered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from registration.rules.codes import ListIs
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold

ROWS_SEARCHED = 40
FEWEST_MATCHES = 4  # fewer recognised cells make no heading row
FEWEST_SUB_MATCHES = 2

HEADINGS = {  # the national form's own words for what must be there
    "name": "Họ và tên",
    "born": "Ngày sinh",
    "sex": "Giới tính",
    "group": "Mã nhóm đối tượng ưu tiên",
    "phone": "Số điện thoại",
    "commune": "Xã/Phường",
}
PATTERNS = {  # of the folded heading, the whole of it
    "row": r"STT|TT|SO TT|SO THU TU",
    "name": r"(HO( VA| DEM| CHU DEM)*( VA)? TEN|HO TEN|TEN (NGUOI|NHAN VIEN|CONG NHAN|LAO DONG)|FULL NAME)( .*)?",
    "born": r"(NGAY( THANG)?( NAM)? SINH|NAM SINH|NTNS|SINH NGAY|DATE OF BIRTH)( .*)?",
    "sex": r"(GIOI( TINH)?|PHAI|NAM NU|SEX)( .*)?",
    "group": r"(MA )?(SO )?(NHOM|DOI TUONG)( .*)?",
    "workplace": r"(DON VI|NOI (LAM VIEC|CONG TAC)|CO QUAN|BO PHAN|PHONG BAN)( .*)?",
    "phone": r"(SO )?(DIEN THOAI|DT|SDT|DTDD|DI DONG|PHONE)( .*)?",
    "email": r"(EMAIL|E MAIL|MAIL|THU DIEN TU|DIA CHI (EMAIL|THU DIEN TU))( .*)?",
    "id": r"(SO |MA )?(THE )?(CMT|CMTND|CMND|CCCD|CAN CUOC|CHUNG MINH|GIAY TO|DINH DANH|HO CHIEU)( .*)?",
    "bhyt": r"(SO |MA )?(SO )?(THE )?(BHYT|BAO HIEM Y TE)( .*)?",
    "province_code": r"MA (SO )?TINH( .*)?",
    "district_code": r"MA (SO )?(QUAN|HUYEN)( .*)?",
    "commune_code": r"MA (SO )?(XA|PHUONG)( .*)?",
    "province": r"TINH( THANH PHO| TP)?",
    "district": r"(QUAN HUYEN|HUYEN QUAN|HUYEN|QUAN)( THI XA| TX| THANH PHO| TP)*",
    "commune": r"(XA PHUONG|PHUONG XA|XA)( THI TRAN| TT)*",
    "hamlet": r"(DIA BAN|AP|KHOM|THON|TO DAN PHO)( .*)?",
    "address": r"(DIA CHI|SO NHA)( .*)?",
    "vaccine": r"(TEN |LOAI )?(VAC XIN|VACCINE|VACXIN)( .*)?",
    "given_on": r"NGAY TIEM( .*)?",
    "lot": r"(SO )?LO( VAC XIN| VACCINE| THUOC)?",
    "facility": r"(DIA DIEM|NOI|CO SO|DIEM) TIEM( .*)?",
    "note": r"GHI CHU( .*)?",
    "result": r"KET QUA( .*)?",
}
COMPILED = {field: re.compile(pattern) for field, pattern in PATTERNS.items()}
OF_DOSES = frozenset({"vaccine", "given_on", "lot", "facility"})


@dataclass(frozen=True, slots=True)
class Header:
    """`columns` tells the column (from 0) of each field; data begin in row `first_row` (from 0)."""

    row: int
    first_row: int
    columns: Mapping[str, int]


def find_header(rows: Sequence[Sequence[object]]) -> Header | None:
    """The heading row, with the sub-headings under merged cells where there are some."""
    for index, cells in enumerate(rows[:ROWS_SEARCHED]):
        top = [heading_of(cell) for cell in cells]
        if len(set(filter(None, top))) < FEWEST_MATCHES:
            continue
        below = [heading_of(cell) for cell in rows[index + 1]] if index + 1 < len(rows) else []
        has_sub = len(set(filter(None, below))) >= FEWEST_SUB_MATCHES
        return Header(index, index + 1 + has_sub, _columns(top, below if has_sub else []))
    return None


def header_problems(header: Header | None) -> Iterator[Problem]:
    if header is None:
        yield Problem(ListIs.NO_HEADER)
        return
    for field, heading in HEADINGS.items():
        if field not in header.columns and not (field == "commune" and "commune_code" in header.columns):
            yield Problem(ListIs.COLUMN_MISSING, field, column=heading)


def heading_of(cell: object) -> str:
    """The field that a heading names; empty where it names none."""
    folded = fold(cell) if isinstance(cell, str) else ""
    return next((field for field, pattern in COMPILED.items() if pattern.fullmatch(folded)), "") if folded else ""


def _columns(top: Sequence[str], below: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column in range(max(len(top), len(below))):
        field = (below[column] if column < len(below) else "") or (top[column] if column < len(top) else "")
        if field in OF_DOSES:
            field = f"{field}_2" if f"{field}_1" in columns else f"{field}_1"
        if field:
            columns.setdefault(field, column)
    return columns
