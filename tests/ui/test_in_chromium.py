"""What only a browser can say: nothing is forbidden by the page's own policy, nothing is clipped, axe finds nothing."""

import gzip

import pytest
from django.conf import settings

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"phone": (360, 640), "desk": (1024, 768), "office": (1366, 768)}
PUBLIC = ["/", "/help/", "/login/", "/login/staff/", "/login/phone/", "/registration/new/"]
GALLERY = ["/ui/", "/ui/?shell=staff", "/ui/?shell=desk"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.ui.gallery_urls")]


@pytest.fixture
def portal(live_server, settings):
    settings.DEBUG = True  # the gallery exists for those who build
    return live_server.url


def violations(tab):
    """axe's findings; its script is run by the driver, so the page's policy stays in force."""
    tab.evaluate(AXE.read_text() + ";0")
    found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [(finding["id"], [node["html"][:160] for node in finding["nodes"]]) for finding in found["violations"]]


@pytest.mark.parametrize("addresses", [PUBLIC, GALLERY], ids=["public", "gallery"])
def test_pages_fit_and_are_accessible(tab, portal, addresses):
    found = []
    for address in addresses:
        for size, (width, height) in SIZES.items():
            tab.set_viewport_size({"width": width, "height": height})
            tab.goto(portal + address)
            found += [(address, size, "too wide")] if tab.evaluate(OVERFLOW) > 0 else []
        found += [(address, violation) for violation in violations(tab)]
    assert found == []


def test_a_citizens_first_visit_weighs_less_than_100_kb(tab, portal):
    """As WhiteNoise and a proxy send it: text compressed, fonts as they are."""
    answers = []
    tab.on("requestfinished", lambda request: answers.append(request.response()))
    tab.goto(portal + "/registration/new/", wait_until="networkidle")
    assert len(answers) > 8
    assert sum(min(len(body), len(gzip.compress(body))) for body in (answer.body() for answer in answers)) < 100_000


def test_the_page_of_the_rest_description_keeps_to_the_policy(tab, portal):
    """The tab itself fails where a page is told of something forbidden."""
    with tab.expect_response("**/api/schema/") as described:
        tab.goto(portal + "/api/docs/")
    operations = sum(len(path) for path in described.value.json()["paths"].values())
    tab.locator(".opblock").last.wait_for()
    assert tab.locator(".opblock").count() == operations


def test_a_table_that_goes_on_to_the_right_says_so_until_its_end_is_seen(tab, portal):
    tab.goto(portal + "/ui/?shell=staff")
    tab.locator(".vx-table-wrap").first.evaluate("e => { e.id = 'wide'; e.style.width = '200px'; }")
    tab.locator("#wide.is-cut[tabindex='0']").wait_for()
    tab.evaluate("wide.scrollLeft = wide.scrollWidth")
    tab.locator("#wide:not(.is-cut)").wait_for()
    assert tab.locator("#wide").evaluate("e => getComputedStyle(e).maskImage") == "none"
    tab.evaluate("wide.style.width = '3000px'")
    tab.locator("#wide[tabindex='-1']").wait_for()  # nothing to scroll, so no stop of the Tab key


def test_marks_of_capitals_have_room(tab, portal):
    """A line of a heading is at least as tall as the font's own box of Ế, Ộ and Ữ."""
    tab.goto(portal + "/ui/")
    for heading in tab.locator("h1, h2, h3").all():
        tall = heading.evaluate(
            "e => parseFloat(getComputedStyle(e).lineHeight) / parseFloat(getComputedStyle(e).fontSize)"
        )
        assert tall >= 1.29


def test_a_long_choice_ends_before_the_arrow(tab, portal):
    tab.goto(portal + "/ui/")
    selects = tab.locator(".vx-field select:not([multiple])")
    rooms = selects.evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).paddingRight))")
    assert rooms
    assert min(rooms) >= 36


def test_a_wrong_field_is_framed_in_red(tab, portal):
    tab.goto(portal + "/ui/")
    wrong = tab.locator(".vx-field--error").filter(has=tab.locator("input[type=text]")).first
    frame = wrong.locator("input").evaluate("e => getComputedStyle(e).borderColor")
    assert frame == wrong.locator(".vx-field__error").evaluate("e => getComputedStyle(e).color")


def test_errors_take_the_focus_and_lead_to_their_field(tab, portal):
    tab.goto(portal + "/ui/")
    assert tab.evaluate("document.activeElement.className").startswith("vx-errors")
    tab.click(".vx-errors a[href='#id_born_on']")
    assert tab.evaluate("document.activeElement.id") == "id_born_on"


def test_the_language_is_switched_from_the_header(tab, portal):
    tab.goto(portal + "/help/")
    tab.click("button[name=language]")
    tab.wait_for_url("**/help/")
    assert tab.get_attribute("html", "lang") == "en"
