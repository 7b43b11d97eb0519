"""Tokens of links: the code in a link and the short code on paper: both are derived, neither is stored (quality S2).

A link's code is the text of (id, version) followed by a keyed hash of them. Who does not hold the key cannot make
one, and a forged one is turned away without a query. The first of INVITATION_KEYS signs; the others still verify,
so that a sheet printed before a change of keys goes on working.
"""

import base64
import hashlib
import hmac
from typing import Any

from django.conf import settings

MAC_BYTES = 18  # 144 bits
_HEAD = 8  # id in 6 bytes, version in 2
_HALF = 1_000_000
_CHECKS = 10_000
_ROUNDS = 10
MAX_SHORT_ID = _HALF * _HALF // _CHECKS


def _mac(key: str, purpose: str, data: bytes) -> bytes:
    return hmac.new(hashlib.sha256(f"{purpose}:{key}".encode()).digest(), data, hashlib.sha256).digest()


def link_code(invitation: Any) -> str:
    """The code of a saved invitation: 35 url-safe characters."""
    head = invitation.pk.to_bytes(6, "big") + invitation.version.to_bytes(2, "big")
    mac = _mac(settings.INVITATION_KEYS[0], "link", head)[:MAC_BYTES]
    return base64.urlsafe_b64encode(head + mac).decode().rstrip("=")


def read_code(text: str) -> tuple[int, int] | None:
    """(id, version) of a genuine code, None of anything else. No query, no difference in time that tells."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, UnicodeEncodeError):
        return None
    # One code has one spelling: spare bits at the end may not vary.
    if len(raw) != _HEAD + MAC_BYTES or base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        return None
    head, mac = raw[:_HEAD], raw[_HEAD:]
    genuine = False
    for key in settings.INVITATION_KEYS:
        genuine |= hmac.compare_digest(_mac(key, "link", head)[:MAC_BYTES], mac)
    return (int.from_bytes(head[:6], "big"), int.from_bytes(head[6:], "big")) if genuine else None


def link_url(invitation: Any) -> str:
    """The whole link. Its host comes from the settings, never from a request."""
    return f"{settings.PORTAL_URL}/i/{link_code(invitation)}"


def short_code(invitation: Any) -> str:
    """Twelve digits for typing from paper: «482177309154». A keyed permutation of the id and four check digits."""
    if invitation.pk >= MAX_SHORT_ID:
        raise ValueError(f"short codes exist for the first {MAX_SHORT_ID} links")
    key = settings.INVITATION_KEYS[0]
    number = invitation.pk * _CHECKS + _check(key, invitation.pk, invitation.version)
    return f"{_permute(key, number):012d}"


def show_short_code(digits: str) -> str:
    """«4821 7730 9154»"""
    return " ".join(digits[i : i + 4] for i in range(0, 12, 4))


def read_short_code(digits: str) -> list[tuple[int, int]]:
    """(id, check digits) that twelve digits may mean, one for each key. See matches_short_code: the version decides."""
    found = []
    for key in settings.INVITATION_KEYS:
        pk, check = divmod(_unpermute(key, int(digits)), _CHECKS)
        found.append((pk, check))
    return found


def matches_short_code(invitation: Any, digits: str) -> bool:
    """Whether `digits` are the short code of this very row and version."""
    return any(
        pk == invitation.pk and check == _check(key, invitation.pk, invitation.version)
        for key, (pk, check) in zip(settings.INVITATION_KEYS, read_short_code(digits), strict=True)
    )


def _check(key: str, pk: int, version: int) -> int:
    return int.from_bytes(_mac(key, "short-check", f"{pk}:{version}".encode())[:8], "big") % _CHECKS


def _round(key: str, number: int, half: int) -> int:
    return int.from_bytes(_mac(key, "short-round", f"{number}:{half}".encode())[:8], "big") % _HALF


def _permute(key: str, value: int) -> int:
    left, right = divmod(value, _HALF)
    for number in range(_ROUNDS):
        left, right = right, (left + _round(key, number, right)) % _HALF
    return left * _HALF + right


def _unpermute(key: str, value: int) -> int:
    left, right = divmod(value, _HALF)
    for number in reversed(range(_ROUNDS)):
        left, right = (right - _round(key, number, left)) % _HALF, left
    return left * _HALF + right
