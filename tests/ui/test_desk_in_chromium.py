"""The desk by keyboard alone, in a real browser: the scanner types, Enter acts, no click is lost or misplaced."""

import re

import pytest
from django.conf import settings
from django.test import Client

from sessions.models import Appointment, Dose
from sessions.rules.states import Outcome
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory, StationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vax_session(facility, lead):
    vax_session = SessionFactory(open_now=True, facility=facility, created_by=lead)
    StationFactory(session=vax_session)
    SessionLotFactory(session=vax_session)
    return vax_session


@pytest.fixture
def desk(tab, live_server, lan, vax_session):
    client = Client()
    client.force_login(lan)
    name = settings.SESSION_COOKIE_NAME
    tab.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    tab.set_viewport_size({"width": 1024, "height": 768})
    tab.goto(f"{live_server.url}/sessions/{vax_session.ref}/desk/")
    yield tab
    tab.goto("about:blank")  # the page asks for its counts every few seconds: none may be under way at the end
    tab.wait_for_timeout(500)


def scan(desk, text):
    desk.keyboard.type(text)
    desk.keyboard.press("Enter")


def at_the_desk(desk):
    desk.wait_for_url("**/desk/?done=*")


def test_one_person_from_arrival_to_dose_without_a_mouse(desk, vax_session):
    appointment = AppointmentFactory(session=vax_session)
    scan(desk, str(appointment.ref))
    desk.wait_for_url("**/appointments/*/")
    desk.keyboard.press("Enter")  # Tiếp đón
    at_the_desk(desk)
    scan(desk, str(appointment.ref))
    desk.wait_for_url("**/screening/")
    desk.locator("[data-fill]").press("Enter")  # all asked, all no; the cursor stands in the temperature
    desk.keyboard.type("36,6")
    desk.keyboard.press("Enter")  # Đủ điều kiện tiêm
    at_the_desk(desk)
    scan(desk, str(appointment.ref))
    desk.wait_for_url("**/dose/")
    desk.keyboard.press("Enter")  # Ghi nhận mũi tiêm
    at_the_desk(desk)
    assert appointment.person.full_name in desk.locator(".vx-verdict").inner_text()
    appointment.refresh_from_db()
    assert appointment.outcome == Outcome.INJECTED


def test_scanning_the_next_person_never_presses_the_button_of_this_one(desk, vax_session):
    here, next_one = AppointmentFactory.create_batch(2, session=vax_session, cleared=True)
    scan(desk, str(here.ref))
    desk.wait_for_url(f"**/{here.ref}/dose/")
    assert desk.evaluate("document.activeElement.hasAttribute('data-act')")
    scan(desk, str(next_one.ref))
    desk.wait_for_url(f"**/{next_one.ref}/dose/")
    assert not Dose.objects.exists()


def test_the_suggestion_follows_the_answers(desk, live_server, vax_session):
    appointment = AppointmentFactory(session=vax_session, present=True)
    desk.goto(f"{live_server.url}/sessions/appointments/{appointment.ref}/screening/")
    desk.locator("input[name=q1][value=yes]").check()
    verdict = desk.locator(".vx-verdict", has_text=re.compile("chống chỉ định"))
    verdict.wait_for()
    assert verdict.count() == 1


def test_counts_refresh_by_themselves_and_the_scan_box_keeps_the_focus(desk, vax_session):
    AppointmentFactory(session=vax_session, present=True)
    desk.keyboard.type("lan")
    desk.locator(".vx-queue[aria-current] b", has_text="1").wait_for(timeout=12_000)
    assert desk.evaluate("document.activeElement.id") == "scan"
    assert desk.input_value("#scan") == "lan"
    assert Appointment.objects.count() == 1


def focused(desk, wanted):
    return desk.evaluate("wanted => document.activeElement.matches(wanted)", wanted)


def test_a_scan_after_a_search_without_a_hit_replaces_what_was_typed(desk):
    scan(desk, "Không Có Ai")
    desk.locator(".vx-notice[data-sound=bad]").wait_for()
    assert desk.input_value("#scan") == "Không Có Ai" and focused(desk, "#scan")
    desk.keyboard.type("087185123456")
    assert desk.input_value("#scan") == "087185123456"


def test_a_page_inside_the_desk_begins_where_the_nurse_acts(desk, live_server, vax_session):
    waiting = AppointmentFactory(session=vax_session, present=True)
    observed = AppointmentFactory(session=vax_session, cleared=True)
    desk.goto(f"{live_server.url}/sessions/appointments/{observed.ref}/dose/")
    desk.keyboard.press("Enter")
    at_the_desk(desk)
    dose = Dose.objects.get()
    for page, wanted in {
        f"appointments/{waiting.ref}/screening/": "[data-fill=no]",
        f"appointments/{waiting.ref}/outcome/": "[name=outcome]",
        f"appointments/{observed.ref}/leave/": "[name=override_reason]",
        f"doses/{dose.ref}/reaction/": "[name=reaction]",
        f"{vax_session.ref}/walk-in/new/": "[name=full_name]",
    }.items():
        desk.goto(f"{live_server.url}/sessions/{page}")
        assert focused(desk, wanted), page


def test_errors_are_read_before_the_first_field(desk, live_server, vax_session):
    desk.goto(f"{live_server.url}/sessions/{vax_session.ref}/walk-in/new/")
    desk.keyboard.press("Enter")
    desk.locator(".vx-errors").wait_for()
    assert focused(desk, ".vx-errors")


def test_a_scan_on_the_screening_page_answers_no_question(desk, live_server, vax_session):
    waiting = AppointmentFactory(session=vax_session, present=True)
    desk.goto(f"{live_server.url}/sessions/appointments/{waiting.ref}/screening/")
    scan(desk, str(waiting.ref))
    assert desk.locator("input[value=no]:checked").count() == 0


@pytest.fixture
def screening(desk, live_server, vax_session):
    """Filled in, the cursor in the note: leaving it asks for a new suggestion."""
    waiting = AppointmentFactory(session=vax_session, present=True)
    desk.goto(f"{live_server.url}/sessions/appointments/{waiting.ref}/screening/")
    desk.locator("[data-fill]").press("Enter")
    desk.keyboard.type("36,6")
    desk.locator("[name=note]").press_sequentially("Khỏe")
    return desk


def test_a_slow_press_is_not_lost_when_the_suggestion_comes_meanwhile(screening):
    screening.locator("#outcome-eligible").hover()
    screening.mouse.down()
    with screening.expect_response("**/screening/"):
        pass  # the answer is there, and the button still under the finger
    screening.wait_for_timeout(200)
    screening.mouse.up()
    at_the_desk(screening)


def test_the_suggestion_comes_when_the_finger_has_left_without_pressing(screening):
    screening.locator("input[name=q1][value=yes]").check()
    screening.locator("#outcome-contraindicated.vx-button--danger").wait_for()
    screening.locator("#outcome-contraindicated").hover()
    screening.mouse.down()
    with screening.expect_response("**/screening/"):
        screening.locator("input[name=q1][value=no]").evaluate("radio => radio.click()")
    screening.wait_for_timeout(200)
    assert screening.locator("#outcome-contraindicated.vx-button--danger").is_visible()
    screening.mouse.move(1, 1)
    screening.mouse.up()
    screening.locator(".vx-button--go#outcome-eligible").wait_for()


def test_the_button_keeps_the_focus_when_the_suggestion_comes(screening):
    with screening.expect_response("**/screening/"):
        screening.keyboard.press("Tab")
    screening.wait_for_timeout(300)
    assert focused(screening, "#outcome-eligible")
    screening.keyboard.press("Enter")
    at_the_desk(screening)


def test_larger_signs_leave_a_half_filled_form_as_it_is(screening):
    screening.get_by_role("button", name="Chữ lớn").click()
    assert screening.get_by_role("button", name="Chữ vừa").is_visible()
    assert screening.input_value("[name=temperature]") == "36,6"
    assert screening.locator("input[value=no]:checked").count() == 10
    screening.wait_for_load_state("networkidle")
    screening.reload()
    assert screening.get_attribute("html", "data-contrast") == "more"


def test_a_queue_keeps_the_focus_when_the_counts_come(desk):
    desk.locator("#queue-eligible").focus()
    for _ in range(2):
        with desk.expect_response("**/desk/**", timeout=12_000):
            pass
    desk.wait_for_timeout(300)
    assert focused(desk, "#queue-eligible")
