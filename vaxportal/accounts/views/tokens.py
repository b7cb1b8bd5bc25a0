"""Tokens for the systems of one's site: made, shown once, ended."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vaxportal.accounts.access import Request
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services.site_tokens import end_token, has_shown_second_factor, make_token
from vaxportal.core.forms import Form, TidyField
from vaxportal.core.http import page, see_other


class TokenForm(Form):
    name = TidyField(
        label=gettext_lazy("Phần mềm dùng khóa này"), max_length=60, help_text=gettext_lazy("Ví dụ: phần mềm trạm y tế")
    )

    def arguments(self) -> dict[str, object]:
        return {"name": self.cleaned_data["name"]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: Request) -> HttpResponse:
    _only_with_a_role(request)
    form, key = TokenForm(request.POST or None), ""
    strong = has_shown_second_factor(request.user)
    if form.is_valid() and form.settle(make_token, user=request.user, has_second_factor=strong):
        form, key = TokenForm(), form.settled
    shown = {"form": form, "key": key, "tokens": request.user.site_tokens.all()}
    return page(request, "account/tokens.html", shown)


@require_POST
def token_end(request: Request, ref: UUID) -> HttpResponse:
    _only_with_a_role(request)
    end_token(ref=ref, by=request.user)
    messages.success(request, _("Đã hủy khóa truy cập. Phần mềm dùng khóa này không vào được nữa."))
    return see_other("accounts:token_list")


def _only_with_a_role(request: Request) -> None:
    if request.user.acting.role == Role.CITIZEN:
        raise Http404
