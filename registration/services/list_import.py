"""A list whose rows are at hand: kept like any other, and taken at once by whoever hands them over."""

from uuid import UUID

from django.db import transaction

from registration.models import Organization, WorkerList
from registration.rules.layouts import Layout, layout_problems
from registration.services.lists import keep_list
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if


@transaction.atomic
def begin_list(
    *, organization: Organization, file_name: str, content: bytes, layout: Layout, ref: UUID, by: User
) -> WorkerList:
    """Ready for its first batch; nobody is asked about the columns, so all that are needed must be there."""
    kept = keep_list(organization=organization, file_name=file_name, content=content, ref=ref, by=by)
    refuse_if(layout_problems(layout), WORDING)
    worker_list = WorkerList.objects.defer("content", "answer").select_related("uploaded_by").get(pk=kept.pk)
    worker_list.state, worker_list.layout = WorkerList.State.READING, layout.as_json()
    worker_list.confirmed_at, worker_list.confirmed_by = clock.now(), by
    worker_list.save(update_fields=["state", "layout", "confirmed_at", "confirmed_by"])
    return worker_list
