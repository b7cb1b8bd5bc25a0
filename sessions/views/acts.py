"""What was entered without a network and refused: both versions side by side, and a person's decision."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registration.models import Person
from sessions.forms.acts import SettleForm
from sessions.models import Appointment, DeskAct, Dose, Lot, VaccinationSession
from sessions.models.appointments import OUTCOME_NAMES
from sessions.models.doses import REACTION_NAMES
from sessions.models.series import SERIES_NAMES, dose_word
from sessions.rules.acts import OPEN, ActKind
from sessions.rules.screening import ScreeningOutcome
from sessions.services.kept_problems import tell_problem
from sessions.services.received import rest_behind, settle_act, try_again
from sessions.views.bar import SEES_ACTS, desk_page, visible_session
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core.http import see_other
from vaxportal.core.ids import read_ref

BESIDE = ("session__facility", "device", "entered_by", "decided_by")
MOST_SHOWN = 300  # of one text
CONCLUSIONS: Mapping[str, object] = {code.value: word for code, word in OUTCOME_NAMES.items()} | {
    ScreeningOutcome.ELIGIBLE.value: gettext_lazy("Đủ điều kiện")
}
CODES: Mapping[str, Mapping[str, object]] = {"reaction": REACTION_NAMES, "outcome": CONCLUSIONS}


@dataclass(frozen=True)
class Shown:
    """One act as the device says it, and the person as the server knows them."""

    act: DeskAct
    who: str
    born: str
    told: list[tuple[str, str]]
    sentences: list[str]
    appointment: Appointment | None = None
    doses: tuple[Dose, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.act.state in OPEN


@requires(*SEES_ACTS)
def act_list(request: Request, ref: UUID) -> HttpResponse:
    """All acts of the session that came afterwards, those to be decided first. Posting tries them once more."""
    vax_session = visible_session(request, ref)
    if request.method == "POST":
        left = try_again(vax_session=vax_session, by=request.user)
        told = ngettext("Còn %(n)s việc chưa ghi được.", "Còn %(n)s việc chưa ghi được.", left) % {"n": left}
        messages.success(request, told if left else _("Mọi việc đã được ghi."))
        return see_other("sessions:act_list", vax_session.ref)
    rows = list(DeskAct.objects.filter(session=vax_session).select_related(*BESIDE))
    record(request.user, "session.acts_read", vax_session, count=len(rows))
    shown = sorted((_shown(one) for one in rows), key=lambda one: (not one.is_open, one.act.entered_at))
    lost = vax_session.devices.exclude(lost_at=None)
    may_settle = request.user.may(P.VOID_DOSE)
    given = {"acts": shown, "open": sum(one.is_open for one in shown), "lost": lost, "may_settle": may_settle}
    return desk_page(request, "desk/act_list.html", vax_session, given)


@requires(P.VOID_DOSE)
def act_settle(request: Request, ref: UUID) -> HttpResponse:
    sessions = VaccinationSession.objects.visible_to(request.user)
    act = get_object_or_404(DeskAct.objects.filter(session__in=sessions).select_related(*BESIDE), ref=ref)
    rest = [_shown(one) for one in rest_behind(act).select_related(*BESIDE)]
    form = SettleForm(request.POST or None, act=act, has_rest=bool(rest), initial=_as_entered(act))
    if form.is_valid() and form.settle(settle_act, act=act, by=request.user):
        messages.success(request, _("Đã ghi quyết định."))
        return see_other("sessions:act_list", act.session.ref)
    record(request.user, "person.read", act.person or _person_of(act))
    return desk_page(request, "desk/act_settle.html", act.session, {"form": form, "shown": _shown(act), "rest": rest})


def _content(act: DeskAct) -> dict[str, object]:
    """As the device sent it, fit to be shown: it may have sent anything."""
    return {name: _fit(value) for name, value in json.loads(act.content).items()}


def _fit(value: object) -> object:
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return Truncator(str(value).encode(errors="replace").decode()).chars(MOST_SHOWN)


def _as_entered(act: DeskAct) -> dict[str, object]:
    content = _content(act)
    named = read_ref(str(content.get("lot")))
    lot = act.session.lots.filter(lot__ref=named).first() if named else None
    return {"dose": f"{content.get('series')}-{content.get('number')}", "session_lot": lot}


def _shown(act: DeskAct) -> Shown:
    content = _content(act)
    person = _person_of(act)
    appointment = Appointment.objects.filter(session=act.session_id, person=person).first() if person else None
    doses = Dose.objects.filter(person=person).not_voided() if person else Dose.objects.none()
    return Shown(
        act=act,
        who=person.full_name if person else str(content.get("full_name", "")),
        born=_born(person, content),
        told=list(_told(act, content)),
        sentences=[tell_problem(one) for one in act.problems],
        appointment=appointment,
        doses=tuple(doses.select_related("lot", "vaccine", "session__facility", "recorded_by").order_by("given_at")),
    )


def _born(person: Person | None, content: Mapping[str, object]) -> str:
    told = person.born_on.isoformat() if person else str(content.get("born_on", ""))
    try:
        return f"{date.fromisoformat(told):%d/%m/%Y}"
    except ValueError:
        return told


def _person_of(act: DeskAct) -> Person | None:
    """Of the appointment that it names; of a walk-in who is not taken in yet there is none."""
    if act.person:
        return act.person
    named = Appointment.objects.filter(session=act.session_id, ref=act.subject).select_related("person").first()
    walked_in = DeskAct.objects.filter(session=act.session_id, subject=act.subject).exclude(person=None).first()
    return named.person if named else walked_in.person if walked_in else None


def _told(act: DeskAct, content: dict[str, object]) -> list[tuple[str, str]]:
    """The device's version, as words."""
    lines = []
    if act.kind == ActKind.DOSE:
        series, number = str(content.get("series")), content.get("number")
        known = series in {str(one) for one in SERIES_NAMES} and isinstance(number, int)
        lines.append((_("Mũi"), dose_word(series, number) if known else "–"))  # type: ignore[arg-type]
        named = read_ref(str(content.get("lot")))
        lot = Lot.objects.filter(ref=named).select_related("vaccine").first() if named else None
        lines.append((_("Lô"), f"{lot.vaccine.name} · {lot}" if lot else "–"))
    words = {"outcome": _("Kết quả"), "note": _("Ghi chú"), "reaction": _("Phản ứng"), "override_reason": _("Lý do")}
    lines += [(word, _value(name, content[name])) for name, word in words.items() if content.get(name)]
    if content.get("temperature"):
        lines.append((_("Nhiệt độ (°C)"), str(localize(content["temperature"]))))
    return lines


def _value(name: str, value: object) -> str:
    return str(CODES.get(name, {}).get(str(value), value))
