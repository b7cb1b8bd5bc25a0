"""Plain text becomes the same rows whatever program wrote it; what is no text is refused."""

import codecs
import csv
import io
import random
import sys
import unicodedata
import zipfile
import zlib
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registration.imports.plain_text import (
    DELIMITERS,
    Encoding,
    TextRefused,
    decode,
    guess_delimiter,
    rows,
)
from registration.rules.codes import ListIs
from registration.rules.legacy_text import OLD, Letters, as_meant, from_unicode, guess_letters
from registration.rules.list_columns import find_header, header_problems
from registration.rules.lists import RowOutcome, read_list
from tests.registration.rules.test_list_columns import PEOPLE
from tests.registration.rules.test_lists import TODAY, units
from vaxportal.simulation.names import make_name

HEADINGS = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại", "Địa chỉ"]
MANY = 60_000
delimiters = pytest.mark.parametrize("delimiter", DELIMITERS)


def people(count):
    chance = random.Random(3)
    return [
        [str(number), make_name(chance, "F"), "07/03/1985", "Nữ", f"09123{number:05d}", "Ấp 3, xã Tân Hòa; nhà số 5"]
        for number in range(1, count + 1)
    ]


def written(table, delimiter=",", *, newline="\r\n", quoting=csv.QUOTE_MINIMAL):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(table)
    return file.getvalue()


def in_1258(text):
    """Tones are signs of their own in that encoding."""
    return b"".join(_in_1258(sign) for sign in unicodedata.normalize("NFC", text))


def _in_1258(sign):
    parts = unicodedata.normalize("NFD", sign)
    tone = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
    letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
    return (letter + tone).encode("cp1258")


ENCODED = {
    "utf-8": (lambda text: text.encode(), Encoding.UTF_8),
    "utf-8 with a mark": (lambda text: text.encode("utf-8-sig"), Encoding.UTF_8),
    "utf-16 with a mark": (lambda text: text.encode("utf-16"), Encoding.UTF_16_LE),
    "utf-16 big-endian": (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), Encoding.UTF_16_BE),
    "utf-16 without a mark": (lambda text: text.encode("utf-16-le"), Encoding.UTF_16_LE),
    "utf-16 big-endian without a mark": (lambda text: text.encode("utf-16-be"), Encoding.UTF_16_BE),
    "windows-1258": (in_1258, Encoding.WINDOWS_1258),
}
encodings = pytest.mark.parametrize(("encode", "encoding"), ENCODED.values(), ids=ENCODED)


@encodings
@delimiters
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_list_is_read_whoever_wrote_it(encode, encoding, delimiter, newline):
    table = [HEADINGS, *people(50)]
    text, found = decode(encode(written(table, delimiter, newline=newline)))
    assert found == encoding
    assert list(rows(text, most=100)) == table


@encodings
def test_an_encoding_can_be_said(encode, encoding):
    text, found = decode(encode("Họ và tên\nNguyễn Thị Ửng"), encoding)
    assert (text, found) == ("Họ và tên\nNguyễn Thị Ửng", encoding)


@pytest.mark.parametrize("letters", OLD)
@delimiters
def test_text_of_the_old_fonts_is_windows_1252(letters, delimiter):
    table = [HEADINGS, *people(50)]
    text, found = decode(from_unicode(written(table, delimiter), letters).encode("cp1252"))
    assert found == Encoding.WINDOWS_1252
    read = list(rows(text, most=100))
    assert guess_letters(cell for row in read for cell in row) == letters
    meant = [[as_meant(cell, letters).lower() for cell in row] for row in read]
    assert meant == [[cell.lower() for cell in row] for row in table]


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_a_short_list_shows_its_encoding_too(count):
    text = written([HEADINGS, *people(count)])
    assert decode(in_1258(text))[1] == Encoding.WINDOWS_1258
    for letters in OLD:
        assert decode(from_unicode(text, letters).encode("cp1252"))[1] == Encoding.WINDOWS_1252


def test_without_headings_the_names_tell():
    text = written([["Nguyễn Văn An", "Trần Thị Bưởi"]])
    assert decode(in_1258(text)) == (text, Encoding.WINDOWS_1258)
    assert guess_letters([decode(from_unicode(text, Letters.VNI).encode("cp1252"))[0]]) == Letters.VNI


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")) | st.sampled_from('\n,;|"'))


@given(st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1), st.sampled_from(DELIMITERS), st.data())
def test_any_cells_come_back(table, delimiter, data):
    assume("\ufeff" not in table[0][0][:1])
    encode, encoding = data.draw(st.sampled_from([pair for name, pair in ENCODED.items() if name != "windows-1258"]))
    content = encode(written(table, delimiter, quoting=csv.QUOTE_ALL))
    assert list(rows(decode(content, encoding)[0], most=1000, delimiter=delimiter)) == table


NAME = st.builds(make_name, st.randoms(use_true_random=False), st.sampled_from("MF"))


@given(st.lists(st.tuples(NAME, NAME, st.just("0912345678")), min_size=2), st.sampled_from(DELIMITERS), st.data())
def test_names_come_back_in_any_encoding(table, delimiter, data):
    encode, encoding = data.draw(st.sampled_from(list(ENCODED.values())))
    text, found = decode(encode(written(table, delimiter)))
    assert found == encoding
    assert list(rows(text, most=1000)) == [list(row) for row in table]


@delimiters
def test_excel_says_its_delimiter(delimiter):
    text = f"sep={delimiter}\r\n1{delimiter}2,5;6|7\r\n"
    assert list(rows(text, most=5)) == list(csv.reader(["1" + delimiter + "2,5;6|7"], delimiter=delimiter))


def test_commas_inside_cells_are_no_delimiters():
    assert guess_delimiter(written([HEADINGS, *people(20)], ";", quoting=csv.QUOTE_NONNUMERIC)) == ";"
    assert guess_delimiter("Họ tên;Địa chỉ\n" + "Lan;Ấp 3, xã A, huyện B, tỉnh C\n" * 40) == ";"
    assert guess_delimiter("CÔNG TY, CHI NHÁNH 1, ĐỒNG THÁP\n\n" + "1\tLan\t0912345678\n" * 20) == "\t"


def test_a_cell_has_lines_and_a_blank_row_its_number():
    text = 'STT,Tên\n\n1,"Lan\nAnh"\n2,"Mai ""Bé"" Tư"\n'
    assert list(rows(text, most=9)) == [["STT", "Tên"], [], ["1", "Lan\nAnh"], ["2", 'Mai "Bé" Tư']]


@pytest.mark.parametrize("below", [1, 7, 400, 20_000])
def test_a_quotation_mark_that_is_never_closed_swallows_no_row(below):
    lines = ['1;Lan;"Ấp 1"', '2;"Mai;Ấp 2', *(f'{number};Hoa;"Ấp {number}"' for number in range(3, 3 + below))]
    read = list(rows("\n".join(lines), most=MANY, delimiter=";"))
    assert len(read) == len(lines)
    assert read[:2] == [["1", "Lan", "Ấp 1"], ["2", '"Mai', "Ấp 2"]]
    assert read[2:] == [[str(number), "Hoa", f"Ấp {number}"] for number in range(3, 3 + below)]


def test_control_signs_are_left_out():
    assert decode(b"Lan\x00 An\x07;1\n" + b"x" * 300)[0] == "Lan An;1\n" + "x" * 300
    assert decode(b"1,2\r\n\x1a")[0] == "1,2\r\n"


def test_a_file_cut_in_the_middle_of_a_letter_is_still_read():
    content = (written([HEADINGS, *people(300)]) + "Nguyễn Thị Ử").encode()[:-1]
    text, encoding = decode(content)
    assert encoding == Encoding.UTF_8
    assert text.endswith("Nguyễn Thị \ufffd")


def test_too_many_rows_are_refused_before_they_are_all_read():
    text = "1,2\n" * 1_000_000
    began = perf_counter()
    with pytest.raises(TextRefused) as refused:
        for _row in rows(text, most=1000):
            pass
    assert refused.value.args == (ListIs.TOO_MANY_ROWS,)
    assert perf_counter() - began < 0.5
    assert sum(1 for _row in rows("1,2\n" * 1000, most=1000)) == 1000


def test_a_cell_without_end_is_refused():
    with pytest.raises(TextRefused) as refused:
        list(rows("1," + "x" * 1_000_000, most=10))
    assert refused.value.args == (ListIs.NOT_A_WORKBOOK,)


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "1,2")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        zipped(),
        b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 99,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
        b"GIF89a" + bytes(range(256)),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        zlib.compress(random.Random(1).randbytes(9_000)),
        bytes(1000),
        bytes(range(256)) * 8,
        "Nguyễn".encode("utf-32"),
        Path(sys.executable).resolve().read_bytes()[:200_000],
    ],
    ids=lambda content: repr(content[:8]),
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(TextRefused) as refused:
        decode(content)
    assert refused.value.args == (ListIs.NOT_A_WORKBOOK,)


def test_chance_bytes_are_no_text():
    for size in (64, 500, 5_000, 50_000):
        with pytest.raises(TextRefused):
            decode(random.Random(size).randbytes(size))


@given(st.binary(max_size=300), st.sampled_from([None, *Encoding]))
def test_any_bytes_are_read_or_refused(content, encoding):
    try:
        text, _encoding = decode(content, encoding)
        assert all(isinstance(cell, str) for row in rows(text, most=50) for cell in row)
    except TextRefused as refusal:
        assert refusal.args[0] in ListIs


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=;", b"sep=;\n"])
def test_nothing_is_no_row_or_a_blank_one(content):
    assert all(row == [] for row in rows(decode(content)[0], most=10))


def test_a_long_list_is_read_in_about_a_second():
    home = ["Tỉnh Đồng Tháp", "87", "Huyện Châu Thành", "877", "Thị trấn Cái Tàu Hạ", "30244", "", "Ấp 3"]
    content = in_1258(written([row + home + [""] * 13 for row in people(200)])) * (MANY // 200)
    began = perf_counter()
    text, _encoding = decode(content)
    assert sum(1 for _row in rows(text, most=MANY)) == MANY
    assert perf_counter() - began < 4  # one second where nothing else runs


@pytest.mark.parametrize("way", [*ENCODED, *OLD])
@delimiters
def test_a_clerk_s_file_is_read_from_bytes_to_people(way, delimiter):
    """Title, footer, a name and a birth date over several columns, the home in one cell."""
    headings = ["TT", "Họ và chữ đệm", "Tên", "Ngày", "Tháng", "Năm", "Phái", "Nhóm ƯT", "ĐTDĐ", "Nơi cư trú"]
    body = [
        [one["row"], *one["name"].rsplit(" ", 1), *one["born"].split("/"), one["sex"], "13", one["phone"], one["home"]]
        for one in PEOPLE
    ]
    table = [["CÔNG TY MAY"], [], headings, *body, ["", "Tổng cộng: 12 người"], ["", "Giám đốc"]]
    text = written(table, delimiter)
    content = ENCODED[way][0](text) if way in ENCODED else from_unicode(text, way).encode("cp1252")
    read = list(rows(decode(content)[0], most=100))
    header, letters = find_header(read), guess_letters(cell for row in read for cell in row)
    assert not list(header_problems(header))
    people = list(read_list(read, header, units=units(), today=TODAY, is_csv=True, letters=letters))
    assert [person.given.full_name.lower() for person in people] == [one["name"].lower() for one in PEOPLE]
    assert {person.given.commune_code for person in people} == {"30136"}
    assert {person.outcome for person in people} == {RowOutcome.REPAIRED}
