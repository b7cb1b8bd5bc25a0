"""One dose: everything preset by the station, so that one key records it."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sessions.forms.station import StationChoice, injectors_of, lots_of
from sessions.models import Dose, Station, VaccinationSession
from sessions.models.series import dose_word
from sessions.rules.overrides import Override
from sessions.rules.states import LAST_NUMBER
from sessions.services.doses import DoseEntry
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import Form, TidyField, TimeField
from vaxportal.core.problems import Problem


def all_doses() -> list[tuple[str, str]]:
    pairs = [(series, number) for series, last in LAST_NUMBER.items() for number in range(1, last + 1)]
    return [(f"{series}-{number}", dose_word(series, number)) for series, number in pairs]


class DoseForm(Form):
    field_of = {"lot": "session_lot"}

    dose = forms.ChoiceField(label=_("Mũi tiêm"), choices=all_doses)
    body_site = forms.ChoiceField(
        label=_("Vị trí tiêm"),
        choices=Dose.BodySite.choices,
        widget=forms.RadioSelect(attrs={"class": "vx-options--row"}),
    )
    given_at = TimeField(label=_("Giờ tiêm"), required=False, help_text=_("Để trống nếu tiêm lúc này"))
    has_mixing_consent = forms.BooleanField(label=_("Người tiêm đồng ý tiêm khác loại vắc xin"), required=False)
    override_reason = TidyField(
        label=_("Lý do vẫn tiêm"),
        required=False,
        max_length=300,
        help_text=_("Ghi ai chỉ định và vì sao"),
        widget=forms.TextInput(attrs={"data-act": ""}),
    )
    ref = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, vax_session: VaccinationSession, **options: object) -> None:
        super().__init__(*args, **options)
        self.vax_session = vax_session
        self.refused: tuple[Problem, ...] = ()
        self.fields["session_lot"] = lots_of(vax_session)
        self.fields["station"] = StationChoice(
            Station.objects.filter(session=vax_session),
            label=_("Bàn tiêm"),
            required=False,
            empty_label=_("Không ghi bàn"),
        )
        self.fields["injected_by"] = injectors_of(vax_session)
        if self.is_late:
            self.fields["given_at"].required = True
            self.fields["given_at"].help_text = _("Giờ trong ngày của buổi tiêm")

    def refuse(self, refusal: RuleBroken) -> None:
        """What the verdict of the page says, as the service said it."""
        self.refused = refusal.problems
        super().refuse(refusal)

    @property
    def is_late(self) -> bool:
        return self.vax_session.day != clock.today()

    def entry(self) -> DoseEntry:
        told = self.cleaned_data
        series, number = told["dose"].split("-")
        return DoseEntry(
            series=series,
            number=int(number),
            lot=told["session_lot"].lot.ref,
            injected_by=told["injected_by"],
            station=told["station"].ref if told["station"] else None,
            body_site=told["body_site"],
            given_at=self._given_at(),
            has_mixing_consent=told["has_mixing_consent"],
        )

    def _given_at(self) -> datetime | None:
        given = self.cleaned_data["given_at"]
        return timezone.make_aware(datetime.combine(self.vax_session.day, given)) if given else None

    def arguments(self) -> dict[str, object]:
        reason = self.cleaned_data["override_reason"]
        override = Override(reason) if reason else None
        return {"entry": self.entry(), "ref": self.cleaned_data["ref"], "override": override}


class VoidForm(Form):
    reason = TidyField(
        label=pgettext_lazy("dose", "Lý do hủy"),
        max_length=300,
        help_text=_("Ví dụ: ghi nhầm người, chọn nhầm lô, bấm nhầm"),
    )
