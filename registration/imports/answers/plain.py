"""The bytes of a part as plain XML, in pieces: UTF-8, no comments, no CDATA, no instructions but the first line."""

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

from registration.imports.answers.markup import Torn

PIECE = 256 * 1024
LONGEST_ASIDE = 1024 * 1024  # of a comment, in bytes; it is held until it ends
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']""")
DECLARED_TEXT = re.compile(r"""^(\s*<\?xml[^>]*?\sencoding\s*=\s*["'])[\w.-]+(["'])""")
ASIDE = re.compile(rb"<[!?]")
MOST_ASIDES = 3_000_000  # 50,000 rows have half as many, where each text is one
COMMENT, TEXT, INSTRUCTION = (b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")
BYTE_ORDERS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
AS_IT_IS = {"utf-8", "ascii"}


def plain(part: IO[bytes]) -> Iterator[bytes]:
    """All of the part; what other encodings and asides can say is said in the plain way, the rest is untouched."""
    pieces = _in_utf8(part)
    first = next(pieces, b"")
    at = first.find(b"?>") + 2 if first.startswith(b"<?xml") and b"?>" in first else 0
    yield first[:at]
    kept, asides = b"", 0
    for piece in chain([first[at:]], pieces):
        asides += piece.count(b"<!") + piece.count(b"<?")
        if asides > MOST_ASIDES:
            raise Torn("more asides than cells")
        piece, kept = _settled(kept + piece) if asides or kept else _cut_off(piece)
        yield piece
    if kept:
        raise Torn("ends within an aside")


def _settled(piece: bytes) -> tuple[bytes, bytes]:
    """The piece without its asides; and its end, if an aside begins there that is not complete yet."""
    settled, at = list[bytes](), 0
    while aside := ASIDE.search(piece, at):
        settled.append(piece[at : aside.start()])
        said, at = _aside(piece, aside.start())
        if at < 0:
            return b"".join(settled), piece[aside.start() :]
        settled.append(said)
    end, kept = _cut_off(piece[at:])
    return b"".join([*settled, end]), kept


def _cut_off(piece: bytes) -> tuple[bytes, bytes]:
    """The piece, and a last sign that may begin an aside."""
    at = len(piece) - piece.endswith(b"<")
    return piece[:at], piece[at:]


def _aside(piece: bytes, at: int) -> tuple[bytes, int]:
    """What the aside says as plain text, and where it ends; -1 if that is not to be seen yet."""
    for kind in (COMMENT, TEXT, INSTRUCTION):
        begin, end = kind
        if piece.startswith(begin, at) and (outside := piece.find(end, at + len(begin))) >= 0:
            text = piece[at + len(begin) : outside] if kind is TEXT else b""
            text = text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
            return text, outside + len(end)
    if len(piece) - at > LONGEST_ASIDE:
        raise Torn("an aside without end")
    return b"", -1


def _in_utf8(part: IO[bytes]) -> Iterator[bytes]:
    first = part.read(PIECE)
    encoding = _encoding(first)
    if encoding in AS_IT_IS:
        yield first
        while piece := part.read(PIECE):
            yield piece
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    text = decoder.decode(first)
    yield DECLARED_TEXT.sub(r"\1UTF-8\2", text).encode()
    while piece := part.read(PIECE):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", True).encode()


def _encoding(first: bytes) -> str:
    for mark, encoding in BYTE_ORDERS.items():
        if first.startswith(mark):
            return encoding
    for encoding in ("utf-16-le", "utf-16-be"):
        if first.startswith("<".encode(encoding)):
            return encoding
    declared = DECLARED.match(first)
    try:
        name = declared[1].decode() if declared else "utf-8"
        " ".encode(name)  # some names are of ciphers
        return codecs.lookup(name).name
    except LookupError as error:
        raise Torn("an encoding that nobody knows") from error
