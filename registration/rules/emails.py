"""E-mail addresses to which a letter can go: the form that mail servers take (RFC 5321), without its rarities."""

import re

LONGEST_NAME = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
NAME = re.compile(rf"{_ATOM}(\.{_ATOM})*")  # ASCII only: few servers take more
_REST = r"[A-Za-z0-9-]{0,61}[A-Za-z0-9]"
DOMAIN = re.compile(rf"([A-Za-z0-9]({_REST})?\.)+[A-Za-z]{_REST}")


def is_email(text: str) -> bool:
    name, _at, domain = text.rpartition("@")
    try:
        sent = domain.encode("idna").decode()  # as the letter is addressed: tênmiền.vn is xn--tnmin-hsa0954c.vn
    except UnicodeError:
        return False
    return len(name) <= LONGEST_NAME and bool(NAME.fullmatch(name) and DOMAIN.fullmatch(sent))
