"""The rows of a batch: their people registered in one go, their answers written beside them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext as _

from registration.models import Organization, Person, Registration, WorkerList, WorkerListRow
from registration.rules.codes import ListIs
from registration.rules.lists import LIST_FIELDS, RowRead
from registration.rules.registrations import WishedDose, WishGiven
from registration.services.given import Decided, RegistrationGiven, RowResult, Taken
from registration.services.known import Likely
from registration.services.offers import offer_contact
from registration.services.people import register_people
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.scope import Acting
from vaxportal.core import clock, crypto
from vaxportal.core.copying import copy_rows, fresh
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

Outcome = WorkerListRow.Outcome
Cells = Mapping[str, str | int | float]
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode  # made once: two texts a row
NOT_CONTENT = {"row", "result", "note"}  # what may change in a row without telling anything else about the person


@dataclass(frozen=True)
class SheetRow:
    """A row as it was understood, and as it stood in the sheet (by field)."""

    read: RowRead
    cells: Cells
    decided: Decided | None = None

    @cached_property
    def content_key(self) -> int:
        told = sorted((name, str(cell)) for name, cell in self.cells.items() if name not in NOT_CONTENT)
        return int.from_bytes(crypto.lookup(AS_JSON(told))[:8], signed=True)


def answer_rows(worker_list: WorkerList, rows: Sequence[SheetRow]) -> None:
    """Writes one answer per row and counts it on the list (which the caller has locked, and saves)."""
    answers = answers_to(worker_list, rows)
    copy_rows(answers)
    offer_contact(worker_list, zip(answers, rows, strict=True))
    for answer in answers:
        count(worker_list, answer.outcome, 1)


def count(worker_list: WorkerList, outcome: str, by: int) -> None:
    counter = f"rows_{outcome}"
    setattr(worker_list, counter, getattr(worker_list, counter) + by)


def answers_to(worker_list: WorkerList, rows: Sequence[SheetRow], *, by: User | None = None) -> list[WorkerListRow]:
    """The people of the rows taken in, and the answers, not yet written. What the organization has handed in before
    just so, and what was taken then, is not looked at again. `by`: who mends a row, else who handed the list in."""
    before = _taken_before(worker_list, rows)
    fresh = [row for row in rows if row.content_key not in before and not row.read.problems]
    results = register_people(
        [_given(row) for row in fresh],
        source=Registration.Source.LIST,
        by=by or uploader(worker_list),
        organization=worker_list.organization,
        worker_list=worker_list,
    )
    result_of = {row.read.number: result for row, result in zip(fresh, results, strict=True)}
    first_rows = _first_rows(worker_list, results)
    answers = []
    for row in rows:
        earlier = before.get(row.content_key)
        if earlier is not None:
            answers.append(_unchanged(worker_list, row, earlier))
        else:
            answers.append(_answer(worker_list, row, result_of.get(row.read.number), first_rows))
    return answers


def _taken_before(worker_list: WorkerList, rows: Sequence[SheetRow]) -> dict[int, WorkerListRow]:
    """By content: the rows of the organization's other lists whose person is in the system because of them."""
    found = WorkerListRow.objects.taken().filter(
        content_key__in={row.content_key for row in rows},
        worker_list__organization=worker_list.organization_id,
    )
    found = found.exclude(worker_list=worker_list).only("content_key", "person", "outcome")
    return {one.content_key: one for one in found.order_by("-pk") if one.content_key is not None}


def _first_rows(worker_list: WorkerList, results: Sequence[RowResult]) -> dict[int, int]:
    """By person: the first row of this list that stands for them."""
    linked = {one.person.pk for one in results if one.person and one.taken == Taken.LINKED}
    rows = WorkerListRow.objects.filter(worker_list=worker_list, person__in=linked).order_by("-number")
    return dict(rows.values_list("person", "number"))


def _unchanged(worker_list: WorkerList, row: SheetRow, earlier: WorkerListRow) -> WorkerListRow:
    answer = _blank(worker_list, row)
    answer.outcome, answer.person_id = Outcome.LINKED, earlier.person_id
    answer.problems = [kept(Problem(ListIs.TAKEN_BEFORE))]
    return answer


def _answer(
    worker_list: WorkerList, row: SheetRow, result: RowResult | None, first_rows: dict[int, int]
) -> WorkerListRow:
    read, answer = row.read, _blank(worker_list, row)
    answer.outcome = _outcome(read, result)
    problems = result.problems if result else read.problems
    if result and result.person:
        first = first_rows.setdefault(result.person.pk, read.number)
        if first != read.number:
            problems = (Problem(ListIs.DUPLICATE, "id", row=first),)
        answer.person_id, answer.made_person = result.person.pk, result.taken == Taken.CREATED
        answer.filled = list(result.filled)
    answer.problems = [kept(problem) for problem in problems]
    answer.repairs = [kept(repair) for repair in read.repairs]
    answer.matches = [_kept_match(one) for one in result.likely] if result else []
    return answer


def _blank(worker_list: WorkerList, row: SheetRow) -> WorkerListRow:
    return fresh(
        WorkerListRow,
        worker_list_id=worker_list.pk,
        number=row.read.number,
        cells=AS_JSON(row.cells),
        content_key=row.content_key,
    )


def _given(row: SheetRow) -> RegistrationGiven:
    read = row.read
    wish = WishGiven(dose=WishedDose.NEXT, earlier=read.earlier) if read.earlier else WishGiven()
    return RegistrationGiven(person=read.given, wish=wish, decided=row.decided, passed_on=read.passed_on)


def _outcome(read: RowRead, result: RowResult | None) -> Outcome:
    if result is None or result.taken == Taken.REFUSED:
        return Outcome.REFUSED
    if result.taken == Taken.UNCLEAR:
        return Outcome.UNCLEAR
    if result.taken == Taken.LINKED:
        return Outcome.LINKED
    return Outcome.REPAIRED if read.repairs else Outcome.ACCEPTED


def _kept_match(one: Likely) -> dict[str, Any]:  # Any: what JSON holds
    match = one.match
    return {
        "person": str(one.known.ref),
        "score": match.score,
        "agrees": [str(code) for code in match.agrees],
        "differs": [str(code) for code in match.differs],
    }


def people_of(rows: Iterable[WorkerListRow]) -> dict[str, Person]:
    """Those whom unclear rows may mean, by ref."""
    refs = {match["person"] for row in rows for match in row.matches}
    found = Person.objects.filter(ref__in=refs).select_related("commune__district__province")
    return {str(person.ref): person for person in found}


def tell_uploader(worker_list: WorkerList) -> None:
    to = worker_list.uploaded_by
    if not Organization.objects.visible_to(uploader(worker_list)).filter(pk=worker_list.organization_id).exists():
        return  # has left meanwhile
    address, channel = (to.phone, Message.Channel.SMS) if to.phone else (to.email, Message.Channel.EMAIL)
    if not address:
        return
    with translation.override(to.language):
        if worker_list.state == WorkerList.State.DONE:
            body = _("Cổng tiêm chủng: đã đọc danh sách %(file)s. %(taken)s người đã nhận, %(left)s dòng chờ bạn.")
        else:
            body = _("Cổng tiêm chủng: không đọc được danh sách %(file)s. Mở cổng để xem lý do.")
        subject = _("Kết quả đọc danh sách")
    counts = {"taken": worker_list.rows_taken, "left": worker_list.rows_left}
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
    stored = cast(Mapping[str, object], problem.get("facts", {}))
    facts = {name: _fact(fact) for name, fact in stored.items()}
    code, field = cast(str, problem["code"]), cast(str, problem["field"])
    return say(Problem(code, field, **facts), WORDING)  # type: ignore[arg-type]  # a kept code is plain text


def kept(problem: Problem) -> dict[str, object]:
    """A problem or a repair as JSON; its field is the column's."""
    facts = {name: _keepable(fact) for name, fact in problem.facts.items() if name != "likely"}  # kept as matches
    return {"field": LIST_FIELDS.get(problem.field, problem.field), "code": str(problem.code), "facts": facts}


def uploader(worker_list: WorkerList) -> User:
    """In the role in which the list was handed in, whatever other roles they have."""
    by = worker_list.uploaded_by
    by.acting = Acting(role=Role.ORGANIZATION_MANAGER)
    return by


def _keepable(fact: object) -> object:
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    return fact if isinstance(fact, int | float) else str(fact)


def _fact(stored: object) -> object:
    return date.fromisoformat(stored["day"]) if isinstance(stored, dict) else stored
