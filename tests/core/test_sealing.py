"""Sealed bytes: any key of ours opens them, the first writes, and a fingerprint finds what cannot be read."""

import pytest

from core.sealing import Unreadable, fingerprint, fingerprints, reseal, seal, unseal

OLD, NEW = "an old secret", "a new secret"


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.SEALING_KEYS = [OLD]


def test_what_is_sealed_is_read_again_and_never_lies_open():
    for content in (b"", "Ссылка класса".encode(), bytes(range(256)) * 100):
        sealed = seal(content)
        assert unseal(sealed) == unseal(memoryview(sealed)) == content
        assert content not in sealed or not content
    assert seal(b"same") != seal(b"same")


def test_a_new_key_writes_and_the_old_one_still_reads(settings):
    sealed = seal(b"x")
    settings.SEALING_KEYS = [NEW, OLD]
    assert unseal(sealed) == b"x"
    fresh = reseal(sealed)
    settings.SEALING_KEYS = [NEW]
    assert unseal(fresh) == b"x"
    with pytest.raises(Unreadable):
        unseal(sealed)
    with pytest.raises(Unreadable):
        reseal(sealed)


def test_damaged_bytes_are_refused():
    sealed = bytearray(seal(b"x"))
    sealed[20] ^= 1
    with pytest.raises(Unreadable):
        unseal(bytes(sealed))


def test_a_fingerprint_is_equal_for_equal_texts_of_one_purpose_and_one_key(settings):
    here = fingerprint("https://max.ru/join/5a", "class link")
    assert here == fingerprint("https://max.ru/join/5a", "class link")
    assert len(here) == 64
    assert here != fingerprint("https://max.ru/join/5b", "class link")
    assert here != fingerprint("https://max.ru/join/5a", "chat link")
    settings.SEALING_KEYS = [NEW, OLD]
    assert fingerprint("https://max.ru/join/5a", "class link") != here
    assert fingerprints("https://max.ru/join/5a", "class link")[1] == here
