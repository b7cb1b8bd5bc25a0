"""The administrative path above a page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from sessions.models import VaccinationSession
from vaxportal.geography.models import Facility

Crumb = dict[str, str]


def of_facility(facility: Facility, *more: Crumb) -> list[Crumb]:
    """Facilities are fetched with their district and province."""
    names = (facility.province.name, facility.district.name, facility.name)
    return [*({"label": name, "url": ""} for name in names), *more]


def of_session(vax_session: VaccinationSession, *more: Crumb) -> list[Crumb]:
    plans = {"label": _("Kế hoạch"), "url": reverse("sessions:session_list")}
    day = {
        "label": f"{vax_session.day:%d/%m/%Y}",
        "url": reverse("sessions:session_detail", args=[vax_session.ref]),
    }
    return of_facility(vax_session.facility, plans, day, *more)


def here(label: str) -> Crumb:
    return {"label": label, "url": ""}
