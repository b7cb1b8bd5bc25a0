"""Registration numbers: short enough to be said on the phone, long enough not to be guessed."""

import re
import secrets

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I
LENGTH = 10
SIGN_OF = [SIGNS[byte % len(SIGNS)] for byte in range(256)]  # 256 is eight times 32: each is as likely
WRITTEN = re.compile(rf"[{SIGNS}]{{{LENGTH}}}")


def read_number(text: str) -> str:
    """As it is kept, however it was written; empty where the text cannot be one."""
    bare = re.sub(r"[\s-]", "", text).upper()
    return bare if WRITTEN.fullmatch(bare) else ""


def new_number() -> str:
    return "".join([SIGN_OF[byte] for byte in secrets.token_bytes(LENGTH)])
