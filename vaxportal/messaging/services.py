"""Queueing a message beside the change that makes it necessary, and sending what is due."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import Error as DatabaseFailure
from django.db import transaction
from django.db.models import Q

from vaxportal.core import clock
from vaxportal.messaging.hours import is_daytime, next_daytime
from vaxportal.messaging.messengers import Messenger, NotSent, messenger
from vaxportal.messaging.models import Message

log = logging.getLogger(__name__)
MAX_TRIES = 6
KEPT = timedelta(days=90)  # what was sent, for questions and complaints; then the words and the address are erased
FIRST_PAUSE = timedelta(minutes=1)  # doubles: 1, 2, 4, 8, 16 minutes
FINAL = (NotSent, ValueError)  # ValueError: no address, and it will be none at the next try either


def letter(
    *,
    kind: str,
    channel: str,
    to: str,
    body: str,
    subject: str = "",
    language: str = "vi",
    once_key: str | None = None,
    urgent: bool = False,
    now: datetime | None = None,
) -> Message:
    """A message not yet written; `queue_all` writes many in one statement."""
    moment = now or clock.now()
    waits = not urgent and messenger().reaches_people
    return Message(
        kind=kind,
        channel=channel,
        to=to,
        subject=subject,
        body=body,
        language=language,
        once_key=once_key,
        urgent=urgent,
        created_at=moment,
        send_after=next_daytime(moment) if waits else moment,
    )


def queue_all(letters: Sequence[Message]) -> None:
    """Writes the rows inside the caller's transaction; one whose once_key is known is passed over."""
    Message.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)


def queue(
    *,
    kind: str,
    channel: str,
    to: str,
    body: str,
    subject: str = "",
    language: str = "vi",
    once_key: str | None = None,
    urgent: bool = False,
    now: datetime | None = None,
) -> None:
    """Writes one message row inside the caller's transaction; the sweep sends it."""
    queue_all(
        [
            letter(
                kind=kind,
                channel=channel,
                to=to,
                body=body,
                subject=subject,
                language=language,
                once_key=once_key,
                urgent=urgent,
                now=now,
            )
        ]
    )


def call_off(once_keys_from: str) -> int:
    """What has not gone out of these messages stays here; answers how many."""
    waiting = Message.objects.filter(once_key__startswith=once_keys_from, sent_at=None, failed_at=None)
    return waiting.update(failed_at=clock.now(), failure="called_off")


def sweep(*, now: datetime | None = None, limit: int = 1000) -> int:
    """Sends what is due, oldest first, until nothing is left or the limit is reached; answers how many it tried."""
    port = messenger()
    for done in range(limit):
        if not _send_next(port, now or clock.now()):
            return done
    return limit


@transaction.atomic
def _send_next(port: Messenger, now: datetime) -> bool:
    """One message under its row's lock: a second worker passes it by, a worker that dies gives it back at once."""
    waiting = Message.objects.filter(sent_at=None, failed_at=None, send_after__lte=now)
    if port.reaches_people and not is_daytime(now):
        waiting = waiting.filter(urgent=True)
    message = waiting.order_by("send_after", "pk").select_for_update(skip_locked=True, no_key=True).first()
    if message is None:
        return False
    message.tries += 1
    try:
        port.send(message)
    except DatabaseFailure:
        raise
    except Exception as error:  # whatever a gateway or an address makes of itself: the next message must go out
        _put_off(message, error, now)
    else:
        message.sent_at = now
    message.save(update_fields=["tries", "sent_at", "failed_at", "failure", "send_after"])
    return True


def _put_off(message: Message, error: Exception, now: datetime) -> None:
    code = str(error) if isinstance(error, NotSent) else type(error).__name__  # any other text may hold the address
    message.failure = code[:200]
    if isinstance(error, FINAL) or message.tries >= MAX_TRIES:
        message.failed_at = now
        log.warning("message given up", extra={"message_ref": str(message.ref), "failure": code})
        return
    message.send_after = now + FIRST_PAUSE * 2 ** (message.tries - 1)


def forget_old() -> int:
    """Erases address and words of messages that were sent or given up long ago; that there was one stays."""
    old = Message.objects.filter(Q(sent_at__isnull=False) | Q(failed_at__isnull=False))
    return old.filter(created_at__lt=clock.now() - KEPT, to__isnull=False).update(to=None, subject="", body=None)
