"""Forms of a written name: as it is shown, as it is compared, and as it is shown where there is little room."""

import re
import unicodedata

INVISIBLE = {"Cc", "Cf"}  # control signs, zero-width signs, byte-order marks: typed by nobody, pasted by many
SPACES = re.compile(r"\s+")
SPACES_BUT_ONE = re.compile(r"[^\S ]")  # signs that separate and print, but are no plain space
CLAUSE_ENDS = re.compile(r"[,;:(…]")


def tidy(text: str) -> str:
    """NFC, single spaces, nothing invisible."""
    if not text or _is_tidy(text):
        return text
    composed = unicodedata.normalize("NFC", SPACES.sub(" ", text))
    if not composed.isprintable():
        composed = "".join(sign for sign in composed if unicodedata.category(sign) not in INVISIBLE)
    return SPACES.sub(" ", composed).strip()


def _is_tidy(text: str) -> bool:
    """As nearly all texts are: looked at without building anything."""
    if not text.isprintable() or "  " in text or text[0] == " " or text[-1] == " ":
        return False
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not SPACES_BUT_ONE.search(text))


def fold(text: str) -> str:
    """Without marks, đ → d, upper case; only letters, digits and single spaces remain. For comparing and searching."""
    bare = unicodedata.normalize("NFKD", text).upper().replace("Đ", "D")
    return " ".join(unicodedata.normalize("NFKD", bare).translate(_KEPT).split())


class _Kept(dict[int, str | None]):
    """What becomes of each sign, found out when it is met for the first time."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        self[code] = None if unicodedata.combining(sign) else sign if sign.isalnum() else " "
        return self[code]


_KEPT = _Kept()


def cut(text: str, longest: int) -> str:
    """At most so many signs, ending with a clause, else with a word: never “…công lập và tư nh…”."""
    if len(text) <= longest:
        return text
    ends = [match.start() for match in CLAUSE_ENDS.finditer(text, longest // 2, longest)]
    end = ends[-1] if ends else text.rfind(" ", 0, longest)
    return f"{text[: end if end > 0 else longest - 1].rstrip()}…"
