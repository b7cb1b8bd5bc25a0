"""Who may open the addresses of the REST door. Without a token everything answers 401, outside the scope 404."""

from tests.access.doors import Door, everybody, needs
from tests.access.registration import listed
from tests.factories import SessionLotFactory
from vaxportal.accounts.roles import Permission as P


def session(side):
    return [side.session.ref]


def person(side):
    return [side.session.ref, side.appointment.ref]


def dose(side):
    from tests.api.day import recorded_dose

    return [side.once("dose", lambda: recorded_dose(side)).ref]


def session_with_lot(side):
    side.once("session lot", lambda: SessionLotFactory(session=side.session))
    return session(side)


DOORS: dict[str, Door] = {
    "api:schema": everybody(),
    "api:docs": everybody(),
    "api:token": everybody(method="post"),
    "api:registrations": needs(P.SEE_PEOPLE, P.REGISTER_PERSON),
    "api:registration": needs(P.SEE_PEOPLE, args=lambda side: [side.registration.ref]),
    "api:sessions": needs(P.SEE_SESSIONS),
    "api:session": needs(P.SEE_SESSIONS, args=session),
    "api:session_open": needs(P.RUN_SESSION, args=session, method="post"),
    "api:session_no_shows": needs(P.RUN_SESSION, args=session, method="post"),
    "api:session_close": needs(P.RUN_SESSION, args=session, method="post"),
    "api:session_reopen": needs(P.REOPEN_SESSION, args=session, method="post", data=lambda side: {"reason": "Thiếu"}),
    "api:people": needs(P.SEE_PEOPLE, args=session),
    "api:person": needs(P.SEE_PEOPLE, args=person),
    "api:check_in": needs(P.CHECK_IN, args=person, method="post"),
    "api:screening": needs(P.SCREEN, args=person, method="post"),
    "api:outcome": needs(P.SCREEN, args=person, method="post"),
    "api:leave": needs(P.OBSERVE, args=person, method="post"),
    "api:doses": needs(P.RECORD_DOSE, args=session_with_lot, method="post"),
    "api:dose": needs(P.SEE_PEOPLE, args=dose),
    "api:dose_void": needs(P.VOID_DOSE, args=dose, method="post"),
    "api:lists": needs(P.MANAGE_ORGANIZATION),
    "api:list": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref]),
    "api:list_rows": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref]),
    "api:reactions": needs(P.OBSERVE, args=dose, method="post"),
}
