"""Coverage, completeness, stock by lot and what waits for those above the sites."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reporting.services.completeness import completeness_of
from reporting.services.coverage import coverage_of
from reporting.services.fold import fold_facts
from reporting.services.lots import stock_by_lot
from reporting.services.units import nation, of_commune, of_district, of_facility, of_province
from reporting.work import work_for
from sessions.models import StockMovement
from sessions.rules.measures import Measure
from sessions.services.facts import note_many
from tests.conftest import member
from tests.factories import (
    CommuneFactory,
    DistrictFactory,
    LotFactory,
    ProvinceFactory,
    SessionFactory,
    SessionLotFactory,
    VaccineFactory,
)
from tests.queries import queries_of_page
from vaxportal.accounts.roles import Role
from vaxportal.core.clock import now, today


@pytest.fixture
def committee(facility):
    return member("uy-ban", "Ủy ban", Role.DISTRICT_COMMITTEE, district=facility.district)


def dosed(facility, counts, vaccine=None, home=None):
    vax_session = SessionFactory(facility=facility)
    vaccine_id = vaccine.pk if vaccine else None
    note_many(vax_session, counts, vaccine_id=vaccine_id, home_commune_id=(home or facility.commune).pk)
    fold_facts()


def test_a_full_course_is_the_last_primary_dose_of_its_vaccine(facility):
    janssen = VaccineFactory(code="JANSSEN", name="Janssen", primary_doses=1)
    abdala = VaccineFactory(code="ABDALA", name="Abdala", primary_doses=3)
    two = {Measure.INJECTED_PRIMARY_1: 10, Measure.INJECTED_PRIMARY_2: 4}
    dosed(facility, two)
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 3}, janssen)
    dosed(facility, {**two, Measure.INJECTED_PRIMARY_3: 1, Measure.INJECTED_BOOSTER_1: 2}, abdala)
    (row,) = coverage_of(of_district(facility.district)).rows
    assert (row.first, row.full, row.booster) == (23, 4 + 3 + 1, 2)


def test_shares_need_a_population_and_counts_do_not(facility):
    known = DistrictFactory(code="870", name="Tam Nông", province=facility.province, population=1000)
    there = CommuneFactory(code="29989", name="Phú Thọ", district=known)
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 125}, home=there)
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 5})
    found = coverage_of(of_province(facility.province))
    shares = {row.name: (row.first, row.first_share) for row in found.rows}
    assert shares == {"Cao Lãnh": (5, None), "Tam Nông": (125, 12.5)}
    assert found.unknown == 1 and found.total.first == 130 and found.total.first_share is None


def test_units_without_a_dose_are_listed_too(facility):
    CommuneFactory(code="30079", name="Gáo Giồng", district=facility.district)
    assert [row.first for row in coverage_of(of_district(facility.district)).rows] == [0, 0]
    assert coverage_of(nation()).total.first == 0


@pytest.mark.parametrize("level", ["district", "province", "nation"])
def test_doses_of_people_whose_unit_has_changed_stand_in_a_row_of_their_own(facility, level):
    """A district that ended takes its commune along; in the district itself the ended commune is the one."""
    yesterday = today() - timedelta(days=1)
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 5})
    province, district = facility.province, facility.district
    if level == "nation":
        province = ProvinceFactory(code="28", name="Hà Tây", valid_to=yesterday)
    if level != "district":
        district = DistrictFactory(code="269", name="Sơn Tây", province=province, valid_to=yesterday)
    home = CommuneFactory(code="30079", name="Gáo Giồng", district=district, valid_to=yesterday, population=900)
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 3, Measure.INJECTED_PRIMARY_2: 2}, home=home)
    dosed(facility, {Measure.INJECTED_BOOSTER_1: 1}, home=home)
    units = {"district": of_district(facility.district), "province": of_province(facility.province), "nation": nation()}
    found = coverage_of(units[level])
    assert [(row.first, row.full, row.booster) for row in found.lines] == [(5, 0, 0), (3, 2, 1)]
    assert (found.total.first, found.total.full, found.total.booster) == (8, 2, 1)
    assert (found.changed.code, found.changed.first_share, found.unknown) == ("", None, 1)


def test_the_row_of_changed_units_is_named_and_leads_nowhere(client, committee, facility):
    home = CommuneFactory(code="30079", name="Gáo Giồng", district=facility.district, valid_to=date(2022, 1, 1))
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 3}, home=home)
    client.force_login(committee)
    response = client.get(reverse("reporting:coverage"), follow=True)
    assert [(row.name, url) for row, url in response.context["rows"]] == [("Mỹ Thọ", ""), ("Đơn vị đã thay đổi", "")]
    assert "sáp nhập, chia tách hoặc giải thể" in response.content.decode()


def test_the_committee_sees_coverage_of_its_district_and_nothing_else(client, committee, facility, other_facility):
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 5})
    client.force_login(committee)
    response = client.get(reverse("reporting:coverage"), follow=True)
    assert response.status_code == 200 and "Mỹ Thọ" in response.content.decode()
    assert [str(tab.label) for tab in response.context["tabs"]] == ["Độ bao phủ"]
    for unit in (of_district(other_facility.district), of_province(facility.province), of_commune(facility.commune)):
        assert client.get(reverse("reporting:coverage_unit", args=[unit.level, unit.code])).status_code == 404
    assert client.get(reverse("reporting:daily")).status_code == 404
    assert [(item.count, item.url) for item in work_for(committee)] == [(5, reverse("reporting:coverage"))]


def test_completeness_counts_each_site_and_puts_debts_first(facility, other_facility):
    late = {Measure.SUBJECTS: 12, Measure.WALK_INS: 2, Measure.CHECKED_IN: 11, Measure.INJECTED_PRIMARY_1: 10}
    dosed(facility, {**late, Measure.REFUSED: 1, Measure.LATE: 3, Measure.VOIDED: 1})
    SessionFactory(facility=other_facility, day=today() - timedelta(days=2))
    SessionFactory(facility=facility, day=today(), planned_late=True)
    found = completeness_of(of_province(facility.province), today() - timedelta(days=6), today())
    first, second = found.sites
    assert (first.name, first.unclosed, first.is_complete) == (other_facility.name, 1, False)
    assert (second.planned, second.walk_ins, second.checked_in, second.injected) == (10, 2, 11, 10)
    assert (second.unresolved, second.late, second.voided, second.unclosed) == (1, 3, 1, 0)
    assert (first.planned_late, second.planned_late, found.total.planned_late) == (0, 1, 1)
    assert (found.total.sessions, found.total.planned) == (3, 10)


def test_the_province_is_told_of_open_days_and_serious_events(province_officer, lead, facility):
    SessionFactory(facility=facility, day=today() - timedelta(days=1))
    dosed(facility, {Measure.INJECTED_PRIMARY_1: 7, Measure.REACTIONS_SERIOUS: 1})
    above = member("ministry", "Đặng Thị Bộ", Role.MINISTRY)
    assert [(item.count, item.is_urgent) for item in work_for(above)] == [(1, True), (1, False), (7, False)]
    assert [item.count for item in work_for(province_officer)] == [1, 7]  # the serious one stands on their list by name
    assert [item.count for item in work_for(lead)] == [7]


def moved(facility, lot, kind, doses, on=None, **given):
    when = now() - timedelta(days=on or 0)
    by = SessionFactory(facility=facility).created_by
    StockMovement.objects.create(
        facility=facility, lot=lot, kind=kind, doses=doses, moved_at=when, moved_by=by, **given
    )


def used(facility, lot, *, on=0, issued, recorded, discarded=0, returned=0):
    vax_session = SessionFactory(facility=facility, day=today() - timedelta(days=on))
    counts = {"doses_issued": issued, "doses_recorded": recorded}
    counts |= {"doses_discarded": discarded, "doses_returned": returned}
    SessionLotFactory(session=vax_session, lot=lot, **counts)
    return vax_session


def test_every_lot_adds_up_from_opening_to_closing(facility):
    lot, kind = LotFactory(), StockMovement.Kind
    moved(facility, lot, kind.RECEIPT, 100, on=20)
    moved(facility, lot, kind.DISCARD, -10, on=10)
    moved(facility, lot, kind.RECEIPT, 50, on=2)
    moved(facility, lot, kind.TRANSFER_OUT, -20, on=2)
    moved(facility, lot, kind.DISCARD, -5, on=1)
    vax_session = used(facility, lot, issued=40, recorded=25, discarded=2, returned=10)
    moved(facility, lot, kind.ISSUE, -40, session=vax_session)
    moved(facility, lot, kind.RETURN, 10, session=vax_session)
    (row,) = stock_by_lot(of_facility(facility), today() - timedelta(days=6), today())
    assert (row.opening, row.received, row.used, row.discarded, row.returned) == (90, 50, 25, 7, 20)
    assert (row.closing, row.in_sessions, row.adds_up) == (88, 3, True)  # 85 on the shelf
    assert stock_by_lot(of_facility(facility), date(2021, 1, 1), date(2021, 1, 2)) == []


@pytest.mark.parametrize(
    ("session_on", "moves", "spent", "days"),
    [  # spent: injected, discarded; days: opening, used, discarded, closing, of which in sessions
        pytest.param(
            0,
            [(1, 50)],
            (30, 0),
            {(3, 3): (200, 0, 0, 200, 0), (2, 1): (200, 0, 0, 200, 50), (0, 0): (200, 30, 0, 170, 20)},
            id="issued the day before",
        ),
        pytest.param(
            0,
            [(0, 50)],
            (30, 0),
            {(3, 3): (200, 0, 0, 200, 0), (2, 1): (200, 0, 0, 200, 0), (0, 0): (200, 30, 0, 170, 20)},
            id="issued on the day",
        ),
        pytest.param(
            3,
            [(3, 50)],
            (30, 0),
            {(3, 3): (200, 30, 0, 170, 20), (2, 1): (170, 0, 0, 170, 20), (0, 0): (170, 0, 0, 170, 20)},
            id="still open after three days",
        ),
        pytest.param(
            3,
            [(0, 50)],
            (30, 0),
            {(3, 3): (200, 0, 0, 200, 0), (2, 1): (200, 0, 0, 200, 0), (0, 0): (200, 30, 0, 170, 20)},
            id="a past day entered today",
        ),
        pytest.param(
            30,
            [(31, 100), (0, 1)],
            (90, 0),
            {(30, 29): (200, 90, 0, 110, 10), (28, 1): (110, 0, 0, 110, 10), (0, 0): (110, 0, 0, 110, 11)},
            id="one more issued a month later",
        ),
        pytest.param(
            3,
            [(3, 50), (0, 40)],
            (80, 0),
            {(3, 3): (200, 50, 0, 150, 0), (2, 1): (150, 0, 0, 150, 0), (0, 0): (150, 30, 0, 120, 10)},
            id="more used than the first issue held",
        ),
        pytest.param(
            3,
            [(3, 50), (0, 10)],
            (45, 10),
            {(3, 3): (200, 45, 5, 150, 0), (2, 1): (150, 0, 0, 150, 0), (0, 0): (150, 0, 5, 145, 5)},
            id="more discarded than the first issue left",
        ),
        pytest.param(
            3,
            [(3, 100), (2, -40), (0, 30)],
            (80, 0),
            {(3, 3): (200, 60, 0, 140, 40), (2, 1): (140, 0, 0, 140, 0), (0, 0): (140, 20, 0, 120, 10)},
            id="brought back before more was issued",
        ),
        pytest.param(
            3,
            [(3, 100), (0, -20), (0, 20)],
            (100, 0),
            {(3, 3): (200, 100, 0, 100, 0), (2, 1): (100, 0, 0, 100, 0), (0, 0): (100, 0, 0, 100, 0)},
            id="brought back and issued again on one day",
        ),
        pytest.param(
            3,
            [(3, 100), (1, -20)],
            (70, 10),
            {(3, 3): (200, 70, 10, 120, 20), (2, 1): (120, 0, 0, 120, 0), (0, 0): (120, 0, 0, 120, 0)},
            id="the rest brought back later",
        ),
    ],
)
def test_what_is_out_in_sessions_is_a_part_of_the_stock(facility, session_on, moves, spent, days):
    lot, kind = LotFactory(), StockMovement.Kind
    moved(facility, lot, kind.RECEIPT, 200, on=40)
    issued = sum(doses for _, doses in moves if doses > 0)
    recorded, discarded = spent
    counts = {"recorded": recorded, "discarded": discarded, "returned": issued - sum(doses for _, doses in moves)}
    vax_session = used(facility, lot, on=session_on, issued=issued, **counts)
    for on, doses in moves:
        moved(facility, lot, kind.ISSUE if doses > 0 else kind.RETURN, -doses, on=on, session=vax_session)
    for (first, last), expected in days.items():
        period = today() - timedelta(days=first), today() - timedelta(days=last)
        (row,) = stock_by_lot(of_facility(facility), *period)
        found = row.opening, row.used, row.discarded, row.closing, row.in_sessions
        assert found == expected and row.adds_up, f"{first} to {last} days ago"


@pytest.mark.parametrize("name", ["completeness", "lots", "coverage", "home", "period"])
def test_every_report_opens_for_the_district(client, hoa, name):
    client.force_login(hoa)
    assert client.get(reverse(f"reporting:{name}"), follow=True).status_code == 200


@pytest.mark.parametrize("name", ["completeness_unit", "lots_unit", "period_unit"])
def test_days_in_the_wrong_order_are_refused_in_words(client, hoa, facility, name):
    client.force_login(hoa)
    address = reverse(f"reporting:{name}", args=["district", facility.district.code])
    response = client.get(address, {"first": "02/09/2021", "last": "01/09/2021"})
    assert "Chọn ngày kết thúc không trước ngày bắt đầu" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("daily_unit", {"day": "31/12/9999"}),
        ("period_unit", {"first": "01/06/9999", "last": "31/12/9999"}),
        ("lots_unit", {"first": "01/06/9999", "last": "31/12/9999"}),
        ("completeness_unit", {"first": "01/06/9999", "last": "31/12/9999"}),
    ],
)
def test_days_at_the_end_of_time_are_refused_in_words(client, hoa, facility, name, days):
    client.force_login(hoa)
    response = client.get(reverse(f"reporting:{name}", args=["district", facility.district.code]), days)
    assert response.status_code in {200, 422} and "Ghi năm từ 1850 đến 2100" in response.content.decode()


def test_queries_do_not_grow_with_the_sites(client, hoa, facility):
    client.force_login(hoa)

    def queries(name):
        return queries_of_page(client, reverse(f"reporting:{name}", args=["district", facility.district.code]))

    names = ("completeness_unit", "coverage_unit", "lots_unit")
    dosed(facility, {Measure.SUBJECTS: 1})
    few = [queries(name) for name in names]
    for number in range(20):
        commune = CommuneFactory(code=f"7{number:04d}", name=f"Xã {number}", district=facility.district)
        place = type(facility).objects.create(
            code=f"9{number:04d}",
            name=f"Trạm {number}",
            kind="hospital",
            commune=commune,
            district=facility.district,
            province=facility.province,
            opened_on=date(2020, 1, 1),
        )
        dosed(place, {Measure.SUBJECTS: 1, Measure.INJECTED_PRIMARY_1: 1})
        moved(place, LotFactory(number=f"L{number}"), StockMovement.Kind.RECEIPT, 10)
    assert [queries(name) for name in names] == few
