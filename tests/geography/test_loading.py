import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from vaxportal.geography.models import Commune, District, Province
from vaxportal.geography.services.loading import Loaded, load

pytestmark = pytest.mark.django_db


def test_all_units_of_2021_are_loaded():
    load()
    islands = Commune.objects.filter(code=F("district__code"))
    communes = Commune.objects.difference(islands)
    assert (Province.objects.count(), District.objects.count(), communes.count()) == (63, 705, 10_599)
    assert Commune.objects.filter(district__province__code="87").count() == 143


def test_an_island_district_is_its_own_commune():
    load()
    islands = Commune.objects.filter(code=F("district__code")).select_related("district__province")
    assert [one.path for one in islands] == [
        "Huyện Bạch Long Vĩ, Thành phố Hải Phòng",
        "Huyện Cồn Cỏ, Tỉnh Quảng Trị",
        "Huyện Hoàng Sa, Thành phố Đà Nẵng",
        "Huyện Lý Sơn, Tỉnh Quảng Ngãi",
        "Huyện Côn Đảo, Tỉnh Bà Rịa - Vũng Tàu",
    ]
    assert not District.objects.filter(communes=None).exists()


def test_a_path_tells_the_city_from_the_rural_district():
    load()
    paths = {d.path for d in District.objects.named_like("cao lanh").select_related("province")}
    assert paths == {"Thành phố Cao Lãnh, Tỉnh Đồng Tháp", "Huyện Cao Lãnh, Tỉnh Đồng Tháp"}


def test_loading_twice_writes_nothing():
    load()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert load() == Loaded(0, 0)
    assert not [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_a_corrected_population_survives_the_next_load():
    load()
    sa_dec = District.objects.get(code="867")
    assert sa_dec.population == 99_546
    District.objects.filter(code="867").update(population=101_000, population_source="UBND thành phố, 2021")
    load()
    sa_dec.refresh_from_db()
    assert sa_dec.population == 101_000


def test_a_misspelt_unit_is_corrected_by_the_next_load():
    load()
    Commune.objects.filter(code="29869").update(name="Phuong 11")
    assert load().changed == 1
