"""A board invites companies by link or poster; the company comes to stand under it."""

import pytest
from django.urls import reverse

from registration.models import BoardInvitation, Organization
from registration.services.board_invitations import address_of, end_invitation, invite_company, poster_of
from tests.factories import UserFactory
from tests.registration.lists import make_organization
from vaxportal.accounts.roles import Role
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message


@pytest.fixture
def zone(world):
    board, user = make_organization(world, username="board", name="Ban Quản lý KKT", kind="zone_board")
    user.memberships.update(role=Role.ZONE_BOARD)
    return board, user


def form(**change):
    given = {"name": "Công ty May Lai Vung", "kind": "company", "tax_code": "1400123456", "province": "87"}
    given |= {"district": "873", "commune": "30076", "contact_name": "Lê An", "contact_phone": "0912345678"}
    return given | change


def test_a_company_is_invited_by_a_link_that_is_sent_to_it_once(zone):
    first = invite_company(board=zone[0], company_name="Công ty May Lai Vung", phone="0912 345 678", by=zone[1])
    again = invite_company(board=zone[0], company_name=" Công ty  May Lai Vung", phone="0912345678", by=zone[1])
    assert first == again
    [message] = Message.objects.filter(kind="board_invitation")
    assert (message.to, address_of(first) in message.body) == ("+84912345678", True)


@pytest.mark.parametrize("given", [{"company_name": " "}, {"company_name": "A", "phone": "12"}])
def test_a_name_and_a_phone_that_can_be_read_are_needed(zone, given):
    with pytest.raises(RuleBroken):
        invite_company(board=zone[0], by=zone[1], **given)
    assert not BoardInvitation.objects.exists()


def test_only_the_board_invites(zone, world):
    other, stranger = make_organization(world, username="other", name="Công ty Khác")
    for somebody in (stranger, UserFactory(username="nobody")):
        with pytest.raises(NotAllowed):
            invite_company(board=zone[0], company_name="A", by=somebody)
    with pytest.raises(NotAllowed):
        poster_of(other, by=zone[1])


def test_who_comes_by_the_link_registers_under_the_board(client, citizen, zone):
    invitation = invite_company(board=zone[0], company_name="Công ty May Lai Vung", by=zone[1])
    client.force_login(citizen)
    asked = client.get(address_of(invitation).removeprefix("http://localhost:8000"), follow=True)
    bound = asked.context["form"]
    assert (bound["name"].value(), str(bound["board"].value())) == ("Công ty May Lai Vung", str(zone[0].ref))
    client.post(reverse("registration:organization_new"), form(board=zone[0].ref))
    invitation.refresh_from_db()
    made = Organization.objects.get(name="Công ty May Lai Vung")
    assert (made.board, invitation.organization) == (zone[0], made)
    assert client.get(reverse("registration:organization_join", args=[invitation.ref])).status_code == 404


def test_one_poster_is_for_every_company_and_stays_open(client, citizen, zone):
    poster = poster_of(zone[0], by=zone[1])
    assert poster_of(zone[0], by=zone[1]) == poster
    client.force_login(citizen)
    client.get(reverse("registration:organization_join", args=[poster.ref]))
    client.post(reverse("registration:organization_new"), form(board=zone[0].ref))
    poster.refresh_from_db()
    assert (poster.organization, Organization.objects.get(name="Công ty May Lai Vung").board) == (None, zone[0])


def test_an_ended_invitation_leads_nowhere(client, zone):
    invitation = invite_company(board=zone[0], company_name="Công ty May Lai Vung", by=zone[1])
    end_invitation(invitation, by=zone[1])
    assert client.get(reverse("registration:organization_join", args=[invitation.ref])).status_code == 404


def test_the_board_prints_and_sees_what_became_of_its_invitations(client, zone):
    invitation = invite_company(board=zone[0], company_name="Công ty May Lai Vung", by=zone[1])
    client.force_login(zone[1])
    page = client.get(reverse("registration:board_invitations")).content.decode()
    assert ("Công ty May Lai Vung" in page, "Chưa đăng ký" in page, address_of(invitation) in page) == (True,) * 3
    poster = client.get(reverse("registration:board_invitation_poster", args=[invitation.ref])).content.decode()
    assert ("<svg" in poster, "Công ty May Lai Vung" in poster) == (True, True)


def test_a_poster_stays_open_when_the_page_is_loaded_again(client, zone):
    """As after a change of the language."""
    client.force_login(zone[1])
    made = client.post(reverse("registration:board_poster"))
    assert (made.status_code, client.get(made.url).status_code) == (303, 200)
    assert client.post(reverse("registration:board_poster")).url == made.url
    end_invitation(zone[0].invitations.get(), by=zone[1])
    assert client.get(made.url).status_code == 404
