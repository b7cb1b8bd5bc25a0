"""Headings as clerks write them: the field is found whatever the wording, the marks, the font."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.headings import NOTHING, heading_of, read_heading
from registration.rules.legacy_text import OLD, Letters, from_unicode
from tests.registration.rules.test_syllables import unit_names
from vaxportal.core.text import fold

WORDINGS = """
row: STT|TT|Số TT|Số thứ tự|S.T.T|No.|#
name: Họ và tên|Họ tên|HỌ TÊN (*)|Họ và tên NLĐ|Họ tên công nhân|Họ và tên người lao động|Họ, chữ đệm và tên|Họ, tên
name: Họ đệm và tên|Họ tên (viết in hoa, có dấu)|Họ và tên người được tiêm|Tên nhân viên|Tên công nhân|Họ tên đối tượng
name: Full name|Employee name|HoTen|Họ và tên học sinh
family_name: Họ và chữ đệm|Họ và tên đệm|Họ đệm|Họ lót|Họ, chữ lót|Last name|Surname
middle_name: Tên đệm|Chữ lót|Middle name
given_name: Tên|Tên gọi|First name
born: Ngày sinh|Ngày, tháng, năm sinh|Ngày tháng năm sinh (*)|Năm sinh|NTNS|Ngày/tháng/năm sinh|Sinh ngày|N.sinh
born: Ngày sinh dạng dd/mm/yyyy (*)|Năm sinh (ghi đủ ngày tháng)|Date of birth|DOB|Birth date
born_male: Năm sinh nam|Ngày sinh (Nam)
born_female: Năm sinh nữ|Ngày sinh (Nữ)
sex: Giới tính|G.tính|GT|Giới|Phái|Nam/Nữ|Giới tính (Nam/Nữ)|Giới tính (*)⏎(0:nam, 1:nữ)|Sex|Gender
sex_female: Nữ|Nữ (đánh dấu x)|Nữ (x)
group: Nhóm ƯT|Đối tượng ưu tiên|Nhóm ưu tiên|Mã nhóm|Mã nhóm đối tượng|Nhóm đối tượng (theo PL2)|ĐT ưu tiên|Đối tượng
group: Mã nhóm ⏎đối tượng ưu tiên (*)⏎(Tham khảo PL2)|Priority group
workplace: Đơn vị công tác|Đơn vị|Nơi làm việc|Cơ quan|Tên công ty|Công ty|Bộ phận|Phòng ban|Phân xưởng|Company
phone: Số điện thoại|SĐT|ĐT|ĐTDĐ|Số ĐT|Điện thoại liên hệ|Điện thoại di động|Số điện thoại(*)⏎(Tối thiểu 10 số)
phone: Di động|Phone|Mobile|SĐT phụ huynh|SĐT cha/mẹ
email: Email|E-mail|Địa chỉ email|Thư điện tử
id: Số CCCD|CMND|Số CMND/CCCD|CMND/CCCD/Hộ chiếu/Mã định danh|Số căn cước công dân|Số CMT/CCCD⏎(Loại 8/9/12 số)
id: Mã định danh cá nhân|Chứng minh nhân dân|Giấy tờ tùy thân|Hộ chiếu|Passport|ID number|ID card No|Số định danh
bhyt: Số thẻ BHYT|BHYT|Mã số BHXH|Số sổ BHXH|Mã thẻ BHYT|Bảo hiểm y tế|Số thẻ bảo hiểm y tế⏎(Mã thẻ 10/15 ký tự)
bhyt: Số thẻ BHYT/Mã số BHXH
province: Tỉnh/Thành phố|Tỉnh/TP|Tỉnh|Tỉnh, TP|Tên tỉnh|Tỉnh (TP) cư trú|Province
district: Quận/Huyện|Huyện|Quận/Huyện/TP|Quận/Huyện/Thị xã|Huyện, thị xã, thành phố|Q/H|District
commune: Xã/Phường|Phường/Xã/TT|Xã|Xã, phường, thị trấn|Phường/Xã (*)|P/X|Ward|Commune
province_code: Mã tỉnh|Mã⏎ Tỉnh/Thành phố (*)|Mã số tỉnh
district_code: Mã huyện|Mã Quận/Huyện⏎(*)
commune_code: Mã xã|Mã Xã/Phường⏎(*)|Mã phường xã
hamlet: Ấp/Khóm|Địa bàn cơ sở|Tổ dân phố|Thôn/ấp|Khu phố
address: Địa chỉ|Nơi cư trú|Địa chỉ chi tiết|Số nhà, tên đường|Nơi ở hiện nay|Chỗ ở|Đ/c|Tạm trú|Address
address: HKTT|Hộ khẩu thường trú|Nơi đăng ký HKTT
vaccine: Loại vắc xin|Tên vắc xin (*)⏎(Tham khảo PL5)|Vắc-xin|Vaccine|Loại vaccine đã tiêm|Tên vacxin
given_on: Ngày tiêm|Ngày tiêm dạng dd/mm/yyyy (*)|Ngày đã tiêm|Thời gian tiêm|Vaccination date
lot: Số lô|Lô vắc xin(*)|Lô SX|Lot number
facility: Địa điểm tiêm (*)⏎(Tham khảo PL4)|Nơi tiêm|Cơ sở tiêm chủng|Đơn vị tiêm|Điểm tiêm
note: Ghi chú|Ghi chú khác|Note
result: Kết quả import⏎(không điền ô này)
"""
OTHERS = """
Dân tộc|Quốc tịch|Nghề nghiệp|Chức vụ|Tuổi|Ngày cấp|Nơi cấp CMND|Ngày cấp CCCD|Tình trạng hôn nhân|Tình trạng sức khỏe
Nhóm máu|Mã NV|Mã nhân viên|Mã số công nhân|Họ tên người giám hộ|Họ tên cha/mẹ|CMND người giám hộ|Họ tên chủ hộ
Địa chỉ công ty|Điện thoại cơ quan|Nơi sinh|Quê quán|Ngày vào làm|Ngày hợp đồng|Ngày đăng ký tiêm|Ngày dự kiến tiêm
Vắc xin đăng ký|Ký nhận|Chữ ký|Trình độ|Mũi 3|Nguyễn Văn An|0912345678|07/03/1985|Xã Tân Hòa|Huyện Thanh Bình|Nam|Năm
Ấp 3, xã Tân Hòa, huyện Thanh Bình|Ngày|Tháng|Mã|Số|Loại|Mũi 1||(*)|...
"""


def ours():
    for line in WORDINGS.strip().splitlines():
        field, wordings = line.split(": ", 1)
        yield from ((words.replace("⏎", "\n"), field) for words in wordings.split("|"))


OURS = list(ours())
NOT_OURS = [words for line in OTHERS.strip().splitlines() for words in line.split("|")]


@pytest.mark.parametrize(("words", "field"), OURS)
def test_a_heading_is_known(words, field):
    assert heading_of(words) == field


def changed(words):
    """The same heading as others would have typed it."""
    yield from (words.upper(), words.lower(), unicodedata.normalize("NFD", words), fold(words) or words)
    yield from (
        f"{words} (*)",
        f"*{words}*",
        f"  {words}:\n",
        f"1. {words}",
        f"(2) {words}",
        f"[{words}]",
        f"Cột 3: {words}",
    )
    yield from (words.replace(" ", "\n"), words.replace(" ", "  "), words.replace(" ", "\xa0"))
    if words != "#":
        yield from (from_unicode(words, letters) for letters in OLD)


@pytest.mark.parametrize(("words", "field"), OURS)
def test_a_heading_is_known_however_it_is_typed(words, field):
    unknown = [other for other in changed(words) if heading_of(other) != field]
    assert not unknown or (words == "#" and len(unknown) < 8)


@pytest.mark.parametrize("words", NOT_OURS)
def test_what_is_not_ours_is_no_field(words):
    assert heading_of(words) == ""


@pytest.mark.parametrize(
    ("words", "field", "dose"),
    [
        ("Ngày tiêm mũi 1", "given_on", 1),
        ("Mũi 1 - Ngày tiêm", "given_on", 1),
        ("Loại vắc xin mũi 1", "vaccine", 1),
        ("Vaccine lần 2", "vaccine", 2),
        ("Mũi 2: số lô", "lot", 2),
        ("Nơi tiêm mũi thứ nhất", "facility", 1),
        ("Ngày tiêm mũi thứ hai", "given_on", 2),
        ("Lô vắc xin (mũi 2)", "lot", 2),
        ("Ngày tiêm M2", "given_on", 2),
        ("MUI1_NGAYTIEM", "given_on", 1),
        ("2nd dose vaccine", "vaccine", 2),
        ("Dose 1", "~dose", 1),
        ("Mũi tiêm thứ 2", "~dose", 2),
        ("Tiêm mũi 1", "~dose", 1),
        ("Đã tiêm lần 1", "~dose", 1),
    ],
)
def test_a_heading_tells_the_dose(words, field, dose):
    for other in (words, words.upper(), fold(words), unicodedata.normalize("NFD", words)):
        assert (read_heading(other).field, read_heading(other).dose) == (field, dose)


def test_names_of_places_are_no_headings():
    wrong = {name: heading_of(name) for name in unit_names() if heading_of(name)}
    assert wrong == {}


@given(st.text(max_size=150) | st.none() | st.floats() | st.dates())
def test_any_cell_can_be_asked(cell):
    assert read_heading(cell) == NOTHING or isinstance(cell, str)


def test_letters_of_old_fonts_are_read():
    assert heading_of("Hä vµ tªn") == heading_of("Hoï vaø teân") == "name"
    assert heading_of(from_unicode("Giới tính", Letters.VNI)) == "sex"
