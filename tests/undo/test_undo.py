"""Undo: the same database row for row, what stays and why, twice, too late, by whom."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Event
from chats.models import Chat
from chats.services import plan_missing, set_chat_link
from consents.models import ConsentText
from core import clock
from core.errors import Conflict
from invitations.models import Invitation
from invitations.services.links import (
    annul_invitations,
    create_for_enrolments,
    extend_invitations,
    reissue_invitations,
)
from invitations.services.mailing import remind_invitations, send_invitations
from invitations.services.undo import restore_links
from outbox.models import Message
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.models import Run, Written
from undo.registry import tables
from undo.services import rehearse_undo, undo_run
from undo.texts import in_past

Status = Invitation.Status
LINK = "invitations.invitation"
TEXT = "consents.consenttext"  # the school's own, part of no run


@pytest.fixture
def enrolments(organization, school_class):
    return [f.EnrolmentFactory(school_class=school_class) for _ in range(3)]


@pytest.fixture
def links(enrolments):
    return [f.InvitationFactory(school_class=row.school_class, person=row.person) for row in enrolments]


def invite(organization, enrolments, actor):
    return create_for_enrolments(organization=organization, enrolments=enrolments, actor=actor)


def of_run(run):
    return Invitation.objects.filter(pk__in=run.written.filter(row_model=LINK).values("row_id"))


def test_links_made_at_once_are_annulled_and_nothing_else_is_left(organization, enrolments, administrator):
    before = all_tables()
    made = invite(organization, enrolments, administrator)
    assert ConsentText.objects.exists()
    outcome = undo_run(run=made.run, actor=administrator)
    assert differences(before, all_tables(), without=[LINK, TEXT]) == []
    assert {link.status for link in of_run(made.run)} == {Status.ANNULLED}
    assert ("Новые ссылки аннулируются", 3) in outcome.taken
    assert (outcome.kept, outcome.seen) == ([], [])
    assert Event.objects.filter(verb="run.undone", object_id=made.run.pk).count() == 1
    assert Event.objects.filter(verb="invitation.annulled").count() == 3


@pytest.mark.parametrize(
    "do",
    [
        lambda links, actor: annul_invitations(invitations=links, reason="не тому", actor=actor),
        lambda links, actor: extend_invitations(invitations=links, days=40, actor=actor),
        lambda links, actor: send_invitations(invitations=links, actor=actor),
        lambda links, actor: remind_invitations(invitations=links, actor=actor),
    ],
)
def test_after_do_and_undo_the_database_is_the_same(organization, links, administrator, do):
    for link in links:
        link.person.email = f"p{link.pk}@example.ru"
        link.person.save()
    before = all_tables()
    done = do(links, administrator)
    assert differences(before, all_tables())
    undo_run(run=done.run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_an_undone_reissue_gives_the_former_links_back(organization, links, administrator):
    before = all_tables()
    fresh = reissue_invitations(invitations=links, actor=administrator)
    undo_run(run=fresh.run, actor=administrator)
    new = {link.pk for link in fresh}
    left = [row for row in differences(before, all_tables()) if row[1] not in new]
    assert left == []
    again = reissue_invitations(invitations=links, actor=administrator)
    assert len(again) == len(links)


def test_planned_chats_go_and_one_that_has_a_link_since_stays(organization, school_class, administrator):
    before = all_tables()
    planned = plan_missing(organization=organization, actor=administrator)
    undo_run(run=planned.run, actor=administrator)
    assert differences(before, all_tables()) == []
    again = plan_missing(organization=organization, actor=administrator)
    kept = Chat.objects.order_by("pk").first()
    set_chat_link(chat=kept, link="https://max.ru/join/AbC", actor=administrator)
    outcome = undo_run(run=again.run, actor=administrator)
    assert list(Chat.objects.all()) == [kept]
    assert [(row.label, row.reason) for row in outcome.kept] == [(kept.title, "после этого изменилось")]
    assert outcome.number == again - 1


def test_an_accepted_link_stays_and_a_mailed_or_printed_one_is_named(organization, enrolments, administrator):
    made = invite(organization, enrolments, administrator)
    first, second, third = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=first.pk).update(status=Status.ACCEPTED, accepted_at=clock.now(), uses=1)
    Invitation.objects.filter(pk=second.pk).update(handed_at=clock.now(), handed_how="paper")
    f.MessageFactory(organization=organization, status="sent", subject_type=LINK, subject_id=third.pk)
    outcome = undo_run(run=made.run, actor=administrator)
    assert [row.reason for row in outcome.kept] == ["уже вступили по ссылке"]
    assert len(outcome.seen) == 2
    assert dict(Invitation.objects.values_list("pk", "status")) == {
        first.pk: Status.ACCEPTED,
        second.pk: Status.ANNULLED,
        third.pk: Status.ANNULLED,
    }
    assert "Иванов" in outcome.kept[0].label


def test_letters_that_have_left_are_listed_the_others_are_cancelled(organization, links, administrator):
    for link in links:
        link.person.email = f"p{link.pk}@example.ru"
        link.person.save()
    mailed = send_invitations(invitations=links, actor=administrator)
    gone = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=gone.pk).update(status="sent", sent_at=clock.now())
    outcome = undo_run(run=mailed.run, actor=administrator)
    assert sorted(Message.objects.values_list("status", flat=True)) == ["cancelled", "cancelled", "sent"]
    assert {row.reason for row in outcome.kept} == {"письмо уже ушло: вернуть его нельзя"}
    stamped = Invitation.objects.filter(sent_at__isnull=False)
    assert [link.pk for link in stamped] == [gone.subject_id]


def test_queued_letters_of_links_that_are_undone_do_not_leave(organization, enrolments, administrator):
    made = invite(organization, enrolments, administrator)
    for row in enrolments:
        row.person.email = "mama@example.ru"
        row.person.save()
    send_invitations(invitations=list(of_run(made.run).select_related("person")), actor=administrator)
    outcome = undo_run(run=made.run, actor=administrator)
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    assert outcome.seen == []


def test_restore_links_knows_term_other_links_and_its_own_run(organization, links, administrator):
    done = annul_invitations(invitations=links, reason="не тому", actor=administrator)
    first, second, _ = links
    Invitation.objects.filter(pk=first.pk).update(
        expires_at=clock.now() - timedelta(minutes=1), created_at=clock.now() - timedelta(days=3)
    )
    f.InvitationFactory(school_class=second.school_class, person=second.person)
    other = annul_invitations(
        invitations=[f.InvitationFactory(school_class=first.school_class)], reason="x", actor=administrator
    )
    strange = of_run(other.run).get()
    asked = [*(link.pk for link in links), strange.pk]
    kept = restore_links(run=done.run, ids=asked, actor=administrator)
    assert kept == {first.pk: "expired", second.pk: "another_link", strange.pk: "changed"}


def test_what_an_undo_would_do_is_told_and_nothing_is_done(organization, enrolments, administrator):
    made = invite(organization, enrolments, administrator)
    before = all_tables()
    told = rehearse_undo(run=made.run, actor=administrator)
    assert differences(before, all_tables()) == []
    assert Run.objects.get().status == Run.Status.DONE
    assert told == undo_run(run=made.run, actor=administrator)


def test_a_run_is_undone_once_and_in_time(organization, enrolments, administrator):
    made = invite(organization, enrolments, administrator)
    Run.objects.filter(pk=made.run.pk).update(created_at=clock.now() - timedelta(days=31))
    with pytest.raises(Conflict, match="30 дней"):
        undo_run(run=Run.objects.get(), actor=administrator)
    Run.objects.filter(pk=made.run.pk).update(created_at=clock.now())
    stale = Run.objects.get()
    undo_run(run=Run.objects.get(), actor=administrator)
    with pytest.raises(Conflict, match="уже отменено"):
        undo_run(run=stale, actor=administrator)


def test_the_cost_of_a_run_and_of_its_undo_does_not_grow(
    organization, school_class, administrator, django_assert_max_num_queries
):
    for number in (1, 40):
        rows = [f.EnrolmentFactory(school_class=school_class) for _ in range(number)]
        made = invite(organization, rows, administrator)
        with django_assert_max_num_queries(45):
            undo_run(run=made.run, actor=administrator)


def test_a_line_names_nobody(organization, enrolments, administrator):
    invite(organization, enrolments, administrator)
    kept = "".join(str(row) for row in Written.objects.values())
    assert not any(row.person.last_name in kept for row in enrolments)


def test_all_that_an_undo_does_is_also_said_when_it_is_over():
    said = [words for table in tables().values() for words in (table.made, table.changed, table.leftover)]
    present = {word for words in said for word in words.split() if re.search(r"тся$|ают$", word)} - {
        "относятся",
        "числятся",
    }
    assert present  # those two stay true
    assert {word for word in present if in_past(word) == word} == set()


# --- Pages


def test_lesson_a05_a_press_offers_its_undo_and_the_page_says_what_stays(
    client_of, administrator, organization, enrolments
):
    client = client_of(administrator)
    place = enrolments[0].school_class
    address = f"{reverse('invitations:new')}?class={place.pk}&role=pupil"
    shown = client.post(address, {"enrolment": [row.pk for row in enrolments]}, follow=True).content.decode()
    run = Run.objects.get()
    undo = reverse("undo:undo", args=[run.pk])
    assert f'action="{undo}"' in shown
    Invitation.objects.filter(pk=Invitation.objects.first().pk).update(
        handed_at=clock.now(), handed_how="paper"
    )
    page = client.get(reverse("undo:run", args=[run.pk])).content.decode()
    assert "ссылка напечатана: заберите лист" in page
    assert "Новые ссылки аннулируются" in page
    done = client.post(undo, follow=True)
    assert "ссылка напечатана" in done.content.decode()
    after = client.get(reverse("undo:run", args=[run.pk])).content.decode()
    assert "Новые ссылки аннулированы" in after
    assert "аннулируются" not in after
    again = client.post(undo, follow=True).content.decode()
    assert "уже отменено" in again
    assert "Приглашения: 3 ссылки" in client.get(reverse("undo:list")).content.decode()


def test_who_may_not_do_it_may_not_undo_it(
    client_of, organization, class_teacher, deputy, administrator, enrolments
):
    theirs = f.RunFactory(organization=organization, created_by=class_teacher)
    others = f.RunFactory(organization=organization, created_by=administrator)
    teacher = client_of(class_teacher)
    assert teacher.get(reverse("undo:run", args=[theirs.pk])).status_code == 200
    assert teacher.get(reverse("undo:run", args=[others.pk])).status_code == 404
    assert teacher.post(reverse("undo:undo", args=[others.pk])).status_code == 404
    strange = f.RunFactory(organization=organization, created_by=class_teacher, kind="requests.accepted")
    assert teacher.post(reverse("undo:undo", args=[strange.pk])).status_code == 403
    assert client_of(deputy).post(reverse("undo:undo", args=[theirs.pk])).status_code == 404
