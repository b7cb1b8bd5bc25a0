"""The live desk as its script speaks to it: who is scanned, what is done at once."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from sessions.models import Dose
from sessions.rules.screening import ASKED
from tests.factories import AppointmentFactory


def no_to_all(appointment):
    asked = [one for one in ASKED if appointment.person.sex == "F" or not one.startswith("q4")]
    return {"answers": dict.fromkeys(asked, False), "temperature": 36.8, "outcome": "eligible"}


def first_dose(row, **more):
    return {"series": "primary", "number": 1, "lot": str(row.lot.ref), "body_site": "left_arm", **more}


def test_a_planned_person_is_received_screened_injected_and_sent_home(desk, planned, row):
    [card] = desk.finds(f"{planned.ref}")["people"]
    assert (card["ref"], card["stage"], card["verdicts"][row.lot.vaccine.code]["tone"]) == (
        str(planned.ref),
        "expected",
        "green",
    )
    assert desk.sends("check_in", planned.ref).json()["card"]["stage"] == "checked_in"
    assert desk.sends("screening", planned.ref, **no_to_all(planned)).json()["card"]["stage"] == "eligible"
    answer = desk.sends("dose", planned.ref, **first_dose(row)).json()
    assert (answer["state"], answer["card"]["stage"]) == ("done", "observed")
    assert desk.sends("leave", planned.ref, override_reason="Nhà gần").json()["card"]["stage"] == "done"


def test_the_same_dose_sent_twice_is_one_dose(desk, vax_session, row):
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    ref = uuid4()
    first, again = (desk.sends("dose", cleared.ref, ref=ref, **first_dose(row)) for _time in range(2))
    assert (first.status_code, again.status_code, Dose.objects.count()) == (200, 200, 1)


def test_a_dose_whose_answer_was_lost_is_the_same_when_the_device_sends_it_afterwards(desk, vax_session, row):
    desk.takes_pack()
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    ref, entered_at = uuid4(), timezone.now()
    desk.sends("dose", cleared.ref, ref=ref, **first_dose(row))
    again = desk.sends_later("dose", cleared.ref, ref=ref, at=entered_at, **first_dose(row)).json()
    assert (again["state"], again["problems"], Dose.objects.count()) == ("done", [], 1)


def test_a_refused_act_says_why_and_nothing_is_kept(desk, planned, row):
    answer = desk.sends("dose", planned.ref, **first_dose(row))
    assert answer.status_code == 422
    assert {one["code"] for one in answer.json()["problems"]} == {"not_checked_in"}


def test_the_pack_holds_everybody_with_their_verdict_and_no_number_in_clear(desk, planned, row):
    pack = desk.takes_pack()
    [card] = pack["people"]
    assert card["verdicts"][row.lot.vaccine.code]["word"] == "Mũi 1"
    assert planned.person.id_number not in str(pack)
    assert str(desk.vax_session.devices.get().ref) == desk.device


def test_what_was_entered_without_a_network_is_done_in_its_own_time(desk, planned, row):
    desk.takes_pack()
    states = [
        desk.sends_later("check_in", planned.ref).json()["state"],
        desk.sends_later("screening", planned.ref, **no_to_all(planned)).json()["state"],
        desk.sends_later("dose", planned.ref, **first_dose(row)).json()["state"],
    ]
    assert states == ["done", "done", "done"]
    assert Dose.objects.get().appointment == planned


def test_a_refused_act_of_a_device_waits_for_a_person(desk, planned, row):
    desk.takes_pack()
    answer = desk.sends_later("dose", planned.ref, **first_dose(row)).json()
    assert answer["state"] == "conflict" and answer["problems"] == ["Người này chưa được tiếp đón."]
    earlier = timezone.now() - timedelta(minutes=1)
    desk.sends_later("screening", planned.ref, at=earlier, **no_to_all(planned))
    desk.sends_later("check_in", planned.ref, at=earlier - timedelta(minutes=1))
    assert Dose.objects.get().appointment == planned  # its forerunners have come since
