"""Tokens of links: the code in a link and the short code on paper: both are derived, neither is stored (quality S2).

A link's code is the text of (id, version) followed by a keyed hash of them. Who does not hold the key cannot make
one, and a forged one is turned away without a query. The first of INVITATION_KEYS signs; the others still verify,
so that a sheet printed before a change of keys goes on working.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

MAC_BYTES = 18  # 144 bits
_HEAD = 8  # id in 6 bytes, version in 2
LENGTH = 35
_RUNS = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH},}}")
# White space and signs that are not seen.
_BREAKS = re.compile(
    r"[\s\x00-\x1f\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]+|%(?:0A|0D|20|09)", re.IGNORECASE
)
_HALF = 1_000_000
_CHECKS = 10_000
_ROUNDS = 10
MAX_SHORT_ID = _HALF * _HALF // _CHECKS


def _mac(key: str, purpose: str, data: bytes) -> bytes:
    return hmac.new(hashlib.sha256(f"{purpose}:{key}".encode()).digest(), data, hashlib.sha256).digest()


def link_code(invitation: Any) -> str:
    """The code of a saved invitation: 35 url-safe characters."""
    return _code("link", invitation.pk, invitation.version)


def return_code(row: Any) -> str:
    """The code of a saved link for coming back; no code of an invitation is one."""
    return _code("return", row.pk, 0)


def _code(purpose: str, pk: int, version: int) -> str:
    head = pk.to_bytes(6, "big") + version.to_bytes(2, "big")
    mac = _mac(settings.INVITATION_KEYS[0], purpose, head)[:MAC_BYTES]
    return base64.urlsafe_b64encode(head + mac).decode().rstrip("=")


def read_code(text: str) -> tuple[int, int] | None:
    """(id, version) of a genuine code, None of anything else. No query, no difference in time that tells."""
    return _read(text, "link")


def read_return_code(text: str) -> int | None:
    """The id of a genuine code for coming back, None of anything else."""
    read = _read(text, "return")
    return read[0] if read else None


def _read(text: str, purpose: str) -> tuple[int, int] | None:
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
        genuine |= hmac.compare_digest(_mac(key, purpose, head)[:MAC_BYTES], mac)
    return (int.from_bytes(head[:6], "big"), int.from_bytes(head[6:], "big")) if genuine else None


def find_code(text: str, read: Callable[[str], Any] = read_code) -> str:
    """The code, as `read` knows one, in what people copy: the tail of a message, a break in the middle; '' where there is none.

    A code is always of one length and made of few characters, so what else stands there is not of it.
    """
    whole = _BREAKS.sub("", text)
    return next((run[:LENGTH] for run in _RUNS.findall(whole)[::-1] if read(run[:LENGTH])), "")


def link_url(invitation: Any) -> str:
    """The whole link. Its host comes from the settings, never from a request."""
    return f"{settings.PORTAL_URL}/i/{link_code(invitation)}"


def return_url(row: Any) -> str:
    """The whole link for coming back."""
    return f"{settings.PORTAL_URL}/i/{return_code(row)}/return"


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
