"""Papers as pure functions: dataclasses in, bytes out. No tables, no clock, no network (docs/adr/0003-papers.md)."""

from documents.rendering.consents import render_consent_pdf
from documents.rendering.orders import render_order_docx, render_order_pdf
from documents.rendering.papers import Letterhead, OrderPaper, Point
from documents.rendering.registers import render_register_pdf
from documents.rendering.wording import (
    CONTROL,
    REVOCATION_HEADING,
    Appointee,
    Signing,
    in_force,
    preamble,
    revocation_order,
)

__all__ = [
    "CONTROL",
    "REVOCATION_HEADING",
    "Appointee",
    "Letterhead",
    "OrderPaper",
    "Point",
    "Signing",
    "in_force",
    "preamble",
    "render_consent_pdf",
    "render_order_docx",
    "render_order_pdf",
    "render_register_pdf",
    "revocation_order",
]
