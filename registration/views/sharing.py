"""What a person lets their employer know, and contact data that an employer has told: both answered by the person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registration.models import ContactOffer, Organization, Person
from registration.services.contact_offers import settle_offer
from registration.services.sharing import answer_sharing
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import see_other


@requires(P.USE_OWN_BOOK)
@require_POST
def own_sharing(request: Request, ref: UUID, organization_ref: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), ref=ref)
    organization = get_object_or_404(Organization, ref=organization_ref)
    shares = request.POST.get("shares") == "yes"
    answer_sharing(person=person, organization=organization, shares=shares, by=request.user)
    said = _("%(name)s sẽ biết bạn đã tiêm hay chưa.") if shares else _("%(name)s sẽ không biết bạn đã tiêm hay chưa.")
    messages.success(request, said % {"name": organization.name})
    return see_other("registration:own_person", person.ref)


@requires(P.CHECK_IN)
@require_POST
def person_sharing(request: Request, ref: UUID, organization_ref: UUID) -> HttpResponse:
    """Told to staff: by somebody who has no book of their own, or takes back here what they said at a desk."""
    person = get_object_or_404(Person.objects.visible_to(request.user), ref=ref)
    organization = get_object_or_404(Organization, ref=organization_ref)
    answer_sharing(
        person=person, organization=organization, shares=request.POST.get("shares") == "yes", by=request.user
    )
    messages.success(request, _("Đã ghi câu trả lời của người này."))
    return see_other("registration:person_detail", person.ref)


@requires(P.USE_OWN_BOOK, P.REGISTER_PERSON)
@require_POST
def offer_settle(request: Request, ref: UUID) -> HttpResponse:
    people = Person.objects.visible_to(request.user)
    offer = get_object_or_404(ContactOffer.objects.filter(person__in=people).select_related("person"), ref=ref)
    try:
        settle_offer(offer, take=request.POST.get("take") == "yes", by=request.user)
        messages.success(request, _("Đã lưu thông tin liên hệ."))
    except RuleBroken as refusal:
        messages.error(request, refusal.message(refusal.problems[0]))
    is_own = offer.person.account_id == request.user.pk
    return see_other("registration:own_person" if is_own else "registration:person_detail", offer.person.ref)
