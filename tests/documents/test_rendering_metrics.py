"""Widths of letters read from the font, against another reader of fonts."""

import fontpkg
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from documents.rendering.metrics import advances, lines_needed, pieces_of


@pytest.mark.parametrize("weight", [400, 700])
def test_widths_are_those_that_another_library_reads(weight):
    pdfmetrics.registerFont(TTFont(f"PT{weight}", str(fontpkg.path("PT Sans", weight=weight))))
    widths = advances("PT Sans", weight)
    for letter in "АБВЁЖЩЫЯабвгдеёжщыя0123456789 «»—-№.ҮөAz":
        expected = pdfmetrics.stringWidth(letter, f"PT{weight}", 1000) / 1000
        assert widths[ord(letter)] == pytest.approx(expected, abs=0.002), letter


def test_lines_break_after_spaces_and_hyphens_and_nowhere_else():
    def lines(text: str, width: float) -> int:
        return lines_needed(pieces_of(text, "PT Sans", 700), width)

    assert lines("Иванова Мария", 100) == 1
    assert lines("Иванова Мария", 5) == 2
    assert lines("Иванова-Мария", 5) == 2
    assert lines("ИвановаМария", 5) == 1
    assert lines("\u200b".join("Ы" * 100), 10) > 5


def test_a_letter_that_the_font_has_not_takes_room_too():
    [(width, _)] = pieces_of("🙂", "PT Sans", 700)
    assert width == advances("PT Sans", 700)[0] > 0
