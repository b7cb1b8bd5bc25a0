import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import member
from tests.factories import CommuneFactory
from vaxportal.accounts.roles import Role
from vaxportal.audit.models import Entry
from vaxportal.geography.models import District

pytestmark = pytest.mark.django_db
HEAD = "level,code,population,source\n"


@pytest.fixture
def browser(db):
    CommuneFactory()
    browser = Client()
    browser.force_login(member("admin", "Trần Quản", Role.ADMINISTRATOR))
    return browser


def send(browser, text, encoding="utf-8-sig"):
    return browser.post("/staff/populations/", {"file": SimpleUploadedFile("dan-so.csv", text.encode(encoding))})


def test_figures_and_their_source_come_in_by_a_file(browser):
    assert (
        send(browser, HEAD + "district,873,192619,Thống kê 2021\nprovince,87,1599504,Tổng điều tra\n").status_code
        == 303
    )
    district = District.objects.get(code="873")
    assert (district.population, district.population_source) == (192_619, "Thống kê 2021")
    assert Entry.objects.get(action="reference.populations_set").facts == {"count": 2}


def test_a_file_of_an_old_mac_is_read(browser):
    assert send(browser, (HEAD + "district,873,192619,Thống kê\n").replace("\n", "\r")).status_code == 303
    assert District.objects.get(code="873").population == 192_619


def test_one_bad_row_and_nothing_is_written(browser):
    answer = send(browser, HEAD + "district,873,192619,Thống kê\ndistrict,999,5,Thống kê\ndistrict,873,nhiều,\n")
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Dòng 3" in said and "mã 999" in said and said.count("Dòng 4") >= 2
    assert District.objects.get(code="873").population is None


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("a,b\n1,2\n", "utf-8", "bốn cột"),
        (HEAD, "utf-8", "từ 1 đến"),
        ("Số dân", "utf-16", "UTF-8"),
        (HEAD + f'district,873,5,"{"x" * 200_000}"\n', "utf-8", "CSV UTF-8"),
        (HEAD + "district,873,2147483648,x\n", "utf-8", "Dòng 2: ghi dân số"),
        (HEAD + f"district,873,{'9' * 5000},x\n", "utf-8", "Dòng 2: ghi dân số"),
        (HEAD + "district,873,٣,x\n", "utf-8", "Dòng 2: ghi dân số"),
        (HEAD + "district,873,0,x\n", "utf-8", "Dòng 2: ghi dân số"),
        (HEAD + "district,\0,5,x\n", "utf-8", "Dòng 2: không có đơn vị"),
        (HEAD + "district,873,5,x\ndistrict,873,6,x\n", "utf-8", "Dòng 3: đơn vị này đã có ở dòng 2"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_do(browser, text, encoding, told):
    answer = send(browser, text, encoding)
    assert answer.status_code == 422 and told in answer.content.decode()


def test_nobody_else_finds_the_page_or_the_back_room(lan):
    browser = Client()
    browser.force_login(lan)
    assert browser.get("/staff/populations/").status_code == browser.get("/admin/").status_code == 404


def test_the_back_room_adds_changes_and_deletes_nothing(browser):
    district = District.objects.get(code="873")
    assert browser.get(f"/admin/geography/district/{district.pk}/change/").status_code == 200
    for act in ("add/", f"{district.pk}/delete/"):
        assert browser.post(f"/admin/geography/district/{act}", {"name": "x"}).status_code == 403
    assert browser.post(f"/admin/geography/district/{district.pk}/change/", {"name": "x"}).status_code == 403
