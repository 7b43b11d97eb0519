"""What the portal's papers can be printed with: a sign that their fonts lack is refused where it is typed."""

from functools import lru_cache

import fontpkg
from fontTools.ttLib import TTFont

from core.errors import Invalid

# The fonts of orders and registers, and of cards.
PRINTED = ("PT Serif", "PT Sans")


@lru_cache(maxsize=1)
def printed_signs() -> frozenset[int]:
    """The code points that every font of the papers has."""
    found: frozenset[int] | None = None
    for family in PRINTED:
        with TTFont(fontpkg.path(family, weight=400), lazy=True) as font:
            signs = frozenset(font.getBestCmap())
        found = signs if found is None else found & signs
    return found or frozenset()


def check_printed(text: str, *, what: str, field: str) -> str:
    """The text, if it can be printed. Raises Invalid that shows the first sign that no font of the papers has."""
    lacking = next((sign for sign in text if not sign.isspace() and ord(sign) not in printed_signs()), "")
    if lacking:
        raise Invalid(
            f"{what}: знака «{lacking}» нет в шрифте, которым печатаются бумаги: вместо него выйдет пустой квадрат. Уберите его.",
            field=field,
        )
    return text
