"""The lines of a pasted text, a row of a table in each: what a table says by quotes and merged cells stands in every line."""

import re

from core.folding import one_line
from orgstructure.pasted import words
from orgstructure.pasted.columns import is_table_head
from orgstructure.pasted.line import cells_of

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# A cell with a break in it, as tables are copied; a quote that opens no cell, or has no other before the next tab, is a sign.
_QUOTED = re.compile(r'(?P<open>(?:^|(?<=[\t;\n]))")(?P<text>(?:[^"\t]|"")*)"(?=(?P<behind>[\t;\n]|$))')
_WHOLE = re.compile(
    r"\d(?:[ ()–-]*\d){6}|@|[А-ЯЁа-яё.'-]+\s+[А-ЯЁ]"
)  # a phone, an e-mail, two words of a name

_NUMBERS = {"№", "№ п/п", "п/п", "n", "no"}


def lines_of(text: str) -> list[str]:
    """The lines of a text, by whatever sign they are parted."""
    return _filled(_QUOTED.sub(_in_one_line, _BREAKS.sub("\n", text)).split("\n"))


def _in_one_line(cell: re.Match[str]) -> str:
    """A cell in quotes without them: what stood in lines of its own there is parted by commas, broken words are joined."""
    before = cell.string[cell.start() - 1 : cell.start()]
    if before not in ("\t", ";") and cell.group("behind") not in ("\t", ";"):
        return cell.group()
    pieces = [one_line(piece) for piece in cell.group("text").replace('""', '"').split("\n")]
    pieces = [piece.replace(";", ",") for piece in pieces if piece]
    if all(map(_WHOLE.search, pieces)):
        return ", ".join(piece.strip(", ") for piece in pieces)
    return " ".join(pieces)


def _filled(lines: list[str]) -> list[str]:
    """The lines of a table with the child in each: of a merged cell only the first row is pasted with what it says."""
    found: list[str] = []
    names: list[str] = []
    child = ""
    for line in lines:
        cells = cells_of(line)
        if is_table_head(cells):
            names, child = cells, ""
        elif not one_line(line):
            child = ""
        elif "\t" in line and (at := _childs_column(names, len(cells))) is not None:
            if _goes_on(cells, at, names):
                cells[at] = child
                line = "\t".join(cells)
            child = cells[at].strip()
        found.append(line)
    return found


def _childs_column(names: list[str], width: int) -> int | None:
    return next((at for at, name in enumerate(names[:width]) if words.is_childs_column(name)), None)


def _goes_on(cells: list[str], at: int, names: list[str]) -> bool:
    """Whether a row says more of the child above: it names somebody and no child, and has no number of its own."""
    others = [cell for place, cell in enumerate(cells) if place != at]
    numbered = names[0].strip(" .").lower() in _NUMBERS and cells[0].strip()
    return not cells[at].strip() and not numbered and any(re.search("[А-ЯЁ][а-яё]", cell) for cell in others)
