"""The answered file of a list: made by the worker when the list has been read, and again when somebody wants it."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Q

from registration.models import WorkerList

Make = Callable[[WorkerList], bytes]
MADE_AT_ONCE = 3_000  # rows: a request may wait for so many


@transaction.atomic
def answer_on(make: Make) -> WorkerList | None:
    """Makes the oldest answer that is wanted; None when there is none."""
    stale = Q(answered_at=None) | Q(answer_wanted=True, answered_at__lt=F("changed_at"))
    waiting = WorkerList.objects.filter(stale, state=WorkerList.State.DONE, changed_at__isnull=False)
    held = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True).defer("content", "answer")
    worker_list = held.order_by("changed_at", "pk").first()
    if worker_list is not None:
        _keep(worker_list, make)
    return worker_list


@transaction.atomic
def answer_now(worker_list: WorkerList, make: Make) -> bytes | None:
    """The answer as it stands at this moment; None where it has to be waited for."""
    worker_list = (
        WorkerList.objects.defer("content").select_for_update(of=("self",), no_key=True).get(pk=worker_list.pk)
    )
    if worker_list.answer and worker_list.is_answer_fresh:
        return bytes(worker_list.answer)
    if worker_list.rows_total <= MADE_AT_ONCE:
        return _keep(worker_list, make)
    WorkerList.objects.filter(pk=worker_list.pk).update(answer_wanted=True)
    return None


def _keep(worker_list: WorkerList, make: Make) -> bytes:
    worker_list.answer = content = make(worker_list)
    worker_list.answered_at, worker_list.answer_wanted = worker_list.changed_at, False
    worker_list.save(update_fields=["answer", "answered_at", "answer_wanted"])
    return content
