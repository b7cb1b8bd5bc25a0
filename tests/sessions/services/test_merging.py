"""Two records made one, and two again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from registration.models import Lookalike, Person, Registration, ReportedDose, SharingAnswer
from registration.services.lookalikes import look_for
from sessions.models import Appointment, Dose
from sessions.rules.codes import MergeIs
from sessions.services.doses import record_dose
from sessions.services.merging import merge_people, tell_apart, undo_merge
from tests.factories import (
    AppointmentFactory,
    CommuneFactory,
    DistrictFactory,
    PersonFactory,
    RegistrationFactory,
    SessionLotFactory,
    VaccineFactory,
)
from tests.registration.lists import make_organization
from tests.sessions.services.day import entry
from vaxportal.core.errors import NotAllowed, RuleBroken


def merge(kept, gone, by, reason="Đã xem CCCD"):
    return merge_people(kept=kept, gone=gone, reason=reason, by=by)


def refusal(kept, gone, by, **given):
    with pytest.raises(RuleBroken) as refused:
        merge(kept, gone, by, **given)
    assert all(refused.value.message(problem) != problem.code for problem in refused.value.problems)
    return {problem.code for problem in refused.value.problems}


@pytest.fixture
def two(facility):
    return PersonFactory(commune=facility.commune), PersonFactory(commune=facility.commune)


def test_what_hangs_on_the_one_moves_to_the_other(two, hoa):
    kept, gone = two
    wish = RegistrationFactory(person=gone)
    place = AppointmentFactory(person=gone, registration=wish)
    merge(kept, gone, hoa)
    wish.refresh_from_db()
    place.refresh_from_db()
    assert (wish.person, place.person) == (kept, kept)
    assert list(Person.objects.visible_to(hoa).filter(pk__in=[kept.pk, gone.pk])) == [kept]


def test_numbers_that_the_kept_one_lacks_are_taken_over_and_given_back(facility, hoa):
    kept = PersonFactory(commune=facility.commune, id_number="", id_kind="", phone="")
    gone = PersonFactory(commune=facility.commune, id_number="087190004567", id_kind="cccd", phone="+84912345678")
    done = merge(kept, gone, hoa)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.id_number, kept.phone, gone.id_number) == ("087190004567", "+84912345678", "")
    undo_merge(done, reason="Nhầm người", by=hoa)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.id_number, kept.id_kind, kept.phone, gone.id_number, gone.id_kind) == (
        "",
        "",
        "",
        "087190004567",
        "cccd",
    )


def test_undone_everything_is_where_it_was_and_what_came_since_stays(two, hoa):
    kept, gone = two
    mine, theirs = RegistrationFactory(person=kept), RegistrationFactory(person=gone)
    done = merge(kept, gone, hoa)
    theirs.refresh_from_db()
    assert (theirs.person, theirs.behind) == (kept, mine)  # one in force
    since = ReportedDose.objects.create(
        person=kept, vaccine=VaccineFactory(), number=1, given_on="2021-05-01", source="self"
    )
    undo_merge(done, reason="Nhầm người", by=hoa)
    theirs.refresh_from_db()
    since.refresh_from_db()
    assert (theirs.person, theirs.behind, since.person) == (gone, None, kept)
    assert Registration.objects.open().count() == 2
    assert Lookalike.objects.get().verdict == "two"


def test_the_same_reported_dose_stands_once(two, hoa):
    kept, gone = two
    vaccine = VaccineFactory()
    for person in two:
        ReportedDose.objects.create(person=person, vaccine=vaccine, number=1, given_on="2021-05-01", source="self")
    done = merge(kept, gone, hoa)
    assert ReportedDose.objects.filter(person=kept, voided_at=None).count() == 1
    undo_merge(done, reason="Nhầm người", by=hoa)
    assert ReportedDose.objects.filter(voided_at=None).count() == 2


def test_two_doses_of_one_number_have_to_be_settled_first(facility, hoa, lan):
    lot = SessionLotFactory(session__facility=facility, session__open_now=True)
    first, second = (AppointmentFactory(session=lot.session, cleared=True) for _person in range(2))
    for one in (first, second):
        record_dose(appointment=one.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    assert refusal(first.person, second.person, hoa) >= {MergeIs.SAME_DOSE, MergeIs.SAME_SESSION}
    assert Dose.objects.filter(voided_at=None).count() == 2


def test_two_open_appointments_and_a_missing_reason_are_told_at_once(two, hoa):
    for person in two:
        AppointmentFactory(person=person)
    assert refusal(*two, hoa, reason=" ") == {MergeIs.TWO_APPOINTMENTS, MergeIs.REASON_MISSING}


def test_a_second_click_is_the_same_merge_and_a_merged_record_is_not_merged_again(two, facility, hoa):
    kept, gone = two
    assert merge(kept, gone, hoa) == merge(kept, gone, hoa)
    with pytest.raises((RuleBroken, NotAllowed)):
        merge(PersonFactory(commune=facility.commune), gone, hoa)


def test_only_who_may_and_sees_both_merges(two, facility, lan, hoa):
    with pytest.raises(NotAllowed):
        merge(*two, lan)
    elsewhere = PersonFactory(commune=CommuneFactory(code="00001", district=DistrictFactory(code="001")))
    with pytest.raises(NotAllowed):
        merge(two[0], elsewhere, hoa)


def test_a_look_alike_is_found_and_told_apart(facility, hoa):
    traits = {"full_name": "Trần Thị Lan", "born_on": date(1990, 2, 28), "sex": "F", "commune": facility.commune}
    one = PersonFactory(**traits, phone="+84912345678")
    PersonFactory(**traits, phone="+84912345678")
    one.refresh_from_db()
    [pair] = look_for(one, by=hoa)
    assert tell_apart(pair, by=hoa).verdict == "two"
    assert look_for(one, by=hoa) == []
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(("later", "shares"), [("gone", False), ("kept", True)])
def test_the_last_word_about_sharing_holds_under_whatever_record_it_was_said(two, hoa, lan, facility, later, shares):
    kept, gone = two
    employer = make_organization(facility.commune)[0]
    now = timezone.now()
    said = {"organization": employer, "answered_by": lan}
    for person, yes in ((kept, True), (gone, False)):
        when = now if person is {"kept": kept, "gone": gone}[later] else now - timedelta(days=1)
        SharingAnswer.objects.create(person=person, shares=yes, answered_at=when, **said)
    merge(kept, gone, hoa)
    assert SharingAnswer.objects.get(person=kept).shares is shares
