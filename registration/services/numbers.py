"""Registration numbers: short enough to be said on the phone, long enough not to be guessed."""

import secrets

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I
LENGTH = 10


def new_number() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
