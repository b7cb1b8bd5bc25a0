import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone

from vaxportal.core import clock
from vaxportal.messaging.models import Message
from vaxportal.messaging.services import MAX_TRIES, forget_old, queue, sweep

pytestmark = pytest.mark.django_db
DAY = timezone.make_aware(datetime(2021, 10, 4, 9, 0))
NIGHT = timezone.make_aware(datetime(2021, 10, 4, 23, 0))
MORNING = timezone.make_aware(datetime(2021, 10, 5, 7, 0))


def say(now=DAY, **changes):
    given = {"kind": "invitation", "channel": "sms", "to": "+84912345678", "body": "Mời đến tiêm", "now": now}
    queue(**given | changes)


class Gateway(HTTPServer):
    """A made-up SMS gateway on this machine."""

    def __init__(self, status, promised):
        outer, self.letters = self, []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.letters.append((dict(self.headers), json.loads(body)))
                self.send_response(status)
                if promised:
                    self.send_header("Content-Length", str(promised))
                self.end_headers()

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def gateway(settings):
    servers = []

    def start(status=200, promised=0):
        server = Gateway(status, promised)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.MESSENGER, settings.MESSENGER_HTTP_TOKEN = "http", "token"
        settings.MESSENGER_HTTP_URL = f"http://127.0.0.1:{server.server_port}/sms"
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_message_is_sent_once(gateway):
    server = gateway()
    say()
    sweep(now=DAY)
    sweep(now=DAY)
    [(headers, letter)] = server.letters
    message = Message.objects.get()
    assert letter == {"ref": str(message.ref), "to": "+84912345678", "text": "Mời đến tiêm"}
    assert headers["Idempotency-Key"] == str(message.ref)
    assert message.sent_at == DAY


def test_the_same_event_is_queued_once():
    say(once_key="invitation:1")
    say(once_key="invitation:1")
    say()
    say()
    assert Message.objects.count() == 3


def test_an_invitation_waits_for_the_morning_a_code_does_not(gateway):
    server = gateway()
    say(NIGHT)
    say(NIGHT, urgent=True, body="mã 123456")
    sweep(now=NIGHT)
    assert [letter["text"] for _headers, letter in server.letters] == ["mã 123456"]
    sweep(now=MORNING)
    assert len(server.letters) == 2


def test_what_the_day_left_over_is_not_sent_at_night(gateway):
    server = gateway()
    say(DAY)
    sweep(now=NIGHT)
    assert server.letters == []


def test_a_failing_gateway_is_tried_again_later_and_given_up_in_the_end(gateway):
    server = gateway(status=500)
    say(urgent=True)
    now = DAY
    for _try in range(MAX_TRIES + 3):
        sweep(now=now)
        sweep(now=now + timedelta(seconds=1))
        now += timedelta(hours=1)
    message = Message.objects.get()
    assert len(server.letters) == MAX_TRIES == message.tries
    assert message.failed_at and message.failure == "HTTPError"


def test_an_answer_cut_short_is_a_try_like_any_other_and_holds_up_nobody(gateway):
    server = gateway(promised=100)
    say(urgent=True, body="mã 123456")
    say(urgent=True, body="mã 654321")
    sweep(now=DAY)
    sweep(now=DAY)
    assert [letter["text"] for _headers, letter in server.letters] == ["mã 123456", "mã 654321"]
    found = Message.objects.values_list("tries", "failure", "failed_at", "sent_at")
    assert list(found) == [(1, "IncompleteRead", None, None)] * 2


class MailServer:
    """In place of the connection to one: takes every letter that the backend can address."""

    def __init__(self):
        self.taken = []

    def __call__(self, *_args, **_kwargs):
        return self

    def sendmail(self, _sender, recipients, _letter):
        self.taken.extend(recipients)

    def quit(self):
        pass


@pytest.mark.parametrize("address", ["lan@x..vn", "lan@.vn.com", f"lan@{'ă' * 60}.vn", "lan@x.vn:", "[lan@x.vn"])
def test_what_is_no_address_is_given_up_at_once_and_holds_up_nobody(settings, monkeypatch, caplog, address):
    settings.MESSENGER, settings.EMAIL_BACKEND = "smtp", "django.core.mail.backends.smtp.EmailBackend"
    server = MailServer()
    monkeypatch.setattr("smtplib.SMTP", server)
    say(channel="email", to=address, urgent=True)
    say(channel="email", to="tam@x.vn", urgent=True)
    sweep(now=DAY)
    assert server.taken == ["tam@x.vn"]
    bad = Message.objects.order_by("pk")[0]
    assert (bad.tries, bad.failed_at) == (1, DAY) and bad.failure.endswith("Error")
    assert "lan" not in caplog.text + bad.failure


def test_a_database_that_fails_is_no_failure_of_the_message(settings, monkeypatch):
    settings.MESSENGER = "outbox"
    say(urgent=True)

    def fail(_self, _message):
        raise OperationalError

    monkeypatch.setattr("vaxportal.messaging.messengers.Outbox.send", fail)
    with pytest.raises(OperationalError):
        sweep(now=DAY)
    assert Message.objects.get().tries == 0


def test_the_outbox_keeps_the_message_readable(settings):
    settings.MESSENGER = "outbox"
    say(NIGHT)
    sweep(now=NIGHT)
    message = Message.objects.get()
    assert message.sent_at == NIGHT and message.body == "Mời đến tiêm"


def test_e_mail_goes_by_smtp_and_sms_fails_there_with_a_code(settings):
    settings.MESSENGER = "smtp"
    say(channel="email", to="lan@example.vn", subject="Tài khoản")
    say()
    sweep(now=DAY)
    assert [(m.to, m.subject) for m in mail.outbox] == [(["lan@example.vn"], "Tài khoản")]
    assert Message.objects.get(channel="sms").failure == "no_sms_gateway"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_every_message_once(gateway):
    server = gateway()
    for number in range(20):
        say(urgent=True, body=f"tin {number}")

    def work():
        sweep(now=DAY)
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(letter["text"] for _headers, letter in server.letters) == sorted(f"tin {n}" for n in range(20))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_while_sending_gives_the_message_back(gateway, settings, monkeypatch):
    """The row is locked, not marked: what was rolled back is sent by the next worker."""
    server = gateway()
    say(urgent=True)

    class Died(BaseException):
        pass

    def die(_self, _message):
        raise Died

    with monkeypatch.context() as broken, pytest.raises(Died):
        broken.setattr("vaxportal.messaging.messengers.HttpSms.send", die)
        sweep(now=DAY)
    assert Message.objects.get().tries == 0
    sweep(now=DAY)
    assert len(server.letters) == 1


def test_after_ninety_days_only_that_there_was_a_message_stays(gateway):
    gateway()
    say()
    sweep(now=DAY)
    say(now=NIGHT)
    Message.objects.update(created_at=clock.now() - timedelta(days=91))
    assert (forget_old(), forget_old()) == (1, 0)
    sent, waiting = Message.objects.order_by("pk")
    assert (sent.to, sent.body, sent.sent_at) == ("", "", DAY)
    assert waiting.to and waiting.body


def test_a_message_of_last_month_is_kept(gateway):
    gateway()
    say()
    sweep(now=DAY)
    Message.objects.update(created_at=clock.now() - timedelta(days=30))
    assert forget_old() == 0
