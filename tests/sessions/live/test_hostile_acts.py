"""A device may be old, broken or lie: whatever it sends is answered, and what comes afterwards is kept as it came."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import DeskAct, Dose, Vial
from tests.factories import AppointmentFactory
from tests.sessions.live.test_live_desk import first_dose, no_to_all

LONG, HUGE = "x" * 400, "x" * 100_000
WRONG = [None, True, -1, 10**30, 1.5, "", "x", HUGE, "a\x00b", "\ud800", "2021-02-30", [], ["x"], {}, {"a": {"b": []}}]
NEWCOMER = {
    "full_name": "Trần Văn Mới",
    "born_on": "1990-05-04",
    "sex": "M",
    "id_number": "087090123456",
    "commune": "30076",
    "priority_group": 9,
    "missing_reason": "Không có điện thoại",
}
PARTS = [
    ("dose", ["series", "number", "lot", "vial", "station", "injector", "body_site", "has_mixing_consent"]),
    ("screening", ["answers", "temperature", "pulse", "systolic", "has_heart_history", "outcome", "note"]),
    ("outcome", ["outcome", "note"]),
    ("undo_dose", ["dose"]),
    ("reaction", ["dose", "reaction", "is_serious", "note"]),
    ("vial", ["vial", "discarded", "reason"]),
    ("walk_in", ["person", *NEWCOMER, "decided", "same_as", "override_reason"]),
    ("leave", ["override_reason"]),
]


@pytest.fixture
def given(desk, row, vax_session):
    """What each kind of act needs to be done, for somebody who has got as far as that."""
    desk.takes_pack()
    cleared, injected = AppointmentFactory.create_batch(2, session=vax_session, cleared=True)
    dose = str(uuid4())
    vial = str(uuid4())
    assert desk.sends("dose", injected.ref, ref=dose, **first_dose(row, vial=vial)).status_code == 200
    return {
        "dose": (cleared, first_dose(row)),
        "screening": (cleared, no_to_all(cleared)),
        "outcome": (cleared, {"outcome": "deferred", "note": "Sốt"}),
        "undo_dose": (injected, {"dose": dose}),
        "reaction": (injected, {"dose": dose, "reaction": "fever"}),
        "vial": (injected, {"vial": vial, "discarded": 3, "reason": "Rơi"}),
        "walk_in": (None, NEWCOMER),
        "leave": (injected, {"override_reason": "Nhà gần"}),
    }


@pytest.mark.parametrize(("kind", "parts"), PARTS)
def test_a_part_that_cannot_be_read_is_refused_at_once_and_kept_afterwards(desk, given, kind, parts):
    appointment, content = given[kind]
    for part in parts:
        for wrong in WRONG:
            subject = appointment.ref if appointment else uuid4()
            changed = {**content, part: wrong}
            now = desk.sends(kind, subject, **changed).status_code
            later = desk.sends_later(kind, subject, **changed)
            assert (now in {200, 422, 404}, later.status_code) == (True, 200), (part, wrong, now, later.content[:300])
            assert later.json()["state"] in {"done", "conflict", "waiting", "settled"}


def test_words_longer_than_the_books_hold_are_refused_and_kept(desk, given, vax_session):
    for kind, part in [
        ("outcome", "note"), ("screening", "note"), ("vial", "reason"), ("leave", "override_reason"),
    ]:  # fmt: skip
        appointment, content = given[kind]
        sent = desk.sends_later(kind, appointment.ref, **{**content, part: LONG})
        assert sent.status_code == 200, (kind, sent.content)
        kept = DeskAct.objects.latest("pk")
        assert json.loads(kept.content)[part] == LONG


def test_answers_under_names_that_nobody_asked_are_kept_and_refused(desk, given):
    appointment, content = given["screening"]
    for name in ("\x00", HUGE, "q99"):
        answers = {**content["answers"], name: True}
        now = desk.sends("screening", appointment.ref, **{**content, "answers": answers})
        assert now.status_code == 422, (name[:9], now.content)
        told = desk.sends_later("screening", appointment.ref, **{**content, "answers": answers})
        assert (told.status_code, told.json()["state"] in {"conflict", "waiting"}) == (200, True)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1900-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("kind", ["check_in", "dose", "reaction", "leave", "undo_dose", "vial", "walk_in"])
def test_a_clock_that_is_centuries_off_loses_nothing(desk, given, kind, at, vax_session):
    appointment, content = given.get(kind, (None, {}))
    subject = str(appointment.ref if appointment else AppointmentFactory(session=vax_session).ref)
    body = {"ref": str(uuid4()), "kind": kind, "subject": subject, "content": content, "offline": True, "at": at}
    answer = desk.posts("acts", device=desk.device, name="Bàn 1", grant=desk.grant, **body)
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert answer.json()["state"] == "conflict"


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b'"x"', b'{"content": []}', b"\xff\xfe", b'{"ref": "\\u0000"}'])
def test_a_body_that_is_no_act_is_refused(desk, given, vax_session, body):
    address = reverse("api:live_acts", args=[vax_session.ref])
    assert desk.client.post(address, body, content_type="application/json").status_code in {400, 422}


def test_the_list_of_conflicts_shows_whatever_was_kept(desk, given, lead, client):
    for kind, (appointment, content) in given.items():
        for wrong in WRONG:
            subject = appointment.ref if appointment else uuid4()
            desk.sends_later(kind, subject, **dict.fromkeys(content, wrong))
    client.force_login(lead)
    assert client.get(reverse("sessions:act_list", args=[desk.vax_session.ref])).status_code == 200
    for act in DeskAct.objects.filter(state__in=["conflict", "waiting"]):
        assert client.get(reverse("sessions:act_settle", args=[act.ref])).status_code == 200, act.content


def test_a_vial_thrown_away_for_a_long_reason_may_be_told_twice(desk, given, vax_session):
    """The answer to the first was lost."""
    _appointment, content = given["vial"]
    told = [desk.sends("vial", content["vial"], **{**content, "reason": "x" * 250}).status_code for _time in range(2)]
    assert told[0] == told[1]
    assert Vial.objects.get(ref=content["vial"]).closed_at or told[0] == 422


def test_what_was_sent_at_once_and_not_answered_is_the_same_act_afterwards(desk, row, vax_session):
    """The device keeps what got no answer, and sends it with the time of the press: the dose is in already."""
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    desk.takes_pack()
    ref, pressed = uuid4(), timezone.now() - timedelta(seconds=8)
    desk.sends("dose", appointment.ref, ref=ref, **first_dose(row))
    again = desk.sends_later("dose", appointment.ref, ref=ref, at=pressed, **first_dose(row)).json()
    assert (again["state"], Dose.objects.count()) == ("done", 1), again
    reaction = {"ref": uuid4(), "dose": str(ref), "reaction": "fever"}
    assert desk.sends("reaction", appointment.ref, **reaction).status_code == 200
    assert desk.sends_later("reaction", appointment.ref, **reaction).json()["state"] == "done"
