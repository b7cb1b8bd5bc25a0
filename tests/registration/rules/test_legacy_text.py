"""Text of the old fonts: found where it stands, read as meant, and never seen in what is Unicode."""

import random
import unicodedata
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.codes import NameIs, RepairIs
from registration.rules.legacy_text import (
    COMMON,
    OLD,
    Letters,
    as_meant,
    from_unicode,
    guess_letters,
    has_old_signs,
    repaired,
    to_unicode,
)
from registration.rules.list_columns import Header
from registration.rules.lists import RowOutcome, read_row
from registration.rules.syllables import is_syllable
from registration.rules.units import UnitBook, UnitPath
from tests.registration.rules.test_syllables import name_parts, unit_names, words
from vaxportal.simulation.names import FAMILY, GIVEN, MIDDLE, make_name

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
FOREIGN = """José Peña|Müller|Dèvi|Sàigòn|Loïc|Loïc Lam|Thaïs Roux|Anaïs|Raúl Muñoz|Björn Ström|Jürgen Groß|Saïd Naïm
Chloé Lefèvre|François Noël|Maël Le Gall|André|Søren Kjær|Åse|Zoë|Renée|Hélène Béjart|Íñigo Núñez|João Gonçalves|Øyvind
Märta|Jón Þór|Guðrún|Ægir|Çelik Gül|Özil|Ünal|Strauß|Benoît|Naïm|Haïm|Aïn|Michał|Dvořák|Kovač|Mária|Zoltán|Réka|Göran"""
OTHERS = "Y Blô|Y Ñô|H'Hen|H’Hen Niê|K'Brôih|Êñuôl|Niê|H'Lê Êban|Ksor H'Blâm|Y Thô|Mlô|Danh Út|Thạch Sô Phi|Rơ Châm Kpă"
VIETNAMESE = (
    "Hoà|Hòa|Phạm Hoã|NGUYỄN HOÀ|Lê Hùng Trí|Võ Thanh|Ngô Công Lý|Tân Hòa|Cà Mau|Xã Phú Hòa|Bùi Thái Tô|Lê Thị Ý"
)
ODD = "Công ty «Hoà Bình»|· Lê An|Panadol® 500|25°C|5µg|½ ngày|Lan\xadAnh|Công ty© Phú Mỹ|1ª|§ 5|Ð|ý|"
CLEAN = [text.strip() for text in f"{FOREIGN}|{OTHERS}|{VIETNAMESE}|{ODD}".replace("\n", "|").split("|")]
PLACES = [name for name in unit_names() if all(map(is_syllable, words(name)))]
old_letters = pytest.mark.parametrize("letters", OLD)


def people(count, seed=7):
    chance = random.Random(seed)
    return [make_name(chance, chance.choice("MF")) for _ in range(count)]


@pytest.mark.parametrize(
    ("letters", "old", "text"),
    [
        (Letters.TCVN3, "NguyÔn V¨n An", "Nguyễn Văn An"),
        (Letters.TCVN3, "D\xad¬ng ThÞ H\xad¬ng", "Dương Thị Hương"),
        (Letters.TCVN3, "§Æng Quèc C\xadêng", "Đặng Quốc Cường"),
        (Letters.TCVN3, "NGUYÔN V¡N §øC", "NGUYỄN VĂN ĐỨC"),
        (Letters.TCVN3, "TRÇN THÞ ¸NH", "TRẦN THỊ ÁNH"),
        (Letters.TCVN3, "Lª ThÞ ¸nh", "Lê Thị Ánh"),
        (Letters.TCVN3, "Êp 3, x· T©n Hßa", "ấp 3, xã Tân Hòa"),
        (Letters.VNI, "Nguyeãn Vaên An", "Nguyễn Văn An"),
        (Letters.VNI, "NGUYEÃN THÒ KIM LINH", "NGUYỄN THỊ KIM LINH"),
        (Letters.VNI, "Döông Höõu Nghóa", "Dương Hữu Nghĩa"),
        (Letters.VNI, "Ñaëng Thuùy Kyø", "Đặng Thúy Kỳ"),
        (Letters.UNICODE, unicodedata.normalize("NFD", "Nguyễn Ý"), "Nguyễn Ý"),
    ],
)
def test_old_text_is_read_as_its_font_shows_it(letters, old, text):
    assert to_unicode(old, letters) == text


@old_letters
@pytest.mark.parametrize("letter", LETTERS + LETTERS.upper())
def test_every_letter_can_be_written_and_read(letters, letter):
    old = from_unicode(letter, letters)
    assert max(old) <= "ÿ"
    if letters == Letters.TCVN3 and letter != letter.lower() and to_unicode(old, letters) != letter:
        assert to_unicode(old, letters) == letter.lower()  # a capital that has no code: the letters around it tell
        assert to_unicode(f"BA{old}", letters) == f"BA{letter}"
    else:
        assert to_unicode(old, letters) == letter


@old_letters
@pytest.mark.parametrize("change", [str, str.upper])
def test_names_come_back_as_they_were(letters, change):
    for name in map(change, people(3000)):
        assert to_unicode(from_unicode(name, letters), letters) == name


@old_letters
def test_places_come_back_as_they_were(letters):
    for name in PLACES:
        back = to_unicode(from_unicode(name, letters), letters)
        assert back.lower() == name.lower()
        assert back == name or not name.replace(" ", "").isalpha() or not name.istitle()  # `Thị trấn Ít Ong`: a small í


@old_letters
def test_what_is_plainly_old_is_repaired_and_rightly(letters):
    texts = [text for text in (*people(3000), *PLACES) if from_unicode(text, letters) != text]
    found = [(text, repaired(from_unicode(text, letters))) for text in texts]
    assert [pair for pair in found if pair[1] is not None and pair[1].lower() != pair[0].lower()] == []
    assert sum(back is None for _text, back in found) < len(texts) / 50


@old_letters
def test_the_parts_of_names_are_read_where_the_file_is_old(letters):
    for part in name_parts():
        assert as_meant(from_unicode(part, letters), letters).lower() == part.lower()


@old_letters
def test_in_an_old_file_what_is_unicode_stays(letters):
    texts = [*people(3000), *PLACES]
    changed = [text for text in texts if as_meant(text, letters) != text]
    assert len(changed) < len(texts) / 200, changed
    assert [text for text in VIETNAMESE.split("|") if " " in text and as_meant(text, letters) != text] == []


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_no_old_text_is_not_touched(text):
    assert repaired(text) is None
    assert as_meant(text, Letters.UNICODE) == text
    if text in FOREIGN or text in OTHERS:
        assert not has_old_signs(text)


@given(st.lists(st.sampled_from([*CLEAN, *PLACES[:2000], *people(200)]), max_size=60))
def test_a_clean_list_is_never_called_old(texts):
    assert guess_letters(texts) == Letters.UNICODE
    assert guess_letters([unicodedata.normalize("NFD", text) for text in texts]) == Letters.UNICODE


def test_thousands_of_clean_words_are_not_called_old():
    latin = [text for text in people(5000) if text.encode("latin-1", "ignore").decode("latin-1") == text]
    for texts in (people(5000), PLACES, latin, [text.upper() for text in people(5000)]):
        assert guess_letters([*texts, *CLEAN]) == Letters.UNICODE


@old_letters
@given(st.data())
def test_an_old_column_among_others_is_found(letters, data):
    names = data.draw(st.lists(st.sampled_from(people(300)), min_size=12, max_size=60))
    clean = data.draw(st.lists(st.sampled_from(PLACES[:500]), max_size=3 * len(names)))
    assert guess_letters([*clean, *(from_unicode(name, letters) for name in names)]) == letters


@old_letters
def test_old_rows_among_others_are_found(letters):
    names = people(1000)
    assert guess_letters([*names[100:], *(from_unicode(name, letters) for name in names[:100])]) == letters


@old_letters
@given(st.sampled_from([*FAMILY]), st.sampled_from(MIDDLE["F"]), st.sampled_from(GIVEN["F"]), st.sampled_from([1, 0]))
def test_any_name_is_read_in_an_old_file(letters, family, middle, given_name, is_upper):
    name = f"{family} {middle} {given_name}"
    name = name.upper() if is_upper else name
    assert as_meant(from_unicode(name, letters), letters) == name


@given(st.text(max_size=30), st.sampled_from(Letters))
def test_any_text_can_be_asked(text, letters):
    assert guess_letters([text]) in Letters
    assert isinstance(as_meant(text, letters), str)
    assert isinstance(to_unicode(from_unicode(text, letters), letters), str)


def test_common_syllables_are_syllables():
    assert all(map(is_syllable, COMMON))


def test_ordinary_text_is_passed_over_quickly():
    names = people(5000)
    began = perf_counter()
    assert not any(map(repaired, names))
    assert perf_counter() - began < 0.1  # 20 µs each; in truth some 0.5


COLUMNS = ("row", "name", "born", "sex", "group", "phone", "province", "district", "commune", "workplace", "address")
HEADER = Header(0, 1, {name: column for column, name in enumerate(COLUMNS)})
ROW = {"row": 1.0, "name": "Nguyễn Văn An", "born": "28/02/1990", "sex": "0", "group": "13", "phone": "0912345678"}
ROW |= {"province": "Tỉnh Đồng Tháp", "district": "Huyện Thanh Bình", "commune": "Xã Tân Hòa", "address": "ấp 3"}
UNITS = UnitBook([UnitPath("30136", "Xã Tân Hòa", "874", "Huyện Thanh Bình", "87", "Tỉnh Đồng Tháp")])


def read(cells, letters=Letters.UNICODE):
    row = [cells.get(name, "") for name in COLUMNS]
    return read_row(row, HEADER, number=2, units=UNITS, today=date(2021, 9, 14), letters=letters)


def typed(letters):
    return {name: from_unicode(cell, letters) if isinstance(cell, str) else cell for name, cell in ROW.items()}


@pytest.mark.parametrize("said", [Letters.UNICODE, None])
@old_letters
def test_an_old_row_is_read_and_said(letters, said):
    row = read(typed(letters) | {"workplace": from_unicode("Xí nghiệp Đông Hải", letters)}, said or letters)
    assert row.outcome == RowOutcome.REPAIRED
    given_name = (row.given.full_name, row.given.commune_code, row.given.workplace)
    assert given_name == ("Nguyễn Văn An", "30136", "Xí nghiệp Đông Hải")
    fields = [repair.field for repair in row.repairs if repair.code == RepairIs.FONT_CONVERTED]
    assert sorted(fields) == sorted({*fields}) and {"name", "workplace", "commune", "district"} <= {*fields}


def test_an_old_sex_is_read():
    row = read(ROW | {"sex": "N÷"}, Letters.TCVN3)
    assert [repair.code for repair in row.repairs if repair.field == "sex"] == [
        RepairIs.FONT_CONVERTED,
        RepairIs.SEX_WORD,
    ]


def test_an_old_name_that_cannot_be_read_for_sure_is_refused():
    row = read(ROW | {"name": "Nguyeãn V¨n An"})
    assert [problem.code for problem in row.problems] == [NameIs.LEGACY_FONT]


def test_a_clean_row_is_as_it_was():
    assert {repair.code for repair in read(ROW).repairs} == {RepairIs.COMMUNE_BY_NAME}
