"""Who may open the addresses of registration."""

from registration.models import BoardInvitation, ContactOffer, WorkerList, WorkerListRow
from tests.access.doors import Door, everybody, needs
from tests.access.sides import Side
from vaxportal.accounts.roles import Permission as P
from vaxportal.accounts.roles import Role

NOT_THEIRS = [Role.ORGANIZATION_MANAGER]  # they have a book of their own; this one is the citizen's
SEES_ORGANIZATION = (P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS, P.SEE_BOARD)


def listed(side: Side) -> WorkerList:
    """A list that the side's company has handed in."""
    given = {"organization": side.organization, "file_name": "a.xlsx", "content": b"", "uploaded_by": side.citizen}
    return side.once("list", lambda: WorkerList.objects.create(**given, digest=side.name))


def refused(side: Side) -> list[object]:
    """A row of that list which waits to be mended."""
    WorkerListRow.objects.get_or_create(worker_list=listed(side), number=9, defaults={"outcome": "refused"})
    return [listed(side).ref, 9]


def employed(side: Side) -> list[object]:
    """Somebody on a list of the side's company."""
    given = {"outcome": "accepted", "person": side.person}
    WorkerListRow.objects.get_or_create(worker_list=listed(side), number=10, defaults=given)
    return [side.person.ref, side.organization.ref]


def offered(side: Side) -> ContactOffer:
    """Contact data that the company has told of them."""
    employed(side)
    row = listed(side).rows.get(number=10)
    told = {"person": side.person, "organization": side.organization, "row": row, "given": '{"address": "Ấp 9"}'}
    return side.once("offer", lambda: ContactOffer.objects.create(**told))


def invited(side: Side) -> BoardInvitation:
    """A company that the side's board has invited."""
    told = {"board": side.board, "company_name": "Công ty Mới", "created_by": side.user(Role.ZONE_BOARD)}
    return side.once("invited", lambda: BoardInvitation.objects.create(**told))


def managing(side: Side) -> list[object]:
    return [side.organization.ref, side.user(Role.ORGANIZATION_MANAGER).ref]


DOORS: dict[str, Door] = {
    "registration:registration_start": everybody(),
    "registration:registration_page": everybody(args=lambda side: ["identity"]),
    "registration:registration_check": everybody(),
    "registration:registration_code": everybody(),
    "registration:registration_code_again": everybody(method="post"),
    "registration:registration_done": everybody(),
    "registration:registration_lookup": everybody(leads_to_log_in=True),
    "registration:district_options": everybody(),
    "registration:commune_options": everybody(),
    "registration:own_people": needs(P.USE_OWN_BOOK),
    "registration:own_person": needs(P.USE_OWN_BOOK, args=lambda side: [side.person.ref], but_not=NOT_THEIRS),
    "registration:own_contact": needs(P.USE_OWN_BOOK, args=lambda side: [side.person.ref], but_not=NOT_THEIRS),
    "registration:own_registration_withdraw": needs(
        P.USE_OWN_BOOK, args=lambda side: [side.registration.ref], but_not=NOT_THEIRS
    ),
    "registration:person_list": needs(P.SEE_PEOPLE),
    "registration:person_new": needs(P.REGISTER_PERSON),
    "registration:person_detail": needs(P.SEE_PEOPLE, args=lambda side: [side.person.ref]),
    "registration:person_contact": needs(P.REGISTER_PERSON, args=lambda side: [side.person.ref]),
    "registration:person_papers": needs(P.REGISTER_PERSON, args=lambda side: [side.person.ref]),
    "registration:registration_list": needs(P.SEE_PEOPLE),
    "registration:registrations_accept": needs(P.ACCEPT_REGISTRATION, method="post"),
    "registration:organization_new": everybody(),
    "registration:organization_own": needs(P.MANAGE_ORGANIZATION, P.SEE_BOARD),
    "registration:organization_list": needs(P.SEE_ORGANIZATIONS),
    "registration:organization_detail": needs(*SEES_ORGANIZATION, args=lambda side: [side.organization.ref]),
    "registration:organization_decide": needs(
        P.APPROVE_ORGANIZATION, args=lambda side: [side.organization.ref], method="post"
    ),
    "registration:member_list": needs(P.MANAGE_ORGANIZATION, args=lambda side: [side.organization.ref]),
    "registration:member_end": needs(P.MANAGE_ORGANIZATION, args=managing, method="post"),
    "registration:board": needs(P.SEE_BOARD),
    "registration:list_new": needs(P.MANAGE_ORGANIZATION, args=lambda side: [side.organization.ref]),
    "registration:list_detail": needs(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS, args=lambda side: [listed(side).ref]),
    "registration:list_rows": needs(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS, args=lambda side: [listed(side).ref]),
    "registration:list_download": needs(
        P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS, args=lambda side: [listed(side).ref]
    ),
    "registration:list_confirm": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref], method="post"),
    "registration:list_drop": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref], method="post"),
    "registration:list_undo_page": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref]),
    "registration:list_row": needs(P.MANAGE_ORGANIZATION, args=refused, method="post"),
    "registration:organization_people": needs(P.MANAGE_ORGANIZATION, args=lambda side: [side.organization.ref]),
    "registration:organization_remind": needs(
        P.MANAGE_ORGANIZATION, args=lambda side: [side.organization.ref], method="post"
    ),
    "registration:organization_people_file": needs(
        P.MANAGE_ORGANIZATION, args=lambda side: [side.organization.ref, "counts", "csv"]
    ),
    "registration:own_sharing": needs(P.USE_OWN_BOOK, args=employed, method="post", but_not=NOT_THEIRS),
    "registration:person_sharing": needs(P.CHECK_IN, args=employed, method="post"),
    "registration:offer_settle": needs(
        P.USE_OWN_BOOK, P.REGISTER_PERSON, args=lambda side: [offered(side).ref], method="post", but_not=NOT_THEIRS
    ),
    "registration:board_invitations": needs(P.SEE_BOARD),
    "registration:board_invitation_end": needs(P.SEE_BOARD, args=lambda side: [invited(side).ref], method="post"),
    "registration:board_invitation_poster": needs(P.SEE_BOARD, args=lambda side: [invited(side).ref]),
    "registration:board_poster": needs(P.SEE_BOARD, method="post"),
    "registration:organization_join": everybody(args=lambda side: [invited(side).ref]),
    "registration:list_form": everybody(),
}
