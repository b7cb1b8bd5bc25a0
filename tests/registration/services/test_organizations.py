"""Organizations: registered once, decided by their own district, told, managed by their members."""

import pytest

from registration.models import Organization
from registration.rules.codes import OrganizationIs, PersonIs
from registration.rules.organizations import OrganizationGiven
from registration.services.organizations import add_member, decide, end_member, register_organization
from tests.factories import CommuneFactory, DistrictFactory, MembershipFactory, UserFactory
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.phones import PhoneIs
from vaxportal.messaging.models import Message


def given(**change):
    return OrganizationGiven(
        **{
            "name": "Công ty TNHH May  Sa Đéc",
            "kind": "company",
            "tax_code": "1400 123 456",
            "commune_code": "30076",
            "contact_name": "Lê Thị Mai",
            "contact_phone": "0912 345 678",
        }
        | change
    )


def again(user):
    """As the next request finds them."""
    return User.objects.get(pk=user.pk)


def refusal(service, *args, **given):
    with pytest.raises(RuleBroken) as refused:
        service(*args, **given)
    return {(problem.field, problem.code) for problem in refused.value.problems}


@pytest.fixture
def company(citizen):
    return register_organization(given(), by=citizen)


def test_a_citizen_registers_an_organization_and_becomes_its_manager(citizen, company):
    assert (company.state, company.name, company.folded_name) == (
        "pending",
        "Công ty TNHH May Sa Đéc",
        "CONG TY TNHH MAY SA DEC",
    )
    assert (company.tax_code, company.contact_phone) == ("1400123456", "+84912345678")
    assert again(citizen).acting.role == Role.ORGANIZATION_MANAGER
    assert list(Organization.objects.visible_to(again(citizen))) == [company]


def test_the_same_form_sent_twice_is_one_organization(citizen, company):
    assert register_organization(given(), by=again(citizen)) == company


def test_everything_wrong_is_told_at_once_and_nothing_is_written(citizen):
    wrong = given(name="", tax_code="12", contact_phone="12", commune_code="99999")
    assert refusal(register_organization, wrong, by=citizen) == {
        ("name", OrganizationIs.NAME_MISSING),
        ("tax_code", OrganizationIs.TAX_CODE_UNREADABLE),
        ("contact_phone", PhoneIs.LENGTH),
        ("commune", PersonIs.COMMUNE_UNKNOWN),
    }
    assert not Organization.objects.exists()
    assert again(citizen).acting.role == Role.CITIZEN


def test_a_tax_code_registers_once_unless_it_was_refused(company, other_citizen, hoa):
    assert refusal(register_organization, given(), by=other_citizen) == {("tax_code", OrganizationIs.TAX_CODE_KNOWN)}
    decide(company, approve=False, reason="Không có ở địa chỉ này", by=hoa)
    second = register_organization(given(), by=other_citizen)
    assert second.pk != company.pk
    assert refusal(decide, company, approve=True, by=hoa) == {("", OrganizationIs.TAX_CODE_KNOWN)}


def test_staff_register_no_organization(lan):
    with pytest.raises(NotAllowed):
        register_organization(given(), by=lan)


def test_the_district_decides_once_and_the_organization_is_told(citizen, company, hoa):
    assert decide(company, approve=True, by=hoa).state == "approved"
    assert decide(company, approve=True, by=hoa).decided_by == hoa
    assert refusal(decide, company, approve=False, reason="Nhầm", by=hoa) == {("", OrganizationIs.NOT_NEXT_STATE)}
    [message] = Message.objects.filter(kind="organization_decided")
    assert (message.to, "đã được duyệt" in message.body) == (citizen.phone, True)


def test_a_refusal_says_why(company, hoa):
    assert refusal(decide, company, approve=False, reason=" ", by=hoa) == {("reason", OrganizationIs.REASON_MISSING)}
    decide(company, approve=False, reason="Sai mã số thuế", by=hoa)
    assert "Sai mã số thuế" in Message.objects.get(kind="organization_decided").body


def test_another_district_decides_nothing(company, other_facility, citizen):
    other = MembershipFactory(
        user=UserFactory(username="other_district"), role=Role.DISTRICT_CENTRE, district=other_facility.district
    ).user
    for somebody in (other, again(citizen)):
        with pytest.raises(NotAllowed):
            decide(company, approve=True, by=somebody)


def test_a_board_sees_its_companies_once_it_is_approved(citizen, other_citizen, hoa):
    board = register_organization(given(name="Ban Quản lý Khu kinh tế", kind="zone_board"), by=citizen)
    told = given(tax_code="1400123457")
    wrong = refusal(register_organization, told, board=board, by=other_citizen)
    assert wrong == {("board", OrganizationIs.BOARD_UNKNOWN)}
    board = decide(board, approve=True, by=hoa)
    company = register_organization(told, board=board, by=other_citizen)
    president = again(citizen)
    assert president.acting.role == Role.ZONE_BOARD  # without choosing, though the managing role is older
    assert set(Organization.objects.visible_to(president)) == {board, company}


def test_a_second_manager_comes_by_phone_and_goes(citizen, company):
    first = again(citizen)
    member = add_member(company, phone="0987 000 111", by=first)
    assert add_member(company, phone="0987000111", by=first) == member
    assert Organization.objects.visible_to(again(member.user)).get() == company
    end_member(company, member=member, by=first)
    assert again(member.user).acting.role == Role.CITIZEN
    assert not Organization.objects.visible_to(again(member.user)).exists()
    [last] = company.members.filter(ended_at=None)
    assert refusal(end_member, company, member=last, by=first) == {("", OrganizationIs.LAST_MEMBER)}
    assert refusal(add_member, company, phone="12", by=first) == {("phone", PhoneIs.LENGTH)}


def test_the_name_may_repeat_in_another_commune(company, citizen):
    CommuneFactory(code="30079", name="Mỹ Hội", district=DistrictFactory())
    branch = given(commune_code="30079", tax_code="1400123456-001")
    assert register_organization(branch, by=again(citizen)).pk != company.pk
