"""The one door of typed and pasted text: what no reader sees goes, what readers take for one sign becomes one.

Names, phones, e-mail, free text and searches pass here first, in forms, the API, pasted lists and commands (lessons D20, D23).
"""

import re
import unicodedata

# Hyphen, no-break hyphen, figure dash, minus, small and full-width hyphens. Dashes (– —) part words and stay.
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒⁃−﹣－"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′‛＇ʹ"), "'")
# Printable by name only: fillers, the grapheme joiner, variation selectors.
_UNSEEN = {
    "\u034f",
    "\u115f",
    "\u1160",
    "\u17b4",
    "\u17b5",
    "\u3164",
    "\uffa0",
    *map(chr, range(0xFE00, 0xFE10)),
}
_QUOTED = re.compile(r"[\"“„]\s*([^\"“”„«»]+?)\s*[\"”“]")


def fold(text: str) -> str:
    """One spelling of what looks the same: NFC, no invisible signs, a plain hyphen and space. Breaks of lines and tabs stay.

    A byte order mark, soft hyphens, joiners and marks of direction go; other control signs and all kinds of space become
    a space (PostgreSQL takes no NUL); halves of surrogate pairs go, since no database stores them.
    """
    text = unicodedata.normalize("NFC", text).translate(_HYPHENS)
    return "".join(map(_seen, text))


def _seen(sign: str) -> str:
    if sign in _UNSEEN:
        return ""
    if sign.isprintable() or sign in "\n\t":
        return sign
    return "" if unicodedata.category(sign) in ("Cf", "Cs") else " "


def plain_apostrophes(text: str) -> str:
    """One sign for the six that stand for an apostrophe in names: «Д’Артаньян», «Дарʼя»."""
    return text.translate(_APOSTROPHES)


def one_line(text: str) -> str:
    """Free text of one line as it may be stored and searched: folded, one space between words."""
    return " ".join(fold(text).split())


def paragraphs(text: str) -> str:
    """Free text of several lines as it may be stored: each line folded, no empty line before, after or twice in a row."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def fir_tree_quotes(text: str) -> str:
    """«МКОУ "ООШ № 19"» → «МКОУ «ООШ № 19»»: pairs of straight or curly quotes as Russian papers have them."""
    return _QUOTED.sub(r"«\1»", text)
