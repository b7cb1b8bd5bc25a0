import base64

import pytest
from cryptography.exceptions import InvalidTag

from vaxportal.core import crypto


def ring(*names: str) -> str:
    return ",".join(f"{name}:{base64.urlsafe_b64encode(name.encode().ljust(32, b'.')).decode()}" for name in names)


def test_what_is_sealed_opens_again_and_shows_nothing():
    sealed = crypto.seal("087190004567")
    assert crypto.unseal(sealed) == "087190004567"
    assert b"087190004567" not in sealed


def test_the_same_number_is_sealed_differently_each_time():
    assert crypto.seal("0912345678") != crypto.seal("0912345678")


def test_a_changed_byte_is_noticed():
    sealed = bytearray(crypto.seal("087190004567"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        crypto.unseal(bytes(sealed))


def test_a_new_key_in_front_opens_the_old_and_keeps_look_ups(settings):
    settings.PERSONAL_DATA_KEYS = ring("old")
    sealed, found = crypto.seal("087190004567"), crypto.lookup("087190004567")
    settings.PERSONAL_DATA_KEYS = ring("new", "old")
    assert crypto.unseal(sealed) == "087190004567"
    assert crypto.lookup("087190004567") == found
    assert b"new" in crypto.seal("x")[:5]


def test_a_short_key_is_refused(settings):
    settings.PERSONAL_DATA_KEYS = "k:" + base64.urlsafe_b64encode(b"short").decode()
    with pytest.raises(ValueError, match="32-byte"):
        crypto.seal("x")
