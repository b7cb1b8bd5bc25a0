from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from vaxportal.accounts.codes import CodeIs
from vaxportal.accounts.models import OneTimeCode
from vaxportal.accounts.services.codes import PER_PHONE, check_code, send_code
from vaxportal.core.errors import RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"
NOW = timezone.now()


def sent(now=NOW, phone=PHONE, purpose="log_in"):
    send_code(purpose=purpose, phone=phone, language="vi", now=now)
    message = Message.objects.latest("pk")
    return next(word.strip(",") for word in message.body.split() if word.strip(",").isdigit())


def refused(code, now=NOW, phone=PHONE, purpose="log_in"):
    with pytest.raises(RuleBroken) as refusal:
        check_code(purpose=purpose, phone=phone, code=code, now=now)
    return refusal.value.problems[0].code


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_of_the_message_is_taken_once():
    code = sent()
    check_code(purpose="log_in", phone=PHONE, code=f" {code[:3]} {code[3:]} ", now=NOW)
    assert refused(code) == CodeIs.WRONG


def test_a_code_holds_for_its_phone_its_purpose_and_ten_minutes():
    code = sent()
    assert refused(code, phone="+84912345679") == CodeIs.WRONG
    assert refused(code, purpose="registration") == CodeIs.WRONG
    assert refused(code, now=NOW + timedelta(minutes=10)) == CodeIs.WRONG


def test_after_five_wrong_tries_the_right_code_is_refused_too():
    code = sent()
    for _try in range(5):
        assert refused(wrong(code)) == CodeIs.WRONG
    assert refused(code) == CodeIs.TOO_MANY_TRIES


def test_a_new_code_ends_the_one_before():
    first = sent()
    second = sent(now=NOW + timedelta(seconds=30))
    if first != second:
        assert refused(first, now=NOW + timedelta(seconds=31)) == CodeIs.WRONG
    check_code(purpose="log_in", phone=PHONE, code=second, now=NOW + timedelta(seconds=32))


def test_the_fifth_code_in_a_quarter_of_an_hour_is_refused():
    for minute in range(4):
        sent(now=NOW + timedelta(minutes=minute))
    with pytest.raises(RuleBroken) as refusal:
        sent(now=NOW + timedelta(minutes=4))
    assert refusal.value.problems[0].code == CodeIs.TOO_MANY_SENT
    sent(now=NOW + timedelta(minutes=16))


def test_neither_phone_nor_code_is_kept_in_clear():
    code = sent()
    row = OneTimeCode.objects.values().get()
    assert PHONE not in str(row) and code not in str(row["code_hash"])


@pytest.mark.django_db(transaction=True)
def test_sixteen_requests_at_once_send_no_more_codes_than_one_after_another():
    def ask(_number):
        try:
            send_code(purpose="log_in", phone=PHONE, language="vi", now=NOW)
        except RuleBroken:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(16))) == PER_PHONE == OneTimeCode.objects.count()
