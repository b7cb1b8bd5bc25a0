"""Who manages an organization: one more person, one less."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registration.forms.organizations import MemberForm
from registration.models import Organization, OrganizationMember
from registration.services import organizations
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import page, see_other


@requires(P.MANAGE_ORGANIZATION)
def member_list(request: Request, ref: UUID) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), ref=ref)
    form = MemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(organizations.add_member, organization=organization, by=request.user):
        messages.success(request, _("Đã thêm người quản lý."))
        return see_other("registration:member_list", organization.ref)
    shown = {"organization": organization, "form": form, "members": _members(organization)}
    return page(request, "organizations/members.html", shown)


@requires(P.MANAGE_ORGANIZATION)
@require_POST
def member_end(request: Request, ref: UUID, user_ref: UUID) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), ref=ref)
    member = get_object_or_404(_members(organization), user__ref=user_ref)
    try:
        organizations.end_member(organization=organization, member=member, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, refusal.message(refusal.problems[0]))
    return (
        see_other("today") if member.user == request.user else see_other("registration:member_list", organization.ref)
    )


def _members(organization: Organization) -> QuerySet[OrganizationMember]:
    return organization.members.filter(ended_at=None).select_related("user").order_by("created_at", "pk")
