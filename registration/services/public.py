"""The end of a public registration: a code to the registrant's phone, then the draft becomes a registration."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registration.models import PublicDraft, Registration
from registration.services.given import RegistrationGiven
from registration.services.people import register_person
from vaxportal.accounts.models import OneTimeCode, User
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.accounts.services.codes import check_code, send_code
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

PURPOSE = OneTimeCode.Purpose.REGISTRATION


@dataclass(frozen=True, slots=True)
class Confirmed:
    account: User  # whose phone the code has proved; the registration may have been made by somebody else before
    registration: Registration


def send_registration_code(*, phone: str, language: str, now: datetime) -> None:
    send_code(purpose=PURPOSE, phone=phone, language=language, now=now)


def confirm_registration(
    draft: PublicDraft, given: RegistrationGiven, *, phone: str, code: str, language: str, now: datetime
) -> Confirmed:
    """Takes the registration in once the code has proved the phone; answers the same for known and unknown people."""
    check_code(purpose=PURPOSE, phone=phone, code=code, now=now)
    account = account_of_phone(phone=phone, language=language)
    with transaction.atomic():
        result = register_person(given, source=Registration.Source.PUBLIC, by=account)
        assert result.registration
        _thank(result.registration, account, language, now)
        PublicDraft.objects.filter(pk=draft.pk).delete()
    return Confirmed(account, result.registration)


def _thank(registration: Registration, account: User, language: str, now: datetime) -> None:
    with translation.override(language):
        body = _("Cổng tiêm chủng: đã nhận đăng ký số %(number)s. Chúng tôi sẽ nhắn ngày, giờ và nơi tiêm.")
    messaging.queue(
        kind="registration_received",
        channel=Message.Channel.SMS,
        to=account.phone,
        body=body % {"number": registration.number},
        language=language,
        once_key=f"received {registration.ref}",
        now=now,
    )
