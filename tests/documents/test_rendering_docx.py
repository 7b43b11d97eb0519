"""The order as DOCX: the words of the PDF, the same margins, and a template that nothing typed can climb out of."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from fontTools.ttLib import TTFont
from lxml import etree
from pypdf import PdfReader

from documents.rendering import render_order_docx, render_order_pdf
from documents.rendering.build_order_template import build
from documents.rendering.orders import ORDER_TEMPLATE
from roles.wording import administrator_order
from tests.documents.test_rendering_orders import APPOINTEE, DRAFT, SCHOOL, signed_order, text_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def opened(paper):
    return Document(io.BytesIO(render_order_docx(paper)))


def lines_of(document) -> list[str]:
    """The texts of the body in their order, tables among them, with ordinary spaces."""
    return [text.replace("\u00a0", " ") for text in raw_lines_of(document)]


def raw_lines_of(document) -> list[str]:
    texts = []
    for element in document.element.body.iter(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
    ):
        texts.append(
            "".join(node.text or "\t" for node in element.iter() if node.tag.endswith(("}t", "}tab")))
        )
    return [text.strip() for text in texts if text.strip()]


def words_of(text: str) -> list[str]:
    """Words alone: rules to write on are drawn in the PDF and underscores in the DOCX."""
    return re.findall(r"[\w@.+-]+", text.replace("_", " "))


def test_the_docx_says_what_the_pdf_says():
    paper = signed_order()
    docx, pdf = " ".join(lines_of(opened(paper))), text_of(render_order_pdf(paper))
    pdf = re.sub(r"(?<=коммуникационн..)\s", " ", pdf)
    page_numbers = {"2"}
    assert sorted(words_of(docx)) == sorted(
        word for word in joined(words_of(pdf)) if word not in page_numbers
    )


def joined(words: list[str]) -> list[str]:
    """A word with a hyphen that the PDF parted at the end of a line is one word again."""
    result: list[str] = []
    for word in words:
        if result and result[-1].endswith("-"):
            result[-1] += word
        else:
            result.append(word)
    return result


def test_every_line_of_an_order_stands_in_its_place():
    lines = lines_of(opened(signed_order(points=["Назначить Иванову.", "Контроль оставляю за собой."])))
    assert lines[0] == SCHOOL.full_name
    assert lines[1] == "(МКОУ «ООШ № 19»)"
    start = lines.index("ПРИКАЗ")
    assert lines[start + 1] == "22 ноября 2026 г.\t№ 47-ОД"
    assert lines[start + 2] == "г. Энск"
    assert lines[start + 3].startswith("О назначении администратора")
    assert lines[-6:] == [
        "2. Контроль оставляю за собой.",
        "Директор",
        "О. Н. Калинина",
        "С приказом ознакомлена:",
        "М. П. Иванова",
        "«____» ______________ 20____ г.",
    ]


def test_page_and_margins_are_those_of_the_standard():
    [section] = opened(signed_order()).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = [section.left_margin, section.right_margin, section.top_margin, section.bottom_margin]
    assert [round(margin.mm) for margin in margins] == [30, 10, 20, 20]
    assert round(section.header_distance.mm) == 10
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


@pytest.mark.parametrize("size", [12, 13, 14])
def test_lesson_f47_the_font_is_the_one_of_the_pdf_in_the_size_of_the_school(size):
    paper = signed_order(organization=replace(SCHOOL, size=size))
    document = opened(paper)
    for style in ("Normal", "Heading 1"):
        assert document.styles[style].font.name == "PT Serif"
        assert document.styles[style].font.size.pt == size
    sizes = set()
    PdfReader(io.BytesIO(render_order_pdf(paper))).pages[0].extract_text(
        visitor_text=lambda text, cm, tm, font, height: sizes.add(round(height * cm[0] * tm[0], 1))
    )
    assert float(size) in sizes


def test_lesson_f47_the_fonts_travel_inside_the_docx_hidden_as_the_standard_asks():
    archive = zipfile.ZipFile(io.BytesIO(render_order_docx(signed_order())))
    table = etree.fromstring(archive.read("word/fontTable.xml"))
    links = etree.fromstring(archive.read("word/_rels/fontTable.xml.rels"))
    targets = {link.get("Id"): link.get("Target") for link in links}
    weights = {}
    for kind in ("embedRegular", "embedBold"):
        [entry] = table.iter(W + kind)
        key, part = entry.get(W + "fontKey"), targets[entry.get(R + "id")]
        content = bytearray(archive.read(f"word/{part}"))
        mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
        assert content[:4] != b"\x00\x01\x00\x00"
        for place in range(32):
            content[place] ^= mask[place % 16]
        with TTFont(io.BytesIO(content)) as font:
            assert font["name"].getDebugName(1).startswith("PT Serif")
            assert {ord(letter) for letter in "ЁёЙйЩщ№«»—Ww7"} <= set(font.getBestCmap())
            assert font["OS/2"].fsType == 0  # may be embedded and installed
            weights[kind] = font["OS/2"].usWeightClass
    assert weights == {"embedRegular": 400, "embedBold": 700}
    assert b"<w:embedTrueTypeFonts" in archive.read("word/settings.xml")


SEPARABLE = "СОШ № 19 и № 7 — это школы; И. И. Иванов и Петрова А. А. — в них с 22 ноября 2026 г. — работают"


def test_lesson_f47_a_line_parts_no_number_no_initials_and_begins_with_no_dash():
    [line] = [
        line for line in raw_lines_of(opened(signed_order(points=[SEPARABLE]))) if line.startswith("1.")
    ]
    for whole in ("СОШ № 19", "№ 7 —", "И. И. Иванов", "Петрова А. А. —", "22 ноября 2026 г. —"):
        assert whole.replace(" ", "\u00a0") in line
    for shift in range(40):
        pdf = render_order_pdf(signed_order(points=["о" * shift + " " + SEPARABLE] * 2))
        lines = [
            row.strip()
            for page in PdfReader(io.BytesIO(pdf)).pages
            for row in page.extract_text().splitlines()
        ]
        assert not [row for row in lines if row.startswith("—")]
        text = "\n".join(lines)
        for whole in ("СОШ № 19", "№ 7 —", "И. И. Иванов", "Петрова А. А. —", "22 ноября 2026 г."):
            assert text.count(whole) >= 2, (shift, whole)


def test_only_a_draft_carries_the_watermark_and_blanks():
    draft = administrator_order(organization=SCHOOL, appointee=APPOINTEE, signing=DRAFT)
    for paper, marked in ((draft, True), (signed_order(), False)):
        document = opened(paper)
        [section] = document.sections
        for header in (section.header, section.first_page_header):
            assert ('string="ПРОЕКТ"' in header._element.xml) is marked
            assert "{%" not in header._element.xml
        assert ("№ ____" in " ".join(lines_of(document))) is marked


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<w:p/></w:t>&amp;&",
        "{{ 7*7 }}",
        "{% for x in y %}",
        "#eval() 🙂 {{ ''.__class__ }}",
    ],
)
def test_markup_in_a_name_comes_out_as_the_letters_that_were_typed(hostile):
    lines = lines_of(
        opened(signed_order(points=[f"Назначить {hostile}."], signer_name=hostile, heading=hostile))
    )
    assert f"1. Назначить {hostile}." in lines
    assert lines.count(hostile) == 2


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\x0b", "\ufffe", "\u202e"])
def test_characters_that_cannot_be_written_are_left_out(odd):
    assert "1. Иванову." in lines_of(opened(signed_order(points=[f"Ивано{odd}ву."])))


def test_the_same_paper_gives_the_same_bytes_and_says_nothing_about_when_it_was_made():
    assert render_order_docx(signed_order()) == render_order_docx(signed_order())
    properties = opened(signed_order()).core_properties
    assert properties.title.startswith("Приказ № 47-ОД")
    assert properties.author == "МКОУ «ООШ № 19»"
    assert properties.created.isoformat().startswith("2026-11-22T00:00")


def test_every_part_of_the_file_is_well_formed():
    archive = zipfile.ZipFile(io.BytesIO(render_order_docx(signed_order(heading="Щ" * 300))))
    assert archive.testzip() is None
    for name in archive.namelist():
        assert "thumbnail" not in name
        if name.endswith((".xml", ".rels")):
            etree.fromstring(archive.read(name))


def test_the_kept_template_is_what_the_code_builds(tmp_path):
    build(tmp_path / "order.docx")
    kept, built = zipfile.ZipFile(ORDER_TEMPLATE), zipfile.ZipFile(tmp_path / "order.docx")
    assert kept.namelist() == built.namelist()
    for name in kept.namelist():
        assert kept.read(name) == built.read(name), name
