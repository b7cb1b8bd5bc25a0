"""What becomes of contact data that an employer has told: the person, or staff who have asked them, takes it or not."""

import json

from django.db import transaction

from registration.models import ContactOffer, Person
from registration.services.contact import ContactGiven, change_contact
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed


def open_offers(person: Person) -> list[tuple[ContactOffer, dict[str, str]]]:
    """What employers have told that differs from the record, with what each has told."""
    offers = ContactOffer.objects.filter(person=person, decided_at=None).select_related("organization")
    return [(offer, json.loads(offer.given)) for offer in offers]


@transaction.atomic
def settle_offer(offer: ContactOffer, *, take: bool, by: User) -> ContactOffer:
    """Taken, the data stand in the record from now on; left, the record stays as it is."""
    offer = ContactOffer.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=offer.pk)
    person = offer.person
    is_own = person.account_id == by.pk
    is_staff = by.may(Permission.REGISTER_PERSON) and Person.objects.visible_to(by).filter(pk=person.pk).exists()
    if not (is_own or is_staff):
        raise NotAllowed
    if offer.decided_at:
        return offer
    if take:
        stands = {"phone": person.phone, "email": person.email, "address": person.address}
        change_contact(person=person, given=ContactGiven(**stands | json.loads(offer.given)), by=by)
    offer.taken, offer.decided_at, offer.decided_by = take, clock.now(), by
    offer.save(update_fields=["taken", "decided_at", "decided_by"])
    record(by, "person.offer_taken" if take else "person.offer_left", person, employer=str(offer.organization.ref))
    return offer
