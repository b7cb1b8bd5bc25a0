"""What a recall says, to whom. The key of each message names the recall: the same one tells nobody twice."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sessions.models import Dose, Lot, StockBalance
from sessions.services.invitations import language_of, letter_to
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.geography.models import Facility
from vaxportal.messaging.models import Message
from vaxportal.messaging.services import letter

WITH_ALL = (
    "appointment__person__account",
    "appointment__registration__registrant",
    "vaccine",
    "session__facility",
)


def people_key(lot: Lot) -> str:
    return _key("lot_recall", lot)


def told(lot: Lot) -> set[UUID]:
    """Refs of the doses whose people have a message of this recall, sent or about to be."""
    keys = Message.objects.filter(once_key__startswith=people_key(lot)).values_list("once_key", flat=True)
    return {UUID(str(key).rpartition(":")[2]) for key in keys}


def to_staff(lot: Lot, kind: str, *, by: User) -> list[Message]:
    """To the lead of each site that ever held it, and to the districts and provinces above; not to who has done it."""
    facilities = Facility.objects.filter(pk__in=StockBalance.objects.filter(lot=lot).values("facility"))
    at_site = Q(role=Role.SITE_LEAD, facility__in=facilities)
    in_district = Q(role=Role.DISTRICT_CENTRE, district__in=facilities.values("district"))
    in_province = Q(role=Role.PROVINCE, province__in=facilities.values("province"))
    current = Membership.objects.filter(at_site | in_district | in_province, ended_at=None, user__is_active=True)
    people = {one.user for one in current.exclude(user=by).select_related("user")}
    return [_to_staff(lot, kind, user) for user in people if user.email or user.phone]


def to_people(lot: Lot, rows: "QuerySet[Dose]", *, most: int) -> list[Message]:
    """Who has neither a phone nor an address gets none: they are called on, from the list."""
    letters: list[Message] = []
    for dose in rows.select_related(*WITH_ALL).iterator(chunk_size=500):
        if message := _to_person(lot, dose):
            letters.append(message)
        if len(letters) == most:
            break
    return letters


def all_clear(lot: Lot) -> list[Message]:
    """To whom the message of the recall has gone out."""
    sent = Message.objects.filter(once_key__startswith=people_key(lot)).exclude(sent_at=None)
    refs = [UUID(str(key).rpartition(":")[2]) for key in sent.values_list("once_key", flat=True)]
    rows = Dose.objects.not_voided().filter(ref__in=refs).select_related(*WITH_ALL)
    return [message for dose in rows if (message := _all_clear(lot, dose))]


def _to_staff(lot: Lot, kind: str, user: User) -> Message:
    moment = timezone.localtime(lot.recalled_at)
    facts = {"lot": lot.number, "vaccine": lot.vaccine.name, "time": f"{moment:%H:%M %d/%m/%Y}"}
    with translation.override(user.language):
        if kind == "lot_recalled":
            subject = _("Thu hồi lô vắc xin")
            body = _(
                "Lô %(lot)s (%(vaccine)s) bị thu hồi từ %(time)s. Dừng tiêm lô này ngay, để riêng và kiểm đếm. "
                "Đăng nhập để xem."
            )
        else:
            subject = _("Bỏ thu hồi lô vắc xin")
            body = _("Lô %(lot)s (%(vaccine)s) đã được bỏ thu hồi và dùng lại được. Đăng nhập để xem.")
    return letter(
        kind=kind,
        channel=Message.Channel.EMAIL if user.email else Message.Channel.SMS,
        to=user.email or user.phone,
        subject=subject,
        body=body % facts,
        language=user.language,
        once_key=f"{_key(kind, lot)}{user.pk}",
        urgent=True,
    )


def _to_person(lot: Lot, dose: Dose) -> Message | None:
    with translation.override(language_of(dose.appointment)):
        body = _(
            "Lô vắc xin {lot} ({vaccine}) mà {name} được tiêm ngày {day:%d/%m/%Y} đã được thu hồi để kiểm tra. "
            "Nếu thấy khỏe thì không cần làm gì. Nếu khó thở, đau ngực, sốt cao không hạ, phát ban, đau đầu dữ dội "
            "hoặc thấy khác thường: đến cơ sở y tế gần nhất hoặc gọi 115. Cần hỏi thêm, gọi {hotline}."
        )
        once_key = f"{people_key(lot)}{dose.ref}"
        subject = _("Thông báo về lô vắc xin đã tiêm")
        return letter_to(
            dose.appointment, "lot_recall", subject=subject, body=_said(body, lot, dose), once_key=once_key
        )


def _all_clear(lot: Lot, dose: Dose) -> Message | None:
    with translation.override(language_of(dose.appointment)):
        body = _(
            "Lô vắc xin {lot} ({vaccine}) mà {name} được tiêm ngày {day:%d/%m/%Y} đã kiểm tra xong và được dùng trở "
            "lại. Cần hỏi thêm, gọi {hotline}."
        )
        once_key = f"{_key('lot_cleared', lot)}{dose.ref}"
        subject = _("Thông báo về lô vắc xin đã tiêm")
        return letter_to(
            dose.appointment, "lot_cleared", subject=subject, body=_said(body, lot, dose), once_key=once_key
        )


def _said(body: str, lot: Lot, dose: Dose) -> str:
    return body.format(
        lot=lot.number,
        vaccine=dose.vaccine.name,
        name=dose.appointment.person.full_name,
        day=timezone.localdate(dose.given_at),
        hotline=settings.HEALTH_HOTLINE,
    )


def _key(kind: str, lot: Lot) -> str:
    """A lot that is recalled again is another recall."""
    assert lot.recalled_at
    return f"{kind}:{lot.ref}:{int(lot.recalled_at.timestamp())}:"
