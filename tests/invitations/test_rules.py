"""How long links live, by rules that know no clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import Invalid
from invitations import rules

ZONE = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_link_ends_at_six_in_the_evening_of_its_last_local_day():
    assert rules.expiry("personal", 14, NOON, ZONE).isoformat() == "2026-12-06T18:00:00+03:00"


def test_late_in_the_evening_the_local_day_counts_not_the_day_of_utc():
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # 01:30 of the 23rd in Moscow
    assert rules.expiry("personal", 1, late, ZONE).isoformat() == "2026-11-24T18:00:00+03:00"


@pytest.mark.parametrize(("kind", "days"), [("personal", 0), ("personal", 61), ("class", 15), ("class", -1)])
def test_a_lifetime_outside_the_limits_is_refused_with_the_limits(kind, days):
    with pytest.raises(Invalid, match=f"{days} дн.*от 1 до {rules.longest_days(kind)}") as refusal:
        rules.expiry(kind, days, NOON, ZONE)
    assert refusal.value.field == "days"


@pytest.mark.parametrize("kind", ["personal", "class"])
@pytest.mark.parametrize("role", ["teacher", "pupil", "parent"])
def test_every_usual_lifetime_is_within_its_own_limits(kind, role):
    assert rules.MIN_DAYS <= rules.default_days(kind, role) <= rules.longest_days(kind)
    assert rules.expiry(kind, rules.default_days(kind, role), NOON, ZONE) > NOON


@pytest.mark.parametrize("uses", [0, -5, 61])
def test_a_cap_outside_the_limits_is_refused(uses):
    with pytest.raises(Invalid, match=str(uses)):
        rules.check_uses(uses)


def test_a_reason_is_folded_and_must_be_there():
    assert rules.clean_reason("  ссылка \n попала  ", empty="Напишите причину.") == "ссылка попала"
    with pytest.raises(Invalid, match=r"^Напишите причину\.$"):
        rules.clean_reason(" \n", empty="Напишите причину.")


def test_a_reason_too_long_is_refused_and_not_cut():
    assert len(rules.clean_reason("я" * 300, empty="-")) == 300
    with pytest.raises(Invalid, match="301 знак,"):
        rules.clean_reason("я" * 301, empty="-")
