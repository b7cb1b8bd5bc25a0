"""QR codes as drawings inside the page: no picture file, no script."""

import io

import segno


def qr_svg(content: str) -> str:
    drawn = io.BytesIO()
    code = segno.make(content, error="q", micro=False)
    code.save(drawn, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return drawn.getvalue().decode()
