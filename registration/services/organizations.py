"""Organizations: somebody registers one, the district decides, and its members manage it."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registration.models import BoardInvitation, Organization, OrganizationMember
from registration.rules.codes import OrganizationIs, PersonIs
from registration.rules.organizations import (
    OrganizationGiven,
    OrganizationState,
    board_problems,
    decision_problems,
    organization_problems,
    read_tax_code,
)
from registration.wording import WORDING
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Permission, Role
from vaxportal.accounts.scope import require
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import NotAllowed, RuleBroken, refuse_if
from vaxportal.core.phones import Phone, read_phone
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold, tidy
from vaxportal.geography.models import Commune
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

OF_MEMBERS = (Role.ORGANIZATION_MANAGER, Role.ZONE_BOARD)  # roles that come and go with membership


@transaction.atomic
def register_organization(
    given: OrganizationGiven,
    *,
    board: Organization | None = None,
    invitation: BoardInvitation | None = None,
    by: User,
) -> Organization:
    """A new organization that waits for its district; whoever registers it becomes its first manager.

    `invitation`: by which they came; a board's own invitation of one company is answered by it.
    """
    require(by, Permission.USE_OWN_BOOK)
    if repeat := _already_registered(given, by):
        return repeat
    commune = Commune.objects.on(clock.today()).filter(code=given.commune_code).first()
    refuse_if(_problems(given, commune, board), WORDING)
    assert commune
    with as_rule(Organization, "organization_once_per_tax_code", field="tax_code"):
        organization = Organization.objects.create(**_columns(given), commune=commune, board=board, created_by=by)
    _admit(organization, by)
    if invitation and invitation.company_name and board == invitation.board:
        answered = BoardInvitation.objects.filter(pk=invitation.pk, organization=None, ended_at=None)
        answered.update(organization=organization)
    record(by, "organization.registered", organization)
    return organization


@transaction.atomic
def decide(organization: Organization, *, approve: bool, reason: str = "", by: User) -> Organization:
    """The district's word, told to whoever registered the organization."""
    require(by, Permission.APPROVE_ORGANIZATION)
    organization = _locked(organization, by)
    to = OrganizationState.APPROVED if approve else OrganizationState.REFUSED
    if organization.state == to:
        return organization  # the same click, sent twice
    refuse_if(decision_problems(organization.state, to, reason=reason), WORDING)
    organization.state, organization.decision_reason = to.value, tidy(reason)[:300]
    organization.decided_at, organization.decided_by = clock.now(), by
    with as_rule(Organization, "organization_once_per_tax_code"):
        organization.save(update_fields=["state", "decision_reason", "decided_at", "decided_by"])
    if approve and organization.kind == Organization.Kind.ZONE_BOARD:
        for member in organization.members.filter(ended_at=None).select_related("user"):
            _grant(member.user, Role.ZONE_BOARD)
    _tell(organization)
    record(by, f"organization.{to.value}", organization)
    return organization


@transaction.atomic
def add_member(organization: Organization, *, phone: str, by: User) -> OrganizationMember:
    """One more person who manages the organization; they log in with the code to that phone."""
    require(by, Permission.MANAGE_ORGANIZATION)
    organization = _locked(organization, by)
    read = read_phone(phone)
    if isinstance(read, Problem):
        raise RuleBroken([read], WORDING)
    user = account_of_phone(phone=read.number, language=by.language)
    if known := organization.members.filter(user=user, ended_at=None).first():
        return known
    member = _admit(organization, user)
    record(by, "organization.member_added", organization, member=str(user.ref))
    return member


@transaction.atomic
def end_member(organization: Organization, *, member: OrganizationMember, by: User) -> OrganizationMember:
    """The last one stays: an organization without a manager could never be reached again."""
    require(by, Permission.MANAGE_ORGANIZATION)
    organization = _locked(organization, by)
    member = organization.members.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if member.ended_at:
        return member
    if organization.members.filter(ended_at=None).count() == 1:
        raise RuleBroken([Problem(OrganizationIs.LAST_MEMBER)], WORDING)
    member.ended_at, member.ended_by = clock.now(), by
    member.save(update_fields=["ended_at", "ended_by"])
    if not OrganizationMember.objects.filter(user=member.user_id, ended_at=None).exists():
        held = Membership.objects.filter(user=member.user_id, role__in=OF_MEMBERS, ended_at=None)
        held.update(ended_at=member.ended_at, ended_by=by)
    record(by, "organization.member_ended", organization, member=str(member.user.ref))
    return member


def _already_registered(given: OrganizationGiven, by: User) -> Organization | None:
    """The same form sent twice: the same person, name and kind, still waiting."""
    mine = Organization.objects.pending().filter(created_by=by, folded_name=fold(given.name), kind=given.kind)
    return mine.filter(commune__code=given.commune_code).first()


def _problems(given: OrganizationGiven, commune: Commune | None, board: Organization | None) -> Iterator[Problem]:
    yield from organization_problems(given)
    if given.commune_code and commune is None:
        yield Problem(PersonIs.COMMUNE_UNKNOWN, "commune")
    if board:
        yield from board_problems(board.kind, board.state)


def _columns(given: OrganizationGiven) -> dict[str, object]:
    name, tax_code, phone = tidy(given.name), read_tax_code(given.tax_code), read_phone(given.contact_phone)
    return {
        "name": name,
        "folded_name": fold(name),
        "kind": given.kind,
        "tax_code": tax_code if isinstance(tax_code, str) else "",
        "address": tidy(given.address),
        "contact_name": tidy(given.contact_name),
        "contact_phone": phone.number if isinstance(phone, Phone) else "",
        "headcount": given.headcount,
        "created_at": clock.now(),
    }


def _locked(organization: Organization, by: User) -> Organization:
    if not Organization.objects.visible_to(by).filter(pk=organization.pk).exists():
        raise NotAllowed("organization")
    return Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)


def _admit(organization: Organization, user: User) -> OrganizationMember:
    _grant(user, Role.ORGANIZATION_MANAGER)
    return OrganizationMember.objects.create(organization=organization, user=user, created_at=clock.now())


def _grant(user: User, role: Role) -> None:
    if not Membership.objects.filter(user=user, role=role, ended_at=None).exists():
        Membership.objects.create(user=user, role=role, created_at=clock.now())


def _tell(organization: Organization) -> None:
    """To the account that registered it; its own contact, where that account has no phone."""
    to = organization.created_by
    language = to.language if to else "vi"
    with translation.override(language):
        if organization.state == Organization.State.APPROVED:
            body = _("Cổng tiêm chủng: %(name)s đã được duyệt. Bạn có thể tải danh sách người lao động lên cổng.")
        else:
            body = _("Cổng tiêm chủng: %(name)s chưa được duyệt. Lý do: %(reason)s")
    messaging.queue(
        kind="organization_decided",
        channel=Message.Channel.SMS,
        to=(to.phone if to else "") or organization.contact_phone,
        body=body % {"name": organization.name, "reason": organization.decision_reason},
        language=language,
        once_key=f"organization {organization.ref} {organization.state}",
        now=clock.now(),
    )
