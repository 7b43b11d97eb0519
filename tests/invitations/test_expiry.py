"""Expiry written down: in batches, each with its journal row, an acceptance that came first left alone."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from audit.models import Event
from invitations.models import Invitation
from invitations.periodic import digest, expire, remind
from invitations.services import expiry
from outbox.models import Message
from tests import factories as f


def due(school_class, **fields):
    return f.InvitationFactory(
        school_class=school_class, created_at=timezone.now() - timedelta(days=30), **fields
    )


def test_more_than_a_batch_is_written_down_in_several_short_transactions(school_class, monkeypatch):
    monkeypatch.setattr(expiry, "BATCH", 2)
    links = [due(school_class) for _ in range(5)]
    assert expiry.expire_due(timezone.now()) == 5
    journal = Event.objects.filter(verb="invitation.expired")
    assert sorted(journal.values_list("object_id", flat=True)) == [link.pk for link in links]


def test_the_journal_of_an_expiry_says_whose_link_it_was_and_that_the_portal_did_it(school_class):
    link = due(school_class)
    expiry.expire_due(timezone.now())
    event = Event.objects.get(verb="invitation.expired")
    assert link.person.last_name in event.object_label
    assert (event.actor, event.actor_label, event.organization_id) == (None, "Портал", link.organization_id)
    assert event.details == {}


def test_an_acceptance_that_came_first_wins(school_class):
    link = due(school_class, status="accepted", accepted_at=timezone.now() - timedelta(days=20))
    assert expiry.expire_due(timezone.now()) == 0
    link.refresh_from_db()
    assert link.status == Invitation.Status.ACCEPTED


def test_the_number_of_statements_follows_batches_not_links(school_class, django_assert_max_num_queries):
    for n in (1, 30):
        for _ in range(n):
            due(school_class)
        with django_assert_max_num_queries(6):
            assert expiry.expire_due(timezone.now()) == n


def test_the_periodic_tasks_do_their_sweeps_without_a_school_in_scope(
    db, organization, school_class, administrator
):
    due(school_class, created_by=administrator)
    person = f.PersonFactory(organization=organization, email="p@family.example")
    f.InvitationFactory(
        school_class=school_class, person=person, created_at=timezone.now() - timedelta(days=12, hours=12)
    )
    expire()
    remind()
    with time_machine.travel(timezone.now().replace(hour=16)):  # 19:00 in Moscow
        digest()
    assert Invitation.objects.filter(status="expired").count() == 1
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["digest", "reminder"]


def test_sweeps_that_come_twice_do_nothing_twice(school_class):
    due(school_class)
    for _ in range(10):
        expire()
    assert Event.objects.filter(verb="invitation.expired").count() == 1
