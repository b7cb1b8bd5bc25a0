"""What waits for somebody today: every app says it in the same form, the first page after log-in lists it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WorkItem:
    """One line of today's work: `label` names the thing that waits, `url` opens it, `oldest_on` sorts it."""

    label: str
    count: int
    url: str
    oldest_on: date | None = None
    is_urgent: bool = False
    hint: str = ""
