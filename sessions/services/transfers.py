"""Doses on the way from one facility to another. Whoever ends a transfer holds its row, then the balance it moves.

The books stay exact at every moment: shelves + on the way + what was used or explained = what was ever delivered.
What is missing on arrival came by the papers and did not by the count: in by the one figure, discarded by the other.
"""

from uuid import UUID

from django.db import transaction

from sessions.models import Lot, StockMovement, StockTransfer
from sessions.rules import stock as rules
from sessions.rules.codes import LotIs
from sessions.services.locks import hold_balances, hold_transfer
from sessions.services.stock import lot_facts, move
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import was_first
from vaxportal.core.errors import refuse_if
from vaxportal.core.ids import new_ref
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.geography.models import Facility

Kind = StockMovement.Kind


@transaction.atomic
def send_transfer(
    *, source: Facility, target: Facility, lot: Lot, doses: int, by: User, ref: UUID | None = None, note: str = ""
) -> StockTransfer:
    """The doses are off the shelf from this moment on, whoever carries them."""
    require(by, Permission.MANAGE_STOCK, at=source)
    [balance] = hold_balances(source, [lot])
    told = {"lot": lot, "source": source, "target": target, "doses": doses, "note": tidy(note)}
    transfer = StockTransfer(ref=ref or new_ref(), sent_at=clock.now(), sent_by=by, **told)
    if known := StockTransfer.objects.filter(ref=transfer.ref).first():
        return _same(known, transfer)
    lot.refresh_from_db(fields=["recalled_at"])
    problems = rules.sending_problems(
        lot_facts(lot),
        doses=doses,
        in_stock=balance.doses,
        source=_place(source),
        target=_place(target),
        today=clock.today(),
    )
    refuse_if(problems, WORDING)
    if not was_first(transfer):  # of another facility: here the same act has waited for the balance
        refuse_if([Problem(LotIs.REF_OF_ANOTHER, "ref")], WORDING)
    move(balance, _movement(transfer, source, Kind.TRANSFER_OUT, -doses), by)
    return transfer


@transaction.atomic
def receive_transfer(
    *, transfer: StockTransfer, doses_received: int, by: User, missing_reason: str = ""
) -> StockTransfer:
    """Counted at the target. The same count again is a success, another is refused."""
    require(by, Permission.MANAGE_STOCK, at=transfer.target)
    transfer, reason = hold_transfer(transfer.pk), tidy(missing_reason)
    [balance] = hold_balances(transfer.target, [transfer.lot])
    if transfer.received_at and (transfer.doses_received, transfer.missing_reason) == (doses_received, reason):
        return transfer
    _refuse_ended(transfer)
    refuse_if(rules.arrival_problems(sent=transfer.doses, received=doses_received, reason=reason), WORDING)
    transfer.received_at, transfer.received_by, transfer.doses_received = clock.now(), by, doses_received
    transfer.missing_reason = reason if transfer.doses_missing else ""
    transfer.save(update_fields=["received_at", "received_by", "doses_received", "missing_reason"])
    move(balance, _movement(transfer, transfer.target, Kind.TRANSFER_IN, transfer.doses), by)
    if transfer.doses_missing:
        missing = _movement(transfer, transfer.target, Kind.DISCARD, -transfer.doses_missing)
        missing.reason = transfer.missing_reason
        move(balance, missing, by)
    return transfer


@transaction.atomic
def take_transfer_back(*, transfer: StockTransfer, by: User) -> StockTransfer:
    """Not sent after all, or sent wrongly: as long as nobody has received it, it lies on the sender's shelf again."""
    require(by, Permission.MANAGE_STOCK, at=transfer.source)
    transfer = hold_transfer(transfer.pk)
    [balance] = hold_balances(transfer.source, [transfer.lot])
    if transfer.taken_back_at:
        return transfer
    _refuse_ended(transfer)
    transfer.taken_back_at, transfer.taken_back_by = clock.now(), by
    transfer.save(update_fields=["taken_back_at", "taken_back_by"])
    move(balance, _movement(transfer, transfer.source, Kind.TRANSFER_IN, transfer.doses), by)
    record(by, "stock.transfer_taken_back", transfer, doses=transfer.doses)
    return transfer


def _refuse_ended(transfer: StockTransfer) -> None:
    if not transfer.is_on_the_way:
        refuse_if([Problem(LotIs.TRANSFER_ENDED)], WORDING)


def _same(known: StockTransfer, sent: StockTransfer) -> StockTransfer:
    """The same act, sent twice over a bad line; the ref of another transfer is refused."""
    parts = ("lot_id", "source_id", "target_id", "doses", "note")
    if any(getattr(known, part) != getattr(sent, part) for part in parts):
        refuse_if([Problem(LotIs.REF_OF_ANOTHER, "ref")], WORDING)
    return known


def _movement(transfer: StockTransfer, facility: Facility, kind: StockMovement.Kind, doses: int) -> StockMovement:
    return StockMovement(
        ref=new_ref(), facility=facility, lot=transfer.lot, kind=kind, doses=doses, transfer=transfer, reason=""
    )


def _place(facility: Facility) -> rules.Place:
    is_store = facility.kind == Facility.Kind.DISTRICT_CENTRE
    return rules.Place(facility.pk, facility.province_id, is_store, is_open=facility.closed_on is None)
