"""The Messenger port and its adapters; MESSENGER chooses one.

outbox   nothing leaves the machine, the page /outbox/ shows it (the demo)
console  written to standard output (development)
smtp     e-mail by SMTP; there is no gateway for SMS, such messages fail
http     SMS by POST to MESSENGER_HTTP_URL, e-mail by SMTP
"""

import json
import sys
from typing import Protocol
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage

from vaxportal.messaging.models import Message

TIMEOUT = 10  # seconds; the row stays locked meanwhile


class NotSent(Exception):
    """This message did not go out; the text is a code without personal data."""


class Messenger(Protocol):
    reaches_people: bool  # if so, only by day

    def send(self, message: Message) -> None:
        """Sends or raises; `message.ref` goes along, so that a gateway can drop a repeat."""


class Outbox:
    reaches_people = False

    def send(self, message: Message) -> None:
        """The row itself is what the outbox page shows."""


class Console:
    reaches_people = False

    def send(self, message: Message) -> None:
        sys.stdout.write(f"\n{message.channel} {message.to} {message.subject}\n{message.body}\n")


class Smtp:
    reaches_people = True

    def send(self, message: Message) -> None:
        if message.channel != Message.Channel.EMAIL:
            raise NotSent("no_sms_gateway")
        headers = {"Message-ID": f"<{message.ref}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"}
        EmailMessage(message.subject, message.body, to=[str(message.to)], headers=headers).send()


class HttpSms(Smtp):
    def send(self, message: Message) -> None:
        if message.channel == Message.Channel.EMAIL:
            return super().send(message)
        letter = {"ref": str(message.ref), "to": str(message.to), "text": str(message.body)}
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.MESSENGER_HTTP_TOKEN}",
            "Idempotency-Key": str(message.ref),
        }
        if not settings.MESSENGER_HTTP_URL.startswith(("https://", "http://")):
            raise NotSent("no_gateway_address")
        request = Request(settings.MESSENGER_HTTP_URL, json.dumps(letter).encode(), headers)  # noqa: S310  http(s) only
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            answer.read()
        return None


MESSENGERS: dict[str, type[Messenger]] = {"outbox": Outbox, "console": Console, "smtp": Smtp, "http": HttpSms}


def messenger() -> Messenger:
    return MESSENGERS[settings.MESSENGER]()
