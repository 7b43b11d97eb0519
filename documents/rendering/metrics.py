"""How wide a text is, asked of the font itself: a sheet of a thousand names need not measure each while it is set."""

import re
from functools import lru_cache

import fontpkg
from fontTools.ttLib import TTFont

# Where a line may end: after a space, a hyphen, a break of no width.
_PIECES = re.compile("[^ \\-\u200b]*[ \\-\u200b]?")


@lru_cache(maxsize=4)
def advances(family: str, weight: int) -> dict[int, float]:
    """Widths of the letters of a font in parts of its size, by code point; of what it has not, under 0."""
    with TTFont(fontpkg.path(family, weight=weight), lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        letters = {0: font.getGlyphName(0)} | font.getBestCmap()
        return {code: widths[glyph][0] / em for code, glyph in letters.items()}


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
