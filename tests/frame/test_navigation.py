"""At most seven words for every role, each leading to a page that the role may open."""

import pytest

from tests.access.sides import own_side
from vaxportal.accounts.roles import Role
from vaxportal.navigation import navigation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CITIZEN])
def test_a_role_has_at_most_seven_words_and_may_open_all_of_them(client, role):
    user = own_side().user(role)
    words = navigation(user, "/today/")
    assert 1 <= len(words) <= 7
    assert words[0].label == "Hôm nay"
    assert [word.current for word in words] == [True] + [False] * (len(words) - 1)
    client.force_login(user)
    for url in {link.url for word in words for link in (word, *word.rooms)}:
        assert client.get(url, follow=True).status_code == 200, url


def test_a_citizen_has_no_navigation(tam):
    assert navigation(tam, "/") == []


def test_the_present_word_and_room_are_the_deepest(hoa):
    words = navigation(hoa, "/registration/people/0/contact/")
    (here,) = [word for word in words if word.current]
    assert here.label == "Danh sách"
    assert [room.label for room in here.rooms if room.current] == ["Tìm người"]


def test_a_page_of_no_word_marks_none(hoa):
    assert not any(word.current for word in navigation(hoa, "/help/"))


def test_what_lies_below_an_organization_belongs_to_its_word(hoa):
    (here,) = [word for word in navigation(hoa, "/registration/organizations/0/decide/") if word.current]
    assert [room.label for room in here.rooms if room.current] == ["Đơn vị"]
