"""What cuts an endless name off must cut nothing of a short one: the dots of Ё, the bow of Й, the tails of щ and ц."""

import pypdfium2
import pytest

from documents.rendering import Letterhead, render_register_pdf, typesetting
from invitations.sheets import Card, render_cards_pdf, render_parent_pages_pdf

WORDS = "Ёлкин-Йорданский Щёцу"
CARD = Card(
    url="https://school.example/i/abcdef", short_code="482177309154", title=f"ОУ «{WORDS}»", subtitle="ЁЙ «Ёй»",
    person=f"{WORDS} Ёжик", role="parent", valid_until="6 декабря 2026 г. Ёй", note=f"Ребёнок: Йод {WORDS}",
    enter_at="ЁЙ.example/щ", platform="MAX",
)  # fmt: skip
SCHOOL = Letterhead(f"Школа {WORDS}", f"ОУ «{WORDS}»")
PAPERS = {
    "cards": lambda: render_cards_pdf([CARD], f"ЁЙ {WORDS}"),
    "parent pages": lambda: render_parent_pages_pdf([CARD], f"ЁЙ {WORDS}"),
    "register": lambda: render_register_pdf(f"ЁЙ {WORDS}", SCHOOL, ["Ёй"], [["Йё"]]),
}


def ink(pdf: bytes) -> bytes:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=4, grayscale=True).to_pil().tobytes()


@pytest.mark.parametrize("paper", PAPERS)
def test_lesson_f47_nothing_of_a_short_line_is_clipped(paper, tmp_path, monkeypatch):
    clipped = ink(PAPERS[paper]())
    for template in typesetting.TEMPLATES.glob("*.typ"):
        (tmp_path / template.name).write_text(template.read_text().replace("clip: true", "clip: false"))
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    whole = ink(PAPERS[paper]())
    lost = sum(one != other for one, other in zip(clipped, whole, strict=True))
    assert lost == 0
