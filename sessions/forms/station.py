"""Which table this device stands on: chosen once, preset for every dose of the day."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.models import Dose, Lot, SessionLot, Station, VaccinationSession
from vaxportal.accounts.models import User
from vaxportal.core.forms import Form


class StationChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Station) -> str:
        return gettext("Bàn %(number)s") % {"number": obj.number}


class LotChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: SessionLot) -> str:
        facts = {"vaccine": obj.lot.vaccine.name, "lot": obj.lot.number, "left": obj.doses_left}
        if obj.lot.recalled_at:
            facts["at"] = f"{timezone.localtime(obj.lot.recalled_at):%H:%M %d/%m/%Y}"
            return gettext("%(vaccine)s · lô %(lot)s · bị thu hồi lúc %(at)s") % facts
        return gettext("%(vaccine)s · lô %(lot)s · còn %(left)s liều") % facts


def injectors_of(vax_session: VaccinationSession) -> "forms.ModelChoiceField":
    staff = User.objects.filter(
        memberships__facility=vax_session.facility_id, memberships__ended_at=None, is_active=True
    ).distinct()
    return forms.ModelChoiceField(staff.order_by("full_name"), label=_("Người tiêm"), empty_label=_("Chọn…"))


def lots_of(vax_session: VaccinationSession, *, only_usable: bool = False, but: int | None = None) -> LotChoice:
    """All lots of the session, because what was given before a recall is entered after it; or those to inject from.

    `but`: the key of a lot that is no choice.
    """
    rows = SessionLot.objects.filter(session=vax_session).exclude(lot=but).select_related("lot__vaccine")
    if only_usable:
        rows = rows.filter(lot__in=Lot.objects.usable_in(vax_session.day))
    return LotChoice(rows, label=_("Lô vắc xin"), empty_label=None, widget=forms.RadioSelect)


class StationForm(Form):
    body_site = forms.ChoiceField(
        label=_("Vị trí tiêm"),
        choices=Dose.BodySite.choices,
        initial=Dose.BodySite.LEFT_ARM,
        widget=forms.RadioSelect(attrs={"class": "vx-options--row"}),
    )
    field_order = ("station", "session_lot", "injected_by", "body_site")

    def __init__(self, *args: object, vax_session: VaccinationSession, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["station"] = StationChoice(
            Station.objects.filter(session=vax_session),
            label=_("Bàn tiêm"),
            empty_label=None,
            widget=forms.RadioSelect(attrs={"class": "vx-options--row"}),
        )
        self.fields["session_lot"] = lots_of(vax_session, only_usable=True)
        self.fields["injected_by"] = injectors_of(vax_session)
        self.order_fields(self.field_order)

    def chosen(self) -> dict[str, object]:
        given = self.cleaned_data
        return {
            "station": given["station"].pk,
            "session_lot": given["session_lot"].pk,
            "injected_by": given["injected_by"].pk,
            "body_site": given["body_site"],
        }
