"""Pages of our own PDFs as pictures: what stands on the screen is the very paper that leaves.

A frame with a PDF in it is empty on most phones and forbidden by our content policy; a picture works everywhere.
Only papers that the portal itself made come here, never an uploaded scan.
"""

import io
import threading

import pypdfium2

_SCALE = 1.6  # 115 dots an inch: readable on a phone when enlarged, 60–90 KB a page
_one_at_a_time = threading.Lock()  # PDFium is not safe to call from two threads


def page_count(pdf: bytes) -> int:
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_png(pdf: bytes, number: int) -> bytes | None:
    """Page `number` (from 1) as a PNG; None if there is no such page."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                return None
            picture = document[number - 1].render(scale=_SCALE, grayscale=True).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
