"""Forms of staff and organizations: all that is wrong is told at once, in the order of the page."""

import pytest

from registration.forms.organizations import OrganizationForm
from registration.forms.staff import StaffPersonForm
from registration.models import Organization
from vaxportal.templatetags.vx import error_links

pytestmark = pytest.mark.django_db


def fields_of(links):
    return [link.href.removeprefix("#id_").removesuffix("_0") for link in links]


def test_an_enterprise_hears_of_everything_at_once_its_name_first(world):
    form = OrganizationForm(
        {"kind": Organization.Kind.COMPANY, "contact_phone": "12", "headcount": "0", "province": "87"}
    )
    wrong = ["name", "tax_code", "headcount", "district", "commune", "contact_name", "contact_phone"]
    assert fields_of(error_links(form)) == wrong


@pytest.mark.parametrize("name", ["province", "district", "commune"])
def test_a_place_that_no_list_has_is_refused(world, name):
    form = OrganizationForm({"province": "87", "district": "873", name: "8\x007"})
    assert name in form.errors


def test_an_agency_is_not_asked_for_a_tax_code(world):
    assert "tax_code" not in OrganizationForm({"kind": Organization.Kind.AGENCY}).errors


def test_a_person_at_the_counter_is_asked_for_everything_at_once(world):
    links = error_links(StaffPersonForm({"province": "87", "full_name": "Lê Thị 9"}))
    wrong = ["full_name", "born_on", "sex", "priority_group", "missing_reason", "district", "commune"]
    assert fields_of(links) == wrong
