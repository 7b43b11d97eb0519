"""The mark of a browser at a link: by it a second press is the same press, and the way on is open to whoever pressed.

A page is given a mark before anything is pressed, and every press brings it back. It is made of a secret that the browser
keeps, or, where it keeps nothing, that lives as long as the page. The database holds the digest alone (quality S2).
"""

import base64
import hashlib
import hmac
import re
import secrets

_SHAPE = re.compile(r"[A-Za-z0-9_-]{24}")


def new_secret() -> str:
    """Twenty-four url-safe characters that nobody can guess."""
    return secrets.token_urlsafe(18)


def is_one(text: str) -> bool:
    """Whether a text has the shape of a secret or a mark."""
    return _SHAPE.fullmatch(text) is not None


def mark_of(secret: str, link: int) -> str:
    """The mark at one link of the browser that keeps `secret`: from it neither the secret nor another mark is told."""
    raw = hashlib.sha256(f"mark:{secret}:{link}".encode()).digest()[:18]
    return base64.urlsafe_b64encode(raw).decode()


def digest(mark: str) -> str | None:
    """What is kept of a mark; None of nothing."""
    return hashlib.sha256(f"kept:{mark}".encode()).hexdigest() if mark else None


def is_kept(mark: str, kept: str | None) -> bool:
    """Whether `kept` is the digest of `mark`; no difference in time that tells."""
    return bool(kept) and bool(mark) and hmac.compare_digest(digest(mark) or "", kept or "")
