"""`record_set`: the journal of many rows by one statement says the same as `record` says of each."""

import pytest
import structlog
from django.db.models import F
from django.utils import timezone
from django_scopes import scope

from audit.models import Event
from audit.services import record, record_set
from invitations.models import Invitation
from orgstructure.models import Organization
from tests import factories as f

COLUMNS = [
    "organization", "at", "actor", "actor_label", "verb", "object_type", "object_id", "object_label", "details",
    "personal", "subject_id", "second_subject_id", "request_id",
]  # fmt: skip


@pytest.fixture
def links(school_class, staff_room):
    teacher = f.PersonFactory(organization=staff_room.organization, kind="staff", patronymic="")
    return [
        f.InvitationFactory(school_class=school_class),
        f.InvitationFactory(school_class=school_class, kind="class", person=None, max_uses=30, role="parent"),
        f.InvitationFactory(school_class=staff_room, person=teacher, role="teacher"),
    ]


def rows_of(event_ids):
    return list(Event.objects.filter(pk__in=event_ids).order_by("object_id").values(*COLUMNS))


@pytest.mark.parametrize("who", ["administrator", "portal", "guest"])
def test_the_set_is_journalled_as_each_of_its_rows_would_be(
    links, administrator, who, django_assert_num_queries
):
    actor = {"administrator": administrator, "portal": None, "guest": "Открывший ссылку"}[who]
    now = timezone.now()
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        one_by_one = [record("invitation.printed", link, actor=actor, reason="x").pk for link in links]
        with django_assert_num_queries(1):
            written = record_set(
                "invitation.printed",
                Invitation.objects.all(),
                actor=actor,
                label=Invitation.label_in_sql(),
                details={"reason": "x"},
                at=now,
            )
    assert written == len(links)
    together = rows_of(Event.objects.exclude(pk__in=one_by_one).values("pk"))
    assert together == [row | {"at": now} for row in rows_of(one_by_one)]


def test_details_may_be_expressions_and_a_kind_without_a_label_is_called_by_its_name(links):
    record_set(
        "invitation.printed",
        Invitation.objects.filter(pk=links[0].pk),
        actor=None,
        details={"number": F("version")},
    )
    event = Event.objects.get()
    assert event.details == {"number": 1}
    assert event.object_label == "ссылка-приглашение"


def test_a_long_label_is_cut_as_the_journal_cuts_it(links):
    links[0].person.__class__.objects.filter(pk=links[0].person_id).update(
        last_name="Ы" * 100, first_name="Ы" * 100, patronymic="Ы" * 100
    )
    links[0].school_class.__class__.objects.update(letter="Я")
    label = Invitation.label_in_sql()
    record_set("invitation.printed", Invitation.objects.filter(pk=links[0].pk), actor=None, label=label)
    assert len(Event.objects.get().object_label) <= 400


def test_a_school_itself_is_journalled_in_its_own_journal(organization, other_organization):
    record_set("organization.edited", Organization.objects.filter(pk=other_organization.pk), actor=None)
    assert not Event.objects.exists()
    with scope(organization=other_organization):
        assert Event.objects.get().object_id == other_organization.pk
