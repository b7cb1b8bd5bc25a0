"""Who may open the addresses of sessions."""

from tests.access.doors import Door, needs
from tests.access.sides import Side
from tests.factories import LotFactory, SessionFactory, StockBalanceFactory
from vaxportal.accounts.roles import Permission as P
from vaxportal.accounts.roles import Role


def draft(side: Side):
    """Its fitting out is made as planning does it: the pages of a draft read its slots."""
    return side.once("draft", lambda: _draft(side))


def _draft(side: Side):
    lead = side.user(Role.SITE_LEAD)
    columns = {"state": "draft", "published_at": None, "published_by": None, "created_by": lead}
    vax_session = SessionFactory(facility=side.facility, round=side.session.round, **columns)
    vax_session.slots.create(starts_at="07:30", ends_at="08:30", capacity=10)
    return vax_session


def lot_at(side: Side):
    def made():
        lot = LotFactory(number=f"LOT{side.facility.code}")
        StockBalanceFactory(facility=side.facility, lot=lot)
        return lot

    return side.once("lot", made)


def session(side: Side):
    return [side.session.ref]


DOORS: dict[str, Door] = {
    "sessions:session_list": needs(P.SEE_SESSIONS),
    "sessions:session_plan": needs(P.PLAN_SESSION),
    "sessions:session_detail": needs(P.SEE_SESSIONS, args=session),
    "sessions:session_change": needs(P.PLAN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_people": needs(P.PLAN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_print": needs(P.SEE_PEOPLE, args=session),
    "sessions:session_publish": needs(P.PLAN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_cancel": needs(P.PLAN_SESSION, args=session),
    "sessions:session_allow_late": needs(P.REOPEN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:lot_issue": needs(P.PLAN_SESSION, args=session),
    "sessions:appointment_remove": needs(P.PLAN_SESSION, args=lambda side: [side.appointment.ref]),
    "sessions:stock_list": needs(P.SEE_STOCK),
    "sessions:stock_receive": needs(P.MANAGE_STOCK),
    "sessions:stock_lot": needs(P.SEE_STOCK, args=lambda side: [lot_at(side).ref]),
    "sessions:stock_discard": needs(P.MANAGE_STOCK, args=lambda side: [lot_at(side).ref]),
    "sessions:facility_list": needs(P.MANAGE_FACILITIES),
    "sessions:facility_new": needs(P.MANAGE_FACILITIES),
    "sessions:facility_close": needs(P.MANAGE_FACILITIES, args=lambda side: [side.facility.ref]),
    "sessions:round_list": needs(P.MANAGE_FACILITIES),
    "sessions:round_new": needs(P.MANAGE_ROUNDS),
    "sessions:confirmation": needs(
        P.USE_OWN_BOOK,
        P.SEE_PEOPLE,
        args=lambda side: [side.person.ref],
        but_not=[Role.ORGANIZATION_MANAGER],  # has a book, but not this person in it
    ),
}
