"""Texts that a spreadsheet program might run, and texts that look a little like them."""

STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−")
BEFORE = (
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\x01",
    "\x0b",
    "\x1b\x07",
    "\x7f",
    "\x85",
    "\ufeff",
    "\u200b",
    "\u200d",
    "\u00a0",
    "\u00ad",
    "\u2028",
    "\u2060",
    "\u202e",
    "\u3000",
    "\ufe0f",
    "\ufffe",
    "\ud800",
    " \x01\t\ufeff\u00a0",
)
CUT_OFF = ("\tAn", "\rAn", "\nAn")  # signs at the front that some programs cut off
HOSTILE = [*(f"{before}{start}1+1" for before in BEFORE for start in STARTS), *CUT_OFF]
HARMLESS = ["", "An", "'An", "1=1", "a@b.vn", "0912345678", "Đỗ-Thị", "'", "(=1)", '"=1"', " An", "\u200bAn", "_=1"]
