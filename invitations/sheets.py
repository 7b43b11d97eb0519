"""Links on paper: cards to cut out and a page per child for the parent (clause 2.1 g). Pure: cards in, PDF out.

The caller derives urls and codes; nothing here knows a table or a clock.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import zxingcpp

from documents.rendering.metrics import lines_needed, pieces_of
from documents.rendering.typesetting import breakable, typeset
from documents.russian import count

ROLE_WORDS = {
    "parent": ("для родителя", "для родителей"),
    "pupil": ("для ученика", "для учеников"),
    "teacher": ("для учителя", "для учителей"),
}

# Choosing among all eight masks is most of the work of a code. Blurred, tilted and faded until a reader begins to
# fail, codes of this mask were read as often as those of the mask chosen by the book (docs/adr/0003-papers.md).
MASK = 6
QUIET = 4
# The sizes that a name is tried in, points: below 7 nobody reads it, what is too long even then is cut. The width and the
# heights that a name and its note have, millimetres.
SIZES = (11, 10, 9, 8, 7)
WORDS_WIDTH, ROOM, ROOM_OF_PARENT = 41.8, 25, 16
POINTS = 72 / 25.4
# The height of a line, the size of the note and the space over it, in parts of the size; a note is never below 7 points.
LINE, NOTE, GAP = 1.12, 0.8, 0.2
# Few cards of a class (its links for all) share a page with the next class; more are handed over by the page.
SHARED_PAGE_LIMIT = 2


@dataclass(frozen=True)
class Card:
    """One link on paper.

    `title`: the school's short name; `subtitle`: the class; `person`: whose link it is, empty for a link of the whole
    class; `role`: a key of ROLE_WORDS; `valid_until`: as it is to be read («6 декабря 2026 г.»); `note`: a line under
    the name («Ребёнок: Иванов Пётр»); `enter_at`: where the short code is typed (empty: the host of the url);
    `platform`: how people call it («MAX», «VK Мессенджер»).
    """

    url: str
    short_code: str
    title: str
    subtitle: str
    person: str
    role: str
    valid_until: str
    note: str = ""
    enter_at: str = ""
    platform: str = ""


def render_cards_pdf(cards: Iterable[Card], title: str) -> bytes:
    """Cards to cut out, 2 × 4 on an A4 page, under a heading per class and role. No cards give a page that says so."""
    groups = []
    for (subtitle, role), members in _grouped(cards):
        groups.append(
            {
                "subtitle": breakable(subtitle),
                "role": ROLE_WORDS.get(role, (role, role))[1],
                "own_page": len(members) > SHARED_PAGE_LIMIT,
                "count": count(len(members), "карточка", "карточки", "карточек"),
                "cards": [_card_data(card) for card in members],
            }
        )
    return typeset("cards.typ", {"title": title, "groups": groups})


def render_parent_pages_pdf(cards: Iterable[Card], title: str) -> bytes:
    """A page per child for the parent: large code, steps, what nobody ever asks for (clause 2.7)."""
    return typeset("parent_pages.typ", {"title": title, "cards": [_card_data(card) for card in cards]})


def _grouped(cards: Iterable[Card]) -> list[tuple[tuple[str, str], Sequence[Card]]]:
    """Cards by class and role; classes in the order they came, inside a class the roles of ROLE_WORDS in theirs."""
    cards = list(cards)
    classes = {
        subtitle: place for place, subtitle in enumerate(dict.fromkeys(card.subtitle for card in cards))
    }
    roles = {role: place for place, role in enumerate([*ROLE_WORDS, *(card.role for card in cards)][::-1])}
    cards.sort(key=lambda card: (classes[card.subtitle], -roles[card.role]))
    return [(key, list(found)) for key, found in groupby(cards, key=lambda card: (card.subtitle, card.role))]


def _card_data(card: Card) -> dict[str, Any]:
    room = ROOM_OF_PARENT if card.role == "parent" else ROOM
    person = breakable(card.person) or "ссылка класса"
    size, note = _fitted(person, breakable(card.note), room)
    return {
        "qr": qr_svg(card.url),
        "url": card.url,
        "code": spaced(card.short_code),
        "title": breakable(card.title),
        "subtitle": breakable(card.subtitle),
        "person": person,
        "personal": bool(card.person),
        "room": room,
        "size": size,
        "note_size": _note_size(size),
        "role": ROLE_WORDS.get(card.role, (card.role, card.role))[0],
        "parent": card.role == "parent",
        "valid_until": breakable(card.valid_until),
        "note": note,
        "enter_at": breakable(card.enter_at or urlsplit(card.url).netloc),
        "platform": card.platform,
    }


def _fitted(person: str, note: str, room: float) -> tuple[float, str]:
    """The largest of SIZES at which a name and the note under it fit, and the note: of one too long for any, its beginning."""
    name = pieces_of(person, "PT Sans", 700)
    for size in SIZES:
        if _height(name, note, size) <= room * POINTS:
            return size, note
    words = note.split(" ")
    while words and _height(name, f"{' '.join(words)} …", SIZES[-1]) > room * POINTS:
        words.pop()
    return SIZES[-1], f"{' '.join(words)} …" if words else ""


def _height(name: list[tuple[float, float]], note: str, size: float) -> float:
    width, small = WORDS_WIDTH * POINTS, _note_size(size)
    height = lines_needed(name, width / size) * LINE * size
    if note:
        lines = lines_needed(pieces_of(note, "PT Sans", 400), width / small)
        height += lines * LINE * small + GAP * size
    return height


def _note_size(size: float) -> float:
    return max(size * NOTE, SIZES[-1])


def spaced(code: str) -> str:
    """«482177309154» → «4821 7730 9154», however it was spaced before."""
    letters = re.sub(r"[\s-]", "", code)
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


_DARK_RUN = re.compile(rb"\x00+")


def qr_svg(url: str) -> str:
    """The QR code of an address as one stroked path: half the size and a third of the work of a rectangle per run.

    Correction level M, without the quiet zone: the layout keeps four modules of white around it.
    """
    barcode = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK)
    image: Any = barcode.to_image(scale=1, add_quiet_zones=True)
    width = image.shape[1]
    starts, lengths = _strokes(width)
    pixels = bytes(memoryview(image))
    path = "".join(
        [starts[run.start()] + lengths[run.end() - run.start()] for run in _DARK_RUN.finditer(pixels)]
    )
    side = width - 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" '
        f'viewBox="{QUIET} {QUIET} {side} {side}">'
        f'<path stroke="#000" d="{path}"/></svg>'
    )


@lru_cache(maxsize=16)
def _strokes(width: int) -> tuple[list[str], list[str]]:
    """Path commands by pixel number and by run length: looked up, not formatted anew for each of a million runs."""
    return [f"M{n % width} {n // width}.5" for n in range(width * width)], [f"h{n}" for n in range(width + 1)]
