"""Codes of links (quality S2): at least 128 bits of keyed hash, one spelling, keys that rotate, nothing stored."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invitations import codes

IDS = st.integers(1, codes.MAX_SHORT_ID - 1)
VERSIONS = st.integers(1, 32_767)


def row(pk, version=1):
    return SimpleNamespace(pk=pk, version=version)


@given(IDS, VERSIONS)
def test_s2_a_code_reads_back_as_what_it_was_made_of(pk, version):
    assert codes.read_code(codes.link_code(row(pk, version))) == (pk, version)


def test_s2_a_code_carries_at_least_128_bits_of_keyed_hash():
    assert codes.MAC_BYTES * 8 >= 128


@given(IDS, st.integers(0, 34), st.sampled_from("ABCabc019-_"))
def test_s2_a_code_with_any_other_character_is_nobodys(pk, place, character):
    code = codes.link_code(row(pk))
    forged = code[:place] + character + code[place + 1 :]
    assert forged == code or codes.read_code(forged) is None


@pytest.mark.parametrize("text", ["", "a", "=" * 35, "яяя", "A" * 35, "A" * 5000, "\x00", "../../etc/passwd"])
def test_s2_nonsense_is_nobodys_code(text):
    assert codes.read_code(text) is None


def test_s2_an_old_key_still_opens_and_a_dropped_one_does_not(settings):
    settings.INVITATION_KEYS = ["old"]
    code, short = codes.link_code(row(7)), codes.short_code(row(7))
    settings.INVITATION_KEYS = ["new", "old"]
    assert codes.read_code(code) == (7, 1)
    assert codes.matches_short_code(row(7), short)
    assert codes.link_code(row(7)) != code
    settings.INVITATION_KEYS = ["new"]
    assert codes.read_code(code) is None
    assert not codes.matches_short_code(row(7), short)


@given(IDS, VERSIONS)
def test_s2_a_short_code_is_of_its_own_row_and_version_only(pk, version):
    digits = codes.short_code(row(pk, version))
    assert len(digits) == 12
    assert digits.isdigit()
    assert codes.matches_short_code(row(pk, version), digits)
    assert not codes.matches_short_code(row(pk + 1, version), digits)


def test_s2_short_codes_of_neighbours_share_nothing_and_do_not_repeat():
    made = [codes.short_code(row(pk)) for pk in range(1, 3_000)]
    assert len(set(made)) == len(made)
    assert len({code[:4] for code in made}) > 2_000


def test_a_short_code_is_shown_in_groups_of_four():
    assert codes.show_short_code("482177309154") == "4821 7730 9154"
