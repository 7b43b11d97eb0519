"""How wide a text is, asked of the font itself: a sheet of a thousand names need not measure each while it is set."""

import re
import struct
from functools import lru_cache

import fontpkg

# Where a line may end: after a space, a hyphen, a break of no width.
_PIECES = re.compile("[^ \\-\u200b]*[ \\-\u200b]?")
_BMP = (3, 1)


@lru_cache(maxsize=4)
def advances(family: str, weight: int) -> dict[int, float]:
    """Widths of the letters of a font in parts of its size, by code point; of what it has not, under 0."""
    font = fontpkg.path(family, weight=weight).read_bytes()
    tables = {}
    for place in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        tables[tag] = offset
    (em,) = struct.unpack_from(">H", font, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", font, tables[b"hhea"] + 34)
    widths = struct.unpack_from(f">{'Hh' * metrics}", font, tables[b"hmtx"])[::2]
    glyphs = {0: 0} | _glyphs(font, tables[b"cmap"])
    return {code: widths[min(glyph, metrics - 1)] / em for code, glyph in glyphs.items()}


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """Glyph numbers by code point, from the table of the basic plane (format 4)."""
    for place in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * place)
        if (platform, encoding) == _BMP and struct.unpack_from(">H", font, cmap + offset)[0] == 4:
            return _segments(font, cmap + offset)
    return {}


def _segments(font: bytes, table: int) -> dict[int, int]:
    count = struct.unpack_from(">H", font, table + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, table + 14)
    starts = struct.unpack_from(f">{count}H", font, table + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, table + 16 + 4 * count)
    ranges = struct.unpack_from(f">{count}H", font, table + 16 + 6 * count)
    glyphs = {}
    for place, (start, end, delta, jump) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if jump:
                where = table + 16 + 6 * count + 2 * place + jump + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", font, where)
            glyphs[code] = (glyph + delta) & 0xFFFF
    return glyphs


def pieces_of(text: str, family: str, weight: int) -> list[tuple[float, float]]:
    """The unbreakable pieces of a text: the width of each, and of the space after it, in parts of the size.

    Kerning, which only narrows, is left out.
    """
    letters = advances(family, weight)
    unknown, space = letters[0], letters[32]
    return [
        (
            sum([letters.get(ord(letter), unknown) for letter in piece.rstrip(" \u200b")]),
            space if piece.endswith(" ") else 0.0,
        )
        for piece in _PIECES.findall(text)
        if piece
    ]


def lines_needed(pieces: list[tuple[float, float]], width: float) -> int:
    """How many lines of a width (in parts of the size) the pieces fill."""
    lines, filled = 1, 0.0
    for long, space in pieces:
        if filled and filled + long > width:
            lines, filled = lines + 1, 0.0
        filled += long + space
    return lines
