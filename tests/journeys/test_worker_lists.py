"""A company comes by its board's link; its list is confirmed, mended, decided, taken home, handed in again, undone."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from registration.models import Person, Registration
from registration.services.people import register_person
from tests.journeys import employers
from tests.journeys.accessibility import faults
from tests.journeys.citizens import logs_in_by_phone
from tests.registration.told import told
from vaxportal.accounts.models import User
from vaxportal.demo.accounts import BOARD_PHONE

pytestmark = pytest.mark.django_db(transaction=True)
COMPANY, MANAGER, TAX_CODE = "Công ty Bao bì Cao Lãnh (mẫu)", "0912777102", "1400123470"
HEADINGS = ("TT", "Ho va ten", "Ngày tháng năm sinh", "Nam/Nữ", "Nhóm", "SĐT", "Số CCCD", "Tỉnh", "Huyện", "Xã")
HOME = ("Tỉnh Đồng Tháp", "Huyện Cao Lãnh", "Xã Mỹ Thọ")
KNOWN = {"full_name": "Trần Thị Ngọc Lan", "phone": "0912345000", "id_number": "087190007707"}  # born 28/02/1990
ROWS = [
    (1, "Lê Kim Hương", "14/07/1990", "Nữ", 9, "0912345001", "087190001777", *HOME),
    (2, "Phạm Thu Hằng", "23/11/1988", "Nữ", 9, 912345002, "087188000111", *HOME),
    (3, "Võ Văn Tú", "12/12/1992", "Nam", 9, "0912345003", "087092000222", *HOME),
    (4, "Bùi Thị Sáu", "31/02/1990", "Nữ", 9, "0912345004", "087190000888", *HOME),
    (5, "Trần Thị Ngọc Lan", "28/02/1990", "Nữ", 9, "0912345000", "087190007077", *HOME),
]


def test_a_list_from_the_invitation_to_the_undoing(visitor, tmp_path):
    lan = register_person(told(**KNOWN), source=Registration.Source.STAFF, by=a_site_lead()).person
    board, manager = given_a_company_of_a_board(visitor)
    file = written(tmp_path)

    employers.uploads(manager, COMPANY, file)
    first = manager.page.url.removeprefix(manager.portal)
    outcomes = {name: employers.rows(manager, name) for name in ("accepted", "repaired", "unclear", "refused")}
    assert outcomes == {"accepted": 0, "repaired": 3, "unclear": 1, "refused": 1}
    assert faults(manager, first) + faults(manager, f"{first}rows/") == []

    when_the_refused_row_is_mended(manager, first)
    when_the_unclear_row_is_decided(manager, first)
    assert Person.objects.filter(full_name=lan.full_name).count() == 2

    answered = tmp_path / "answered.xlsx"
    manager.opens(first)
    answered.write_bytes(manager.downloads("Tải tệp có kết quả").read_bytes())
    then_every_row_has_its_answer(answered)
    then_the_board_knows(board)

    employers.uploads(manager, COMPANY, answered)
    second = manager.page.url.removeprefix(manager.portal)
    assert employers.rows(manager, "linked") == len(ROWS)
    then_the_first_cannot_be_undone_before_the_second(manager, first, second)
    employers.undoes(manager, second)
    employers.undoes(manager, first)
    assert set(Person.objects.values_list("pk", flat=True)) == {lan.pk}


def a_site_lead():
    lead = User.objects.get(username="phutrach")
    lead.act_as(lead.memberships.current().first().pk)
    return lead


def given_a_company_of_a_board(visitor):
    """It comes by the board's link and is approved."""
    district, board, manager = visitor("ttyt"), visitor(), visitor()
    logs_in_by_phone(board, BOARD_PHONE)
    board.opens("/registration/organizations/board/invitations/")
    board.fills(company_name=COMPANY)
    board.presses("Tạo lời mời")
    board.reads(COMPANY, "Chưa đăng ký")
    link = board.page.locator("td code").first.inner_text().partition("/registration/")[2]
    employers.registers_organization(manager, COMPANY, MANAGER, tax_code=TAX_CODE, link=f"/registration/{link}")
    employers.approves(district, COMPANY)
    assert faults(board, "/registration/organizations/board/invitations/") == []
    return board, manager


def written(folder):
    book = openpyxl.Workbook()
    for row in (("DANH SÁCH NGƯỜI LAO ĐỘNG",), (), HEADINGS, *ROWS, (), ("Người lập", "Nguyễn Văn Mẫu")):
        book.active.append(row)
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def when_the_refused_row_is_mended(manager, address):
    manager.opens(f"{address}rows/?outcome=refused")
    manager.reads("Không có ngày 31/02/1990")
    employers.mends_by_keyboard(manager, born="28/02/1990")
    expect(manager.page.locator("main tbody tr").first).to_contain_text("Đã nhận, có sửa")


def when_the_unclear_row_is_decided(manager, address):
    manager.opens(f"{address}rows/?outcome=unclear")
    manager.reads("Số giấy tờ đảo hai chữ số liền nhau", "•••••••••707")
    manager.page.get_by_text("Là người khác").click()
    manager.presses("Ghi quyết định")
    expect(manager.page.locator("main tbody tr").first).to_contain_text("Đã nhận")


def then_every_row_has_its_answer(file):
    sheet = openpyxl.load_workbook(BytesIO(file.read_bytes())).active
    rows = list(sheet.iter_rows(min_row=3, max_row=8, values_only=True))
    assert "Kết quả" in str(rows[0][-1])
    assert [str(row[-1]).partition(".")[0] for row in rows[1:]] == ["Đã nhận, có sửa"] * 5
    assert sheet["A1"].value == "DANH SÁCH NGƯỜI LAO ĐỘNG"


def then_the_board_knows(board):
    board.opens("/registration/organizations/board/")
    board.reads(COMPANY, str(len(ROWS)))
    assert faults(board, "/registration/organizations/board/") == []


def then_the_first_cannot_be_undone_before_the_second(manager, first, second):
    manager.opens(f"{first}undo/")
    manager.reads("Chưa hủy được", ROWS[0][1])
    assert faults(manager, f"{first}undo/") + faults(manager, f"{second}undo/") == []
