"""The rows of a batch: their people registered in one go, their answers written beside them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _

from registration.models import Registration, WorkerList, WorkerListRow
from registration.rules.lists import LIST_FIELDS, RowRead, duplicate_problem
from registration.rules.registrations import WishedDose, WishGiven
from registration.services.given import RegistrationGiven, RowResult, Taken
from registration.services.people import register_people
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.scope import Acting
from vaxportal.core import clock
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

Outcome = WorkerListRow.Outcome
Cells = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was understood, and as it stood in the sheet (by field)."""

    read: RowRead
    cells: Cells


def answer_rows(worker_list: WorkerList, rows: Sequence[SheetRow]) -> None:
    """Writes one answer per row and counts it on the list (which the caller has locked, and saves)."""
    good = [row for row in rows if not row.read.problems]
    results = register_people(
        [_given(row.read) for row in good],
        source=Registration.Source.LIST,
        by=_uploader(worker_list),
        organization=worker_list.organization,
        worker_list=worker_list,
    )
    result_of = {row.read.number: result for row, result in zip(good, results, strict=True)}
    answers = [_answer(worker_list, row, result_of.get(row.read.number)) for row in rows]
    WorkerListRow.objects.bulk_create(answers)
    for answer in answers:
        counter = f"rows_{answer.outcome}"
        setattr(worker_list, counter, getattr(worker_list, counter) + 1)


def tell_uploader(worker_list: WorkerList) -> None:
    to = worker_list.uploaded_by
    address, channel = (to.phone, Message.Channel.SMS) if to.phone else (to.email, Message.Channel.EMAIL)
    if not address:
        return
    with translation.override(to.language):
        if worker_list.state == WorkerList.State.DONE:
            body = _("Cổng tiêm chủng: đã đọc danh sách %(file)s. %(taken)s người đã nhận, %(refused)s dòng cần sửa.")
        else:
            body = _("Cổng tiêm chủng: không đọc được danh sách %(file)s. Mở cổng để xem lý do.")
        subject = _("Kết quả đọc danh sách")
    counts = {"taken": worker_list.rows_taken, "refused": worker_list.rows_refused}
    messaging.queue(
        kind="list_read",
        channel=channel,
        to=address,
        subject=subject,
        body=body % {"file": worker_list.file_name, **counts},
        language=to.language,
        once_key=f"list read {worker_list.ref}",
        now=clock.now(),
    )


def told(problem: Mapping[str, object]) -> str:
    """The sentence of a problem or a repair as it is kept with a row."""
    kept = cast(Mapping[str, object], problem.get("facts", {}))
    facts = {name: _fact(fact) for name, fact in kept.items()}
    code, field = cast(str, problem["code"]), cast(str, problem["field"])
    return say(Problem(code, field, **facts), WORDING)  # type: ignore[arg-type]  # a kept code is plain text


def _uploader(worker_list: WorkerList) -> User:
    """In the role in which the list was handed in, whatever other roles they have."""
    by = worker_list.uploaded_by
    by.acting = Acting(role=Role.ORGANIZATION_MANAGER)
    return by


def _given(read: RowRead) -> RegistrationGiven:
    wish = WishGiven(dose=WishedDose.NEXT, earlier=read.earlier) if read.earlier else WishGiven()
    return RegistrationGiven(person=read.given, wish=wish)


def _answer(worker_list: WorkerList, row: SheetRow, result: RowResult | None) -> WorkerListRow:
    read = row.read
    problems = result.problems if result else read.problems
    outcome = _outcome(read, result)
    if outcome == Outcome.LINKED and read.duplicate_of is not None:
        problems = (duplicate_problem(read),)
    return WorkerListRow(
        worker_list=worker_list,
        number=read.number,
        cells=json.dumps(row.cells, ensure_ascii=False),
        outcome=outcome,
        problems=[_kept(problem) for problem in problems],
        repairs=[{"field": repair.field, "code": str(repair.code)} for repair in read.repairs],
        person=result.person if result else None,
    )


def _outcome(read: RowRead, result: RowResult | None) -> Outcome:
    if result is None or result.taken == Taken.REFUSED:
        return Outcome.REFUSED
    if result.taken == Taken.LINKED:
        return Outcome.LINKED
    return Outcome.REPAIRED if read.repairs else Outcome.ACCEPTED


def _kept(problem: Problem) -> dict[str, object]:
    facts = {name: _keepable(fact) for name, fact in problem.facts.items()}
    return {"field": LIST_FIELDS.get(problem.field, problem.field), "code": str(problem.code), "facts": facts}


def _keepable(fact: object) -> object:
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    return fact if isinstance(fact, int | float) else str(fact)


def _fact(kept: object) -> object:
    return date.fromisoformat(kept["day"]) if isinstance(kept, dict) else kept
