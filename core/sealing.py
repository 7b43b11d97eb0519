"""Encryption at rest (Fernet): what the database must not give away is sealed by a key that it never holds.

Keys come from SEALING_KEYS: the first writes, all read. To change a key: put the new one in front, `manage.py reseal`,
drop the old one. A sealed value cannot be searched; where it must be unique or found, its `fingerprint` stands beside it.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_RESEALERS: dict[str, Callable[[], int]] = {}


def register_sealed(what: str, reseal_all: Callable[[], int]) -> None:
    """A room that keeps sealed rows says, in `AppConfig.ready()`, what they are and how all of them are sealed anew.

    `reseal_all` returns how many there were, and raises Unreadable where no key opens one.
    """
    _RESEALERS[what] = reseal_all


def resealers() -> dict[str, Callable[[], int]]:
    """{what: how all of them are sealed anew}, for `manage.py reseal`."""
    return dict(_RESEALERS)


class Unreadable(ValueError):
    """No key of ours opens it: the key was dropped too early, or the bytes are not what was sealed."""


def seal(content: bytes) -> bytes:
    """`content` as only a holder of the keys can read it; the same content gives other bytes each time."""
    return _box(tuple(settings.SEALING_KEYS)).encrypt(content)


def unseal(sealed: bytes | memoryview) -> bytes:
    """What was sealed, by whichever key; Unreadable where none opens it."""
    try:
        return _box(tuple(settings.SEALING_KEYS)).decrypt(bytes(sealed))
    except InvalidToken:
        raise Unreadable("Sealed by a key that is not among SEALING_KEYS, or damaged.") from None


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same content sealed by the first key; Unreadable as `unseal`."""
    try:
        return _box(tuple(settings.SEALING_KEYS)).rotate(bytes(sealed))
    except InvalidToken:
        raise Unreadable("Sealed by a key that is not among SEALING_KEYS, or damaged.") from None


def fingerprint(text: str, purpose: str) -> str:
    """64 hex digits that are equal for equal texts of one `purpose` and tell nothing to whoever has no key."""
    return fingerprints(text, purpose)[0]


def fingerprints(text: str, purpose: str) -> list[str]:
    """The fingerprint by every key, the writing one first: to find what was written before the key changed."""
    return [
        hmac.new(_derived(key, f"fingerprint {purpose}"), text.encode(), hashlib.sha256).hexdigest()
        for key in settings.SEALING_KEYS
    ]


def fingerprint_of_key(key: str) -> str:
    """16 hex digits by which a key is known again and from which nobody gets it back."""
    return _derived(key, "name of a key").hex()[:16]


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key, "seal"))) for key in keys])


@lru_cache(maxsize=64)
def _derived(key: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose out of a secret of any length."""
    return HKDF(SHA256(), 32, salt=None, info=f"sferum {purpose}".encode()).derive(key.encode())
