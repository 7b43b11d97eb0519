"""Registers to print: nothing lost, the head on every page, nothing read as markup."""

import io

import pypdfium2
import pytest
from pypdf import PdfReader

from documents.rendering import Letterhead, render_register_pdf
from tests.documents.test_rendering_orders import ink_box

SCHOOL = Letterhead("Муниципальное казённое учреждение «Школа № 19»", "МКОУ «ООШ № 19»")
COLUMNS = ["Код", "Кому", "Причина"]


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def register(rows, **changes) -> bytes:
    return render_register_pdf("Реестр аннулированных ссылок", SCHOOL, COLUMNS, rows, **changes)


def test_a_register_numbers_its_rows_repeats_its_head_and_counts_its_pages():
    pages = pages_of(register([(f"4821 {number:04d}", "Ким Виктор", "утечка") for number in range(100)]))
    assert len(pages) > 2
    for place, text in enumerate(pages, 1):
        assert "№ Код Кому Причина" in text
        assert f"страница {place} из {len(pages)}" in text
    together = " ".join(pages)
    assert all(f"4821 {number:04d}" in together for number in range(100))
    assert "100 4821 0099" in together


def test_a_register_ends_with_its_sentence_and_room_for_signatures():
    pdf = register(
        [("1", None, "")], footer="Всего: 1 ссылка.", signers=[("Администратор", "О. Н. Калинина")]
    )
    [text] = pages_of(pdf)
    assert "1 1 — —" in text
    assert "Всего: 1 ссылка. Администратор О. Н. Калинина" in text
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert box.width > box.height


def test_an_empty_register_says_so():
    assert "Записей нет" in pages_of(register([]))[0]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="row 2 has 2 values for 3 columns"):
        register([("1", "2", "3"), ("1", "2")])


def test_markup_and_endless_words_stay_text_inside_the_margins():
    pdf = register(
        [("#eval()", "<script>", "Ы" * 300), ("Щ" * 300, "&amp; *b*", "Константинопольская-" * 15)]
    )
    text = " ".join(pages_of(pdf))
    assert "#eval()" in text and "<script>" in text and "&amp; *b*" in text
    for page in pypdfium2.PdfDocument(pdf):
        left, _, right, _ = ink_box(page)
        assert left >= 19.4
        assert right >= 9.4
