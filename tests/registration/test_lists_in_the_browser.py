"""Organizations and worker lists as their people see them."""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registration.imports.lists import upload_list, work_on_lists
from registration.models import Organization, Person, ReportedDose, WorkerList
from registration.services.sharing import shared_with
from tests.factories import MembershipFactory, UserFactory, VaccineFactory
from tests.queries import queries_of_page
from tests.registration.lists import make_organization, read, sheet, worker, workers
from vaxportal.accounts.roles import Role
from vaxportal.core.ids import new_ref


@pytest.fixture
def manager(client, company):
    client.force_login(company[1])
    return client


def url(name, *args):
    return reverse(f"registration:{name}", args=args)


def file(content, name="danh-sach.xlsx"):
    return SimpleUploadedFile(name, content)


def organization_form(**change):
    form = {"name": "Trường THPT Cao Lãnh", "kind": "school", "province": "87", "district": "873", "commune": "30076"}
    return form | {"contact_name": "Lê Thị Mai", "contact_phone": "0912345678"} | change


def test_the_page_says_to_everybody_how_to_register_an_organization(client, lan, world):
    assert "Đăng nhập để đăng ký" in client.get(url("organization_new")).content.decode()
    client.force_login(lan)
    assert "vai trò cán bộ" in client.get(url("organization_new")).content.decode()
    assert client.post(url("organization_new"), organization_form()).status_code == 404


def test_a_citizen_registers_an_organization_in_the_browser(client, citizen):
    client.force_login(citizen)
    refused = client.post(url("organization_new"), organization_form(contact_phone="12"))
    assert (refused.status_code, "Số di động có 10 chữ số" in refused.content.decode()) == (422, True)
    done = client.post(url("organization_new"), organization_form(), follow=True)
    assert "Đang chờ duyệt" in done.content.decode()
    assert Organization.objects.get().state == "pending"


def test_the_district_approves_from_its_list(client, world, hoa):
    organization, _user = make_organization(world, state="pending")
    client.force_login(hoa)
    assert organization.name in client.get(url("organization_list"), {"tab": "pending"}).content.decode()
    refused = client.post(url("organization_decide", organization.ref), {"decision": "refuse"})
    assert (refused.status_code, "Ghi lý do từ chối" in refused.content.decode()) == (422, True)
    assert client.post(url("organization_decide", organization.ref), {"decision": "approve"}).status_code == 303
    organization.refresh_from_db()
    assert (organization.state, organization.decided_by) == ("approved", hoa)


def test_an_uploaded_list_is_read_and_every_row_shown(manager, company):
    address = url("list_new", company[0].ref)
    answer = manager.post(address, {"file": file(sheet(worker(1), worker(2, phone="12"))), "ref": new_ref()})
    assert answer.status_code == 303
    work_on_lists()
    asked = manager.get(answer.url)
    assert "Xác nhận các cột" in asked.content.decode()
    form = asked.context["form"]
    given = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    confirmed = manager.post(url("list_confirm", WorkerList.objects.get().ref), given)
    assert confirmed.status_code == 303, confirmed.context["form"].errors
    work_on_lists()
    page = manager.get(answer.url).content.decode()
    assert "Những điều cần sửa" in page
    rows = manager.get(url("list_rows", WorkerList.objects.get().ref), {"outcome": "refused"}).content.decode()
    assert (worker(2)[1] in rows, 'value="12"' in rows, worker(1)[1] in rows) == (True, True, False)


def test_who_is_said_to_be_the_known_person_is_linked(manager, company):
    read(company, workers(1))
    known = worker(1)
    known[6] = known[6][:-2] + known[6][-1] + known[6][-2]
    row = read(company, sheet(known)).rows.get()
    address = url("list_row", row.worker_list.ref, row.number)
    silent = manager.post(address, {})
    assert (silent.status_code, "Chọn đúng là người này hay là người khác." in silent.content.decode()) == (422, True)
    assert manager.post(address, {"who": row.matches[0]["person"]}).status_code == 303
    row.refresh_from_db()
    assert (row.outcome, row.person) == ("linked", Person.objects.get())


def test_the_counts_beside_follow_a_row_that_is_mended_in_place(manager, company):
    row = read(company, sheet(worker(1, phone="12"), worker(2, phone="12"))).rows.order_by("number")[0]
    address = url("list_row", row.worker_list.ref, row.number)
    part = manager.post(address, {"phone": "0912345678"}, headers={"HX-Request": "true"}).content.decode()
    shown = [re.search(rf'id="count-{one}"[^>]*>(\d+)<', part)[1] for one in ("accepted", "refused")]
    assert shown == ["1", "1"]
    whole = manager.get(url("list_rows", row.worker_list.ref)).content.decode()
    assert [re.search(rf'id="count-{one}"[^>]*>(\d+)<', whole)[1] for one in ("accepted", "refused")] == shown


def test_a_wrong_priority_group_is_mended_by_choosing(manager, company):
    row = read(company, sheet(worker(1, group="99"))).rows.get()
    rows = manager.get(url("list_rows", row.worker_list.ref)).content.decode()
    assert re.search(r'<select name="group"', rows)
    assert manager.post(url("list_row", row.worker_list.ref, row.number), {"group": "9"}).status_code == 303
    row.refresh_from_db()
    assert row.outcome == "accepted"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken"])
def test_a_wrong_file_is_refused_on_the_page(manager, company, content):
    answer = manager.post(url("list_new", company[0].ref), {"file": file(content), "ref": new_ref()})
    assert answer.status_code == 422
    assert not WorkerList.objects.exists()


def test_the_progress_is_a_part_of_the_page_and_ends_by_itself(manager, company):
    given = {"organization": company[0], "file_name": "a.xlsx", "content": workers(3), "ref": new_ref()}
    worker_list = upload_list(**given, by=company[1], starts_by_itself=True)
    asked = {"HX-Request": "true", "HX-Target": "progress"}
    part = manager.get(url("list_detail", worker_list.ref), headers=asked)
    assert ("Đang xem tệp" in part.content.decode(), "<html" in part.content.decode()) == (True, False)
    assert "HX-Refresh" not in part.headers
    work_on_lists()
    assert manager.get(url("list_detail", worker_list.ref), headers=asked).headers["HX-Refresh"] == "true"


def test_the_file_comes_back_with_answers_and_can_be_handed_in_again(manager, company):
    worker_list = read(company, sheet(worker(1), worker(2, phone="12")))
    content = manager.get(url("list_download", worker_list.ref), {"only": "refused"}).content
    cells = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (cells["B9"].value, cells["AA9"].value.startswith("Cần sửa."), cells["B10"].value) == (
        worker(2)[1],
        True,
        None,
    )
    cells["G9"] = "0912345002"
    corrected = io.BytesIO()
    cells.parent.save(corrected)
    assert read(company, corrected.getvalue()).rows_accepted == 1


@pytest.mark.parametrize("nasty", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=\x001"])
def test_no_cell_that_a_spreadsheet_program_would_run_is_written(manager, company, nasty):
    worker_list = read(company, workers(1))
    worker_list.rows.update(cells=json.dumps({"name": nasty, "note": nasty}))
    address = url("list_download", worker_list.ref)
    sheet_back = openpyxl.load_workbook(io.BytesIO(manager.get(address, {"only": "accepted"}).content)).active
    text_back = manager.get(address, {"as": "csv"}).content.decode("utf-8-sig")
    cells = [cell.value for row in sheet_back.iter_rows(min_row=9) for cell in row if cell.value]
    cells += [cell for line in csv.reader(io.StringIO(text_back)) for cell in line]
    assert cells.count(worker(1)[1]) == 0
    assert [cell for cell in cells if str(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\0"))] == []
    assert len([cell for cell in cells if str(cell).startswith("'")]) == 4


def test_a_cell_with_control_signs_is_read_and_given_back(manager, company):
    worker_list = read(company, sheet(worker(1, phone="12_x0000_3"), worker(2)))
    assert worker_list.state == "done"
    assert manager.get(url("list_download", worker_list.ref)).status_code == 200


def test_the_blank_form_is_the_national_one_and_holds_the_codes(client, world):
    book = openpyxl.load_workbook(io.BytesIO(client.get(url("list_form")).content))
    form = book.worksheets[0]
    assert (form.max_column, form["B7"].value, form["O8"].value, form["AA7"].value.splitlines()[0]) == (
        27,
        "Họ và tên (*)",
        "Mã Xã/Phường\n(*)",
        "Kết quả import",
    )
    assert "J7:Q7" in form.merged_cells
    assert {row[5].value for row in book["PL3_Dia ban"].iter_rows(min_row=2)} == {"30076"}


def test_the_blank_form_is_offered_wherever_a_list_begins(client, manager, company):
    link = f'href="{url("list_form")}"'
    for address in (url("organization_detail", company[0].ref), url("list_new", company[0].ref)):
        page = manager.get(address).content.decode()
        assert (page.count(link), page.count("Tải mẫu trống")) == (1, 1), address
    client.logout()
    assert link in client.get(url("organization_new")).content.decode()


def test_an_employer_sees_counts_and_none_under_five(manager, company):
    worker_list = read(company, workers(20))
    people = [row.person for row in worker_list.rows.select_related("person")]
    vaccine = VaccineFactory()
    for injected, shown in ((4, "dưới 5"), (7, "7"), (17, "đủ, hoặc thiếu dưới 5"), (20, "đủ, hoặc thiếu dưới 5")):
        for person in people[:injected]:
            ReportedDose.objects.get_or_create(
                person=person, vaccine=vaccine, number=1, given_on=date(2021, 9, 1), source="self"
            )
        page = manager.get(url("organization_detail", company[0].ref))
        assert str(page.context["counted"]["first_dose"]) == shown
        assert str(page.context["counted"]["invited"]) == "dưới 5"


@pytest.mark.parametrize(("phone", "status"), [("", 303), ("0912 000 777", 303), ("09120", 422)])
def test_a_board_invites_a_company(client, world, phone, status):
    board, user = make_organization(world, username="board", name="Ban Quản lý", kind="zone_board")
    user.memberships.update(role=Role.ZONE_BOARD)
    client.force_login(user)
    answer = client.post(url("board_invitations"), {"company_name": "Công ty Mới (mẫu)", "phone": phone})
    assert answer.status_code == status
    assert board.invitations.filter(company_name="Công ty Mới (mẫu)").exists() == (status == 303)


def test_the_board_sees_counts_of_its_companies_but_no_rows(client, world, company):
    board, user = make_organization(world, username="board", name="Ban Quản lý", kind="zone_board")
    MembershipFactory(user=UserFactory(username="president"), role=Role.ZONE_BOARD)
    user.memberships.update(role=Role.ZONE_BOARD)
    Organization.objects.filter(pk=company[0].pk).update(board=board)
    worker_list = read(company, workers(6))
    client.force_login(user)
    page = client.get(url("board")).content.decode()
    assert (company[0].name in page, "dưới 5" in page) == (True, True)
    assert company[0].name not in client.get(url("board"), {"silent": 1}).content.decode()
    assert client.get(url("list_rows", worker_list.ref)).status_code == 404
    assert worker_list.file_name in client.get(url("organization_detail", company[0].ref)).content.decode()


def test_another_organization_and_another_district_see_nothing(client, world, company, minh, other_facility):
    worker_list = read(company, workers(2))
    other = make_organization(world, username="neighbour", name="Công ty Khác")[1]
    elsewhere = UserFactory(username="elsewhere")
    MembershipFactory(user=elsewhere, role=Role.DISTRICT_CENTRE, district=other_facility.district)
    for somebody in (other, elsewhere, minh):
        client.force_login(somebody)
        for name in ("list_detail", "list_rows", "list_download"):
            assert client.get(url(name, worker_list.ref)).status_code == 404


def test_pages_ask_the_same_number_of_questions_for_few_and_many(manager, company):
    small, large = read(company, workers(3)), read(company, workers(40, start=100))
    for name in ("list_rows", "list_detail"):
        few, many = (queries_of_page(manager, url(name, of.ref)) for of in (small, large))
        assert few == many
    detail = url("organization_detail", company[0].ref)
    few = queries_of_page(manager, detail)
    for number in range(5):
        read(company, workers(1, start=200 + number))
    assert queries_of_page(manager, detail) == few


def test_staff_write_down_what_somebody_says_and_takes_back(client, world, company, lan):
    person = read(company, workers(1)).rows.get().person
    client.force_login(lan)
    assert "có được biết người này đã tiêm không" in client.get(url("person_detail", person.ref)).content.decode()
    for said, shown in (("yes", "Ghi: rút lại đồng ý"), ("no", "Ghi: đồng ý")):
        page = client.post(url("person_sharing", person.ref, company[0].ref), {"shares": said}, follow=True)
        assert shown in page.content.decode()
        assert bool(shared_with(*company)) == (said == "yes")


def test_staff_elsewhere_answer_for_nobody(client, world, company, minh):
    person = read(company, workers(1)).rows.get().person
    client.force_login(minh)
    assert client.post(url("person_sharing", person.ref, company[0].ref), {"shares": "yes"}).status_code == 404
    assert shared_with(*company) == []
