"""What a camera sees: a code drawn on a white wall, as a film of raw pictures (YUV4MPEG2)."""

import segno

WIDTH, HEIGHT, DOT = 640, 480, 8
BLACK, WHITE, GREY = 16, 235, 128  # as video counts them


def film_of(text, path):
    """The same picture again and again; a browser takes it for its camera."""
    code = segno.make(text, error="m", micro=False)
    rows = [[bool(dot) for dot in row] for row in code.matrix]
    left, top = (WIDTH - len(rows) * DOT) // 2, (HEIGHT - len(rows) * DOT) // 2
    light = bytearray([WHITE]) * (WIDTH * HEIGHT)
    for y, row in enumerate(rows):
        line = b"".join(bytes([BLACK if dot else WHITE]) * DOT for dot in row)
        for at in range(top + y * DOT, top + (y + 1) * DOT):
            light[at * WIDTH + left : at * WIDTH + left + len(line)] = line
    colour = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + bytes(light) + colour) * 2)
    return path
