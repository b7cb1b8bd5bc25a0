"""From the page of an organization to a session there, and what its own people read about it."""

import pytest
from django.urls import reverse

from sessions.forms.planning import at_organization
from sessions.models import VaccinationSession
from sessions.services.planning import plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people
from tests.factories import CommuneFactory, FacilityFactory, MembershipFactory, UserFactory
from tests.queries import queries_of_page
from tests.registration.lists import make_organization
from vaxportal.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_hoa(client, hoa):
    client.force_login(hoa)
    return client


@pytest.fixture
def given(lot, campaign, tomorrow):
    return {
        "day": f"{tomorrow:%d/%m/%Y}",
        "starts_at": "7:30",
        "ends_at": "11:30",
        "round": campaign.pk,
        "vaccine": lot.vaccine_id,
        "stations": 2,
        "slot_minutes": 60,
        "dose_minutes": 4,
        "slot_capacity": 30,
        f"lot_{lot.ref.hex}": 120,
    }


@pytest.fixture
def draft(facility, hoa, make_plan, company):
    return plan_session(facility=facility, plan=make_plan(organization=company, place=company.name), by=hoa)


def url(name, *args):
    return reverse(name, args=args)


def of(client, organization):
    return client.get(url("registration:organization_detail", organization.ref))


def test_the_district_goes_from_the_organization_to_its_people_in_the_draft(
    as_hoa, company, facility, given, waiting, employ
):
    wanted, other = employ(waiting(2)), waiting(1)
    page = of(as_hoa, company)
    where = f"{url('sessions:session_plan')}?organization={company.ref}"
    assert where in page.content.decode() and page.context["waiting"] == 2
    plan = f"{url('sessions:session_plan_at', facility.ref)}?organization={company.ref}"
    assert plan in as_hoa.get(where).content.decode()
    form = as_hoa.get(plan)
    initial = form.context["form"].initial
    assert (initial["place"], initial["commune"]) == (company.name, facility.commune.pk)
    assert (form.context["ready"].first, form.context["ready"].next) == (2, 0)
    sent = as_hoa.post(plan, given | {"place": "Nhà ăn công ty", "organization": company.ref})
    draft = VaccinationSession.objects.get()
    assert (draft.organization, draft.facility, draft.place) == (company, facility, "Nhà ăn công ty")
    assert sent.url == f"{url('sessions:session_people', draft.ref)}?organization={company.ref}"
    people = as_hoa.get(sent.url)
    assert {one.pk for one in people.context["found"]} == {one.pk for one in wanted}
    assert other[0].person.full_name not in people.content.decode()
    as_hoa.post(sent.url, {"how": "first", "how_many": 2})
    assert draft.appointments.count() == 2
    assert "Điểm tiêm công bố buổi này" in as_hoa.get(url("sessions:session_detail", draft.ref)).content.decode()


def test_a_lead_plans_at_an_organization_from_their_own_site(client, lead, facility, company):
    client.force_login(lead)
    form = client.get(url("sessions:session_plan"), {"organization": company.ref})
    assert (form.context["facility"], form.context["form"].host) == (facility, company)


def test_sites_of_the_same_commune_come_first(as_hoa, facility, company, lot):
    elsewhere = CommuneFactory(code="30079", name="Ba Sao", district=facility.district)
    FacilityFactory(code="87302", name="Trạm Y tế Ba Sao", commune=elsewhere)
    address = url("sessions:session_plan")
    assert [one.code for one in as_hoa.get(address).context["found"]] == ["87302", "87301"]
    near = as_hoa.get(address, {"organization": company.ref}).context["found"]
    assert [(one.code, one.doses) for one in near] == [("87301", 500), ("87302", 0)]
    assert [one.code for one in as_hoa.get(address, {"q": "ba sao"}).context["found"]] == ["87302"]


def test_a_closed_site_a_foreign_site_and_a_foreign_organization_do_not_exist(as_hoa, facility, other_facility, lead):
    foreign, _manager = make_organization(other_facility.commune)
    assert as_hoa.get(url("sessions:session_plan_at", other_facility.ref)).status_code == 404
    for wrong in (foreign.ref, "x"):
        assert as_hoa.get(url("sessions:session_plan"), {"organization": wrong}).status_code == 404
        assert as_hoa.post(url("sessions:session_plan_at", facility.ref), {"organization": wrong}).status_code == 404
    type(facility).objects.filter(pk=facility.pk).update(closed_on="2021-10-01")
    assert as_hoa.get(url("sessions:session_plan_at", facility.ref)).status_code == 404
    as_hoa.force_login(lead)
    assert as_hoa.get(url("sessions:session_plan_at", other_facility.ref)).status_code == 404


def test_a_changed_draft_stays_at_its_organization(as_hoa, draft, given, company):
    address = url("sessions:session_change", draft.ref)
    assert as_hoa.get(address).context["form"].host == company
    as_hoa.post(address, given | {"stations": 3})
    draft.refresh_from_db()
    assert (draft.organization, draft.stations.count()) == (company, 3)


def test_nobody_left_of_the_organization_shows_nobody_instead_of_the_district(as_hoa, draft, waiting, company):
    waiting(2)
    page = as_hoa.get(url("sessions:session_people", draft.ref), {"organization": company.ref})
    assert page.context["found"].paginator.count == 0
    assert as_hoa.get(url("sessions:session_people", draft.ref)).context["found"].paginator.count == 2


def test_the_lead_sees_the_draft_and_publishes_it(client, lead, draft):
    client.force_login(lead)
    page = client.get(url("sessions:session_detail", draft.ref)).content.decode()
    assert url("sessions:session_publish", draft.ref) in page and draft.organization.name in page
    client.post(url("sessions:session_publish", draft.ref))
    draft.refresh_from_db()
    assert draft.state == "published"


def test_the_company_reads_day_and_place_once_the_session_is_published(client, lead, draft, company, waiting, employ):
    people = employ(waiting(9, person__full_name="Nguyễn Thị Ẩn"))
    add_people(vax_session=draft, registrations=people[:3], by=lead)
    client.force_login(company.created_by)
    assert not of(client, company).context["visits"]
    publish_session(vax_session=draft, by=lead)
    [visit] = of(client, company).context["visits"]
    page = of(client, company).content.decode()
    assert (str(visit.people), visit.may_open) == ("dưới 5", False)
    assert f"{draft.day:%d/%m/%Y}" in page and "Nguyễn Thị Ẩn" not in page
    assert url("sessions:session_detail", draft.ref) not in page


def test_a_site_next_door_reads_no_draft_of_another(client, draft, facility, company, lead):
    neighbour = FacilityFactory(code="87399", name="Điểm tiêm bên cạnh", commune=facility.commune)
    user = MembershipFactory(user=UserFactory(username="next"), role=Role.SITE_LEAD, facility=neighbour).user
    client.force_login(user)
    assert not of(client, company).context["visits"]
    publish_session(vax_session=draft, by=lead)
    [visit] = of(client, company).context["visits"]
    assert not visit.may_open


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.DISTRICT_COMMITTEE, Role.SITE_STAFF])
def test_who_plans_nothing_is_offered_nothing(client, role, facility, company):
    unit = {Role.PROVINCE: "province", Role.DISTRICT_COMMITTEE: "district", Role.SITE_STAFF: "facility"}[role]
    place = facility if unit == "facility" else getattr(facility, unit)
    user = MembershipFactory(user=UserFactory(username="other"), role=role, **{unit: place}).user
    client.force_login(user)
    assert client.get(url("sessions:session_plan")).status_code == 404
    page = of(client, company)
    assert page.status_code == 404 or url("sessions:session_plan") not in page.content.decode()


def test_pages_ask_the_same_number_of_questions_for_few_and_many(
    as_hoa, facility, company, lot, make_plan, hoa, waiting, employ
):
    def grow(numbers):
        for number in numbers:
            FacilityFactory(code=f"874{number:02}", name=f"Điểm tiêm {number}", commune=facility.commune)
            plan_session(facility=facility, plan=make_plan(organization=company, lots=make_plan().lots), by=hoa)
            employ(waiting(2))

    lot.balances.update(doses=100_000)
    grow(range(2))
    pages = [
        (url("sessions:session_plan"), {"organization": company.ref}),
        (url("sessions:session_plan_at", facility.ref), {"organization": company.ref}),
        (url("registration:organization_detail", company.ref), {}),
        (url("sessions:session_list"), {}),
    ]
    few = [queries_of_page(as_hoa, *page) for page in pages]
    grow(range(2, 8))
    assert [queries_of_page(as_hoa, *page) for page in pages] == few


def test_the_commune_of_an_organization_in_another_district_is_told_in_words(facility, other_facility, company):
    assert at_organization(company, facility) == {"place": company.name, "commune": company.commune_id}
    company.commune = other_facility.commune
    assert at_organization(company, facility) == {"place": f"{company.name}, Phú Thọ", "commune": None}
