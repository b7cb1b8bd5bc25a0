"""Forms at the desk: find a person, take one in, work through who waits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from registration.forms.likely import AskingWho
from registration.forms.places import PlaceFields
from registration.forms.told import person_of, unknown_choices, wish_of
from registration.forms.wizard import NUMBER, PHONE, SIDE_BY_SIDE, group_choices
from registration.models import Registration, Vaccine
from registration.models.people import Sex
from registration.rules.cccd_qr import CccdCard, read_cccd_qr
from registration.rules.codes import PersonIs
from registration.rules.people import Door, PersonGiven, person_problems
from registration.rules.registrations import WishedDose, WishGiven, earlier_problems
from registration.services.given import RegistrationGiven
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.core.forms import DateField, Form, TidyField, with_blank
from vaxportal.core.problems import Problem
from vaxportal.core.text import cut
from vaxportal.core.wording import say
from vaxportal.geography.models import Commune

EARLIER = 2


class SearchForm(Form):
    text = TidyField(
        label=_("Tên, số đăng ký, số giấy tờ hoặc số điện thoại"),
        help_text=_("Tên không cần dấu. Quét mã QR của phiếu đăng ký cũng được."),
        widget=forms.TextInput({"autocomplete": "off", "data-scan": "", "autofocus": True}),
    )

    def clean_text(self) -> str:
        """A scanned identity card is searched by its number."""
        text: str = self.cleaned_data["text"]
        return text.split("|", 1)[0] if text.count("|") >= 6 else text


class ScanForm(Form):
    scan = forms.CharField(
        label=_("Quét mã QR trên thẻ căn cước"),
        help_text=_("Đặt con trỏ vào ô rồi quét. Máy quét tự điền các ô bên dưới."),
        widget=forms.TextInput({"autocomplete": "off", "data-scan": ""}),
    )

    def clean_scan(self) -> CccdCard:
        card = read_cccd_qr(self.cleaned_data["scan"], today=clock.today())
        if isinstance(card, Problem):
            raise forms.ValidationError(say(card, WORDING), code=str(card.code))
        return card

    def card_answers(self) -> dict[str, Any]:
        card: CccdCard = self.cleaned_data["scan"]
        return {
            "full_name": card.full_name,
            "born_on": card.born_on,
            "sex": card.sex,
            "id_number": card.id_number.number,
            "address": card.address.split(",")[0],
            **place_of(card.address),
        }


def place_of(address: str) -> dict[str, str]:
    """The commune at the end of a card's address, if exactly one has that path; a card may name units long gone."""
    parts = [part.strip() for part in address.split(",")][-3:]
    if len(parts) < 3:
        return {}
    commune, district, province = (part.split(" ", 1)[-1] if " " in part else part for part in parts)
    found = Commune.objects.on(clock.today()).named_like(parts[0])
    found = found.filter(district__name__iendswith=district, district__province__name__iendswith=province)
    communes = [one for one in found.select_related("district__province")[:20] if one.name.endswith(commune)]
    if len(communes) != 1:
        return {}
    one = communes[0]
    return {"province": one.district.province.code, "district": one.district.code, "commune": one.code}


class StaffPersonForm(AskingWho, PlaceFields):
    field_order = [
        *("full_name", "born_on", "sex", "priority_group", "id_number", "phone", "bhyt", "missing_reason"),
        *("guardian_name", "workplace", "id_confirmed_on_paper", "province", "district", "commune", "address"),
    ]

    full_name = TidyField(label=_("Họ, chữ đệm và tên"), widget=forms.TextInput({"autocomplete": "off"}))
    born_on = DateField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(label=_("Giới tính"), choices=Sex.choices, widget=forms.RadioSelect(SIDE_BY_SIDE))
    id_number = forms.CharField(label=_("Số CCCD, CMND hoặc hộ chiếu"), widget=forms.TextInput(NUMBER), required=False)
    id_confirmed_on_paper = forms.BooleanField(
        label=_("Đã xem giấy tờ: số này đúng dù không khớp giới tính hoặc năm sinh"), required=False
    )
    bhyt = forms.CharField(label=_("Số thẻ bảo hiểm y tế"), widget=forms.TextInput(NUMBER), required=False)
    phone = forms.CharField(label=_("Số điện thoại di động"), widget=forms.TextInput(PHONE), required=False)
    missing_reason = TidyField(
        label=_("Lý do thiếu số điện thoại hoặc số giấy tờ"),
        help_text=_("Ví dụ: người già neo đơn, mất giấy tờ"),
        required=False,
    )
    guardian_name = TidyField(
        label=_("Họ và tên người giám hộ"), help_text=_("Khi người được tiêm dưới 18 tuổi"), required=False
    )
    address = TidyField(label=_("Số nhà, đường, ấp, khóm"), required=False)
    priority_group = forms.ChoiceField(label=_("Nhóm ưu tiên"), choices=[])
    workplace = TidyField(label=_("Nơi làm việc, học tập"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["priority_group"].choices = with_blank(group_choices())  # type: ignore[attr-defined]
        self.vaccines = with_blank(Vaccine.objects.order_by("name").values_list("code", "name"))
        for number in range(1, EARLIER + 1):
            stem = f"earlier_{number}"
            self.fields[f"{stem}_vaccine"] = forms.ChoiceField(
                label=_("Vắc xin"), choices=self.vaccines, required=False
            )
            self.fields[f"{stem}_given_on"] = DateField(label=_("Ngày tiêm"), required=False)
            self.fields[f"{stem}_lot"] = TidyField(label=_("Số lô"), required=False, max_length=40)
            self.fields[f"{stem}_facility"] = TidyField(label=_("Nơi tiêm"), required=False, max_length=150)

    def earlier(self) -> list[list[forms.BoundField]]:
        parts = ("vaccine", "given_on", "lot", "facility")
        return [[self[f"earlier_{number}_{part}"] for part in parts] for number in range(1, EARLIER + 1)]

    def has_earlier(self) -> bool:
        return any(bound.value() or bound.errors for dose in self.earlier() for bound in dose)

    def clean(self) -> dict[str, Any]:
        self.foresee(self._problems(), WORDING)
        return self.cleaned_data

    def _problems(self) -> Iterator[Problem]:
        told = self._told()
        unknown = list(unknown_choices(told))
        yield from unknown
        for problem in person_problems(self._person(), today=clock.today(), door=Door.STAFF):
            if problem.field not in {one.field for one in unknown}:
                yield problem
        if told.get("commune") and "commune" in self.sent_wrong:
            yield Problem(PersonIs.COMMUNE_UNKNOWN, "commune")
        vaccines = {code for code, _name in self.vaccines if code}
        born_on = self.cleaned_data.get("born_on")
        yield from earlier_problems(self._wish().earlier, today=clock.today(), vaccines=vaccines, born_on=born_on)

    def _told(self) -> dict[str, str]:
        """With what the fields found wrong, as it was sent: the rules know more of it."""
        return self.sent_wrong | {name: _as_text(value) for name, value in self.cleaned_data.items()}

    def _person(self) -> PersonGiven:
        """As far as it can be read."""
        told = self._told()
        return replace(
            person_of(told),
            id_confirmed_on_paper=self.cleaned_data.get("id_confirmed_on_paper", False),
            missing_reason=told.get("missing_reason", ""),
        )

    def _wish(self) -> WishGiven:
        wish = wish_of({**self._told(), "wished_dose": WishedDose.NEXT})
        return wish if wish.earlier else WishGiven()

    def arguments(self) -> dict[str, Any]:
        return {
            "given": RegistrationGiven(person=self._person(), wish=self._wish(), decided=self.decided),
            "source": Registration.Source.STAFF,
        }


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")


def home_of(user: User) -> dict[str, str]:
    """Where the desk stands: most who walk in live there."""
    facility_id, district_id = user.acting.facility_id, user.acting.district_id
    if facility_id:
        here = Commune.objects.filter(facilities=facility_id).select_related("district__province").first()
        if here:
            return {"province": here.district.province.code, "district": here.district.code, "commune": here.code}
    units = Commune.objects.filter(district=district_id).select_related("district__province")[:1]
    return next(({"province": one.district.province.code, "district": one.district.code} for one in units), {})


class WaitingFilter(Form):
    """What the register shows; nothing in it is personal, so it stands in the address."""

    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("received", _("Chờ duyệt")),
            ("accepted", _("Đã duyệt, chờ lịch")),
            ("invited", _("Đã hẹn")),
            ("check", _("Cần đối chiếu")),
            ("done", _("Đã tiêm")),
            ("withdrawn", _("Đã rút")),
        ],
    )
    commune = forms.ChoiceField(label=_("Xã, phường"), required=False)
    group = forms.ChoiceField(label=_("Nhóm ưu tiên"), required=False)
    source = forms.ChoiceField(
        label=_("Nguồn"), required=False, choices=with_blank(Registration.Source.choices, _("Tất cả"))
    )

    def __init__(self, *args: Any, communes: list[tuple[str, str]], **options: Any) -> None:  # Django's form options
        super().__init__(*args, **options)
        self.fields["commune"].choices = with_blank(communes, _("Tất cả"))  # type: ignore[attr-defined]
        groups = [(code, cut(name, 60)) for code, name in group_choices()]
        self.fields["group"].choices = with_blank(groups, _("Tất cả"))  # type: ignore[attr-defined]


class AcceptForm(Form):
    """Ticked rows; which of them may be accepted, the service looks up."""

    chosen = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        refs = data.getlist("chosen") if data else []
        self.fields["chosen"].choices = [(ref, ref) for ref in refs]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"refs": self.cleaned_data["chosen"]}


class PurposeForm(Form):
    purpose = TidyField(
        label=_("Xem số đầy đủ để làm gì?"), help_text=_("Được ghi lại cùng tên của bạn"), max_length=200
    )


class PapersForm(Form):
    finding = TidyField(
        label=_("Giấy tờ đã xem và kết luận"),
        max_length=300,
        help_text=_("Ví dụ: đã xem CCCD gốc, số đúng là của người này"),
    )

    def arguments(self) -> dict[str, object]:
        return {"finding": self.cleaned_data["finding"]}
