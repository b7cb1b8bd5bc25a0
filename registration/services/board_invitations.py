"""A board asks companies to register their workers: each by a link of its own, or all by one poster."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from registration.models import BoardInvitation, Organization
from registration.rules.codes import OrganizationIs
from registration.rules.organizations import LONGEST_NAME
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.phones import Phone, read_phone
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message


@transaction.atomic
def invite_company(*, board: Organization, company_name: str, phone: str = "", by: User) -> BoardInvitation:
    """A link for one company, sent to its phone if one is told; the same company again is the same invitation."""
    board = _own_board(board, by)
    name = tidy(company_name)[:LONGEST_NAME]
    if not name:
        raise RuleBroken([Problem(OrganizationIs.NAME_MISSING, "company_name")], WORDING)
    read = read_phone(phone) if phone.strip() else None
    if isinstance(read, Problem):
        raise RuleBroken([read.at("phone")], WORDING)
    known = board.invitations.filter(company_name=name, ended_at=None).first()
    if known and not read:
        return known
    number = read.number if isinstance(read, Phone) else ""
    invitation = known or BoardInvitation(board=board, company_name=name, created_by=by, created_at=clock.now())
    invitation.contact_phone = number
    invitation.save()
    if number:
        _send(invitation, by)
    record(by, "organization.invited", board)
    return invitation


@transaction.atomic
def poster_of(board: Organization, *, by: User) -> BoardInvitation:
    """The one invitation of a board that is for every company: it hangs on a wall."""
    board = _own_board(board, by)
    standing = board.invitations.filter(company_name="", ended_at=None).first()
    return standing or BoardInvitation.objects.create(board=board, created_by=by, created_at=clock.now())


@transaction.atomic
def end_invitation(invitation: BoardInvitation, *, by: User) -> BoardInvitation:
    """The link leads nowhere any more."""
    _own_board(invitation.board, by)
    invitation = BoardInvitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    if invitation.ended_at is None:
        invitation.ended_at, invitation.ended_by = clock.now(), by
        invitation.save(update_fields=["ended_at", "ended_by"])
        record(by, "organization.invitation_ended", invitation.board)
    return invitation


def address_of(invitation: BoardInvitation) -> str:
    """Where the link leads, with the host."""
    return f"{settings.SITE_URL}{reverse('registration:organization_join', args=[invitation.ref])}"


def _own_board(board: Organization, by: User) -> Organization:
    require(by, Permission.SEE_BOARD)
    mine = Organization.objects.boards().visible_to(by).filter(pk=board.pk)
    if not mine.exists():
        raise NotAllowed
    return Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=board.pk)


def _send(invitation: BoardInvitation, by: User) -> None:
    with translation.override("vi"):
        body = _("Cổng tiêm chủng: %(board)s mời %(name)s đăng ký tiêm cho người lao động: %(link)s")
    messaging.queue(
        kind="board_invitation",
        channel=Message.Channel.SMS,
        to=invitation.contact_phone,
        body=body % {"board": invitation.board, "name": invitation.company_name, "link": address_of(invitation)},
        once_key=f"invite {invitation.ref} {clock.today():%Y%m%d}",
        now=clock.now(),
    )
