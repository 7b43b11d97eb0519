"""Make static/fonts/onest.woff2 anew: `python tools/fonts.py`, with requirements-dev installed.

Onest (SIL Open Font License, OFL.txt there) cut to what the portal writes: Latin with accents, the whole Cyrillic
block (names are written in the languages of the country), punctuation, №, ₽, arrows; weights 300 to 800, one file.
"""

from pathlib import Path

import fontpkg_onest
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
SOURCE = Path(fontpkg_onest.__file__).parent / "files" / "Onest[wght].ttf"
RANGES = [(0x20, 0x7E), (0xA0, 0xFF), (0x400, 0x4FF), (0x2010, 0x203A), (0x2190, 0x2193)]
SINGLES = [0x20BD, 0x2116, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265]


def build() -> None:
    """Write onest.woff2."""
    font = TTFont(SOURCE)
    font = instancer.instantiateVariableFont(font, {"wght": (300, 400, 800)})
    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)] + SINGLES)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(FONTS / "onest.woff2")


if __name__ == "__main__":
    build()
