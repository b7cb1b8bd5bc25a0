"""Two forms of a written name: as it is shown, and as it is compared."""

import re
import unicodedata

INVISIBLE = {"Cc", "Cf"}  # control signs, zero-width signs, byte-order marks: typed by nobody, pasted by many
SPACES = re.compile(r"\s+")


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
