"""A prepared query gives what the queryset gives, with one statement."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from core import clock
from core.prepared import Prepared
from invitations.models import Invitation
from orgstructure.models import Enrolment
from tests import factories as f

pytestmark = pytest.mark.django_db


DAY = date(2026, 11, 22)


def by_pk(day, pk):
    rows = Invitation.objects.filter(pk=pk).select_related("person", "school_class", "created_by")
    return rows.annotate(left=F("max_uses") - F("uses"))


def test_the_row_its_relations_and_annotations_come_with_one_query(school_class, django_assert_num_queries):
    personal = f.InvitationFactory(school_class=school_class)
    shared = f.InvitationFactory(school_class=school_class, kind="class", max_uses=5)
    prepared = Prepared(1, by_pk)
    prepared.first(DAY, 0)
    for link in (personal, shared):
        with django_assert_num_queries(1):
            found = prepared.first(DAY, link.pk)
            assert (found, found.left) == (link, link.max_uses)
            assert (found.person, found.school_class, found.created_by) == (link.person, school_class, None)
        plain = by_pk(DAY, link.pk).get()
        names = [field.attname for field in Invitation._meta.concrete_fields]
        assert [getattr(found, name) for name in names] == [getattr(plain, name) for name in names]


def test_a_missing_row_is_none(school_class):
    assert Prepared(1, by_pk).first(DAY, 987654321) is None


def test_several_keys_keep_their_places(school_class):
    link = f.InvitationFactory(school_class=school_class)
    prepared = Prepared(2, lambda day, pk, of: Invitation.objects.filter(school_class=of, pk=pk))
    assert prepared.first(DAY, link.pk, school_class.pk) == link
    assert prepared.first(DAY, school_class.pk + 1000, link.pk) is None


def test_a_day_is_asked_anew_each_time(school_class):
    """The SQL is built once, the day in it is not: what held yesterday is gone today."""
    place = f.EnrolmentFactory(school_class=school_class, valid_from=DAY, valid_to=DAY)
    prepared = Prepared(1, lambda day, pk: Enrolment.objects.in_force(day).filter(pk=pk))
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]
    assert [prepared.first(day, place.pk) for day in days] == [None, place, None]


def test_the_day_after_is_asked_anew_too(school_class):
    """As of schools in two zones, one of which has the next date already."""
    place = f.EnrolmentFactory(school_class=school_class, valid_from=DAY, valid_to=DAY)
    later = timedelta(days=1)
    prepared = Prepared(1, lambda day, pk: Enrolment.objects.in_force(day + later).filter(pk=pk))
    assert [prepared.first(day, place.pk) for day in (DAY - later, DAY)] == [place, None]


def test_a_moment_is_asked_anew_each_time(school_class):
    """The same of what ends at a moment: a link that has ended since is not found any more."""
    ends = datetime(2090, 11, 22, 12, tzinfo=UTC)
    link = f.InvitationFactory(school_class=school_class, expires_at=ends)
    prepared = Prepared(1, lambda now, pk: Invitation.objects.working(now).filter(pk=pk), by_moment=True)
    moments = [ends - timedelta(seconds=1), ends, ends + timedelta(days=1)]
    assert [prepared.first(moment, link.pk) for moment in moments] == [link, None, None]


def test_the_day_of_a_moment_is_the_school_s_whatever_zone_asked_first(school_class):
    """Evening in Moscow is the next day in Kamchatka already: a place that begins then is there for the one only."""
    place = f.EnrolmentFactory(school_class=school_class, valid_from=DAY + timedelta(days=1))
    prepared = Prepared(1, in_force_at, by_moment=True)
    evening = datetime(2026, 11, 22, 18, tzinfo=UTC)
    found = {}
    for zone in ("Asia/Kamchatka", "Europe/Moscow", "Asia/Kamchatka"):
        with timezone.override(zone):
            found[zone] = prepared.first(evening, place.pk)
    assert found == {"Asia/Kamchatka": place, "Europe/Moscow": None}


def in_force_at(now, pk):
    return Enrolment.objects.in_force(clock.day_of(now)).filter(pk=pk)
