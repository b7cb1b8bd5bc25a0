"""A session away from the site, through the doors: planned with place and commune, begun with who lives there."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from sessions.models import VaccinationSession
from sessions.services.planning import plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people
from tests.factories import CommuneFactory, UserFactory
from tests.queries import queries_of_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def commune(facility):
    return CommuneFactory(code="30088", name="Ba Sao", district=facility.district)


@pytest.fixture
def given(lot, campaign, tomorrow, commune):
    return {
        "day": f"{tomorrow:%d/%m/%Y}",
        "starts_at": "7h30",
        "ends_at": "11:30",
        "round": campaign.pk,
        "vaccine": lot.vaccine_id,
        "place": "Nhà văn hóa ấp 3",
        "commune": commune.pk,
        "stations": 2,
        "dose_minutes": 4,
        "slot_minutes": 60,
        f"lot_{lot.ref.hex}": 120,
    }


@pytest.fixture
def draft(facility, lead, make_plan, commune):
    plan = make_plan(place="Nhà văn hóa ấp 3", commune=commune)
    return plan_session(facility=facility, plan=plan, by=lead)


def url(name, *args):
    return reverse(f"sessions:{name}", args=args)


def test_a_lead_plans_for_a_commune_and_begins_with_its_people(as_lead, given, waiting, commune):
    [there], [near] = waiting(1, person__commune=commune), waiting()
    sent = as_lead.post(url("session_plan"), given)
    draft = VaccinationSession.objects.get()
    assert (draft.place, draft.commune) == ("Nhà văn hóa ấp 3", commune)
    assert sent.url == f"{url('session_people', draft.ref)}?commune={commune.code}"
    assert list(as_lead.get(sent.url).context["found"]) == [there]
    as_lead.post(sent.url, {"how": "fill"})
    assert draft.appointments.get().registration == there
    everybody = as_lead.get(url("session_people", draft.ref)).context["found"]
    assert list(everybody) == [near]


def test_a_commune_where_nobody_waits_stays_chosen_and_the_page_says_so(as_lead, draft, waiting, commune):
    waiting()
    page = as_lead.get(f"{url('session_people', draft.ref)}?commune={commune.code}")
    assert not page.context["found"].object_list and "Không ai phù hợp với điều kiện lọc này" in page.content.decode()
    assert f'value="{commune.code}" selected' in page.content.decode()


def test_only_communes_of_the_sites_district_that_exist_are_offered(as_lead, other_facility, given, commune):
    gone = CommuneFactory(code="30099", name="Xã cũ", district=commune.district, valid_to="2020-01-01")
    offered = as_lead.get(url("session_plan")).context["form"].fields["commune"].queryset
    assert {one.name for one in offered} == {"Mỹ Thọ", "Ba Sao"}
    for wrong in (other_facility.commune.pk, gone.pk, "x", 0):
        assert as_lead.post(url("session_plan"), given | {"commune": wrong}).status_code == 422
    assert not VaccinationSession.objects.exists()


def test_the_place_is_asked_for_with_its_commune(as_lead, given):
    response = as_lead.post(url("session_plan"), given | {"place": ""})
    assert response.status_code == 422 and "Ghi nơi tiêm trong xã đã chọn" in response.content.decode()
    assert as_lead.post(url("session_plan"), given | {"commune": ""}).status_code == 303


def test_pages_and_the_list_say_where_it_is(as_lead, draft, commune):
    for address in (url("session_detail", draft.ref), url("session_publish", draft.ref)):
        assert "Nhà văn hóa ấp 3, Ba Sao, Trạm Y tế Mỹ Thọ" in as_lead.get(address).content.decode()
    assert "Nhà văn hóa ấp 3, Ba Sao" in as_lead.get(url("session_list")).content.decode()
    assert f"?commune={commune.code}" in as_lead.get(url("session_detail", draft.ref)).content.decode()


def test_the_list_asks_the_same_number_of_queries_wherever_sessions_are(as_lead, facility, lead, make_plan, draft):
    first = queries_of_page(as_lead, url("session_list"))
    for number in range(5):
        there = CommuneFactory(code=f"3100{number}", name=f"Xã {number}", district=facility.district)
        plan_session(facility=facility, plan=make_plan(place="Trường học", commune=there, lots=()), by=lead)
    assert queries_of_page(as_lead, url("session_list")) == first


def test_a_copy_goes_to_the_same_commune_and_a_change_begins_with_it(as_lead, draft, commune):
    for page in (
        as_lead.get(url("session_plan"), {"like": draft.ref}),
        as_lead.get(url("session_change", draft.ref)),
    ):
        initial = page.context["form"].initial
        assert (initial["place"], initial["commune"]) == ("Nhà văn hóa ấp 3", commune.pk)


def test_who_is_invited_reads_place_and_commune_in_their_book(client, lead, draft, waiting):
    citizen = UserFactory(username="citizen", phone="+84912345678")
    add_people(vax_session=draft, registrations=(wished := waiting(1, person__account=citizen)), by=lead)
    publish_session(vax_session=draft, by=lead)
    client.force_login(citizen)
    book = client.get(reverse("registration:own_person", args=[wished[0].person.ref])).content.decode()
    assert "Trạm Y tế Mỹ Thọ, Nhà văn hóa ấp 3, Ba Sao, Cao Lãnh" in book


def test_rest_shows_place_and_commune(lead, facility, make_plan, draft, commune):
    at_the_site = plan_session(facility=facility, plan=make_plan(), by=lead)
    api = APIClient()
    api.force_authenticate(lead)
    shown = {one["ref"]: (one["place"], one["commune"]) for one in api.get("/api/v1/sessions/").json()["results"]}
    assert shown == {str(draft.ref): ("Nhà văn hóa ấp 3", commune.code), str(at_the_site.ref): ("", None)}


def test_a_stranger_finds_nothing_of_it(client, minh, draft):
    client.force_login(minh)
    assert client.get(url("session_detail", draft.ref)).status_code == 404
    assert client.get(f"{url('session_people', draft.ref)}?commune=30088").status_code == 404
    assert "Nhà văn hóa" not in client.get(url("session_list")).content.decode()
