"""Screens of whoever manages staff: list, person, invitation, roles, lock and reset."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.forms.staff import InviteForm, ProvinceForm, RoleForm, StaffFilter, StaffSearch
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.querysets import UserQuerySet
from vaxportal.accounts.roles import Level, Permission
from vaxportal.accounts.services import staff
from vaxportal.core.forms import Form
from vaxportal.core.http import page, see_other
from vaxportal.geography.models import Province

PER_PAGE = 25
HITS = 100
UNUSABLE = "!"  # how Django marks a password that nobody knows
STATES: dict[str, dict[str, Any]] = {  # keyword arguments of a filter
    "active": {"is_active": True},
    "disabled": {"is_active": False},
    "new": {"is_active": True, "password__startswith": UNUSABLE, "phone_lookup": None},
}


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def staff_list(request: Request) -> HttpResponse:
    """Filtered by GET; a name to look for comes by POST and brings one page of hits."""
    wanted, search = StaffFilter(request.GET or None, by=request.user), StaffSearch(request.POST or None)
    given = wanted.cleaned_data if wanted.is_valid() else {}
    people = _filtered(User.objects.visible_to(request.user), given, request.user)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    if text:
        people = people.named_like(text)
    pages = Paginator(people.with_roles().order_by("full_name", "pk"), HITS if text else PER_PAGE)
    shown = {
        "filter": wanted,
        "search": search,
        "people": pages.get_page(request.GET.get("page")),
        "text": text,
        "is_filtered": bool(text) or any(given.values()),
        "manages_reference": request.user.may(Permission.MANAGE_REFERENCE),
    }
    return page(request, "staff/list.html", shown)


def _filtered(people: UserQuerySet, given: dict[str, Any], by: User) -> UserQuerySet:
    if given.get("role"):
        holding = Membership.objects.managed_by(by).filter(ended_at=None, role=given["role"])
        people = people.filter(pk__in=holding.values("user"))
    return people.filter(**STATES.get(given.get("state", ""), {}))


@requires(Permission.MANAGE_STAFF)
@require_safe
def staff_detail(request: Request, ref: UUID) -> HttpResponse:
    person = _person(request, ref)
    past = person.memberships.exclude(ended_at=None).select_related("facility", "district", "province", "ended_by")
    shown = {
        "person": person,
        "past": past.order_by("-ended_at"),
        "may_manage": staff.may_manage(request.user, person),
        "is_self": person.pk == request.user.pk,
        "has_password": person.has_usable_password(),
    }
    return page(request, "staff/detail.html", shown)


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def staff_invite(request: Request) -> HttpResponse:
    province = _province(request)
    form = InviteForm(request.POST or None, by=request.user, province=province)
    if form.is_valid() and form.settle(staff.invite, by=request.user):
        messages.success(request, _("Đã gửi thư mời đến %(email)s.") % {"email": form.settled.email})
        return see_other("accounts:staff_detail", form.settled.ref)
    return page(request, "staff/invite.html", {"form": form} | _province_choice(request, province))


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def role_add(request: Request, ref: UUID) -> HttpResponse:
    person, province = _person(request, ref), _province(request)
    form = RoleForm(request.POST or None, by=request.user, province=province)
    if form.is_valid() and form.settle(staff.add_role, user=person, by=request.user):
        messages.success(request, _("Đã thêm vai trò."))
        return see_other("accounts:staff_detail", person.ref)
    return page(request, "staff/role.html", {"form": form, "person": person} | _province_choice(request, province))


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def role_transfer(request: Request, ref: UUID) -> HttpResponse:
    membership, province = _membership(request, ref), _province(request)
    form = RoleForm(request.POST or None, by=request.user, province=province, initial={"role": membership.role})
    if form.is_valid() and form.settle(staff.transfer, membership=membership, by=request.user):
        messages.success(request, _("Đã chuyển. Quyền cũ hết hiệu lực ngay."))
        return see_other("accounts:staff_detail", membership.user.ref)
    shown = {"form": form, "person": membership.user, "membership": membership}
    return page(request, "staff/role.html", shown | _province_choice(request, province))


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def role_end(request: Request, ref: UUID) -> HttpResponse:
    membership = _membership(request, ref)
    return _checked(request, membership.user, "end", staff.end_role, membership=membership)


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def staff_disable(request: Request, ref: UUID) -> HttpResponse:
    person = _person(request, ref)
    return _checked(request, person, "disable", staff.disable, user=person)


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def staff_enable(request: Request, ref: UUID) -> HttpResponse:
    person = _person(request, ref)
    return _checked(request, person, "enable", staff.enable, user=person)


@requires(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def staff_reset(request: Request, ref: UUID) -> HttpResponse:
    person = _person(request, ref)
    return _checked(request, person, "reset", staff.reset_access, user=person)


DONE = {
    "end": gettext_lazy("Đã kết thúc vai trò."),
    "disable": gettext_lazy("Đã khóa tài khoản và đăng xuất khỏi mọi máy."),
    "enable": gettext_lazy("Đã mở lại tài khoản và gửi liên kết đặt mật khẩu."),
    "reset": gettext_lazy("Đã hủy mật khẩu cũ và gửi liên kết đặt mật khẩu mới."),
}


def _checked(request: Request, person: User, act: str, service: Callable[..., object], **given: object) -> HttpResponse:
    """A check page that says what will happen; then the act."""
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.settle(service, by=request.user, **given):
        messages.success(request, str(DONE[act]))
        return see_other("accounts:staff_detail", person.ref)
    return page(request, "staff/check.html", {"form": form, "person": person, "act": act, **given})


def _person(request: Request, ref: UUID) -> User:
    found: User = get_object_or_404(User.objects.visible_to(request.user).with_roles(), ref=ref)
    return found


def _membership(request: Request, ref: UUID) -> Membership:
    held = Membership.objects.managed_by(request.user).filter(ended_at=None).select_related("user")
    return get_object_or_404(held, ref=ref)


def _province(request: Request) -> Province | None:
    chosen = ProvinceForm(request.GET or None)
    if request.user.acting.level is not Level.NATION or not chosen.is_valid():
        return None
    found: Province | None = chosen.cleaned_data["province"]
    return found


def _province_choice(request: Request, province: Province | None) -> dict[str, object]:
    if request.user.acting.level is not Level.NATION:
        return {}
    return {"province_form": ProvinceForm(initial={"province": province and province.code}), "province": province}
