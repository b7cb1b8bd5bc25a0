"""The audit trail for whoever may see it: who did what, when, to which record. Ids and codes, no personal data."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.audit.models import Entry
from vaxportal.core.forms import DateField, Form, TidyField
from vaxportal.core.http import page

PER_PAGE = 50
COUNTED = 10_000  # beyond it the number of pages is not counted: the trail grows by millions


class AuditFilter(Form):
    day = DateField(label=_("Ngày"), required=False, help_text="")
    actor = TidyField(label=_("Tên đăng nhập"), required=False, max_length=150)
    action = TidyField(label=_("Việc"), required=False, max_length=60, help_text="")
    subject = forms.UUIDField(label=_("Mã hồ sơ"), required=False)


class LongPaginator(Paginator):
    @property
    def count(self) -> int:
        entries: Any = self.object_list  # a QuerySet
        found: int = entries[:COUNTED].count()
        return found


@requires(Permission.SEE_AUDIT)
@require_safe
def audit_list(request: Request) -> HttpResponse:
    wanted = AuditFilter(request.GET or None)
    entries = _filtered(wanted.cleaned_data if wanted.is_bound and wanted.is_valid() else {})
    shown = LongPaginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "staff/audit.html", {"filter": wanted, "entries": shown})


def _filtered(given: dict[str, Any]) -> "QuerySet[Entry]":
    entries = Entry.objects.select_related("actor").order_by("-pk")
    if given.get("day"):
        entries = entries.filter(at__date=given["day"])
    if given.get("actor"):
        entries = entries.filter(actor__username__iexact=given["actor"])
    if given.get("action"):
        entries = entries.filter(action__startswith=given["action"])
    if given.get("subject"):
        entries = entries.filter(subject_ref=given["subject"])
    return entries
