"""The order as DOCX: the words of the PDF, the same margins, and a template that nothing typed can climb out of."""

import io
import re
import zipfile

import pytest
from docx import Document
from lxml import etree

from documents.rendering import render_order_docx, render_order_pdf
from documents.rendering.build_order_template import build
from documents.rendering.orders import ORDER_TEMPLATE
from roles.wording import administrator_order
from tests.documents.test_rendering_orders import APPOINTEE, DRAFT, SCHOOL, signed_order, text_of


def opened(paper):
    return Document(io.BytesIO(render_order_docx(paper)))


def lines_of(document) -> list[str]:
    """The texts of the body in their order, tables among them."""
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
        "С приказом ознакомлен(а):",
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


def test_the_font_is_the_one_of_the_pdf():
    document = opened(signed_order())
    assert document.styles["Normal"].font.name == "PT Serif"
    assert document.styles["Normal"].font.size.pt == 12.5
    assert document.styles["Heading 1"].font.name == "PT Serif"


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
