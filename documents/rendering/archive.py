"""DOCX files whose bytes depend on their contents alone, so that a frozen paper can be compared by its hash."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

_EPOCH = date(1980, 1, 1)  # the first day that a zip can write down
_LONGEST_PROPERTY = 255


def document_bytes(document: Document, *, title: str, author: str, moment: date | None) -> bytes:
    """The document as a DOCX with these properties and `moment` (or 1980) instead of the time of making."""
    properties = document.core_properties
    instant = datetime.combine(moment or _EPOCH, time(), UTC)
    properties.title, properties.author = title[:_LONGEST_PROPERTY], author[:_LONGEST_PROPERTY]
    properties.last_modified_by, properties.comments = author[:_LONGEST_PROPERTY], ""
    properties.created = properties.modified = instant
    properties.revision, properties.language = 1, "ru-RU"
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package.rels[key]  # the picture of another document that every new one is born with
    raw = io.BytesIO()
    document.save(raw)
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (_EPOCH.year, _EPOCH.month, _EPOCH.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def write_document(document: Document, path: Path, *, title: str, author: str, moment: date | None) -> None:
    """`document_bytes` into a file."""
    path.write_bytes(document_bytes(document, title=title, author=author, moment=moment))
