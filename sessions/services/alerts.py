"""A serious event is told at once to the lead of the site, the district and the province; nobody's name is in it."""

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sessions.models import AdverseEvent
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.geography.models import Facility
from vaxportal.messaging.models import Message
from vaxportal.messaging.services import letter, queue_all


def tell_above(event: AdverseEvent) -> None:
    facility = event.dose.session.facility
    people = {membership.user for membership in _responsible(facility)}
    queue_all([_letter(event, facility, user) for user in people if user.email or user.phone])


def roles_told(event: AdverseEvent) -> frozenset[Role]:
    """Who really got a message: a role that nobody holds, or only people without address, was not told."""
    keys = Message.objects.filter(once_key__startswith=_key(event)).values_list("once_key", flat=True)
    told = {int(str(key).rsplit(":", 1)[1]) for key in keys}
    responsible = _responsible(event.dose.session.facility)
    return frozenset(Role(one.role) for one in responsible if one.user_id in told)


def _key(event: AdverseEvent) -> str:
    return f"serious_reaction:{event.ref}:"


def _responsible(facility: Facility) -> list[Membership]:
    at_site = Q(role=Role.SITE_LEAD, facility=facility)
    in_district = Q(role=Role.DISTRICT_CENTRE, district=facility.district_id)
    in_province = Q(role=Role.PROVINCE, province=facility.province_id)
    current = Membership.objects.filter(at_site | in_district | in_province, ended_at=None, user__is_active=True)
    return list(current.select_related("user"))


def _letter(event: AdverseEvent, facility: Facility, user: User) -> Message:
    began_at = timezone.localtime(event.began_at)
    with translation.override(user.language):
        facts = {"reaction": event.word, "time": f"{began_at:%H:%M %d/%m/%Y}", "facility": facility.name}
        body = _("Tai biến nặng sau tiêm: %(reaction)s, lúc %(time)s, tại %(facility)s. Đăng nhập để xem.") % facts
        subject = _("Tai biến nặng sau tiêm")
    return letter(
        kind="serious_reaction",
        channel=Message.Channel.EMAIL if user.email else Message.Channel.SMS,
        to=user.email or user.phone,
        subject=subject,
        body=body,
        language=user.language,
        once_key=f"{_key(event)}{user.pk}",
        urgent=True,
    )
