"""Forms of a written name: as it is shown, as it is compared, and as it is shown where there is little room."""

import re
import unicodedata

INVISIBLE = {"Cc", "Cf"}  # control signs, zero-width signs, byte-order marks: typed by nobody, pasted by many
SPACES = re.compile(r"\s+")
CLAUSE_ENDS = re.compile(r"[,;:(…]")


def tidy(text: str) -> str:
    """NFC, single spaces, nothing invisible."""
    if not text:
        return ""
    composed = unicodedata.normalize("NFC", SPACES.sub(" ", text))
    if not composed.isprintable():
        composed = "".join(sign for sign in composed if unicodedata.category(sign) not in INVISIBLE)
    return SPACES.sub(" ", composed).strip()


def fold(text: str) -> str:
    """Without marks, đ → d, upper case; only letters, digits and single spaces remain. For comparing and searching."""
    bare = unicodedata.normalize("NFKD", text).upper().replace("Đ", "D")
    kept = (
        sign if sign.isalnum() else " "
        for sign in unicodedata.normalize("NFKD", bare)
        if not unicodedata.combining(sign)
    )
    return " ".join("".join(kept).split())


def cut(text: str, longest: int) -> str:
    """At most so many signs, ending with a clause, else with a word: never “…công lập và tư nh…”."""
    if len(text) <= longest:
        return text
    ends = [match.start() for match in CLAUSE_ENDS.finditer(text, longest // 2, longest)]
    end = ends[-1] if ends else text.rfind(" ", 0, longest)
    return f"{text[: end if end > 0 else longest - 1].rstrip()}…"
