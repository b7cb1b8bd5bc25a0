"""Text on its way into a spreadsheet."""

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet program runs: what begins like a formula gets an apostrophe before it."""
    kept = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    dangerous = text.startswith(STARTS_FORMULA) or kept.lstrip().startswith(STARTS_FORMULA)
    return f"'{kept}" if dangerous else kept
