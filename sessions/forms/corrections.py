"""What was wrong with a dose: only the fields of that, a reason, and what changes before anybody confirms."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.forms.doses import all_doses
from sessions.forms.station import LotChoice, StationChoice, injectors_of, lots_of
from sessions.models import Appointment, Dose, SessionLot, Station, Vial
from sessions.models.series import dose_word
from sessions.rules.corrections import HAPPENED
from sessions.rules.overrides import Override
from sessions.services.doses import DoseEntry, written_of
from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import Form, TidyField, TimeField
from vaxportal.core.ids import new_ref

FIELDS = {  # of each kind of mistake
    "lot": ("session_lot", "has_mixing_consent"),
    "time": ("given_at",),
    "number": ("dose", "has_mixing_consent"),
    "table": ("station", "injected_by", "body_site"),
}
TITLES = {
    "lot": _("Sai lô vắc xin"),
    "time": _("Sai giờ tiêm"),
    "number": _("Sai loại mũi, số mũi"),
    "table": _("Sai người tiêm, bàn tiêm hoặc tay tiêm"),
}
LOT_MISSING = _("Không thấy lô đúng thì xuất lô đó cho buổi tiêm trước.")
EVERY = ("reason", "override_reason", "ref")


@dataclass(frozen=True)
class Changed:
    label: str
    before: str
    after: str


class ReasonedForm(Form):
    """Whoever corrects says why; what should have stopped the injection asks for another word."""

    reason = TidyField(
        label=_("Lý do sửa"), max_length=300, help_text=_("Ví dụ: chọn nhầm lô, nhìn nhầm tên. Lý do được giữ lại.")
    )
    override_reason = TidyField(
        label=_("Vì sao vẫn ghi"), required=False, max_length=300, help_text=_("Mũi tiêm đã được tiêm thật như vậy")
    )
    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    needs_reason = False

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **{**options, "initial": {"ref": new_ref(), **(options.get("initial") or {})}})

    def refuse(self, refusal: RuleBroken) -> None:
        self.needs_reason = any(one.overridable or one.code in HAPPENED for one in refusal.problems)
        super().refuse(refusal)

    @property
    def lacks_lot(self) -> bool:
        """The session has no other lot to choose: one must be issued to it before."""
        choice = self.fields.get("session_lot")
        return isinstance(choice, LotChoice) and not choice.queryset

    @property
    def asks_why(self) -> bool:
        return self.needs_reason or bool(self.is_bound and self.data.get("override_reason"))

    def reasons(self) -> dict[str, Any]:
        said = self.cleaned_data["override_reason"]
        return {"reason": self.cleaned_data["reason"], "override": Override(said) if said else None}


class CorrectionForm(ReasonedForm):
    field_of = {"lot": "session_lot", "number": "dose", "series": "dose", "given_on": "given_at"}

    dose = forms.ChoiceField(label=_("Mũi tiêm đúng"), choices=all_doses)
    given_at = TimeField(label=_("Giờ tiêm đúng"), help_text=_("Giờ trong ngày của buổi tiêm"))
    body_site = forms.ChoiceField(
        label=_("Vị trí tiêm"),
        choices=Dose.BodySite.choices,
        widget=forms.RadioSelect(attrs={"class": "vx-options--row"}),
    )
    has_mixing_consent = forms.BooleanField(label=_("Người tiêm đồng ý tiêm khác loại vắc xin"), required=False)

    def __init__(self, *args: Any, dose: Dose, what: str, **options: Any) -> None:  # Django's own form options
        self.recorded, self.title = dose, TITLES[what]
        super().__init__(*args, **{**options, "initial": _initial(dose)})
        self.fields["session_lot"] = lots_of(dose.session, but=dose.lot_id)
        self.fields["session_lot"].help_text = LOT_MISSING
        self.fields["station"] = StationChoice(
            Station.objects.filter(session=dose.session_id),
            label=_("Bàn tiêm"),
            required=False,
            empty_label=_("Không ghi bàn"),
        )
        self.fields["injected_by"] = injectors_of(dose.session)
        _ask_only_of_another_vaccine(self, dose.vaccine_id)
        for name in set(self.fields) - {*FIELDS[what], *EVERY}:
            del self.fields[name]
        self.order_fields([*FIELDS[what], *EVERY])

    def change(self) -> DoseEntry:
        """The dose as it is recorded, but for what this form asks."""
        told, entry = self.cleaned_data, written_of(self.recorded)
        parts: dict[str, Any] = {name: told[name] for name in ("injected_by", "body_site") if name in told}
        if "station" in told:
            parts["station"] = told["station"].ref if told["station"] else None
        if "session_lot" in told:
            parts["lot"] = told["session_lot"].lot.ref
            is_same = told["session_lot"].lot.vaccine_id == self.recorded.vaccine_id
            parts["has_mixing_consent"] = is_same or told.get("has_mixing_consent", False)
        if "dose" in told:
            series, number = told["dose"].split("-")
            parts |= {"series": series, "number": int(number)}
        if "given_at" in told:
            parts["given_at"] = timezone.make_aware(datetime.combine(self.recorded.session.day, told["given_at"]))
        return replace(entry, **parts)

    def arguments(self) -> dict[str, Any]:
        return {"change": self.change(), "ref": self.cleaned_data["ref"] or new_ref(), **self.reasons()}

    def changed(self) -> Iterator[Changed]:
        """Before and after, in words."""
        told, dose = self.cleaned_data, self.recorded
        if "session_lot" in told:
            after = told["session_lot"].lot
            yield Changed(
                gettext("Lô"),
                _lot_words(dose.vaccine.name, dose.lot.number),
                _lot_words(after.vaccine.name, after.number),
            )
        if "dose" in told:
            series, number = told["dose"].split("-")
            yield Changed(gettext("Mũi tiêm"), str(dose.word), str(dose_word(series, int(number))))
        if "given_at" in told:
            yield Changed(
                gettext("Giờ tiêm"), f"{timezone.localtime(dose.given_at):%H:%M}", f"{told['given_at']:%H:%M}"
            )
        yield from (one for one in self._of_table() if one.before != one.after)

    def _of_table(self) -> Iterator[Changed]:
        told, dose = self.cleaned_data, self.recorded
        if "station" in told:
            tables = [str(one.number) if one else gettext("Không ghi bàn") for one in (dose.station, told["station"])]
            yield Changed(gettext("Bàn tiêm"), *tables)
            yield Changed(gettext("Người tiêm"), str(dose.injected_by), str(told["injected_by"]))
            sides = [str(Dose.BodySite(one).label) for one in (dose.body_site, told["body_site"])]
            yield Changed(gettext("Vị trí tiêm"), *sides)


class AppointmentChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Appointment) -> str:
        return f"{obj.person.full_name} · {obj.person.born_on:%d/%m/%Y}"


class PersonForm(ReasonedForm):
    """Somebody else of the session: here now, without an outcome yet."""

    title = _("Sai người")
    field_of = {"number": "dose", "series": "dose", "given_at": "to", "given_on": "to", "lot": "to"}

    dose = forms.ChoiceField(label=_("Mũi tiêm của người đó"), choices=all_doses)
    has_mixing_consent = forms.BooleanField(label=_("Người tiêm đồng ý tiêm khác loại vắc xin"), required=False)

    def __init__(self, *args: Any, dose: Dose, **options: Any) -> None:  # Django's own form options
        self.recorded = dose
        super().__init__(*args, **{**options, "initial": {"dose": f"{dose.series}-{dose.number}"}})
        here = Appointment.objects.filter(session=dose.session_id).unresolved().exclude(checked_in_at=None)
        rows = here.select_related("person").order_by("person__folded_name")
        self.fields["to"] = AppointmentChoice(rows, label=_("Người đã thật sự được tiêm"), empty_label=_("Chọn…"))
        self.order_fields(["to", "dose", "has_mixing_consent", *EVERY])

    def arguments(self) -> dict[str, Any]:
        told = self.cleaned_data
        series, number = told["dose"].split("-")
        consent = told["has_mixing_consent"]
        change = replace(written_of(self.recorded), series=series, number=int(number), has_mixing_consent=consent)
        return {"to": told["to"], "change": change, "ref": told["ref"] or new_ref(), **self.reasons()}

    def changed(self) -> Iterator[Changed]:
        told, dose = self.cleaned_data, self.recorded
        series, number = told["dose"].split("-")
        yield Changed(gettext("Người được tiêm"), dose.person.full_name, told["to"].person.full_name)
        yield Changed(gettext("Mũi tiêm"), str(dose.word), str(dose_word(series, int(number))))


class VialForm(ReasonedForm):
    field_of = {"lot": "session_lot"}

    has_mixing_consent = forms.BooleanField(label=_("Những người này đồng ý tiêm khác loại vắc xin"), required=False)

    def __init__(self, *args: Any, vial: Vial, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.vial = vial
        self.fields["session_lot"] = lots_of(vial.session_lot.session, but=vial.session_lot.lot_id)
        self.fields["session_lot"].help_text = LOT_MISSING
        _ask_only_of_another_vaccine(self, vial.session_lot.lot.vaccine_id)
        self.order_fields(["session_lot", "has_mixing_consent", *EVERY])

    def arguments(self) -> dict[str, Any]:
        told = self.cleaned_data
        consent = told.get("has_mixing_consent", False)
        return {"lot": told["session_lot"].lot, "has_mixing_consent": consent, **self.reasons()}

    def changed(self) -> Iterator[Changed]:
        rows: tuple[SessionLot, SessionLot] = (self.vial.session_lot, self.cleaned_data["session_lot"])
        yield Changed(gettext("Lô"), *[_lot_words(one.lot.vaccine.name, one.lot.number) for one in rows])


def _ask_only_of_another_vaccine(form: Form, vaccine: int) -> None:
    """Consent to mixing is asked for where a lot of another vaccine can be chosen."""
    lots: Any = form.fields["session_lot"]
    if not lots.queryset.exclude(lot__vaccine=vaccine).exists():
        del form.fields["has_mixing_consent"]


def _lot_words(vaccine: str, number: str) -> str:
    return gettext("%(vaccine)s, lô %(lot)s") % {"vaccine": vaccine, "lot": number}


def _initial(dose: Dose) -> dict[str, Any]:
    return {
        "dose": f"{dose.series}-{dose.number}",
        "given_at": timezone.localtime(dose.given_at).time(),
        "station": dose.station_id,
        "injected_by": dose.injected_by_id,
        "body_site": dose.body_site,
        "ref": new_ref(),
    }
