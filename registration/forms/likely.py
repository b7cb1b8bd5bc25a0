"""Asked when somebody looks like a person in the register: who is it? Unseen until then."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.models import Person
from registration.rules.codes import MatchIs, PersonIs
from registration.services.given import Decided
from registration.wording import WORDING
from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import Form
from vaxportal.core.ids import read_ref

SOMEBODY_ELSE = "other"


class AskingWho(Form):
    who = forms.ChoiceField(
        label=gettext_lazy("Người này là"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Đối chiếu với giấy tờ trước khi chọn."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.asks_who = False
        told = self.data.get(self.add_prefix("who"), "") if self.is_bound else ""
        self._offer_people([(told, told)] if read_ref(told) else [])

    def refuse(self, refusal: RuleBroken) -> None:
        """With those whom it may be, to choose among."""
        super().refuse(refusal)
        for problem in refusal.problems:
            if problem.code == PersonIs.POSSIBLY_KNOWN:
                self.asks_who = True
                self._offer_people(_words(problem.facts["likely"]))

    @property
    def decided(self) -> Decided | None:
        who = self.cleaned_data.get("who")
        if not who:
            return None
        return Decided(None if who == SOMEBODY_ELSE else UUID(who))

    def _offer_people(self, people: Iterable[tuple[str, str]]) -> None:
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*people, (SOMEBODY_ELSE, _("Người khác, chưa có trong hệ thống"))]


def _words(likely: Any) -> list[tuple[str, str]]:  # Any: refs with codes, as the service tells them
    """By what agrees and differs, and the end of the number: not the name of somebody who may be a stranger."""
    people = {str(one.ref): one for one in Person.objects.filter(ref__in=[ref for ref, _codes in likely])}
    told = []
    for ref, codes in likely:
        words = " ".join(str(WORDING[MatchIs(code)]) for code in codes)
        number = people[ref].masked_id if ref in people else ""
        told.append(
            (ref, _("Hồ sơ đã có, số giấy tờ %(number)s: %(words)s") % {"number": number or "–", "words": words})
        )
    return told
