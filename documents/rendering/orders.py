"""Orders as PDF and DOCX: one set of words, two makers."""

from typing import Any

from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from documents.rendering.archive import document_bytes
from documents.rendering.papers import Letterhead, OrderPaper, numbered
from documents.rendering.typesetting import TEMPLATES, prepared, typeset, unparted
from documents.russian import russian_date

ORDER_TEMPLATE = TEMPLATES / "order.docx"


def contact_lines(organization: Letterhead) -> list[str]:
    """The lines of reference data under the school's name; what is not known leaves no trace."""
    lines = (
        (organization.address,),
        (
            organization.phone and f"тел. {organization.phone}",
            organization.email and f"e-mail: {organization.email}",
            organization.website,
        ),
        (organization.inn and f"ИНН {organization.inn}", organization.ogrn and f"ОГРН {organization.ogrn}"),
    )
    return [joined for line in lines if (joined := ", ".join(filter(None, line)))]


def order_data(paper: OrderPaper) -> dict[str, Any]:
    """All that either template needs, as plain texts."""
    number = (paper.number or "").strip()
    return {
        "title": " ".join(filter(None, ("Приказ", number and f"№ {number}", paper.heading))),
        "organization": {
            "founder": paper.organization.founder,
            "full_name": paper.organization.full_name,
            "short_name": paper.organization.short_name,
            "contacts": contact_lines(paper.organization),
        },
        "size": paper.organization.size,
        "number": number or None,
        "date": russian_date(paper.date) if paper.date else None,
        "place": paper.place,
        "heading": paper.heading,
        "preamble": paper.preamble,
        "points": _points(paper),
        "signer_post": paper.signer_post,
        "signer_name": paper.signer_name,
        "acquainted": list(paper.acquainted),
        "acquainted_word": paper.acquainted_word,
        "draft": paper.draft,
    }


def _points(paper: OrderPaper) -> list[dict[str, Any]]:
    """The last point keeps with the signature, which never stands alone on a page; a «…:» with its items."""
    lines = numbered(paper.points)
    return [
        {"number": number, "text": text, "keep": place == len(lines) or text.endswith(":")}
        for place, (number, text) in enumerate(lines, 1)
    ]


def render_order_pdf(paper: OrderPaper) -> bytes:
    """An order as a tagged PDF by ГОСТ Р 7.0.97-2025; the same paper gives the same bytes (clause 2.1 a, 2.2 a)."""
    return typeset("order.typ", order_data(paper), dated=paper.date)


def render_order_docx(paper: OrderPaper) -> bytes:
    """The same order as DOCX, to be edited in Word: same words, margins and fonts; the same paper gives the same bytes.

    The template is filled in a sandbox with escaping: neither what a person typed nor a template that a school put in
    its place can reach anything but the words of the order.
    """
    data = order_data(paper)
    dated = data["date"] or "«____» ______________ 20____ г."
    words = prepared(data | {"dated": dated, "numbered": f"№ {data['number'] or '____________'}"})
    template = DocxTemplate(ORDER_TEMPLATE)
    template.render(unparted(words), jinja_env=ImmutableSandboxedEnvironment(autoescape=True))
    for style in ("Normal", "Heading 1"):
        template.docx.styles[style].font.size = Pt(paper.organization.size)
    return document_bytes(
        template.docx, title=words["title"], author=words["organization"]["short_name"], moment=paper.date
    )
