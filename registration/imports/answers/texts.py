"""Text on its way into the XML of a sheet: nothing that it forbids, nothing that a program would read otherwise."""

import re

from vaxportal.core.sheets import UNWRITABLE

LONGEST = 32_767  # of a cell, in the units of UTF-16 as the programs count them
NEW_LINE = re.compile("\r\n?")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # the programs would read _x0041_ as A
NEEDS_CARE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>]|_x")


def written(text: str) -> bytes:
    """As the content of a cell or a comment: what XML forbids is dropped, what is too long is cut."""
    if len(text) <= LONGEST // 2 and not NEEDS_CARE.search(text):
        return text.encode()
    text = _shortened(NEW_LINE.sub("\n", UNWRITABLE.sub("", text)))
    text = LOOKS_ESCAPED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def _shortened(text: str) -> str:
    return text.encode("utf-16-le")[: LONGEST * 2].decode("utf-16-le", "ignore")
