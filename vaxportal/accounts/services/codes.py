"""One-time codes to a phone. Known and unknown numbers get the same answer; only hashes are kept."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from vaxportal.accounts.codes import CodeIs
from vaxportal.accounts.models import OneTimeCode
from vaxportal.accounts.wording import WORDING
from vaxportal.core import crypto
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

LIFE = timedelta(minutes=10)
MAX_TRIES = 5
WINDOW = timedelta(minutes=15)
PER_PHONE = 4  # codes to one phone in a window
WRONG_PER_PHONE = 10  # wrong tries over all codes of one phone in a window


@transaction.atomic
def send_code(*, purpose: str, phone: str, language: str, now: datetime) -> OneTimeCode:
    """Sends a fresh code by SMS; the ones before it stop to hold. `phone` is E.164."""
    address = crypto.lookup(phone)
    _one_at_a_time(address)
    _refuse_flood(address, now)
    OneTimeCode.objects.filter(address_lookup=address, purpose=purpose, used_at=None, expires_at__gt=now).update(
        expires_at=now
    )
    code = f"{secrets.randbelow(10**6):06}"
    sent = OneTimeCode(purpose=purpose, address_lookup=address, created_at=now, expires_at=now + LIFE)
    sent.code_hash = _hashed(sent, code)
    sent.save()
    with translation.override(language):
        body = _("Cổng tiêm chủng: mã xác nhận của bạn là %(code)s, dùng trong 10 phút. Không đưa mã này cho ai.")
    messaging.queue(
        kind=f"{purpose}_code",
        channel=Message.Channel.SMS,
        to=phone,
        body=body % {"code": code},
        language=language,
        urgent=True,
        now=now,
    )
    return sent


def check_code(*, purpose: str, phone: str, code: str, now: datetime) -> None:
    """Uses the code up, or raises RuleBroken. A wrong try is counted, so it is committed before the refusal."""
    problem = _try_code(purpose, crypto.lookup(phone), "".join(code.split()), now)
    if problem:
        raise RuleBroken([Problem(problem, "code")], WORDING)


@transaction.atomic
def _try_code(purpose: str, address: bytes, code: str, now: datetime) -> CodeIs | None:
    codes = OneTimeCode.objects.filter(address_lookup=address)
    sent = codes.filter(purpose=purpose, used_at=None, expires_at__gt=now).order_by("-created_at", "-pk")
    held = sent.select_for_update(no_key=True).first()
    if held is None:
        return CodeIs.WRONG
    recent = codes.filter(created_at__gt=now - WINDOW).values_list("tries", flat=True)
    if held.tries >= MAX_TRIES or sum(recent) >= WRONG_PER_PHONE:
        return CodeIs.TOO_MANY_TRIES
    if not hmac.compare_digest(bytes(held.code_hash), _hashed(held, code)):
        OneTimeCode.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
        return CodeIs.WRONG
    held.used_at = now
    held.save(update_fields=["used_at"])
    return None


def _one_at_a_time(address: bytes) -> None:
    """Requests for one phone wait for each other until the transaction ends: counting and sending are one act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(address[:8], "big", signed=True)])


def _refuse_flood(address: bytes, now: datetime) -> None:
    recent = OneTimeCode.objects.filter(created_at__gt=now - WINDOW)
    if recent.filter(address_lookup=address).count() >= PER_PHONE or recent.count() >= settings.CODES_PER_QUARTER_HOUR:
        minutes = int(WINDOW.total_seconds() // 60)
        raise RuleBroken([Problem(CodeIs.TOO_MANY_SENT, "phone", minutes=minutes)], WORDING)


def _hashed(sent: OneTimeCode, code: str) -> bytes:
    """Keyed and bound to this row: a table of all 10^6 codes helps nobody who steals a dump."""
    return crypto.lookup(f"{sent.ref}:{code}")
