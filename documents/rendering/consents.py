"""A consent to print and sign."""

from documents.rendering.typesetting import typeset


def render_consent_pdf(title: str, school: str, body: str) -> bytes:
    """The text of a consent with room for a name, a signature and a date. Paragraphs of `body` are parted by empty lines."""
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip()]
    return typeset("consent.typ", {"title": title, "school": school, "paragraphs": paragraphs})
