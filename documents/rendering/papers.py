"""What a paper is made of. Plain values in; the renderers give bytes out."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Letterhead:
    """The head of a school's papers (clause 1.4), and the size of their letters in points. Empty fields leave no line."""

    full_name: str
    short_name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    inn: str = ""
    ogrn: str = ""
    founder: str = ""
    website: str = ""
    size: int = 13


@dataclass(frozen=True)
class Point:
    """A numbered point of an order; its items are numbered under it (2.1, 2.2 …)."""

    text: str
    items: Sequence[str] = ()


@dataclass(frozen=True)
class OrderPaper:
    """An order of the director by the layout of ГОСТ Р 7.0.97-2025.

    A draft carries the watermark «ПРОЕКТ»; a missing number or date is left as a blank to fill in by hand.
    `signer_name` and `acquainted` are written as a signature has them: «О. Н. Калинина».
    """

    organization: Letterhead
    number: str | None
    date: datetime.date | None
    place: str
    heading: str
    preamble: str
    points: Sequence[str | Point]
    signer_post: str
    signer_name: str
    acquainted: Sequence[str] = field(default_factory=list)
    acquainted_word: str = "ознакомлен(а)"
    draft: bool = False


def numbered(points: Sequence[str | Point]) -> list[tuple[str, str]]:
    """Points with their numbers, items among them: [("1.", …), ("2.", …), ("2.1.", …)]."""
    result = []
    for number, point in enumerate(points, 1):
        text, items = (point.text, point.items) if isinstance(point, Point) else (point, ())
        result.append((f"{number}.", text))
        result.extend((f"{number}.{place}.", item) for place, item in enumerate(items, 1))
    return result
