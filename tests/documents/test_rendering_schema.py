"""The DOCX by the schema of OOXML: Word mends what is out of order in silence, other readers and validators do not."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from documents import kinds, selectors
from documents.rendering import render_order_docx
from documents.rendering.orders import ORDER_TEMPLATE
from roles.wording import additional_administrator_order, administrator_order
from tests import factories as f
from tests.documents.test_rendering_orders import APPOINTEE, DRAFT, SCHOOL, SIGNED

VALIDATOR = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365)


def faults(content: bytes, tmp_path) -> list[str]:
    path = tmp_path / "order.docx"
    path.write_bytes(content)
    return [str(error) for error in VALIDATOR.validate(path).errors]


def test_lesson_i54_the_validator_sees_an_order_of_elements_that_is_wrong(tmp_path):
    """What the first release wrote: a border behind the alignment, a spacing behind the size."""
    broken = io.BytesIO()
    with zipfile.ZipFile(ORDER_TEMPLATE) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                border = content[content.index(b"<w:pBdr") : content.index(b"</w:pBdr>") + len(b"</w:pBdr>")]
                start = content.index(border)
                end = content.index(b"</w:pPr>", start)
                content = content[:start] + content[start + len(border) : end] + border + content[end:]
            target.writestr(name, content)
    [fault] = faults(broken.getvalue(), tmp_path)
    assert "pBdr" in fault


@pytest.mark.parametrize("wording", [administrator_order, additional_administrator_order])
@pytest.mark.parametrize("signing", [DRAFT, SIGNED])
@pytest.mark.parametrize("size", [12, 14])
def test_lesson_i54_every_order_of_an_administrator_is_valid(wording, signing, size, tmp_path):
    paper = wording(organization=replace(SCHOOL, size=size), appointee=APPOINTEE, signing=signing)
    assert faults(render_order_docx(paper), tmp_path) == []


def test_lesson_i54_every_kind_of_order_gives_a_valid_docx(organization, director, tmp_path):
    person = f.PersonFactory(organization=organization, kind="staff", post="учитель")
    first = f.OrderFactory(person=person, signed=True)
    tried = []
    for kind in kinds.all_kinds():
        order = f.OrderFactory(person=person, kind=kind.code, heading=kind.heading, revokes=first)
        for terms in ({}, {"number": "7", "dated_on": date(2026, 11, 20)}):
            paper = selectors.paper_of(order, signer=f.signer_of(organization), **terms)
            assert faults(render_order_docx(paper), tmp_path) == [], kind.code
        tried.append(kind.code)
    assert {"administrator", "additional_administrator", "revocation"} <= set(tried)


def test_lesson_i54_odd_words_leave_the_docx_valid(tmp_path):
    odd = "<w:p/> & 🙂 {{ 7*7 }} \u202e № 7 — " + "Щ" * 200
    paper = administrator_order(organization=SCHOOL, appointee=APPOINTEE, signing=SIGNED)
    assert faults(render_order_docx(replace(paper, heading=odd, points=[odd], acquainted=[])), tmp_path) == []
