"""The digest goes once an evening by the school's own clock, whenever the sweep comes."""

from datetime import UTC, datetime, timedelta

import pytest

from invitations.models import Invitation
from invitations.services import mailing
from outbox.models import Message
from sferum_portal.celery import BEAT_SCHEDULE
from tests import factories as f

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # in Moscow
EVENING = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 18:30 in Moscow, 3:30 of the 24th in Kamchatka
HALF_AN_HOUR = timedelta(minutes=30)


def ended(school_class, maker, status="accepted", at=NOON):
    fields = {"accepted": {"accepted_at": at}, "expired": {"expires_at": at}}[status]
    return f.InvitationFactory(
        school_class=school_class,
        created_by=maker,
        status=status,
        created_at=at - timedelta(days=3),
        **fields,
    )


def test_no_hour_of_any_zone_stands_in_the_table_of_the_clockwork():
    assert {type(every) for every in BEAT_SCHEDULE.values()} == {int}
    assert BEAT_SCHEDULE["invitations.periodic.digest"] <= 3600


def test_the_maker_is_told_once_in_one_letter_what_became_of_the_links(school_class, administrator):
    for status in ("accepted", "expired"):
        ended(school_class, administrator, status)
    assert mailing.send_digests(EVENING - HALF_AN_HOUR) == 0
    assert mailing.send_digests(EVENING) == 1
    assert mailing.send_digests(EVENING + HALF_AN_HOUR) == 0
    body = Message.objects.get().body
    assert "Принята: 1" in body
    assert "Истекла: 1" in body


def test_lesson_d24_each_school_is_told_in_its_own_evening(organization, school_class, administrator):
    organization.time_zone = "Asia/Kamchatka"
    organization.save()
    ended(school_class, administrator)
    assert mailing.send_digests(EVENING) == 0  # half past three at night there
    assert mailing.send_digests(EVENING - timedelta(hours=9)) == 0  # their evening, when nothing had ended
    assert mailing.send_digests(EVENING + timedelta(hours=15)) == 1


def test_a_sweep_that_did_not_come_is_made_up_for(school_class, administrator):
    ended(school_class, administrator)
    assert mailing.send_digests(EVENING + timedelta(hours=4)) == 1  # 22:30, the machine was off
    ended(school_class, administrator, at=NOON + timedelta(days=1))
    assert mailing.send_digests(EVENING + timedelta(hours=8)) == 0  # at night nobody is written to
    assert mailing.send_digests(EVENING + timedelta(days=3)) == 1


@pytest.mark.parametrize("late", [HALF_AN_HOUR, -HALF_AN_HOUR])
def test_what_ends_or_is_written_down_in_the_evening_waits_for_the_next(school_class, administrator, late):
    ended(school_class, administrator)
    assert mailing.send_digests(EVENING) == 1
    ended(school_class, administrator, at=EVENING + late)
    assert mailing.send_digests(EVENING + 2 * HALF_AN_HOUR) == 0
    assert mailing.send_digests(EVENING + timedelta(days=1)) == 1
    assert Invitation.objects.filter(reported_at=None).count() == 0


def test_what_ended_after_the_hour_waits_though_nobody_was_told_before(school_class, administrator):
    ended(school_class, administrator, at=EVENING + HALF_AN_HOUR)
    assert mailing.send_digests(EVENING + 2 * HALF_AN_HOUR) == 0
    assert mailing.send_digests(EVENING + timedelta(days=1)) == 1


def test_sweeps_at_the_same_moment_write_one_letter(school_class, administrator):
    link = ended(school_class, administrator)
    link = Invitation.objects.select_related("organization", "created_by").get(pk=link.pk)
    told = [mailing._tell(link.organization, link.created_by, [link], EVENING) for _ in range(2)]
    assert told == [True, False]
    assert Message.objects.count() == 1
