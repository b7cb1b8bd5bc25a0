"""The audit trail for whoever may see it: who did what, when, to which record. Ids and codes, no personal data."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.actions import GROUPS, words_of
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission, Role
from vaxportal.audit.models import Entry
from vaxportal.core.forms import DateField, Form, TidyField, with_blank
from vaxportal.core.http import page, see_other

PER_PAGE = 50
COUNTED = 10_000  # beyond it the number of pages is not counted: the trail grows by millions
ROLES = dict(Role.choices)


class AuditFilter(Form):
    day = DateField(label=_("Ngày"), required=False, help_text="")
    action = forms.ChoiceField(
        label=_("Loại việc"), required=False, choices=lambda: with_blank(GROUPS.items(), _("Mọi việc"))
    )
    subject = forms.UUIDField(label=_("Mã hồ sơ"), required=False, error_messages={"invalid": _("Dán đủ mã hồ sơ.")})
    actor = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ActorSearch(Form):
    """Sent by POST; the address then carries the account's ref, not its name."""

    login = TidyField(label=_("Tên đăng nhập của người làm"), max_length=150)

    def clean_login(self) -> User:
        user: User | None = User.objects.filter(username__iexact=self.cleaned_data["login"]).first()
        if user is None:
            raise ValidationError(_("Không có tài khoản này. Kiểm tra lại tên đăng nhập."), code="no_such_account")
        return user


class LongPaginator(Paginator):
    @property
    def count(self) -> int:
        entries: Any = self.object_list  # a QuerySet
        found: int = entries[:COUNTED].count()
        return found


@requires(Permission.SEE_AUDIT)
@require_http_methods(["GET", "POST"])
def audit_list(request: Request) -> HttpResponse:
    search = ActorSearch(request.POST or None)
    if search.is_valid():
        return see_other("accounts:audit_list", query={"actor": str(search.cleaned_data["login"].ref)})
    wanted = AuditFilter(request.GET or None)
    given = wanted.cleaned_data if wanted.is_valid() else {}
    shown = LongPaginator(_filtered(given), PER_PAGE).get_page(request.GET.get("page"))
    for entry in shown:
        entry.role_name, entry.words = ROLES.get(entry.role, ""), words_of(entry.action)
    return page(request, "staff/audit.html", {"filter": wanted, "search": search, "entries": shown, "given": given})


def _filtered(given: dict[str, Any]) -> "QuerySet[Entry]":
    entries = Entry.objects.select_related("actor").order_by("-pk")
    if given.get("day"):
        entries = entries.filter(at__date=given["day"])
    if given.get("actor"):
        entries = entries.filter(actor__ref=given["actor"])
    if given.get("action"):
        entries = entries.filter(action__startswith=given["action"])
    if given.get("subject"):
        entries = entries.filter(subject_ref=given["subject"])
    return entries
