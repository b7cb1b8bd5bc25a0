"""The pages of the public registration: each asks one thing, and the same rules speak as everywhere."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.countries import COUNTRIES
from registration.forms.places import PlaceFields
from registration.forms.told import Answers, person_of, unknown_choices, wish_of
from registration.models import PriorityGroup, Vaccine
from registration.models.people import Sex
from registration.models.registrations import Registration
from registration.rules.codes import IdIs, PersonIs
from registration.rules.people import ID_CARD_FROM, Door, is_minor, person_problems
from registration.rules.registrations import relation_problems, wish_problems
from registration.wording import WORDING
from vaxportal.core import clock
from vaxportal.core.dates import age_on
from vaxportal.core.forms import DateField, Form, TidyField, with_blank
from vaxportal.core.phones import Phone, read_phone
from vaxportal.core.problems import Problem

EARLIER_SHOWN = 3
PHONE = {"inputmode": "tel", "autocomplete": "tel", "data-width": "phone"}
SIDE_BY_SIDE = {"class": "vx-options--row"}
NUMBER = {"autocomplete": "off", "data-width": "id"}


class PageForm(Form):
    """One page. It knows what was answered before, keeps what is answered here, and asks the rules about it."""

    def __init__(self, *args: Any, answers: Answers, **options: Any) -> None:  # Django's own form options
        self.answers = answers
        super().__init__(*args, **options)

    def kept(self) -> Answers:
        """The answers of this page as text, for the draft."""
        return {name: _as_text(value) for name, value in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        told = {**self.answers, **self.kept(), **self.sent_wrong}
        unknown = list(unknown_choices(told))
        known = {problem.field for problem in unknown}
        found = [*unknown, *(one for one in self.problems(told, clock.today()) if one.field not in known)]
        self.foresee((one for one in found if self.field_of.get(one.field, one.field) in self.fields), WORDING)
        return self.cleaned_data

    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        yield from person_problems(person_of(told), today=today, door=Door.PUBLIC)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "")


class ForWhomForm(PageForm):
    for_whom = forms.ChoiceField(
        label=_("Bạn đăng ký cho ai?"),
        choices=[("self", _("Cho tôi")), ("relative", _("Cho người thân hoặc người tôi giúp"))],
        widget=forms.RadioSelect,
    )


class RegistrantForm(PageForm):
    registrant_name = TidyField(label=_("Họ và tên của bạn"), max_length=100)
    registrant_phone = forms.CharField(
        label=_("Số điện thoại của bạn"),
        help_text=_("Mã xác nhận và tin nhắn hẹn được gửi đến số này."),
        widget=forms.TextInput(PHONE),
    )
    relation = TidyField(label=_("Người được đăng ký là gì của bạn?"), help_text=_("Ví dụ: mẹ, con, hàng xóm"))

    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        phone = read_phone(told.get("registrant_phone", ""), "registrant_phone")
        if isinstance(phone, Problem):
            yield phone
        yield from relation_problems(told.get("relation", ""), for_relative=True)

    def kept(self) -> Answers:
        kept = super().kept()
        phone = read_phone(kept.get("registrant_phone", ""))
        return {**kept, "registrant_phone": phone.national} if isinstance(phone, Phone) else kept


class WishedDoseForm(PageForm):
    wished_dose = forms.ChoiceField(
        label=_("Đăng ký tiêm mũi nào?"),
        choices=[
            (Registration.WishedDose.FIRST, _("Mũi đầu tiên, chưa tiêm mũi nào")),
            (Registration.WishedDose.NEXT, _("Mũi tiếp theo, đã tiêm ít nhất một mũi")),
        ],
        widget=forms.RadioSelect,
    )


class IdentityForm(PageForm):
    full_name = TidyField(
        label=_("Họ, chữ đệm và tên"),
        help_text=_("Ghi đủ dấu, đúng như trên giấy tờ"),
        widget=forms.TextInput({"autocomplete": "name", "autocapitalize": "words"}),
    )
    born_on = DateField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(label=_("Giới tính"), choices=Sex.choices, widget=forms.RadioSelect(SIDE_BY_SIDE))


class NumbersForm(PageForm):
    needed = frozenset({"id_number"})

    id_number = forms.CharField(
        label=_("Số CCCD, CMND hoặc hộ chiếu"),
        help_text=_("CCCD có 12 chữ số, CMND có 9 chữ số"),
        widget=forms.TextInput(NUMBER),
        required=False,
    )
    bhyt = forms.CharField(
        label=_("Số thẻ bảo hiểm y tế"),
        help_text=_("15 ký tự trên thẻ, hoặc 10 chữ số cuối"),
        widget=forms.TextInput(NUMBER),
        required=False,
    )
    ethnicity = TidyField(label=_("Dân tộc"), required=False, max_length=50)
    nationality = forms.ChoiceField(label=_("Quốc tịch"), choices=[], initial="VN")

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["nationality"].choices = COUNTRIES  # type: ignore[attr-defined]
        born_on = person_of(self.answers).born_on
        id_number = self.fields["id_number"]
        id_number.required = not born_on or age_on(born_on, clock.today()) >= ID_CARD_FROM
        id_number.error_messages["required"] = str(WORDING[IdIs.MISSING])


class ContactForm(PageForm):
    phone = forms.CharField(label=_("Số điện thoại di động"), widget=forms.TextInput(PHONE))
    email = forms.CharField(
        label=_("Thư điện tử"),
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
        required=False,
    )
    guardian_name = TidyField(label=_("Họ và tên người giám hộ"), help_text=_("Vì người được tiêm dưới 18 tuổi"))

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        born_on = person_of(self.answers).born_on
        for_self = self.answers.get("for_whom") != "relative"
        if for_self:
            self.fields["phone"].help_text = _("Mã xác nhận và tin nhắn hẹn được gửi đến số này.")
        else:
            self.fields["phone"].help_text = _("Của người được tiêm; không có thì ghi số của bạn.")
            self.initial.setdefault("phone", self.answers.get("registrant_phone", ""))
            self.initial.setdefault("guardian_name", self.answers.get("registrant_name", ""))
        if not born_on or not is_minor(born_on, clock.today()):
            del self.fields["guardian_name"]
        elif for_self:
            self.fields["phone"].label = _("Số điện thoại của người giám hộ")

    def kept(self) -> Answers:
        kept = {"guardian_name": "", **super().kept()}
        phone = read_phone(kept.get("phone", ""))
        return {**kept, "phone": phone.national} if isinstance(phone, Phone) else kept


class HomeForm(PageForm, PlaceFields):
    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        yield from super().problems(told, today)
        if self.sent_wrong.get("commune"):
            yield Problem(PersonIs.COMMUNE_UNKNOWN, "commune")

    address = TidyField(
        label=_("Số nhà, đường, ấp, khóm"),
        required=False,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    field_order = ["province", "district", "commune", "address"]

    def relist(self) -> Self:
        return type(self)(answers=self.answers, initial={name: self.data.get(name, "") for name in self.fields})


class WorkForm(PageForm):
    priority_group = forms.ChoiceField(label=_("Nhóm ưu tiên"), choices=[], widget=forms.RadioSelect)
    occupation = TidyField(label=_("Nghề nghiệp"), required=False, max_length=100)
    workplace = TidyField(label=_("Nơi làm việc, học tập"), required=False, max_length=150)
    field_order = ["occupation", "workplace", "priority_group"]

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["priority_group"].choices = group_choices()  # type: ignore[attr-defined]


def group_choices() -> list[tuple[str, str]]:
    today = clock.today()
    groups = PriorityGroup.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today).order_by("valid_from")
    latest = {group.code: group.name for group in groups}
    return [(str(code), f"{code}. {latest[code]}") for code in sorted(latest)]


class WishForm(PageForm):
    wished_on = DateField(label=_("Ngày muốn tiêm"), required=False, help_text=_("Để trống nếu ngày nào cũng được"))
    half_day = forms.ChoiceField(
        label=_("Buổi muốn tiêm"),
        choices=Registration.HalfDay.choices,
        widget=forms.RadioSelect,
        initial=Registration.HalfDay.WHOLE_DAY,
    )

    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        yield from wish_problems(wish_of(told), today=today, vaccines=set())


class EarlierForm(PageForm):
    """Up to three doses told; the first must be, a further one when any part of it is."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        vaccines = with_blank(Vaccine.objects.order_by("name").values_list("code", "name"))
        for number in range(1, EARLIER_SHOWN + 1):
            stem = f"earlier_{number}"
            first = number == 1
            self.fields[f"{stem}_vaccine"] = forms.ChoiceField(label=_("Vắc xin"), choices=vaccines, required=first)
            self.fields[f"{stem}_given_on"] = DateField(label=_("Ngày tiêm"), required=first)
            self.fields[f"{stem}_lot"] = TidyField(label=_("Số lô"), required=False, max_length=40)
            self.fields[f"{stem}_facility"] = TidyField(label=_("Nơi tiêm"), required=False, max_length=150)
        self.vaccines = {code for code, _name in vaccines if code}

    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        born_on = person_of(told).born_on
        for problem in wish_problems(wish_of(told), today=today, vaccines=self.vaccines, born_on=born_on):
            yield problem.at("earlier_1_vaccine") if problem.field == "earlier" else problem

    def doses(self) -> list[list[forms.BoundField]]:
        """The fields of each dose, for the page."""
        parts = ("vaccine", "given_on", "lot", "facility")
        return [[self[f"earlier_{number}_{part}"] for part in parts] for number in range(1, EARLIER_SHOWN + 1)]
