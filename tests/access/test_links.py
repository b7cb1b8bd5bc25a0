"""No page offers a link that answers its reader with a refusal."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.access.sides import own_side
from vaxportal.accounts.roles import Role

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)"')
ELSEWHERE = ("tel:", "mailto:", "http:", "https:", "/static/")

pytestmark = pytest.mark.django_db


def links(address: str, page: str) -> set[str]:
    found = (unescape(link) for link in LINK.findall(page))
    return {urljoin(address, link) for link in found if not link.startswith(ELSEWHERE)}


def names(address: str) -> str:
    match = resolve(urlsplit(address).path)
    return f"{match.view_name} {sorted(match.kwargs)}"


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "nobody")
def test_every_link_that_is_offered_opens(role):
    browser = Client()
    if role:
        browser.force_login(own_side().user(role))
    waiting, seen, refused = deque(["/", "/today/"] if role else ["/"]), {}, []
    while waiting:
        address = waiting.popleft()
        if seen.setdefault(names(address), address) != address:
            continue
        response = browser.get(address, follow=True)
        if response.status_code >= 400:
            refused.append((response.status_code, address))
        elif "html" in response.headers["Content-Type"]:
            here = response.redirect_chain[-1][0] if response.redirect_chain else address
            waiting.extend(links(here, response.content.decode()) - set(seen.values()))
    assert refused == []
    assert len(seen) > (10 if role not in (Role.CITIZEN, None) else 5)
