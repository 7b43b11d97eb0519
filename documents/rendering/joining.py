"""Several PDFs as one, in their order."""

import io
from collections.abc import Iterable

import pypdfium2


def join_pdfs(parts: Iterable[bytes]) -> bytes:
    """The pages of all `parts`, one after the other. No parts give a PDF without pages."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for part in parts:
            source = pypdfium2.PdfDocument(part)
            try:
                whole.import_pages(source)
            finally:
                source.close()
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()
    finally:
        whole.close()
