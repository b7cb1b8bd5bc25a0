"""An employer reminds those of its people who have not been vaccinated yet, without learning who they are."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from registration.models import Organization, Person
from registration.rules.codes import OrganizationIs
from registration.services.counts import people_of
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.models import Entry
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

DAYS_BETWEEN = 3  # a reminder that comes every day is not read


@transaction.atomic
def remind_the_rest(organization: Organization, *, by: User) -> int:
    """One message to each person on the organization's lists without a dose and with a phone; answers how many."""
    require(by, Permission.MANAGE_ORGANIZATION)
    if not Organization.objects.visible_to(by).filter(pk=organization.pk).exists():
        raise NotAllowed
    organization = Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    if last := last_reminded(organization):
        raise RuleBroken([Problem(OrganizationIs.REMINDED_LATELY, day=last, days=DAYS_BETWEEN)], WORDING)
    letters = list(_letters(organization))
    messaging.queue_all(letters)
    record(by, "organization.reminded", organization)
    return len(letters)


def last_reminded(organization: Organization) -> date | None:
    """The day of the last reminder, while another one would come too soon."""
    since = clock.now() - timedelta(days=DAYS_BETWEEN)
    told = Entry.objects.filter(action="organization.reminded", subject_ref=organization.ref, at__gt=since)
    latest = told.aggregate(latest=Max("at"))["latest"]
    return localdate(latest) if latest else None


def _letters(organization: Organization) -> Iterator[Message]:
    rest = people_of([organization.pk]).filter(has_first=False).exclude(phone_lookup=None)
    day = clock.today()
    for person in rest.select_related("account").distinct():
        yield _letter(organization, person, f"remind {organization.ref} {person.ref} {day:%Y%m%d}")


def _letter(organization: Organization, person: Person, once_key: str) -> Message:
    language = person.account.language if person.account else "vi"
    with translation.override(language):
        body = _(
            "Cổng tiêm chủng: %(name)s nhắc bạn tiêm vắc xin. Khi có lịch hẹn, mang CCCD đến điểm tiêm đúng giờ. "
            "Nếu đã tiêm, hãy bỏ qua tin này."
        )
    return messaging.letter(
        kind="organization_reminder",
        channel=Message.Channel.SMS,
        to=person.phone,
        body=body % {"name": organization.name},
        language=language,
        once_key=once_key,
        now=clock.now(),
    )
