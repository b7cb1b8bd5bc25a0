"""The daily report: adds up, goes down and up the units, says what is missing, downloads in the order of the form."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reporting.columns import COLUMNS
from reporting.exports import report_workbook
from reporting.models import DailyTally
from reporting.services.daily import Asked, daily_report
from reporting.services.fold import fold_facts
from reporting.services.units import Unit, UnitLevel, nation, of_commune, of_district, of_facility, of_province
from sessions.models import Fact
from sessions.rules.measures import Measure
from sessions.services.facts import note, note_many
from tests.factories import CommuneFactory, FacilityFactory, RoundFactory, SessionFactory, VaccineFactory
from tests.formulas import HOSTILE
from tests.queries import queries_of_page
from vaxportal.audit.models import Entry
from vaxportal.core.clock import now, today
from vaxportal.core.sheets import would_run

DONE = {
    Measure.SUBJECTS: 60,
    Measure.WALK_INS: 4,
    Measure.INJECTED_PRIMARY_1: 30,
    Measure.INJECTED_PRIMARY_2: 20,
    Measure.DOSES_USED: 50,
    Measure.DOSES_DISCARDED: 2,
    Measure.REFERRED: 1,
    Measure.REFUSED: 2,
    Measure.DEFERRED: 3,
    Measure.CONTRAINDICATED: 1,
    Measure.NO_SHOW: 3,
    Measure.REACTIONS_ORDINARY: 5,
    Measure.REACTIONS_SERIOUS: 1,
    Measure.LATE: 2,
    Measure.VOIDED: 1,
}


def counted(facility, counts=None, **given):
    note_many(SessionFactory(facility=facility, **given), counts or DONE)
    fold_facts()


def url(name, unit, **query):
    return reverse(f"reporting:{name}", args=[unit.level, unit.code], query=query or None)


def day(**given):
    return Asked(first=today(), last=today(), **given)


def test_the_row_of_a_facility_adds_up_in_the_columns_of_the_form(facility):
    counted(facility)
    report = daily_report(of_facility(facility), day())
    (row,) = report.rows
    by_key = dict(zip((column.key for column in COLUMNS), row.values, strict=True))
    assert by_key == {
        "subjects": 60,
        "referred": 1,
        "refused": 2,
        "deferred": 3,
        "contraindicated": 1,
        "primary_1": 30,
        "primary_2": 20,
        "primary_3": 0,
        "additional": 0,
        "booster": 0,
        "injected": 50,
        "doses_used": 50,
        "doses_discarded": 2,
        "ordinary": 5,
        "serious": 1,
    }
    assert row.no_show == 3 and row.unresolved == 0 and report.adds_up
    assert row.remarks == ["2 mũi nhập muộn", "1 lần ghi bị hủy"]


def test_every_level_sums_what_lies_in_it(facility, other_facility):
    neighbour = FacilityFactory(code="87302", name="Trạm Y tế Ba Sao", commune=CommuneFactory(code="30085"))
    for one in (facility, neighbour, other_facility):
        counted(one)
    assert daily_report(of_facility(facility), day()).total.subjects == 60
    assert daily_report(of_commune(facility.commune), day()).total.subjects == 60
    assert daily_report(of_district(facility.district), day()).total.subjects == 120
    assert daily_report(of_province(facility.province), day()).total.subjects == 180
    (province,) = daily_report(nation(), day()).rows
    assert (province.code, province.subjects, province.level) == ("87", 180, UnitLevel.PROVINCE)


def test_a_facility_in_no_commune_stands_beside_the_communes(facility):
    island = FacilityFactory(code="87399", name="Trung tâm Y tế")
    island.commune = None
    island.save()
    for one in (facility, island):
        counted(one)
    rows = daily_report(of_district(facility.district), day()).rows
    assert {(row.code, row.level) for row in rows} == {("30076", "commune"), ("87399", "facility")}


def test_rows_part_by_round_and_vaccine_and_the_filter_picks_one(facility):
    comirnaty, second = VaccineFactory(code="COMIRNATY", name="Comirnaty"), RoundFactory(name="Đợt 11")
    counted(facility)
    counted(facility, vaccine=comirnaty)
    counted(facility, round=second)
    unit = of_facility(facility)
    rows = daily_report(unit, day()).rows
    assert [(row.round, row.vaccine) for row in rows] == [
        ("Đợt 10", "Comirnaty"),
        ("Đợt 10", "Vaxzevria (AstraZeneca)"),
        ("Đợt 11", "Vaxzevria (AstraZeneca)"),
    ]
    assert len(daily_report(unit, day(vaccine=comirnaty)).rows) == 1
    assert [row.round for row in daily_report(unit, day(round=second)).rows] == ["Đợt 11"]


def test_over_a_period_a_facility_has_a_row_per_day(facility):
    counted(facility)
    counted(facility, day=today() - timedelta(days=3))
    asked = Asked(first=today() - timedelta(days=6), last=today())
    assert [row.day for row in daily_report(of_facility(facility), asked).rows] == [
        today() - timedelta(days=3),
        today(),
    ]
    assert daily_report(of_district(facility.district), asked).total.subjects == 120


def test_a_running_session_says_how_many_wait(client, lead, facility):
    counted(facility, {Measure.SUBJECTS: 10, Measure.INJECTED_PRIMARY_1: 7})
    client.force_login(lead)
    text = client.get(url("daily_unit", of_facility(facility))).content.decode()
    assert "Còn 3 người chưa có kết quả" in text and "Cộng đúng" not in text


def test_a_finished_day_adds_up_on_the_page(client, province_officer, facility):
    counted(facility)
    client.force_login(province_officer)
    response = client.get(reverse("reporting:daily"), follow=True)
    text = response.content.decode()
    assert "Cộng đúng" in text and reverse("reporting:daily_unit", args=["district", "873"]) in text


def test_the_page_of_today_moves_only_when_figures_do(client, hoa, facility):
    counted(facility)
    client.force_login(hoa)
    address = url("daily_unit", of_district(facility.district))
    htmx = {"HX-Request": "true", "HX-Target": "figures"}
    seen = client.get(address).context["poll_url"].rpartition("seen=")[2]
    assert client.get(f"{address}?seen={seen}", headers=htmx).status_code == 204
    counted(facility)
    part = client.get(f"{address}?seen={seen}", headers=htmx)
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<div class="vx-figures" id="figures"')
    past = client.get(address, {"day": f"{today() - timedelta(days=1):%d/%m/%Y}"})
    assert past.context["poll_url"] == ""


def test_a_site_sees_its_facility_and_the_sum_of_its_commune_nothing_else(client, lan, facility, other_facility):
    neighbour = FacilityFactory(code="87302", name="Phòng khám Mỹ Thọ", commune=facility.commune)
    for one in (facility, neighbour, other_facility):
        counted(one)
    client.force_login(lan)
    assert client.get(url("daily_unit", of_facility(facility))).status_code == 200
    commune = client.get(url("daily_unit", of_commune(facility.commune)))
    assert commune.context["report"].total.subjects == 120
    assert [line.url for line in commune.context["lines"] if line.row.code == "87302"] == [""]
    closed = [of_facility(neighbour), of_facility(other_facility), of_commune(other_facility.commune)]
    closed += [of_district(facility.district), of_province(facility.province), nation()]
    for unit in closed:
        assert client.get(url("daily_unit", unit)).status_code == 404, unit.name
        assert client.get(url("daily_xlsx", unit)).status_code == 404, unit.name


@pytest.mark.parametrize(("level", "code"), [("district", "000"), ("hamlet", "873"), ("nation", "87")])
def test_a_unit_that_does_not_exist_is_not_found(client, province_officer, level, code):
    client.force_login(province_officer)
    assert client.get(reverse("reporting:daily_unit", args=[level, code])).status_code == 404


def test_a_wrong_day_is_named_and_shows_no_figures(client, province_officer, facility):
    client.force_login(province_officer)
    response = client.get(url("daily_unit", of_province(facility.province)), {"day": "31/02/2026"})
    text = response.content.decode()
    assert "Không có ngày 31/02/2026" in text and "Tổng cộng" not in text


def test_the_number_of_queries_does_not_grow_with_the_rows(client, province_officer, facility):
    client.force_login(province_officer)
    address = url("daily_unit", of_province(facility.province), by="facility")
    counted(facility)
    few = queries_of_page(client, address)
    for number in range(30):
        counted(FacilityFactory(code=f"88{number:03d}", name=f"Trạm {number}"))
    assert queries_of_page(client, address) == few


def test_the_workbook_follows_the_form_with_totals_that_every_program_shows(client, hoa, facility):
    """Numbers: a formula would reach the file without its result, and who does not reckon would show nothing."""
    counted(facility)
    counted(FacilityFactory(code="87302", name="Trạm Y tế Gáo Giồng"))
    client.force_login(hoa)
    response = client.get(url("daily_xlsx", of_district(facility.district)), {"by": "facility"})
    sheet = load_workbook(BytesIO(response.content)).active
    headings = [sheet.cell(9, n).value or sheet.cell(8, n).value for n in range(1, 22)]
    assert headings == [
        "STT",
        "Địa phương, cơ sở",
        "Đợt tiêm",
        "Vắc xin",
        "Số đối tượng",
        "Chuyển bệnh viện",
        "Từ chối",
        "Trì hoãn",
        "Chống chỉ định",
        "Mũi 1",
        "Mũi 2",
        "Mũi 3",
        "Bổ sung",
        "Nhắc lại",
        "Cộng",
        "Sử dụng",
        "Hủy",
        "Thông thường (ca)",
        "Nặng",
        "Ghi chú",
        "Không đến",
    ]
    assert [sheet.cell(11, n).value for n in range(5, 12)] == [60, 1, 2, 3, 1, 30, 20]
    first, second, total = [[cell.value for cell in (*row[4:19], row[20])] for row in sheet["A11:U13"]]
    assert first == second and first[10] == sum(first[5:10]) and first[-1] == 3
    assert total == [2 * figure for figure in first]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] and sheet.print_area
    entry = Entry.objects.get(action="report.exported")
    assert entry.actor == hoa and entry.facts["rows"] == 2


def test_a_name_that_looks_like_a_formula_stays_text(client, province_officer, facility):
    facility.commune.name = '=HYPERLINK("http://evil.example","x")'
    facility.commune.save()
    counted(facility, round=RoundFactory(name="+cmd|' /C calc'!A0"))
    client.force_login(province_officer)
    response = client.get(url("daily_xlsx", of_province(facility.province)), {"by": "commune"})
    sheet = load_workbook(BytesIO(response.content)).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet["B11"].value.startswith("'=HYPERLINK") and sheet["C11"].value.startswith("'+cmd")


def test_no_name_of_a_report_runs(facility):
    counted(facility)
    report = daily_report(of_facility(facility), day())
    rows = [replace(report.rows[0], name=text, within="", round=text, vaccine=text) for text in HOSTILE]
    unit = replace(report.unit, name="=1+1")
    book = load_workbook(BytesIO(report_workbook(replace(report, rows=rows, unit=unit), title="+1")))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert len(texts) > 3 * len(HOSTILE)
    assert [text for text in texts if would_run(text)] == []
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_an_empty_day_says_why(client, province_officer, facility):
    client.force_login(province_officer)
    response = client.get(url("daily_unit", of_province(facility.province), day="01/01/2021"))
    assert "Chưa có số liệu" in response.content.decode()
    response = client.get(url("daily_xlsx", of_province(facility.province), day="01/01/2021"))
    assert load_workbook(BytesIO(response.content)).active["A11"].value == "Tổng cộng"


def test_a_round_report_spans_its_round(client, province_officer, facility):
    counted(facility, day=date(2021, 9, 20), round=(chosen := RoundFactory(starts_on=date(2021, 9, 1), name="Đợt 9")))
    chosen.ends_on = date(2021, 9, 30)
    chosen.save()
    client.force_login(province_officer)
    response = client.get(url("period_unit", of_province(facility.province), round=str(chosen.ref)))
    assert response.context["report"].total.subjects == 60
    assert response.context["report"].asked.last == date(2021, 9, 30)


def test_facts_left_lying_are_said_on_the_page(client, province_officer, facility):
    note(SessionFactory(facility=facility), Measure.SUBJECTS)
    client.force_login(province_officer)
    address = url("daily_unit", of_province(facility.province))
    assert "cập nhật chậm" not in client.get(address).content.decode()
    Fact.objects.update(written_at=now() - timedelta(minutes=2))
    assert "cập nhật chậm" in client.get(address).content.decode()
    assert not DailyTally.objects.exists()


def test_units_know_their_conditions():
    assert Unit(UnitLevel.DISTRICT, "873", "x", 5).facilities("facility").children == [("facility__district", 5)]
