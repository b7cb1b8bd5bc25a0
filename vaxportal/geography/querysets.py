"""Units and facilities as somebody may see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from vaxportal.core.text import fold

if TYPE_CHECKING:
    from vaxportal.accounts.models import User


class UnitQuerySet(QuerySet[Any]):  # shared by provinces, districts and communes
    def on(self, day: date) -> Self:
        """Units that exist on that day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def named_like(self, text: str) -> Self:
        return self.filter(folded_name__contains=fold(text))


class FacilityQuerySet(QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(closed_on=None)

    def visible_to(self, user: User) -> Self:
        """Facilities inside the units of the role in which the user acts."""
        return self.filter(user.acting.where("")) if user.acting.sees_units else self.none()

    def named_like(self, text: str) -> Self:
        return self.filter(Q(folded_name__contains=fold(text)) | Q(code=text.strip().upper()))
