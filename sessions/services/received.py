"""What devices entered without a network: kept as it came, done once, and decided by a person where the rules refuse.

Order does not matter: an act whose forerunner has not come yet waits for it. The session is held first, so that
nothing is received while it is being closed.
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from sessions.models import DeskAct, DeskDevice, Dose, VaccinationSession
from sessions.rules.acts import DECIDED_ALONE, OPEN, ActKind, ActState, Decision
from sessions.rules.codes import DeskIs
from sessions.rules.desk import undo_dose_problems
from sessions.rules.overrides import Override
from sessions.services.acts import ActGiven, Doing, do_act
from sessions.services.devices import act_at
from sessions.services.kept_problems import keep_problem
from sessions.services.locks import hold_session
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import was_first
from vaxportal.core.errors import NotAllowed, RuleBroken, refuse_if
from vaxportal.core.ids import read_ref
from vaxportal.core.problems import Problem

UNDONE_ON_THE_DEVICE = "Người ghi đã hoàn tác ngay trên thiết bị"  # in the books, in one language


@transaction.atomic
def receive_act(*, device: DeskDevice, given: ActGiven, author: User, by: User) -> DeskAct:
    """`author`: who entered it, by the device's own proof; `by`: who is logged in while it is sent."""
    assert given.at is not None  # the door asks for it: what comes afterwards has its own time
    require(by, Permission.SEE_SESSIONS, at=device.session.facility)
    vax_session = hold_session(device.session_id)
    act = DeskAct(
        ref=given.ref,
        device=device,
        session=vax_session,
        kind=given.kind,
        subject=given.subject,
        content=json.dumps(given.content),
        entered_at=given.at,
        entered_by=author,
        received_by=by,
        state=ActState.WAITING,
        problems=[keep_problem(Problem(DeskIs.ACT_WAITS))],
    )
    if not was_first(act):
        return _same(DeskAct.objects.get(ref=given.ref), vax_session, given)
    _go_on(vax_session, [act.subject])
    act.refresh_from_db()
    record(by, "act.received", act, kind=act.kind, state=act.state)
    return act


@transaction.atomic
def settle_act(
    *,
    act: DeskAct,
    decision: Decision,
    reason: str,
    by: User,
    change: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    with_rest: bool = False,
) -> DeskAct:
    """A person decides what the rules refused. Recording what has happened lifts what cannot be undone any more, in
    the decider's name; `change` replaces parts of the content (another number, the right lot), `at` the
    time of a device whose clock was wrong. `with_rest`: what is not recorded takes along what stands behind it."""
    require(by, Permission.VOID_DOSE, at=act.session.facility)
    vax_session = hold_session(act.session_id)
    act = DeskAct.objects.select_for_update(of=("self",), no_key=True).get(pk=act.pk)
    if act.state == ActState.SETTLED and (act.decision, act.reason) == (decision, reason.strip()):
        return act
    refuse_if(_settling_problems(act, reason), WORDING)
    if decision == Decision.RECORD:
        word = Override(reason.strip(), happened=True)
        _note_result(act, do_act(Doing(vax_session, _given(act, change, at), _author(act) or by, word)))
        act.save(update_fields=["appointment", "person", "dose"])
    rest = list(rest_behind(act)) if with_rest and decision != Decision.RECORD else []
    for one in (act, *rest):
        _settle(one, decision, reason.strip(), by=by, at=clock.now())
        record(by, "act.settled", one, kind=one.kind, decision=decision)
    _go_on(vax_session, [act.subject, *_behind(act)])
    return act


def rest_behind(act: DeskAct) -> QuerySet[DeskAct]:
    """What the same device entered about the same person afterwards, and is open, too."""
    behind = DeskAct.objects.filter(session=act.session_id, device=act.device_id, subject=act.subject, state__in=OPEN)
    later = behind.filter(entered_at__gte=act.entered_at).exclude(pk=act.pk).exclude(kind__in=DECIDED_ALONE)
    return later.order_by("entered_at", "pk")


def _settle(act: DeskAct, decision: Decision, reason: str, *, by: User, at: datetime) -> None:
    act.state, act.decision, act.reason = ActState.SETTLED, decision, reason[:300]
    act.decided_at, act.decided_by = at, by
    act.save(update_fields=["state", "decision", "reason", "decided_at", "decided_by"])


@transaction.atomic
def try_again(*, vax_session: VaccinationSession, by: User) -> int:
    """Everything that waits, once more: the session has been opened, a lot was issued. Answers how many are left."""
    require(by, Permission.RECORD_DOSE, at=vax_session.facility)
    return go_on_with_all(hold_session(vax_session.pk))


def go_on_with_all(vax_session: VaccinationSession) -> int:
    """For who holds the session and has just opened it, too."""
    waiting = DeskAct.objects.filter(session=vax_session, state__in=OPEN)
    _go_on(vax_session, dict.fromkeys(waiting.values_list("subject", flat=True)))
    return waiting.count()


def _go_on(vax_session: VaccinationSession, subjects: Iterable[UUID]) -> None:
    """Everything that is open about somebody; then about whoever waited for what was done just now."""
    ahead = deque(subjects)
    while ahead:
        for moved in _go_on_with(vax_session, ahead.popleft()):
            ahead += [one for one in _behind(moved) if one not in ahead]


def _go_on_with(vax_session: VaccinationSession, subject: UUID) -> list[DeskAct]:
    """The open acts about one person in the order in which they were entered. What a device entered after an act of its
    own that is refused waits for it; another device is not held up. Answers those that are open no more. An undo takes
    back what it undoes, wherever that stands."""
    acts = DeskAct.objects.filter(session=vax_session, subject=subject, state__in=OPEN).order_by("entered_at", "pk")
    moved = [one for undo in acts.filter(kind=ActKind.UNDO_DOSE) for one in _undo(vax_session, undo)]
    refused = set[int]()  # devices
    for act in acts:
        if act.device_id in refused:
            _keep(act, ActState.WAITING, [Problem(DeskIs.ACT_WAITS)])
        elif _try(vax_session, act):
            moved.append(act)
        else:
            refused.add(act.device_id)
    return moved


def _behind(act: DeskAct) -> list[UUID]:
    """Under which other names open acts may wait for this one: two devices have each named the same walk-in, and a
    vial is known when its first dose is."""
    waiting = DeskAct.objects.filter(session=act.session_id, state__in=OPEN)
    same = DeskAct.objects.filter(session=act.session_id, kind=ActKind.WALK_IN, appointment=act.appointment_id)
    names = Q(subject__in=same.exclude(appointment=None).values("subject"))
    if act.appointment:
        names |= Q(subject=act.appointment.ref)
    if act.dose and act.dose.vial:
        names |= Q(subject=act.dose.vial.ref)
    if act.state == ActState.SETTLED:
        names |= Q(subject=act.subject)
    return list(dict.fromkeys(waiting.filter(names).values_list("subject", flat=True)))


def _try(vax_session: VaccinationSession, act: DeskAct) -> bool:
    author = _author(act)
    try:
        if author is None:
            raise RuleBroken([Problem(DeskIs.ACT_BY_ANOTHER)], WORDING)
        with transaction.atomic():
            _note_result(act, do_act(Doing(vax_session, _given(act), author)))
    except RuleBroken as refusal:
        _keep(act, ActState.CONFLICT, refusal.problems)
        return False
    except NotAllowed:
        _keep(act, ActState.CONFLICT, [Problem(DeskIs.ACT_BY_ANOTHER)])
        return False
    act.state, act.problems = ActState.DONE, []
    act.save(update_fields=["state", "problems", "appointment", "person", "dose"])
    return True


def _undo(vax_session: VaccinationSession, undo: DeskAct) -> list[DeskAct]:
    """What waits for a decision does not stand before it: with the dose undone, that may go on by itself."""
    named = read_ref(str(json.loads(undo.content).get("dose")))
    if named is None:
        return []
    of_session = DeskAct.objects.filter(session=vax_session, kind=ActKind.DOSE, state__in=OPEN)
    if refused := of_session.filter(ref=named).first():
        return _taken_back(undo, refused)
    is_recorded = Dose.objects.not_voided().filter(ref=named, session=vax_session).exists()
    return [undo] if is_recorded and _try(vax_session, undo) else []


def _taken_back(undo: DeskAct, dose: DeskAct) -> list[DeskAct]:
    """A dose that was itself never recorded: both are settled, by whoever pressed the keys. One who may not undo it, or
    pressed too late, is refused by the rules as for any dose."""
    is_mine, moments = dose.entered_by_id == undo.entered_by_id, (dose.entered_at,)
    if any(undo_dose_problems(entered_at=moments, pressed_at=undo.entered_at, is_mine=is_mine)):
        return []
    for one in (dose, undo):
        _settle(one, Decision.NOT_DONE, UNDONE_ON_THE_DEVICE, by=undo.entered_by, at=undo.entered_at)
    return [dose]


def _author(act: DeskAct) -> User | None:
    """In the role in which they work at the session's site; None where they no longer do."""
    return act.entered_by if act_at(act.entered_by, act.session.facility_id) else None


def _given(act: DeskAct, change: Mapping[str, Any] | None = None, at: datetime | None = None) -> ActGiven:
    content = {**json.loads(act.content), **(change or {})}
    kind = ActKind(act.kind)
    return ActGiven(ref=act.ref, kind=kind, subject=act.subject, content=content, at=at or act.entered_at)


def _note_result(act: DeskAct, appointment: Any) -> None:  # Any: an appointment or nobody's
    act.appointment = appointment
    act.person = appointment.person if appointment else None
    act.dose = Dose.objects.filter(ref=act.ref).first() if act.kind == ActKind.DOSE else None


def _keep(act: DeskAct, state: ActState, problems: Any) -> None:
    act.state, act.problems = state, [keep_problem(one) for one in problems]
    act.save(update_fields=["state", "problems"])


def _same(known: DeskAct, vax_session: VaccinationSession, given: ActGiven) -> DeskAct:
    """The same act, sent again over a bad line."""
    told = (known.session_id, known.kind, known.subject, json.loads(known.content))
    if told != (vax_session.pk, given.kind, given.subject, json.loads(json.dumps(given.content))):
        refuse_if([Problem(DeskIs.REF_TAKEN, "ref")], WORDING)
    return known


def _settling_problems(act: DeskAct, reason: str) -> list[Problem]:
    problems = []
    if act.state not in OPEN:
        problems.append(Problem(DeskIs.ACT_NOT_OPEN))
    if not reason.strip():
        problems.append(Problem(DeskIs.REASON_MISSING, "reason"))
    return problems
