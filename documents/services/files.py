"""Keeping files with the decision they belong to."""

import hashlib
from typing import Any

from documents.models import File
from orgstructure.models import Organization

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def store_file(
    *, organization: Organization, name: str, content_type: str, content: bytes, actor: Any
) -> File:
    """Keep bytes with their hash, in the transaction of the decision they belong to. The name is always ours."""
    return File.objects.create(
        organization=organization,
        name=name[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_by=actor,
    )
