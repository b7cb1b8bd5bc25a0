"""A public registration on its way through the pages: sealed, merged page by page, gone when done or after a day."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from registration.models import PublicDraft
from registration.rules.codes import RegistrationIs
from registration.wording import WORDING
from vaxportal.core import crypto
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem

LIFE = timedelta(days=1)
WINDOW = timedelta(hours=1)
PER_ORIGIN = 300  # a dormitory or a commune office behind one address passes, a flood does not


def begin(*, origin: str, now: datetime) -> PublicDraft:
    """An empty draft; `origin` is the network address, kept only as a keyed hash."""
    lookup = crypto.lookup(f"origin {origin}")
    if PublicDraft.objects.filter(origin_lookup=lookup, created_at__gt=now - WINDOW).count() >= PER_ORIGIN:
        raise RuleBroken([Problem(RegistrationIs.TOO_MANY_FROM_HERE)], WORDING)
    return PublicDraft.objects.create(origin_lookup=lookup, answers="{}", created_at=now)


def read(ref: UUID | str | None, *, now: datetime) -> PublicDraft | None:
    return PublicDraft.objects.filter(ref=ref, created_at__gt=now - LIFE).first() if ref else None


def answers_of(draft: PublicDraft) -> dict[str, str]:
    told: dict[str, str] = json.loads(draft.answers or "{}")
    return told


@transaction.atomic
def keep(draft: PublicDraft, answers: Mapping[str, str]) -> PublicDraft:
    """Adds the answers of one page to those that are there."""
    draft = PublicDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    draft.answers = json.dumps({**answers_of(draft), **answers}, ensure_ascii=False)
    draft.save(update_fields=["answers"])
    return draft


def sweep(*, now: datetime) -> int:
    """Deletes drafts that were left lying; answers how many."""
    deleted, _by_model = PublicDraft.objects.filter(created_at__lte=now - LIFE).delete()
    return deleted
