"""Doses on the shelf of a facility. Every change is a movement row and the balance under its row's lock.

The balance is held last: after the session, the lot of the session and a transfer (`locks`).
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from registration.models import Vaccine
from sessions.models import Lot, SessionLot, StockBalance, StockMovement, VaccinationSession
from sessions.rules import stock as rules
from sessions.rules.codes import LotIs
from sessions.rules.states import SessionState
from sessions.services.locks import hold_balances, hold_lots, hold_session
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule, was_first
from vaxportal.core.errors import refuse_if
from vaxportal.core.ids import new_ref
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.geography.models import Facility

Kind = StockMovement.Kind


def lot_facts(lot: Lot) -> rules.LotFacts:
    return rules.LotFacts(lot.number, lot.expires_on, lot.recalled_at)


@transaction.atomic
def add_lot(*, vaccine: Vaccine, number: str, expires_on: date, by: User) -> Lot:
    """The lot of that vaccine and number; one that is known already must carry the same expiry."""
    require(by, Permission.MANAGE_STOCK)
    number = tidy(number).upper()
    if not number:
        refuse_if([Problem(LotIs.NUMBER_MISSING, "number")], WORDING)
    lot, is_new = Lot.objects.get_or_create(vaccine=vaccine, number=number, defaults={"expires_on": expires_on})
    if lot.expires_on != expires_on:
        refuse_if([Problem(LotIs.EXPIRY_DIFFERS, "expires_on", lot=lot.number, known=lot.expires_on)], WORDING)
    if is_new:
        record(by, "lot.added", lot, vaccine=vaccine.code)
    return lot


@transaction.atomic
def receive(*, facility: Facility, lot: Lot, doses: int, by: User, ref: UUID | None = None) -> StockMovement:
    require(by, Permission.MANAGE_STOCK, at=facility)
    [balance] = hold_balances(facility, [lot])
    movement = StockMovement(ref=ref or new_ref(), facility=facility, lot=lot, kind=Kind.RECEIPT, doses=doses)
    if repeat := _repeat(movement):
        return repeat
    refuse_if(rules.receipt_problems(lot_facts(lot), doses=doses, today=clock.today()), WORDING)
    return move(balance, movement, by)


@transaction.atomic
def receive_delivery(
    *,
    facility: Facility,
    vaccine: Vaccine,
    number: str,
    expires_on: date,
    doses: int,
    by: User,
    ref: UUID | None = None,
) -> StockMovement:
    """What a delivery note says, in one act: the lot, should it be new, and the doses that came."""
    require(by, Permission.MANAGE_STOCK, at=facility)
    lot = add_lot(vaccine=vaccine, number=number, expires_on=expires_on, by=by)
    return receive(facility=facility, lot=lot, doses=doses, by=by, ref=ref)


@transaction.atomic
def issue_to_session(
    *, vax_session: VaccinationSession, lot: Lot, doses: int, by: User, ref: UUID | None = None, field: str = "doses"
) -> SessionLot:
    """Doses leave the shelf for a session; more of the same lot may follow on the day."""
    vax_session = _hold_to_move(vax_session.pk, by)
    hold_lots(vax_session, only=lot)
    [balance] = hold_balances(vax_session.facility, [lot])
    movement = StockMovement(
        ref=ref or new_ref(), facility=vax_session.facility, lot=lot, kind=Kind.ISSUE, doses=-doses, session=vax_session
    )
    if _repeat(movement):
        return SessionLot.objects.get(session=vax_session, lot=lot)
    lot.refresh_from_db(fields=["recalled_at"])
    problems = rules.issue_problems(
        lot_facts(lot),
        doses=doses,
        in_stock=balance.doses,
        state=vax_session.state,
        day=vax_session.day,
        field=field,
    )
    refuse_if(problems, WORDING)
    move(balance, movement, by)
    issued, is_new = SessionLot.objects.get_or_create(session=vax_session, lot=lot, defaults={"doses_issued": doses})
    if not is_new:
        SessionLot.objects.filter(pk=issued.pk).update(doses_issued=F("doses_issued") + doses)
        issued.refresh_from_db()
    return issued


@transaction.atomic
def return_from_session(*, session_lot: SessionLot, doses: int, by: User, ref: UUID | None = None) -> StockMovement:
    """Unopened vials go back to the shelf; what the session keeps never falls below what it used."""
    vax_session = _hold_to_move(session_lot.session_id, by)
    kept = SessionLot.objects.select_for_update(of=("self",), no_key=True).get(pk=session_lot.pk)
    [balance] = hold_balances(vax_session.facility, [kept.lot])
    movement = StockMovement(
        ref=ref or new_ref(),
        facility=vax_session.facility,
        lot=kept.lot,
        kind=Kind.RETURN,
        doses=doses,
        session=vax_session,
    )
    if repeat := _repeat(movement):
        return repeat
    refuse_if(rules.doses_problems(doses), WORDING)
    with as_rule(SessionLot, "session_lot_within_issued", field="doses"):
        SessionLot.objects.filter(pk=kept.pk).update(doses_returned=F("doses_returned") + doses)
    return move(balance, movement, by)


@transaction.atomic
def discard(
    *, facility: Facility, lot: Lot, doses: int, reason: str, by: User, ref: UUID | None = None
) -> StockMovement:
    """Doses that can no longer be used: expired, recalled, broken, warmed. Always with the reason."""
    require(by, Permission.MANAGE_STOCK, at=facility)
    [balance] = hold_balances(facility, [lot])
    movement = StockMovement(
        ref=ref or new_ref(), facility=facility, lot=lot, kind=Kind.DISCARD, doses=-doses, reason=tidy(reason)
    )
    if repeat := _repeat(movement):
        return repeat
    problems = [
        *rules.doses_problems(doses),
        *rules.taking_problems(lot_facts(lot), doses=doses, in_stock=balance.doses),
    ]
    if not movement.reason:
        problems.append(Problem(LotIs.REASON_MISSING, "reason"))
    refuse_if(problems, WORDING)
    return move(balance, movement, by)


def _hold_to_move(session_id: int, by: User) -> VaccinationSession:
    """A draft's doses are reserved by whoever plans for the site; later only who keeps its stock moves any."""
    vax_session = hold_session(session_id)
    right = Permission.PLAN_SESSION if vax_session.state == SessionState.DRAFT else Permission.MANAGE_STOCK
    require(by, right, at=vax_session.facility)
    return vax_session


def _repeat(movement: StockMovement) -> StockMovement | None:
    """The same act, sent twice over a bad line; the ref of another act is refused."""
    known = StockMovement.objects.filter(ref=movement.ref).first()
    parts = ("facility_id", "lot_id", "kind", "doses", "session_id")
    if known and any(getattr(known, part) != getattr(movement, part) for part in parts):
        refuse_if([Problem(LotIs.REF_OF_ANOTHER, "ref")], WORDING)
    return known


def move(balance: StockBalance, movement: StockMovement, by: User) -> StockMovement:
    """Writes one movement and the balance that it explains; the caller holds the balance."""
    movement.moved_by = by
    if not was_first(movement):  # but of another lot: the same act has waited for the balance and is found by `_repeat`
        refuse_if([Problem(LotIs.REF_OF_ANOTHER, "ref")], WORDING)
    with as_rule(StockBalance, "stock_never_negative", field="doses"):
        StockBalance.objects.filter(pk=balance.pk).update(doses=F("doses") + movement.doses)
    record(by, f"stock.{movement.kind}", movement, doses=movement.doses, lot=str(movement.lot.ref))
    return movement
