"""The plan of a session as a form: when and what, stations and slots, doses of each lot on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registration.models import Organization, Vaccine
from sessions.models import Lot, Round, VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.slots import Hours
from sessions.rules.throughput import finishing_at, places_in
from sessions.services.planning import LotIssue, Plan, shape_of
from sessions.wording import WORDING
from vaxportal.core import clock
from vaxportal.core.forms import DateField, Form, TidyField, TimeField, WholeNumberField
from vaxportal.core.ids import new_ref
from vaxportal.core.wording import say
from vaxportal.geography.models import Commune, Facility

MINUTES = [
    (15, _("15 phút")),
    (20, _("20 phút")),
    (30, _("30 phút")),
    (45, _("45 phút")),
    (60, _("1 giờ")),
    (120, _("2 giờ")),
]
A_MORNING = {"starts_at": time(7, 30), "ends_at": time(11, 30), "stations": 2, "slot_minutes": 60}


@dataclass(frozen=True)
class OnShelf:
    """A lot that may be taken, with the doses there are (those a draft already holds included)."""

    lot: Lot
    doses: int
    wanted: int | None = None

    @property
    def field(self) -> str:
        return f"lot_{self.lot.ref.hex}"


@dataclass(frozen=True)
class LotRow:
    on_shelf: OnShelf
    field: forms.BoundField


@dataclass(frozen=True)
class Figures:
    """What follows from the plan, said while it is being made."""

    slots: int
    places: int
    per_slot: int
    by_pace: int | None  # what stations and minutes per dose allow in a slot
    doses: int
    last_called_at: time
    home_at: datetime | None
    cautions: Sequence[str]


class PlanForm(Form):
    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    day = DateField(label=_("Ngày tiêm"), help_text=_("Ngày/tháng/năm. Công bố trước ngày này."))
    starts_at = TimeField(label=_("Bắt đầu"), help_text="")
    ends_at = TimeField(label=_("Kết thúc"), help_text="")
    break_from = TimeField(label=_("Nghỉ từ"), help_text="", required=False)
    break_to = TimeField(label=_("Làm lại lúc"), help_text="", required=False)
    round = forms.ModelChoiceField(label=_("Đợt tiêm"), queryset=Round.objects.none())
    vaccine = forms.ModelChoiceField(label=_("Vắc xin"), queryset=Vaccine.objects.none())
    place = TidyField(
        label=_("Nơi tiêm"), required=False, max_length=200, help_text=_("Chỉ ghi khi không tiêm tại trụ sở điểm tiêm.")
    )
    commune = forms.ModelChoiceField(
        label=_("Xã, phường, thị trấn"),
        queryset=Commune.objects.none(),
        required=False,
        empty_label=_("Không ghi xã"),
        help_text=_("Của nơi tiêm. Danh sách chọn người mở sẵn ở đây."),
    )
    stations = WholeNumberField(label=_("Số bàn tiêm"), example=2)
    slot_minutes = forms.TypedChoiceField(label=_("Mỗi khung giờ"), choices=MINUTES, coerce=int)
    dose_minutes = WholeNumberField(label=_("Phút cho mỗi mũi"), example=4, help_text=_("Tại một bàn tiêm."))
    slot_capacity = WholeNumberField(
        label=_("Số người mỗi khung giờ"),
        example=40,
        required=False,
        help_text=_("Để trống thì tính theo số bàn và số phút mỗi mũi."),
    )
    note = TidyField(label=_("Ghi chú"), required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        shelf: Sequence[OnShelf],
        rounds: Any,
        communes: Any,
        host: Organization | None = None,
        **options: Any,
    ) -> None:  # querysets, and Django's own form options
        tomorrow = clock.today() + timedelta(days=1)
        usual = {**A_MORNING, "dose_minutes": settings.DOSE_MINUTES_USUAL, "day": tomorrow, "ref": new_ref()}
        options["initial"] = {**usual, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        licensed = Vaccine.objects.filter(licensed=Vaccine.Licence.YES)
        self.fields["vaccine"].queryset = licensed  # type: ignore[attr-defined]
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        if len(rounds) == 1:
            self.initial.setdefault("round", rounds[0].pk)
        if not self.initial.get("vaccine") and shelf:
            self.initial["vaccine"] = max(shelf, key=lambda one: one.doses).lot.vaccine_id
        chosen = str((self.data.get("vaccine") if self.is_bound else self.initial.get("vaccine")) or "")
        self.host = host  # the organization at which the session is held
        self.shelf = [one for one in shelf if str(one.lot.vaccine_id) == chosen]
        for one in self.shelf:
            self.fields[one.field] = _doses_of(one)

    @property
    def lot_rows(self) -> list[LotRow]:
        return [LotRow(one, self[one.field]) for one in self.shelf]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        wanted = [LotIssue(one.lot, given[one.field], one.field) for one in self.shelf if given.get(one.field)]
        plan = Plan(
            day=given["day"],
            hours=self._hours(),
            vaccine=given["vaccine"],
            round=given["round"],
            stations=given["stations"],
            slot_minutes=given["slot_minutes"],
            slot_capacity=self._per_slot(),
            dose_minutes=given["dose_minutes"],
            lots=tuple(wanted),
            place=given["place"],
            commune=given["commune"],
            note=given["note"],
            organization=self.host,
        )
        return {"plan": plan}

    @property
    def new_ref(self) -> UUID | None:
        return self.cleaned_data.get("ref")

    @property
    def when(self) -> tuple[date | None, Vaccine | None]:
        """Day and vaccine as far as they are told."""
        if self.is_bound:
            self.is_valid()  # and no second cleaning: what the service has refused stays on its field
            return self._now("day"), self._now("vaccine")
        chosen = self.fields["vaccine"].queryset.filter(pk=self.initial.get("vaccine"))  # type: ignore[attr-defined]
        return self._now("day"), chosen.first()

    def figures(self) -> Figures | None:
        """None while what was given cannot be cut into slots."""
        self.is_valid()  # once: a second cleaning would drop what the service has refused
        if (shape := self._shape()) is None:
            return None
        places, doses = shape.places, sum(self._now(one.field) or 0 for one in self.shelf)
        cautions = rules.plan_cautions(
            places=places,
            doses=doses or places,  # not yet said
            stations=shape.stations,
            people=places,
            per_station=settings.PEOPLE_PER_STATION,
        )
        times = shape.come_times
        called = [datetime.combine(self._now("day") or clock.today(), one) for one in times]
        return Figures(
            slots=len(shape.slots),
            places=places,
            per_slot=shape.slot_capacity,
            by_pace=self._by_pace(),
            doses=doses,
            last_called_at=times[-1],
            home_at=finishing_at(called, stations=shape.stations, dose_minutes=shape.dose_minutes or 0),
            cautions=[say(caution, WORDING) for caution in cautions],
        )

    def _shape(self) -> rules.PlanShape | None:
        """None while what was given cannot be cut into slots."""
        names = ("starts_at", "ends_at", "stations", "slot_minutes", "dose_minutes")
        if any(self._now(name) is None for name in names) or "slot_capacity" in self.errors:
            return None
        numbers = (self._now("stations"), int(self._now("slot_minutes")), self._per_slot(), self._now("dose_minutes"))
        shape = rules.PlanShape(self._hours(), *numbers)
        return None if any(rules.shape_problems(shape)) else shape

    def _by_pace(self) -> int | None:
        stations, minutes, pace = (self._now(name) for name in ("stations", "slot_minutes", "dose_minutes"))
        if not pace or pace < 1:
            return None
        return places_in(stations=stations, slot_minutes=int(minutes), dose_minutes=pace)

    def _per_slot(self) -> int:
        """As the planner says, else as the pace allows; 0 breaks the rule on its own field."""
        said = self._now("slot_capacity")
        return said if said is not None else self._by_pace() or 0

    def _hours(self) -> Hours:
        return Hours(*(self._now(name) for name in ("starts_at", "ends_at", "break_from", "break_to")))

    def _now(self, name: str) -> Any:  # a time or a number, as the field says
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get(name)
        return self.get_initial_for_field(self.fields[name], name)


def _doses_of(one: OnShelf) -> WholeNumberField:
    label = _("Số liều lấy từ lô %(lot)s") % {"lot": one.lot.number}
    return WholeNumberField(label=label, required=False, min_value=0, initial=one.wanted)


def at_organization(host: Organization | None, facility: Facility) -> dict[str, Any]:  # initial values, by field name
    """Where people are told to come when a session is held at their organization; in another district all in words."""
    if host is None:
        return {}
    is_near = host.commune.district_id == facility.district_id
    parts = (host.name, host.address, "" if is_near else host.commune.name)
    return {"place": ", ".join(part for part in parts if part)[:200], "commune": host.commune_id if is_near else None}


def from_session(vax_session: VaccinationSession) -> dict[str, Any]:  # initial values, by field name
    """A plan as the form shows it; places are told only where somebody has set them by hand."""
    shape = shape_of(vax_session)
    pace = shape.dose_minutes or settings.DOSE_MINUTES_USUAL
    by_pace = places_in(stations=shape.stations, slot_minutes=shape.slot_minutes, dose_minutes=pace)
    return {
        "day": vax_session.day,
        "starts_at": shape.hours.starts_at,
        "ends_at": shape.hours.ends_at,
        "break_from": shape.hours.break_from,
        "break_to": shape.hours.break_to,
        "round": vax_session.round_id,
        "vaccine": vax_session.vaccine_id,
        "place": vax_session.place,
        "commune": vax_session.commune_id,
        "stations": shape.stations,
        "dose_minutes": pace,
        "slot_minutes": shape.slot_minutes,
        "slot_capacity": None if shape.slot_capacity == by_pace else shape.slot_capacity,
        "note": vax_session.note,
    }


def like(vax_session: VaccinationSession) -> dict[str, Any]:  # initial values, by field name
    """A new plan like an earlier one: the same weekday of the next week that is still to come."""
    day = vax_session.day + timedelta(weeks=1)
    while day <= clock.today():
        day += timedelta(weeks=1)
    return {**from_session(vax_session), "day": day}


class ReasonForm(Form):
    reason = TidyField(
        label=_("Lý do"),
        max_length=300,
        help_text=_("Người được mời và cấp trên sẽ đọc lý do này."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class RepeatForm(Form):
    """Every week on the same weekday: so many weeks, or until a day."""

    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    times = WholeNumberField(label=_("Số tuần"), required=False, example=4)
    until = DateField(label=_("Hoặc đến ngày"), required=False, help_text=_("Ghi một trong hai."))

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **{**options, "initial": {"ref": new_ref()}})

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"times": given["times"], "until": given["until"], "ref": given["ref"] or new_ref()}
