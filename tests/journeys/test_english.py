"""The switch in the header: from then on every page speaks English, the data stay as they are."""

import re

import pytest

from tests.journeys.browsing import OFFICE

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = ["/", "/help/", "/login/", "/login/staff/", "/login/phone/", "/registration/new/", "/registration/follow/"]
STAFF = {
    "phutrach": ["/today/", "/sessions/", "/sessions/plan/", "/sessions/stock/", "/registration/people/"],
    "ttyt": ["/today/", "/registration/organizations/all/", "/sessions/facilities/", "/staff/"],
    "soyte": ["/today/", "/reports/", "/reports/daily/province/87/", "/sessions/rounds/"],
}
WORDS = "h1, h2, main button, main thead th, main label"
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)
DATA = ("Cao Lãnh", "Tỉnh Đồng Tháp", "Đợt 10")  # names of places and rounds are not translated


def test_every_page_switches_to_english(visitor):
    anybody = visitor()
    anybody.opens("/")
    switch(anybody)
    found = untranslated(anybody, PUBLIC)
    for login, addresses in STAFF.items():
        reader = visitor(login, OFFICE)
        switch(reader)
        found += untranslated(reader, addresses)
    assert found == []


def switch(reader):
    reader.page.locator("header button[name=language][value=en]").click()
    reader.page.wait_for_selector("html[lang=en]")


def untranslated(reader, addresses):
    """Titles, headings and buttons that still speak Vietnamese, by page."""
    found = []
    for address in addresses:
        reader.opens(address)
        assert reader.page.get_attribute("html", "lang") == "en"
        said = [
            reader.page.title(),
            *reader.page.locator("h1, h2, main button, main thead th, main label").all_inner_texts(),
        ]
        found += [(address, words) for words in said if VIETNAMESE.search(without_data(words))]
    return found


def without_data(words):
    for name in DATA:
        words = words.replace(name, "")
    return words
