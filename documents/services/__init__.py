"""Verbs of papers, as the pages and the rooms above use them."""

from documents.services.drafting import EDITABLE, Line, draft_order, drop_order, edit_order, submit_order
from documents.services.signing import DOCX, PDF, attach_scan, draft_hash, return_order, sign_order

__all__ = [
    "DOCX",
    "EDITABLE",
    "PDF",
    "Line",
    "attach_scan",
    "draft_hash",
    "draft_order",
    "drop_order",
    "edit_order",
    "return_order",
    "sign_order",
    "submit_order",
]
