"""Registration numbers: short enough to be said on the phone, long enough not to be guessed."""

import secrets

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I
LENGTH = 10
SIGN_OF = [SIGNS[byte % len(SIGNS)] for byte in range(256)]  # 256 is eight times 32: each is as likely


def new_number() -> str:
    return "".join([SIGN_OF[byte] for byte in secrets.token_bytes(LENGTH)])
