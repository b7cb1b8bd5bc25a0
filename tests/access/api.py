"""Who may open the addresses of the REST door. Without a token everything answers 401, outside the scope 404."""

from sessions.api.views_live import DESK
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


REF = "0190f5a0-0000-7000-8000-000000000001"


def dose_body(side):
    lot = side.once("session lot", lambda: SessionLotFactory(session=side.session)).lot
    where = {"appointment": str(side.appointment.ref), "lot": str(lot.ref)}
    return {"ref": REF, "series": "primary", "number": 1, **where}


def reaction_body(side):
    return {"ref": REF, "reaction": "fever"}


def screening_body(side):
    return {"ref": REF, "answers": {}, "outcome": "deferred"}


def device_body(side):
    return {"device": REF, "name": "Máy tính bảng", "unsent": 0}


def act_body(side):
    return {"ref": REF, "kind": "check_in", "subject": str(side.appointment.ref)}


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
    "api:session_close": needs(P.RUN_SESSION, args=session, method="post", data=lambda side: {"lots": []}),
    "api:session_reopen": needs(P.REOPEN_SESSION, args=session, method="post", data=lambda side: {"reason": "Thiếu"}),
    "api:live_pack": needs(*DESK, args=session, method="post", data=device_body),
    "api:live_find": needs(*DESK, args=session, method="post", data=lambda side: {"text": str(side.appointment.ref)}),
    "api:live_pulse": needs(*DESK, args=session, method="post", data=device_body),
    "api:live_release": needs(*DESK, args=session, method="post", data=device_body, expect=frozenset({204})),
    "api:live_acts": needs(*DESK, args=session, method="post", data=act_body),
    "api:people": needs(P.SEE_PEOPLE, args=session),
    "api:person": needs(P.SEE_PEOPLE, args=person),
    "api:check_in": needs(P.CHECK_IN, args=person, method="post"),
    "api:screening": needs(P.SCREEN, args=person, method="post", data=screening_body),
    "api:outcome": needs(P.SCREEN, args=person, method="post", data=lambda side: {"outcome": "refused"}),
    "api:outcome_undo": needs(P.SCREEN, args=person, method="post"),
    "api:leave": needs(P.OBSERVE, args=person, method="post"),
    "api:doses": needs(P.RECORD_DOSE, args=session_with_lot, method="post", data=dose_body),
    "api:dose": needs(P.SEE_PEOPLE, args=dose),
    "api:dose_void": needs(P.VOID_DOSE, args=dose, method="post", data=lambda side: {"reason": "Nhầm"}),
    "api:organizations": needs(P.MANAGE_ORGANIZATION),
    "api:lists": needs(P.MANAGE_ORGANIZATION),
    "api:list": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref]),
    "api:list_rows": needs(P.MANAGE_ORGANIZATION, args=lambda side: [listed(side).ref]),
    "api:reactions": needs(P.OBSERVE, args=dose, method="post", data=reaction_body),
}
