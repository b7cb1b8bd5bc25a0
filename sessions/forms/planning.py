"""The plan of a session as a form: when and what, stations and slots, doses of each lot on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registration.models import Organization, Vaccine
from sessions.models import Lot, Round, VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.slots import Hours, home_at
from sessions.services.planning import LotIssue, Plan
from sessions.wording import WORDING
from vaxportal.core import clock
from vaxportal.core.forms import DateField, Form, TidyField, TimeField, WholeNumberField
from vaxportal.core.ids import new_ref
from vaxportal.core.wording import say
from vaxportal.geography.models import Province

MINUTES = [
    (15, _("15 phút")),
    (20, _("20 phút")),
    (30, _("30 phút")),
    (45, _("45 phút")),
    (60, _("1 giờ")),
    (120, _("2 giờ")),
]
A_MORNING = {"starts_at": time(7, 30), "ends_at": time(11, 30), "stations": 2, "slot_minutes": 60, "slot_capacity": 40}


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
    doses: int
    last_called_at: time
    home_at: time
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
    stations = WholeNumberField(label=_("Số bàn tiêm"), example=2)
    slot_minutes = forms.TypedChoiceField(label=_("Mỗi khung giờ"), choices=MINUTES, coerce=int)
    slot_capacity = WholeNumberField(label=_("Số người mỗi khung giờ"), example=40)
    note = TidyField(label=_("Ghi chú"), required=False, max_length=300)

    def __init__(
        self, *args: Any, shelf: Sequence[OnShelf], rounds: Any, host: Organization | None = None, **options: Any
    ) -> None:  # Django's own form options
        tomorrow = clock.today() + timedelta(days=1)
        options["initial"] = {**A_MORNING, "day": tomorrow, "ref": new_ref(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        licensed = Vaccine.objects.filter(licensed=Vaccine.Licence.YES)
        self.fields["vaccine"].queryset = licensed  # type: ignore[attr-defined]
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
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
            slot_capacity=given["slot_capacity"],
            lots=tuple(wanted),
            place=given["place"],
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
        if self.is_bound:
            self.full_clean()
        numbers = [self._now(name) for name in ("starts_at", "ends_at", "stations", "slot_minutes", "slot_capacity")]
        if any(number is None for number in numbers):
            return None
        shape = rules.PlanShape(self._hours(), *numbers[2:])
        if any(rules.shape_problems(shape)):
            return None
        slots = shape.slots
        places, doses = shape.places, sum(self._now(one.field) or 0 for one in self.shelf)
        cautions = rules.plan_cautions(
            places=places,
            doses=doses or places,  # not yet said
            stations=shape.stations,
            people=places,
            per_station=settings.PEOPLE_PER_STATION,
        )
        return Figures(
            slots=len(slots),
            places=places,
            doses=doses,
            last_called_at=slots[-1].starts_at,
            home_at=home_at(slots[-1].ends_at),
            cautions=[say(caution, WORDING) for caution in cautions],
        )

    def _hours(self) -> Hours:
        return Hours(*(self._now(name) for name in ("starts_at", "ends_at", "break_from", "break_to")))

    def _now(self, name: str) -> Any:  # a time or a number, as the field says
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get(name)
        return self.get_initial_for_field(self.fields[name], name)


def _doses_of(one: OnShelf) -> WholeNumberField:
    label = _("Số liều lấy từ lô %(lot)s") % {"lot": one.lot.number}
    return WholeNumberField(label=label, required=False, min_value=0, initial=one.wanted)


def at_organization(host: Organization | None) -> dict[str, Any]:  # initial values, by field name
    """Where people are told to come when a session is held at their organization."""
    if host is None:
        return {}
    place = ", ".join(part for part in (host.name, host.address, host.commune.name) if part)
    return {"place": place[:200]}


def from_session(vax_session: VaccinationSession) -> dict[str, Any]:  # initial values, by field name
    """A draft as the form shows it; the break is the gap between its slots."""
    slots = list(vax_session.slots.all())
    gap = next((pair for pair in pairwise(slots) if pair[0].ends_at < pair[1].starts_at), None)
    first = slots[0]
    length = (first.ends_at.hour - first.starts_at.hour) * 60 + first.ends_at.minute - first.starts_at.minute
    return {
        "day": vax_session.day,
        "starts_at": vax_session.starts_at,
        "ends_at": vax_session.ends_at,
        "break_from": gap[0].ends_at if gap else None,
        "break_to": gap[1].starts_at if gap else None,
        "round": vax_session.round_id,
        "vaccine": vax_session.vaccine_id,
        "place": vax_session.place,
        "stations": vax_session.stations.count(),
        "slot_minutes": length,
        "slot_capacity": first.capacity,
        "note": vax_session.note,
    }


class ReasonForm(Form):
    reason = TidyField(
        label=_("Lý do"),
        max_length=300,
        help_text=_("Người được mời và cấp trên sẽ đọc lý do này."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class RoundForm(Form):
    """The province is asked of those who stand above it."""

    province = forms.ModelChoiceField(label=_("Tỉnh, thành phố"), queryset=Province.objects.none())
    name = TidyField(label=_("Tên đợt tiêm"), max_length=100, help_text=_("Như trong kế hoạch của tỉnh, ví dụ Đợt 10"))
    starts_on = DateField(label=_("Từ ngày"), help_text="")
    ends_on = DateField(label=_("Đến ngày"), help_text="", required=False)

    def __init__(self, *args: Any, provinces: Any, **options: Any) -> None:  # `provinces`: a queryset, or None
        super().__init__(*args, **options)
        if provinces is None:
            del self.fields["province"]
        else:
            self.fields["province"].queryset = provinces  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}
