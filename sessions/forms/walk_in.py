"""The least that must be known of somebody who was never registered; a scanned card fills most of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.likely import AskingWho
from registration.models import PriorityGroup, people
from registration.rules.cccd_qr import read_cccd_qr
from registration.rules.codes import PersonIs
from registration.rules.identity import Sex
from registration.rules.people import Door, PersonGiven, person_problems
from registration.services.given import RegistrationGiven
from registration.wording import WORDING
from sessions.models import VaccinationSession
from sessions.rules.overrides import Override
from vaxportal.core import clock
from vaxportal.core.forms import DateField, TidyField, with_blank
from vaxportal.core.problems import Problem
from vaxportal.geography.models import Commune

BORNE = (PersonIs.ID_ALREADY_KNOWN, PersonIs.POSSIBLY_KNOWN)  # by somebody in the system


class WalkInForm(AskingWho):
    needed = frozenset({"guardian_name"})  # of minors

    full_name = TidyField(label=_("Họ và tên"), max_length=100)
    born_on = DateField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(
        label=_("Giới tính"), choices=people.Sex.choices, widget=forms.RadioSelect(attrs={"class": "vx-options--row"})
    )
    id_number = TidyField(label=_("Số CCCD, CMND hoặc hộ chiếu"), required=False, max_length=20)
    phone = TidyField(label=_("Số điện thoại"), required=False, max_length=20)
    missing_reason = TidyField(label=_("Lý do thiếu số giấy tờ hoặc điện thoại"), required=False, max_length=200)
    guardian_name = TidyField(
        label=_("Họ và tên người giám hộ"),
        help_text=_("Khi người được tiêm dưới 18 tuổi"),
        required=False,
        max_length=100,
    )
    commune = forms.ChoiceField(label=_("Nơi ở: xã, phường"))  # choices: by session
    priority_group = forms.ChoiceField(label=_("Nhóm ưu tiên"))
    override_reason = TidyField(label=_("Lý do vẫn nhận vào buổi tiêm"), required=False, max_length=300)
    ref = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, vax_session: VaccinationSession, **options: object) -> None:
        super().__init__(*args, **options)
        groups = PriorityGroup.objects.filter(valid_to=None)
        self.choose("commune", with_blank(_communes(vax_session)))
        self.choose("priority_group", with_blank((group.code, str(group)) for group in groups))

    def choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:  # Any: choices may stand in groups
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def known_number(self) -> str:
        """The number as written, where the system knows it under another name, birth date or sex."""
        known = any(self.has_error("id_number", str(code)) for code in BORNE)
        return str(self["id_number"].value()) if known else ""

    def clean(self) -> dict[str, Any]:
        self.foresee(person_problems(self._person(), today=clock.today(), door=Door.STAFF), WORDING)
        return self.cleaned_data

    def _person(self) -> PersonGiven:
        """As far as it can be read."""
        told = self.cleaned_data
        commune = Commune.objects.filter(pk=told["commune"]).first() if told.get("commune") else None
        texts = ("full_name", "id_number", "phone", "missing_reason", "guardian_name")
        return PersonGiven(
            **{name: told.get(name, "") for name in texts},
            born_on=told.get("born_on"),
            sex=Sex(told["sex"]) if told.get("sex") else None,
            commune_code=commune.code if commune else "",
            priority_group=int(told["priority_group"]) if told.get("priority_group") else None,
        )

    def arguments(self) -> dict[str, object]:
        told = self.cleaned_data
        reason = told["override_reason"]
        return {
            "given": RegistrationGiven(person=self._person(), decided=self.decided),
            "ref": told["ref"],
            "override": Override(reason) if reason else None,
        }


def _communes(vax_session: VaccinationSession) -> list[tuple[str, list[tuple[int, str]]]]:
    """Those of the facility's district first, then of the rest of the province."""
    facility = vax_session.facility
    of_province = Commune.objects.on(clock.today()).filter(district__province=facility.province_id)
    by_district: dict[tuple[bool, str], list[tuple[int, str]]] = {}
    for pk, name, district_id, district in of_province.values_list("pk", "name", "district", "district__name"):
        by_district.setdefault((district_id != facility.district_id, district), []).append((pk, name))
    return [(district, communes) for (_other, district), communes in sorted(by_district.items())]


def card_initial(scanned: str) -> dict[str, object]:
    """What a scanned identity card says, else the text taken for a name or a number."""
    card = read_cccd_qr(scanned, today=clock.today()) if "|" in scanned else None
    if card is None:
        digits = scanned.replace(" ", "")
        return {"id_number": digits} if digits.isdigit() else {"full_name": scanned.title()}
    if isinstance(card, Problem):
        return {}
    return {
        "full_name": card.full_name,
        "born_on": card.born_on,
        "sex": card.sex.value,
        "id_number": card.id_number.number,
    }
