"""Writing the audit trail: one call inside the service's transaction."""

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import models

from vaxportal.audit.models import Entry

request_id: ContextVar[UUID | None] = ContextVar("request_id", default=None)


def record(
    by: Any, action: str, subject: models.Model | None = None, *, purpose: str = "", reason: str = "", **facts: object
) -> Entry:
    """One entry; `by` is the acting User, None for the system; facts are ids, codes, counts, never personal data.

    `reason`: what somebody wrote; it is kept sealed.
    """
    told = entry_of(by, action, subject, purpose=purpose, reason=reason, **facts)
    told.save(force_insert=True)
    return told


def entry_of(
    by: Any, action: str, subject: models.Model | None = None, *, purpose: str = "", reason: str = "", **facts: object
) -> Entry:
    """The same entry, to be written together with the change that it tells."""
    return Entry(
        actor=by,
        role=by.acting.role if by else "",
        action=action,
        subject_type=subject._meta.model_name or "" if subject else "",
        subject_ref=getattr(subject, "ref", None),
        purpose=purpose,
        reason=reason,
        request_id=request_id.get(),
        facts=facts,
    )
