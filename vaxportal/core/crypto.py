"""Personal numbers at rest: AES-256-GCM with a key ring, and a keyed hash for equality look-up.

The ring is `id:base64,id:base64` (PERSONAL_DATA_KEYS): the first key seals, every key opens. A sealed value is
`id length (1 byte) | id | nonce (12) | ciphertext and tag`. The look-up key is derived from the *last* key of the
ring, so that rotation (a new key in front) keeps every look-up valid.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


@lru_cache(maxsize=4)
def _ring(text: str) -> tuple[tuple[bytes, bytes], ...]:
    pairs = (part.split(":", 1) for part in text.split(",") if part.strip())
    ring = tuple((name.strip().encode(), base64.urlsafe_b64decode(key)) for name, key in pairs)
    if not ring or any(len(key) != 32 for _name, key in ring):
        raise ValueError("PERSONAL_DATA_KEYS needs 32-byte keys, as id:base64")
    return ring


@lru_cache(maxsize=4)
def _lookup_key(text: str) -> bytes:
    return hmac.digest(_ring(text)[-1][1], b"vaxportal lookup", hashlib.sha256)


def seal(plain: str) -> bytes:
    return seal_bytes(plain.encode())


def unseal(sealed: bytes) -> str:
    return unseal_bytes(sealed).decode()


def seal_bytes(plain: bytes) -> bytes:
    name, key = _ring(settings.PERSONAL_DATA_KEYS)[0]
    nonce = os.urandom(12)
    return bytes([len(name)]) + name + nonce + AESGCM(key).encrypt(nonce, plain, name)


def unseal_bytes(sealed: bytes) -> bytes:
    """The plain content; raises KeyError when its key has left the ring, InvalidTag when it was tampered with."""
    size = sealed[0]
    name, nonce, body = sealed[1 : 1 + size], sealed[1 + size : 13 + size], sealed[13 + size :]
    return AESGCM(dict(_ring(settings.PERSONAL_DATA_KEYS))[name]).decrypt(nonce, body, name)


def lookup(plain: str) -> bytes:
    """The keyed hash (HMAC-SHA256, 32 bytes) under which a normalized number is found again."""
    written = plain.encode(errors="surrogatepass")  # also of what a hostile client makes up
    return hmac.digest(_lookup_key(settings.PERSONAL_DATA_KEYS), written, hashlib.sha256)
