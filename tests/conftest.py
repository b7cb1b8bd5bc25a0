"""The cast: people with roles, whom every test may ask for by name."""

import os

import pytest
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as properties

from registration.imports.lists import close_all
from tests.factories import CommuneFactory, DistrictFactory, FacilityFactory, MembershipFactory, UserFactory
from vaxportal.accounts.roles import Role

# How fast a shared machine draws examples says nothing about the product.
properties.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("shared machine")


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Templates name static files; the manifest of hashed names is made for production only."""
    settings.STATIC_ROOT = settings.BASE_DIR / "static"  # WhiteNoise warns of a folder that is not there
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process holds open, another test has made."""
    close_all()


@pytest.fixture
def facility(db):
    """The commune station where Lan works: Mỹ Thọ, district Cao Lãnh, Đồng Tháp."""
    return FacilityFactory()


@pytest.fixture
def other_facility(facility):
    """Where Minh works: another commune of another district of the same province."""
    district = DistrictFactory(code="870", name="Tam Nông", province=facility.province)
    commune = CommuneFactory(code="29989", name="Phú Thọ", district=district)
    return FacilityFactory(code="87002", name="Trạm Y tế Phú Thọ", commune=commune)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """`make test` migrates once; each test process then copies those tables."""
    if template := os.environ.get("TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A page that a browser left half loaded still holds the database that is to be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"  # the server's own workers make way by themselves
        )


def member(username, full_name, role, **unit):
    return MembershipFactory(user=UserFactory(username=username, full_name=full_name), role=role, **unit).user


@pytest.fixture
def lan(facility):
    """A nurse of the facility."""
    return member("lan", "Nguyễn Thị Lan", Role.SITE_STAFF, facility=facility)


@pytest.fixture
def lead(facility):
    """Who runs the facility and its sessions."""
    return member("lead", "Trần Văn Phụ", Role.SITE_LEAD, facility=facility)


@pytest.fixture
def minh(other_facility):
    """A nurse of another facility."""
    return member("minh", "Phạm Minh", Role.SITE_STAFF, facility=other_facility)


@pytest.fixture
def hoa(facility):
    """The district health centre of Lan's facility."""
    return member("hoa", "Lê Thị Hoa", Role.DISTRICT_CENTRE, district=facility.district)


@pytest.fixture
def province_officer(facility):
    return member("so", "Võ Văn Sở", Role.PROVINCE, province=facility.province)


@pytest.fixture
def tam(db):
    """A citizen with an account."""
    return UserFactory(username="tam", full_name="Đỗ Thị Tâm")


@pytest.fixture
def stranger(db):
    """Logged in, related to nothing."""
    return UserFactory(username="stranger", full_name="Người Lạ")
