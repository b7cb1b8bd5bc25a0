import pytest

from registration.services import reference
from tests.factories import CommuneFactory
from tests.registration.lists import make_organization
from vaxportal.accounts.models import User


@pytest.fixture
def world(db):
    """Reference data and one commune: all that taking people in needs."""
    reference.load()
    return CommuneFactory()


@pytest.fixture
def citizen(world):
    return User.objects.create(username="citizen", phone="+84912345678")


@pytest.fixture
def other_citizen(world):
    return User.objects.create(username="other", phone="+84987654321")


@pytest.fixture
def company(world):
    """An approved company with its manager."""
    return make_organization(world)
