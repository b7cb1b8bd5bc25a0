"""Text on its way into a spreadsheet and back: the one place that says what a spreadsheet program would run.

In a sheet a text is a text; but sheets are saved as CSV and pasted, and then its first signs alone decide. Programs
pass over signs that nobody sees, read wide signs as the ordinary ones, and cut off a tab or a line's end at the front.
"""

import re

SHIELD = "'"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML forbids
UNSEEN = (
    r"\s\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
RUNS = re.compile(rf"[\t\r\n]|[{UNSEEN}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]")


def would_run(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula."""
    return not text[:1].isalnum() and RUNS.match(_writable(text)) is not None


def inert(text: str) -> str:
    """The text as a cell that no program runs: shielded where it would, without what no sheet can hold."""
    kept = _writable(text)
    return SHIELD + kept if _needs_shield(kept) else kept


def unshielded(cell: str) -> str:
    """The text of a cell that went out inert and has come back."""
    kept = _writable(cell)
    return kept[1:] if kept.startswith(SHIELD) and _needs_shield(kept[1:]) else kept


def _writable(text: str) -> str:
    return text if text.isprintable() else UNWRITABLE.sub("", text)


def _needs_shield(text: str) -> bool:
    """Also behind shields of its own, so that what comes back is what went out."""
    return would_run(text.lstrip(SHIELD))
