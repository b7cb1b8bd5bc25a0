import re

import pytest
from django.test import Client

from tests.conftest import member
from tests.factories import CommuneFactory, DistrictFactory, FacilityFactory, MembershipFactory
from vaxportal.accounts.codes import StaffIs
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services import staff
from vaxportal.audit.models import Entry
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(facility):
    """Another facility of Hoa's district."""
    commune = CommuneFactory(code="30079", name="Gáo Giồng", district=facility.district)
    return FacilityFactory(code="87302", name="Trạm Y tế Gáo Giồng", commune=commune)


@pytest.fixture
def administrator(db):
    return member("admin", "Trần Quản", Role.ADMINISTRATOR)


def problems(refusal):
    return {str(problem.code) for problem in refusal.value.problems}


def invite(by, facility, **changes):
    given = {"full_name": "Ngô Thị Mới", "email": "moi@example.vn", "role": Role.SITE_STAFF, "unit": facility}
    return staff.invite(**given | changes, by=by)


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def test_an_invited_nurse_sets_a_password_by_the_link_and_works_at_her_facility(hoa, facility):
    nurse = invite(hoa, facility)
    message = Message.objects.get(kind="staff_invitation")
    assert message.to == "moi@example.vn"
    browser = Client()
    form = browser.get(link_in(message), follow=True)
    answer = browser.post(
        form.request["PATH_INFO"], {"password1": "ba con vịt xiêm", "password2": "ba con vịt xiêm"}, follow=True
    )
    assert answer.status_code == 200
    answer = browser.post("/login/staff/", {"login": "moi", "password": "ba con vịt xiêm"})
    assert answer.status_code == 302 and answer.url == "/today/"
    nurse = User.objects.get(pk=nurse.pk)
    assert nurse.acting.role == Role.SITE_STAFF and nurse.acting.facility_id == facility.pk
    assert "hết hạn" not in browser.get("/today/").content.decode()
    assert "không dùng được nữa" in Client().get(link_in(message), follow=True).content.decode()


def test_an_invitation_is_audited_without_personal_data(hoa, facility):
    nurse = invite(hoa, facility)
    entry = Entry.objects.get(action="staff.invited")
    assert entry.actor == hoa and entry.subject_ref == nurse.ref
    assert "moi" not in str(entry.facts) and "Ngô" not in str(entry.facts)


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.DISTRICT_COMMITTEE, Role.ADMINISTRATOR, Role.CITIZEN])
def test_a_district_gives_no_role_above_its_own_work(hoa, facility, role):
    with pytest.raises(RuleBroken) as refusal:
        invite(hoa, facility, role=role)
    assert problems(refusal) == {StaffIs.ROLE_NOT_YOURS}


def test_a_district_gives_no_role_in_another_district(hoa, other_facility):
    with pytest.raises(RuleBroken) as refusal:
        invite(hoa, other_facility)
    assert problems(refusal) == {StaffIs.UNIT_NOT_YOURS}


@pytest.mark.parametrize("unit", ["none", "district"])
def test_a_role_stands_at_a_unit_of_its_level(hoa, facility, unit):
    with pytest.raises(RuleBroken) as refusal:
        invite(hoa, facility.district if unit == "district" else None)
    assert problems(refusal) == {StaffIs.UNIT_MISSING if unit == "none" else StaffIs.UNIT_OF_OTHER_LEVEL}


def test_one_account_for_one_e_mail_and_one_log_in_name(hoa, facility):
    invite(hoa, facility)
    with pytest.raises(RuleBroken) as refusal:
        invite(hoa, facility, email="MOI@example.vn", username="Moi")
    assert problems(refusal) == {StaffIs.EMAIL_TAKEN, StaffIs.LOGIN_TAKEN}


def test_a_taken_log_in_name_gets_a_number(hoa, facility):
    invite(hoa, facility)
    assert invite(hoa, facility, email="moi@other.vn").username == "moi2"


def test_whoever_does_not_manage_staff_invites_nobody(lan, facility):
    with pytest.raises(NotAllowed):
        invite(lan, facility)


def test_a_transfer_ends_the_old_scope_at_once_and_keeps_history(hoa, lan, centre):
    old = lan.memberships.get()
    staff.transfer(membership=old, role=Role.SITE_LEAD, unit=centre, by=hoa)
    old.refresh_from_db()
    lan = User.objects.get(pk=lan.pk)
    assert old.ended_at and old.ended_by == hoa
    assert lan.acting.role == Role.SITE_LEAD and lan.acting.facility_id == centre.pk
    assert Membership.objects.filter(user=lan).count() == 2


def test_a_district_moves_nobody_out_of_its_district_but_the_province_does(hoa, province_officer, lan, other_facility):
    with pytest.raises(RuleBroken):
        staff.transfer(membership=lan.memberships.get(), role=Role.SITE_STAFF, unit=other_facility, by=hoa)
    staff.transfer(membership=lan.memberships.get(), role=Role.SITE_STAFF, unit=other_facility, by=province_officer)
    assert User.objects.get(pk=lan.pk).acting.facility_id == other_facility.pk


def test_a_locked_account_is_out_at_once_and_its_history_stays(hoa, lan):
    browser = Client()
    browser.force_login(lan)
    assert browser.get("/today/").status_code == 200
    staff.disable(user=lan, by=hoa)
    answer = browser.get("/today/")
    assert answer.status_code == 302 and answer.url.startswith("/login/")
    assert lan.memberships.current().count() == 1


def test_a_locked_account_opens_again_with_a_new_password(hoa, facility):
    nurse = invite(hoa, facility)
    staff.disable(user=nurse, by=hoa)
    staff.enable(user=nurse, by=hoa)
    nurse.refresh_from_db()
    assert nurse.is_active and not nurse.has_usable_password()
    assert Message.objects.filter(kind="staff_enabled").count() == 1


def test_a_reset_ends_sessions_and_sends_a_link(hoa, facility):
    nurse = invite(hoa, facility)
    nurse.set_password("ba con vịt xiêm")
    nurse.save()
    browser = Client()
    browser.force_login(nurse)
    staff.reset_access(user=nurse, by=hoa)
    assert browser.get("/today/").status_code == 302
    assert Message.objects.filter(kind="staff_reset").count() == 1


@pytest.mark.parametrize("act", [staff.disable, staff.reset_access])
def test_nobody_locks_an_account_above_their_level_or_elsewhere(act, hoa, province_officer, minh):
    for person in (province_officer, minh):
        with pytest.raises(NotAllowed):
            act(user=person, by=hoa)


def test_a_second_role_elsewhere_keeps_the_district_from_locking_the_account(hoa, lan, other_facility):
    MembershipFactory(user=lan, role=Role.SITE_STAFF, facility=other_facility)
    with pytest.raises(NotAllowed):
        staff.disable(user=lan, by=hoa)


def test_nobody_changes_their_own_account(hoa):
    with pytest.raises(RuleBroken) as refusal:
        staff.disable(user=hoa, by=hoa)
    assert problems(refusal) == {StaffIs.OWN_ACCOUNT}


def test_the_administrator_invites_at_every_level(administrator, facility):
    invite(administrator, None, role=Role.MINISTRY, email="bo@example.vn")
    colleague = invite(administrator, None, role=Role.ADMINISTRATOR, email="quan@example.vn")
    assert colleague.is_staff
    staff.end_role(membership=colleague.memberships.get(), by=administrator)
    colleague.refresh_from_db()
    assert not colleague.is_staff


def test_the_list_is_searched_without_marks_and_by_post(hoa, facility, minh):
    invite(hoa, facility, full_name="Đặng Thị Ngọc Ẩn")
    browser = Client()
    browser.force_login(hoa)
    found = browser.post("/staff/", {"q": "dang an"}).content.decode()
    assert "Đặng Thị Ngọc Ẩn" in found and found.count("Lê Thị Hoa") == 1  # in the header only
    assert "Phạm Minh" not in browser.get("/staff/").content.decode()


def test_the_list_asks_the_same_number_of_queries_for_3_and_for_30(hoa, facility, django_assert_max_num_queries):
    browser = Client()
    browser.force_login(hoa)
    for number in range(24):
        member(f"n{number}", f"Nhân viên {number}", Role.SITE_STAFF, facility=facility)
    with django_assert_max_num_queries(12):
        assert "Nhân viên 7" in browser.get("/staff/").content.decode()


def test_another_district_is_offered_to_nobody(hoa):
    DistrictFactory(code="871", name="Thanh Bình", province=hoa.memberships.get().district.province)
    browser = Client()
    browser.force_login(hoa)
    assert "Thanh Bình" not in browser.get("/staff/new/").content.decode()


def test_the_screens_invite_transfer_and_lock(hoa, lan, facility, centre):
    browser = Client()
    browser.force_login(hoa)
    given = {"full_name": "Ngô Mới", "email": "moi@example.vn", "role": "site_staff", "unit": f"facility:{centre.code}"}
    assert browser.post("/staff/new/", given).status_code == 303
    nurse = User.objects.get(email="moi@example.vn")
    held = nurse.memberships.get()
    move = {"role": "site_lead", "unit": f"facility:{facility.code}"}
    assert browser.post(f"/staff/roles/{held.ref}/transfer/", move).status_code == 303
    assert browser.post(f"/staff/{nurse.ref}/disable/", {"checked": "1"}).status_code == 303
    nurse.refresh_from_db()
    assert not nurse.is_active and nurse.memberships.current().get().role == Role.SITE_LEAD
    refused = browser.post("/staff/new/", given | {"role": "province"})
    assert refused.status_code == 422
