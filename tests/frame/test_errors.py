"""Addresses that no page of ours makes: refused politely, never a failure of ours."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/registration/places/?parent=%00",
        "/registration/people/?q=%00",
        "/reports/daily/district/%00/",
        "/sessions/?day=%00&when=past",
        "/%00/",
        "/?a=%00",
    ],
)
def test_a_nul_in_an_address_is_a_bad_request(client, hoa, address):
    client.force_login(hoa)
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Không hiểu được yêu cầu này" in answer.content.decode()
