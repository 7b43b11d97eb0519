"""P8: a sheet of 1,000 QR cards as PDF, against zxing-cpp codes laid out by reportlab; every code decodes."""

import io
from typing import Any

import fontpkg
import pypdfium2
import zxingcpp
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.common import compare
from invitations.sheets import Card, render_cards_pdf, spaced

CARDS = 1000
# Every fourth name is long enough to be measured and shrunk.
PEOPLE = (
    "Иванова Мария Петровна",
    "Ким Виктор",
    "Алиев Гейдар Рза оглы",
    "Константинопольская-Преображенская Александра",
)


def cards_of(number: int) -> list[Card]:
    """A thousand parents of forty classes, with other links in every round."""
    return [
        Card(
            url=f"https://portal.example/i/{number + 1:02d}{place:06d}kQxV3b8Zr1Tn0PyWmLdEaHcUsJgXoBf",
            short_code=f"{number + 1:04d}{place:08d}",
            title="МКОУ «ООШ № 19»",
            subtitle=f"{place // 50 + 1} «А» класс",
            person=PEOPLE[place % len(PEOPLE)] + f" {place}",
            role="parent" if place % 50 < 25 else "pupil",
            valid_until="6 декабря 2026 г.",
            note=f"ребёнок: Иванов Пётр {number}",
            enter_at="portal.example/k",
        )
        for place in range(CARDS)
    ]


def by_reportlab(cards: list[Card]) -> bytes:
    """The same words and codes on the same places, without headings, wrapping and shrinking."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for place, card in enumerate(cards):
        if place and place % 8 == 0:
            canvas.showPage()
        left, top = 10 * mm + (place % 2) * 95 * mm, A4[1] - 17 * mm - (place % 8 // 2) * 63 * mm
        canvas.setDash(3, 3)
        canvas.rect(left, top - 63 * mm, 95 * mm, 63 * mm)
        canvas.setDash()
        _code(canvas, card.url, left + 4.5 * mm, top - 44.5 * mm, 40 * mm)
        words = (
            (card.title, "Sans", 8, 48, 7),
            (card.subtitle, "Bold", 11, 48, 12),
            (f"для {card.role}", "Bold", 9, 48, 18),
            (card.person, "Bold", 11, 48, 24),
            (card.note, "Sans", 8, 48, 32),
            (f"Без камеры — введите код на {card.enter_at}", "Sans", 7, 4.5, 52),
            (f"Действует до {card.valid_until}", "Sans", 7, 4.5, 56),
            (spaced(card.short_code), "Bold", 14, 55, 56),
        )
        for text, font, size, x, y in words:
            canvas.setFont(font, size)
            canvas.drawString(left + x * mm, top - y * mm, text)
    canvas.save()
    return target.getvalue()


def _code(canvas: Canvas, url: str, left: float, bottom: float, side: float) -> None:
    """A code as a picture of one pixel a module: the quickest way reportlab has (a path of rectangles takes 2 s)."""
    image: Any = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(
        scale=1, add_quiet_zones=False
    )
    picture = Image.frombuffer("L", (image.shape[1], image.shape[0]), bytes(memoryview(image)))
    canvas.drawInlineImage(picture, left, bottom, side, side)


def decoded(pdf: bytes) -> list[str]:
    """Every code of every page, read from the page as it is printed."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=110 / 72, grayscale=True).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


def run() -> list[dict[str, Any]]:
    """P8 with its check: 1,000 of 1,000 codes decode from the rendered pages, or an AssertionError."""
    for name, weight in (("Sans", 400), ("Bold", 700)):
        pdfmetrics.registerFont(TTFont(name, str(fontpkg.path("PT Sans", weight=weight))))
    cards = cards_of(99)
    for pdf in (render_cards_pdf(cards, "Ссылки"), by_reportlab(cards)):
        assert sorted(decoded(pdf)) == sorted(card.url for card in cards)
    return [
        compare(
            f"P8 sheet of {CARDS} QR cards as PDF",
            lambda cards: render_cards_pdf(cards, "Ссылки-приглашения"),
            by_reportlab,
            setup=cards_of,
            reach_ratio=2.0,
            reach_ours=0.8,
            note=f"against zxing-cpp codes + reportlab layout; {CARDS} of {CARDS} codes decode",
        )
    ]


if __name__ == "__main__":
    run()
