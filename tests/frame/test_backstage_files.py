"""Reference data taken home as a file, changed, and brought back under /admin/: shown first, then all or none."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registration.models import PriorityGroup, Vaccine
from registration.services import reference as vaccines
from sessions.models import DoseRule
from sessions.services import reference as dose_rules
from tests.conftest import member
from tests.factories import FacilityFactory
from vaxportal.accounts.roles import Role
from vaxportal.audit.models import Entry
from vaxportal.geography.models import Commune, District

RULES, VACCINES, GROUPS = (
    f"/admin/{model}/" for model in ("vaccination/doserule", "registration/vaccine", "registration/prioritygroup")
)
DISTRICTS, COMMUNES, FACILITIES = (f"/admin/geography/{model}/" for model in ("district", "commune", "facility"))
CSV, XLSX = "0", "1"


@pytest.fixture
def admin(client, db):
    vaccines.load()
    dose_rules.load()
    client.force_login(member("quantri", "Đặng Quản", Role.ADMINISTRATOR))
    return client


def taken_home(admin, where, kind=CSV, **filters):
    response = admin.post(f"{where}export/", {"format": kind, "resource": "0"}, query_params=filters)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    return response.content


def rows_of(content):
    return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def brought(admin, where, content, name="bang.csv"):
    return admin.post(f"{where}import/", {"format": "0", "import_file": SimpleUploadedFile(name, content)})


def confirmed(admin, where, shown):
    form = shown.context["confirm_form"]
    return admin.post(f"{where}process_import/", {**form.initial, "confirm": "1"}, follow=True)


def changed(rows, key, **cells):
    """The rows of a table with some cells of one of them changed."""
    head = rows[0]
    row = next(row for row in rows if row[0] == key)
    for heading, cell in cells.items():
        row[head.index(heading.replace("_", " "))] = cell
    return rows


@pytest.mark.parametrize(("kind", "written"), [(CSV, as_csv), (XLSX, as_workbook)])
def test_vaccines_go_out_are_changed_and_come_back(admin, kind, written):
    content = taken_home(admin, VACCINES, kind)
    if kind == XLSX:
        rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    else:
        rows = rows_of(content)
    assert len(rows) == Vaccine.objects.count() + 1 and rows[0][:2] == ["Mã", "Tên"]
    changed(rows, "VERO_CELL", Số_liều_mỗi_lọ="2", Tên="Vero Cell (Sinopharm)")
    rows.append([*rows[1]])
    rows[-1][:2] = ["NANOCOVAX", "Nanocovax"]
    shown = brought(admin, VACCINES, written(rows), "bang.xlsx" if kind == XLSX else "bang.csv")
    page = shown.content.decode()
    assert "Thêm 1 dòng, sửa 1 dòng, giữ nguyên" in page and "Số liều mỗi lọ: 1 → 2" in page, page
    assert not Vaccine.objects.filter(code="NANOCOVAX").exists() and not Entry.objects.exists()
    page = confirmed(admin, VACCINES, shown).content.decode()
    assert "Đã thêm 1 dòng, sửa 1 dòng." in page
    assert Vaccine.objects.get(code="VERO_CELL").doses_per_vial == 2
    assert Vaccine.objects.get(code="NANOCOVAX").name == "Nanocovax"
    trail = set(Entry.objects.values_list("action", flat=True))
    assert trail == {"reference.vaccine_added", "reference.vaccine_changed"}
    again = brought(admin, VACCINES, taken_home(admin, VACCINES))
    assert "Thêm 0 dòng, sửa 0 dòng" in again.content.decode()


def test_rules_go_out_and_come_back(admin):
    rows = rows_of(taken_home(admin, RULES))
    head, rule = rows[0], DoseRule.objects.get(previous="VAXZEVRIA", next="VAXZEVRIA", number=2)
    for row in rows[1:]:
        if row[:4] == ["VAXZEVRIA", "VAXZEVRIA", "primary", "2"]:
            row[head.index("Số ngày tối thiểu")] = "42"
            row[head.index("Số ngày khuyến cáo")] = "56"
            row[head.index("Có hiệu lực từ")] = "8/3/2021"  # the same day, written otherwise
            row[head.index("Cần đồng ý tiêm trộn")] = "Có"
    shown = brought(admin, RULES, as_csv(rows))
    assert "Thêm 0 dòng, sửa 1 dòng" in shown.content.decode(), shown.content.decode()
    confirmed(admin, RULES, shown)
    rule.refresh_from_db()
    assert (rule.min_days, rule.recommended_days, rule.mixing_consent) == (42, 56, True)
    assert rule.valid_from == date(2021, 3, 8)
    assert Entry.objects.get().action == "reference.dose_rule_changed"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Số_liều_mỗi_lọ": "0"}, "Số liều mỗi lọ từ 1 đến 50."),
        ({"Số_liều_mỗi_lọ": "nhiều"}, "Số liều mỗi lọ"),
        ({"Được_cấp_phép": "maybe"}, "chọn một"),
        ({"Đơn_vị_giữ_giấy_phép": "x" * 81}, "80"),
        ({"Mã": "nano covax"}, "Mã gồm chữ in hoa không dấu"),
        ({"Mã": "ABDALA"}, "Dòng này trùng với dòng 2 của tệp."),
    ],
)
def test_a_wrong_row_is_refused_in_words_and_no_row_is_written(admin, cells, words):
    rows = rows_of(taken_home(admin, VACCINES))
    assert rows[1][0] == "ABDALA"
    changed(rows, "COMIRNATY", Tên="Khác", **cells)
    changed(rows, "ABDALA", Số_liều_mỗi_lọ="3")
    shown = brought(admin, VACCINES, as_csv(rows))
    page = shown.content.decode()
    assert "Chưa ghi gì." in page and words in page, page
    assert shown.context.get("confirm_form") is None
    assert not Vaccine.objects.filter(doses_per_vial=3).exists() and not Entry.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Sai,Ten\n1,2\n", "Không có cột “Sai”."),
        ("Tên\nAbdala\n".encode(), "Thiếu cột “Mã”."),
        ("Mã,Tên\n".encode(), "từ 1 đến 12000 dòng"),
        (b"PK\x03\x04 no workbook", "Không mở được tệp này."),
        (b"", ""),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(admin, content, words):
    shown = brought(admin, VACCINES, content)
    assert shown.status_code == 200 and words in shown.content.decode(), shown.content.decode()
    assert shown.context.get("confirm_form") is None


def test_figures_of_population_come_back_and_no_other_column_changes(admin):
    district = FacilityFactory().district
    rows = rows_of(taken_home(admin, DISTRICTS))
    changed(rows, district.code, Tên="Khác", Dân_số="0164000", Nguồn_dân_số="Cục Thống kê 2021")
    shown = brought(admin, DISTRICTS, as_csv(rows))
    assert "sửa 1 dòng" in shown.content.decode(), shown.content.decode()
    confirmed(admin, DISTRICTS, shown)
    was, district = district, District.objects.get(pk=district.pk)
    assert (district.population, district.population_source, district.name) == (164_000, "Cục Thống kê 2021", was.name)
    assert Entry.objects.get().action == "reference.populations_set"


def test_a_wrong_figure_names_its_row_and_column(admin):
    FacilityFactory()
    rows = rows_of(taken_home(admin, COMMUNES))
    changed(rows, rows[1][0], Dân_số="nhiều")
    page = brought(admin, COMMUNES, as_csv(rows)).content.decode()
    assert "Dòng 2: ghi dân số bằng chữ số" in page and "Dòng 2: ghi nguồn" in page and "Nguồn dân số" in page
    assert not Commune.objects.exclude(population=None).exists()


def test_what_is_only_shown_goes_out_and_does_not_come_in(admin):
    FacilityFactory(name="=HYPERLINK(1)")
    assert len(rows_of(taken_home(admin, GROUPS))) == PriorityGroup.objects.count() + 1
    assert "'=HYPERLINK(1)" in rows_of(taken_home(admin, FACILITIES))[1]
    for where in (GROUPS, FACILITIES):
        assert admin.get(f"{where}import/").status_code in {302, 404}
        assert "Nhập từ tệp" not in admin.get(where).content.decode()


def test_nothing_goes_out_as_a_formula_and_it_comes_back_as_it_was(admin):
    Vaccine.objects.filter(code="ABDALA").update(name="=1+1", source="@x")
    content = taken_home(admin, VACCINES)
    assert {"'=1+1", "'@x"} <= set(rows_of(content)[1])
    sheet = openpyxl.load_workbook(io.BytesIO(taken_home(admin, VACCINES, XLSX))).active
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    assert "sửa 0 dòng" in brought(admin, VACCINES, content).content.decode()


def test_only_the_rows_that_the_list_shows_go_out(admin):
    rows = rows_of(taken_home(admin, RULES, certainty="unverified"))
    assert {row[rows[0].index("Độ chắc chắn")] for row in rows[1:]} == {"unverified"}


def test_only_csv_and_workbooks(admin):
    page = admin.get(f"{VACCINES}export/").content.decode()
    assert ">CSV<" in page and ">XLSX<" in page and "JSON" not in page and "ODS" not in page and "---" not in page
    assert admin.post(f"{VACCINES}export/", {"format": "2", "resource": "0"}).context["form"].errors


def test_an_altered_or_stale_confirmation_writes_nothing(admin):
    rows = rows_of(taken_home(admin, VACCINES))
    shown = brought(admin, VACCINES, as_csv(changed(rows, "ABDALA", Số_liều_mỗi_lọ="3")))
    good = shown.context["confirm_form"].initial
    for wrong in ({"import_file_name": "nothing"}, {"format": "9"}, {"resource": "7"}, {"import_file_name": "../x"}):
        response = admin.post(f"{VACCINES}process_import/", {**good, **wrong})
        assert response.status_code == 200 and not Entry.objects.exists()
    assert admin.get(f"{VACCINES}process_import/").status_code == 405


def test_what_became_wrong_between_preview_and_confirmation_is_not_written(admin, monkeypatch):
    rows = rows_of(taken_home(admin, VACCINES))
    rows.append([*rows[1]])
    rows[-1][0] = "NEW_ONE"
    changed(rows, "COMIRNATY", Số_liều_mỗi_lọ="7")
    shown = brought(admin, VACCINES, as_csv(rows))
    monkeypatch.setattr("registration.rules.reference.MOST_PER_VIAL", 6)  # another release, with a stricter rule
    assert "chưa ghi gì" in confirmed(admin, VACCINES, shown).content.decode()
    assert not Entry.objects.exists() and not Vaccine.objects.filter(doses_per_vial=7).exists()


@pytest.mark.parametrize("act", ["import", "process_import", "export"])
def test_nobody_but_the_administrator_brings_or_takes_anything(client, act, hoa, stranger, province_officer):
    for by in (hoa, stranger, province_officer):
        client.force_login(by)
        assert client.get(f"{VACCINES}{act}/").status_code == 404
        assert client.post(f"{VACCINES}{act}/", {"format": "0"}).status_code == 404
    client.logout()
    assert client.get(f"{VACCINES}{act}/").status_code in {302, 404}
