"""A lot is recalled: nothing of it is used any more, wherever it is, and everybody whom it concerns is told.

The row of the lot is held whole, which recording a dose waits for: a dose is either before the recall or judged by it.
Sites, districts and provinces hear of it at once; people when somebody of the province has looked and sends.
"""

from django.db import transaction

from sessions.models import Dose, Lot
from sessions.rules import stock as rules
from sessions.rules.codes import LotIs
from sessions.services import recall_letters
from sessions.wording import WORDING
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.messaging.services import call_off, queue_all

MOST_AT_ONCE = 5_000  # people told in one act; of a larger lot the rest is told by the next


@transaction.atomic
def recall_lot(*, lot: Lot, reason: str, by: User) -> Lot:
    """From this moment no dose of it is given; what was given before may still be entered."""
    lot, reason = _held(lot, by), tidy(reason)
    if lot.recalled_at and lot.recall_reason == reason:
        return lot
    if lot.recalled_at:
        refuse_if([Problem(LotIs.RECALLED_OTHERWISE, "reason", lot=lot.number)], WORDING)
    refuse_if(rules.recall_problems(reason=reason), WORDING)
    lot.recalled_at, lot.recalled_by, lot.recall_reason = clock.now(), by, reason
    lot.save(update_fields=["recalled_at", "recalled_by", "recall_reason"])
    queue_all(recall_letters.to_staff(lot, "lot_recalled", by=by))
    record(by, "lot.recalled", lot, reason=reason)
    return lot


@transaction.atomic
def lift_recall(*, lot: Lot, reason: str, by: User) -> Lot:
    """It may be used again. Who was told of the recall is told of this; who was not yet, never hears of it."""
    lot, reason = _held(lot, by), tidy(reason)
    if lot.recalled_at is None:
        refuse_if([Problem(LotIs.NOT_RECALLED, lot=lot.number)], WORDING)
    if not Membership.objects.filter(user=lot.recalled_by_id, province=by.acting.province_id).exists():
        refuse_if([Problem(LotIs.RECALL_OF_ANOTHER_PROVINCE, lot=lot.number)], WORDING)
    refuse_if(rules.recall_problems(reason=reason), WORDING)
    call_off(recall_letters.people_key(lot))
    queue_all([*recall_letters.to_staff(lot, "lot_recall_lifted", by=by), *recall_letters.all_clear(lot)])
    lot.recalled_at, lot.recalled_by, lot.recall_reason = None, None, ""
    lot.save(update_fields=["recalled_at", "recalled_by", "recall_reason"])
    record(by, "lot.recall_lifted", lot, reason=reason)
    return lot


@transaction.atomic
def tell_people(*, lot: Lot, by: User) -> int:
    """A message to each who got it and was not told yet, by day; answers how many were written."""
    lot = _held(lot, by)
    if lot.recalled_at is None:
        refuse_if([Problem(LotIs.NOT_RECALLED, lot=lot.number)], WORDING)
    told = recall_letters.told(lot)
    rows = Dose.objects.visible_to(by).not_voided().filter(lot=lot).exclude(ref__in=told).order_by("pk")
    letters = recall_letters.to_people(lot, rows, most=MOST_AT_ONCE)
    queue_all(letters)
    if letters:
        record(by, "lot.people_told", lot, people=len(letters))
    return len(letters)


def _held(lot: Lot, by: User) -> Lot:
    require(by, Permission.RECALL_LOT)
    if not Lot.objects.visible_to(by).filter(pk=lot.pk).exists():
        raise NotAllowed(Permission.RECALL_LOT)
    return Lot.objects.select_for_update(of=("self",)).select_related("vaccine").get(pk=lot.pk)
