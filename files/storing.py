"""Storing files: bytes with their hash."""

import hashlib
from datetime import date
from typing import Any

from core.sealing import seal
from files.models import File


def store_file(
    *,
    organization: Any,
    name: str,
    content_type: str,
    content: bytes,
    actor: Any,
    expires_on: date | None = None,
    sealed: bool = False,
) -> File:
    """Keep bytes with their hash, in the transaction of the decision they belong to. The name is always ours.

    `expires_on`: the last day that the file is kept, None for good. `sealed`: what lies in the table is read by nobody
    who has only the table.
    """
    return File.objects.create(
        organization=organization,
        name=name[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=seal(content) if sealed else content,
        sealed=sealed,
        expires_on=expires_on,
        created_by=None if isinstance(actor, str) else actor,
    )
