"""What the live desk asks for: the day's pack, who was scanned, the queues, and the acts it sends."""

import secrets
from typing import Any
from uuid import UUID

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from registration.models import Person
from registration.rules.cccd_qr import CccdCard
from registration.rules.people import Door, PersonGiven, person_problems
from registration.wording import WORDING as REGISTRATION_WORDING
from sessions.api.cards import Cards, Json, sentences
from sessions.api.inputs_live import ActIn, DeviceIn, FindIn, PulseIn
from sessions.api.views_session import one_session
from sessions.models import Appointment, DeskAct, SessionLot, VaccinationSession
from sessions.rules.acts import OPEN, ActKind, ActState
from sessions.rules.stages import Stage
from sessions.rules.stock import lot_problems
from sessions.services import board
from sessions.services.acts import ActGiven, Doing, do_act
from sessions.services.arrivals import foreseen
from sessions.services.devices import DeviceGiven, author_of, grant_for, release_device, seen, take_pack
from sessions.services.finding import Found, find_people
from sessions.services.kept_problems import tell_problem
from sessions.services.newcomers import groups_of, home_of, preset_for
from sessions.services.pack import Pack, judge_for, pack_for
from sessions.services.received import receive_act
from sessions.services.stock import lot_facts
from sessions.services.vials import open_vials
from vaxportal.accounts.access import ApiRequest
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.api import JsonAlways, may_any, told, told_quickly
from vaxportal.core.wording import say

DESK = (Permission.CHECK_IN, Permission.SCREEN, Permission.RECORD_DOSE, Permission.OBSERVE)
COLOURS = 8  # of lots, told apart by everybody; a session with more begins again
MOST_QUEUED = 60


class LiveView(APIView):
    content_negotiation_class = JsonAlways
    permission_classes = [may_any(*DESK)]


class TakePack(LiveView):
    @extend_schema(request=DeviceIn, responses={200: dict})
    def post(self, request: ApiRequest, ref: UUID) -> JsonResponse:
        """The day's pack; from now on the session does not close without this device."""
        given = told(DeviceIn, request).validated_data
        vax_session = one_session(request, ref)
        pack = pack_for(vax_session, request.user)
        salt = secrets.token_hex(16)
        people = _cards(pack, salt).of_session(pack.people)
        device = DeviceGiven(given["device"], given["name"])
        take_pack(vax_session=vax_session, device=device, by=request.user, people=len(people))
        return JsonResponse(
            {
                **_desk(pack),
                "salt": salt,
                "made_at": _moment(),
                "expires_at": pack.expires_at.isoformat(),
                "grant": grant_for(request.user, vax_session, device.ref),
                "me": {"ref": str(request.user.ref), "name": str(request.user)},
                "csrf": get_token(request._request),
                "people": people,
            }
        )


def _cards(pack: Pack, salt: str) -> Cards:
    return Cards(pack.judge, pack.judge.names, salt=salt)


def _desk(pack: Pack) -> Json:
    """Tables, lots, vials, staff and what newcomers are preset with."""
    day = pack.vax_session.day
    return {
        "session": _session(pack.vax_session),
        "stations": [
            {"ref": str(one.ref), "number": one.number, "injector": str(one.injector.ref) if one.injector else ""}
            for one in pack.stations
        ],
        "lots": [_lot(row, at, pack.vax_session) for at, row in enumerate(pack.lots)],
        "vials": [_vial(one) for one in pack.vials],
        "staff": [{"ref": str(one.ref), "name": str(one)} for one in pack.staff],
        "groups": [{"code": one.code, "name": str(one)} for one in groups_of(day)],
        "preset": {"commune": pack.preset.commune, "group": pack.preset.group},
        "verdicts": Cards(pack.judge, pack.judge.names).verdicts_of_nobody(),
    }


def _session(vax_session: VaccinationSession) -> Json:
    return {
        "ref": str(vax_session.ref),
        "day": f"{vax_session.day:%d/%m}",
        "on": vax_session.day.isoformat(),
        "facility": vax_session.facility.name,
        "state": vax_session.state,
        "state_word": vax_session.get_state_display(),
    }


def _lot(row: SessionLot, at: int, vax_session: VaccinationSession) -> Json:
    lot = row.lot
    problems = lot_problems(lot_facts(lot), day=vax_session.day)
    return {
        "ref": str(lot.ref),
        "number": lot.number,
        "vaccine": lot.vaccine.code,
        "vaccine_name": lot.vaccine.name,
        "expires": f"{lot.expires_on:%d/%m/%Y}",
        "per_vial": lot.vaccine.doses_per_vial,
        "left": row.doses_left,
        "colour": at % COLOURS + 1,
        "problems": [one["text"] for one in sentences(problems)],
    }


def _vial(vial: Any) -> Json:  # Any: annotated by `open_vials`
    return {
        "ref": str(vial.ref),
        "lot": str(vial.session_lot.lot.ref),
        "station": str(vial.station.ref) if vial.station else "",
        "opened_at": timezone.localtime(vial.opened_at).isoformat(timespec="seconds"),
        "left": vial.left,
    }


class Find(LiveView):
    @extend_schema(request=FindIn, responses={200: dict})
    def post(self, request: ApiRequest, ref: UUID) -> JsonResponse:
        """Whom a scan means, with the verdict of each; a card that nobody has registered comes back read."""
        text = told_quickly(FindIn, request)["text"]
        vax_session = one_session(request, ref)
        found = find_people(text, vax_session=vax_session, by=request.user)
        if found.only:
            record(request.user, "person.read", found.only.person)
        lots = list(vax_session.lots.select_related("lot__vaccine"))
        judge = judge_for(vax_session, lots)
        cards = Cards(judge, judge.names)
        refs = [one.pk for one in found.appointments]
        people = Appointment.objects.visible_to(request.user).filter(pk__in=refs).order_by("person__folded_name", "pk")
        return JsonResponse(
            {
                "people": cards.of_session(people) if refs else [],
                "strangers": _strangers(cards, vax_session, found.people),
                "newcomer": _newcomer(cards, vax_session, found),
                "problem": say(found.problem, REGISTRATION_WORDING) if found.problem else "",
            }
        )


def _strangers(cards: Cards, vax_session: VaccinationSession, people: list[Person]) -> list[Json]:
    """With what taking them in would be asked about."""
    if not people:
        return []
    shown, asked = cards.of_strangers(people), foreseen(vax_session, people)
    return [card | {"asks": sentences(asked[one.pk])} for one, card in zip(people, shown, strict=True)]


def _newcomer(cards: Cards, vax_session: VaccinationSession, found: Found) -> Json | None:
    if found.card is None or found.anybody:
        return None
    card, preset = found.card, preset_for(vax_session)
    given = _as_given(card, home_of(card, preset), preset.group)
    problems = person_problems(given, today=clock.today(), door=Door.STAFF)
    return {
        "full_name": card.full_name,
        "born_on": card.born_on.isoformat(),
        "sex": card.sex.value,
        "id_number": card.id_number.number,
        "address": card.address,
        "commune": given.commune_code,
        "priority_group": preset.group,
        "missing": [{"field": one.field, "text": say(one, REGISTRATION_WORDING)} for one in problems],
        "card": cards.of_newcomer(card),
    }


def _as_given(card: CccdCard, commune: str, group: int) -> PersonGiven:
    return PersonGiven(
        full_name=card.full_name,
        born_on=card.born_on,
        sex=card.sex,
        id_number=card.id_number.number,
        address=card.address,
        commune_code=commune,
        priority_group=group,
        missing_reason="-",  # the desk's own: asked for when there is none
    )


class Pulse(LiveView):
    @extend_schema(request=PulseIn, responses={200: dict})
    def post(self, request: ApiRequest, ref: UUID) -> JsonResponse:
        """The device is there; what waits at its screen, and what has changed on the tables."""
        given = told_quickly(PulseIn, request)
        vax_session = one_session(request, ref)
        device = DeviceGiven(given["device"], given["name"])
        held = seen(vax_session, device, by=request.user, unsent=given["unsent"])
        counts = board.counts(vax_session)
        return JsonResponse(
            {
                "now": _moment(),
                "csrf": get_token(request._request),
                "state": vax_session.state,
                "is_lost": held.lost_at is not None,
                "conflicts": DeskAct.objects.filter(session=vax_session, state__in=OPEN).count(),
                "counts": {stage.value: count for stage, count in counts.items()},
                "queue": [_line(one) for one in _queue(vax_session, given["stage"])],
                "lots": {str(row.lot.ref): row.doses_left for row in vax_session.lots.select_related("lot")},
                "vials": [_vial(one) for one in open_vials(vax_session)],
            }
        )


def _queue(vax_session: VaccinationSession, stage: str) -> list[Appointment]:
    return list(board.queue(vax_session, Stage(stage))[:MOST_QUEUED]) if stage else []


def _line(appointment: Appointment) -> Json:
    screened_at = getattr(appointment, "screened_at", None)  # of `with_course`
    given_at = getattr(appointment, "given_at", None)
    moments = {"arrived_at": appointment.checked_in_at, "screened_at": screened_at, "given_at": given_at}
    return {
        "ref": str(appointment.ref),
        "name": appointment.person.full_name,
        "born": f"{appointment.person.born_on:%d/%m/%Y}",
        "come_at": f"{appointment.slot.starts_at:%H:%M}" if appointment.slot else "",
        "caution": bool(getattr(appointment, "with_caution", False)),
        **{name: timezone.localtime(at).isoformat() if at else "" for name, at in moments.items()},
    }


class Release(LiveView):
    @extend_schema(request=PulseIn, responses={204: None})
    def post(self, request: ApiRequest, ref: UUID) -> Response:
        """The device has erased the pack and holds nothing."""
        given = told(PulseIn, request).validated_data
        vax_session = one_session(request, ref)
        release_device(vax_session=vax_session, device=given["device"], unsent=given["unsent"], by=request.user)
        return Response(status=204)


class Acts(LiveView):
    @extend_schema(request=ActIn, responses={200: dict})
    def post(self, request: ApiRequest, ref: UUID) -> JsonResponse:
        """One act. `offline`: it was entered while we were out of reach, has its own time, and is kept whatever the
        rules say to it."""
        given = told(ActIn, request).validated_data
        vax_session = one_session(request, ref)
        act = ActGiven(
            ref=given["ref"],
            kind=ActKind(given["kind"]),
            subject=given["subject"],
            content=given["content"],
            at=given["at"] if given["offline"] else None,
        )
        if given["offline"]:
            return JsonResponse(_received(request, vax_session, act, given))
        appointment = do_act(Doing(vax_session, act, request.user))
        return JsonResponse({"state": ActState.DONE, "card": _card(request, vax_session, appointment)})


def _received(request: ApiRequest, vax_session: VaccinationSession, act: ActGiven, given: Json) -> Json:
    author = author_of(given["grant"], vax_session, given["device"])
    device = seen(vax_session, DeviceGiven(given["device"], given["name"]), by=request.user, unsent=given["unsent"])
    kept = receive_act(device=device, given=act, author=author, by=request.user)
    return {
        "state": kept.state,
        "problems": [tell_problem(one) for one in kept.problems],
        "card": _card(request, vax_session, kept.appointment),
    }


def _card(request: ApiRequest, vax_session: VaccinationSession, appointment: Appointment | None) -> Json | None:
    """As the person stands now, to be shown and to go into the pack."""
    if appointment is None:
        return None
    judge = judge_for(vax_session, list(vax_session.lots.select_related("lot__vaccine")))
    mine = Appointment.objects.visible_to(request.user).filter(pk=appointment.pk)
    return next(iter(Cards(judge, judge.names).of_session(mine)), None)


def _moment() -> str:
    return timezone.localtime(clock.now()).isoformat()
