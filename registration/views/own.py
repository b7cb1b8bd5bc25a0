"""A citizen's own book: the people of the account, their registrations, appointments and doses."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registration.forms.own import ConfirmForm, ContactChangeForm
from registration.models import Person, Registration
from registration.querysets import RegistrationQuerySet
from registration.services.contact import change_contact
from registration.services.contact_offers import open_offers
from registration.services.registrations import withdraw_registration
from registration.services.sharing import sharing_of
from registration.views.book import stages
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.core.http import go_to, page, see_other
from vaxportal.core.qr import qr_svg


@login_not_required
@require_safe
def registration_lookup(request: PublicRequest) -> HttpResponse:
    """Whoever follows a registration proves the phone first: no address says who is registered."""
    own = reverse("registration:own_people")
    if request.user.is_authenticated:
        return go_to(own) if request.user.may(Permission.USE_OWN_BOOK) else see_other("today")
    return go_to(f"{reverse('accounts:citizen_login')}?{urlencode({'next': own})}")


@requires(Permission.USE_OWN_BOOK)
@require_safe
def own_people(request: Request) -> HttpResponse:
    coming = Q(appointments__outcome="", appointments__session__state__in=["published", "open"])
    people = (
        Person.objects.visible_to(request.user)
        .annotate(comes_on=Min("appointments__session__day", filter=coming))
        .annotate(doses_had=Count("doses", filter=Q(doses__voided_at=None), distinct=True))
        .prefetch_related(Prefetch("registrations", _registrations(), to_attr="wishes"))
        .order_by("created_at")
    )
    others = _registrations().visible_to(request.user).exclude(person__account=request.user)
    return page(request, "people/own/list.html", {"people": list(people), "others": _told(others)})


@requires(Permission.USE_OWN_BOOK)
@require_safe
def own_person(request: Request, ref: UUID) -> HttpResponse:
    mine = Person.objects.visible_to(request.user).select_related("commune__district__province", "priority_group")
    person = get_object_or_404(mine, ref=ref)
    appointments = person.appointments.visible_to(request.user).filter(outcome="")
    appointments = appointments.filter(session__state__in=["published", "open"])
    shown = {
        "person": person,
        "registrations": _told(_registrations().filter(person=person)),
        "appointments": [
            {"at": one, "qr": qr_svg(str(one.ref))}
            for one in appointments.select_related(
                "session__facility__district__province", "session__vaccine", "session__commune", "slot"
            )
        ],
        "doses": person.doses.not_voided().select_related("vaccine", "lot", "session__facility"),
        "reported": person.reported_doses.filter(voided_at=None).select_related("vaccine"),
        "employers": sharing_of(person),
        "offers": [(offer, list(told.values())) for offer, told in open_offers(person)],
        "crumbs": [{"label": _("Sổ của tôi"), "url": reverse("registration:own_people")}, {"label": person.full_name}],
    }
    return page(request, "people/own/person.html", shown)


@requires(Permission.USE_OWN_BOOK)
def own_contact(request: Request, ref: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), ref=ref)
    given = request.POST if request.method == "POST" else None
    form = ContactChangeForm(given, initial=ContactChangeForm.told_of(person), needs_phone=True)
    if form.is_valid() and form.settle(change_contact, person=person, by=request.user):
        return see_other("registration:own_person", person.ref)
    return page(request, "people/own/contact.html", {"form": form, "person": person})


@requires(Permission.USE_OWN_BOOK)
def own_registration_withdraw(request: Request, ref: UUID) -> HttpResponse:
    mine = Registration.objects.visible_to(request.user).select_related("person")
    registration = get_object_or_404(mine, ref=ref)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(withdraw_registration, registration=registration, by=request.user):
        return see_other("registration:own_people")
    return page(request, "people/own/withdraw.html", {"form": form, "registration": registration})


def _registrations() -> RegistrationQuerySet:
    rows: RegistrationQuerySet = Registration.objects.select_related("person", "organization")
    return rows


def _told(registrations: RegistrationQuerySet) -> list[dict[str, object]]:
    return [
        {"is": one, "stages": stages(one), "may_withdraw": one.state in {"received", "accepted"}}
        for one in registrations.prefetch_related("events", "person__doses")
    ]
