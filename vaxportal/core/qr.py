"""QR codes as drawings inside the page: no picture file, no script."""

import io
from uuid import UUID

import segno


def qr_svg(content: str) -> str:
    return _drawn(segno.make(content, error="q", micro=False), border=4)


def qr_svg_of_row(ref: UUID) -> str:
    """For hundreds of rows on paper: in capitals a ref takes a code with fewer squares, drawn five times as fast."""
    return _drawn(segno.make(str(ref).upper(), error="m", micro=False), border=2)


def _drawn(code: segno.QRCode, *, border: int) -> str:
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=border, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return drawn.getvalue().decode()
