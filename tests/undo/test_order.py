"""Undos one after the other, in and out of the order in which things were done: nothing is stuck, nothing undone comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from chats.services import plan_missing
from core import clock
from core.errors import Conflict
from invitations.models import Invitation
from invitations.services.links import annul_invitations, create_for_enrolments, reissue_invitations
from invitations.services.mailing import send_invitations
from orgstructure.models import Enrolment, Person, SchoolClass
from orgstructure.pasted import PersonLine
from orgstructure.services import lists
from orgstructure.services.archiving import archive_class
from orgstructure.services.enrolments import close_places
from orgstructure.services.school import generate_classes
from outbox.models import Message
from roles.models import Assignment
from roles.services.teachers import Row, set_teachers
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.models import Run
from undo.services import rehearse_undo, undo_run, undoable

TEXT = "consents.consenttext"  # the school's own, part of no run
LINES = [PersonLine(n, "Белов", name, "Ильич") for n, name in enumerate(("Иван", "Олег", "Пётр"), 1)]


@pytest.fixture
def listed(organization, school_class, administrator):
    rows = [(line, None, "") for line in LINES]
    return lists.write_list(
        organization=organization, rows=rows, role="pupil", school_class=school_class, actor=administrator
    )


def invite(people, actor):
    places = Enrolment.objects.filter(person__in=[person.pk for person in people])
    return create_for_enrolments(
        organization=people[0].organization, enrolments=places.select_related("person"), actor=actor
    )


def hand_over(link):
    Invitation.objects.filter(pk=link.pk).update(handed_at=clock.now(), handed_how="messenger")


def page_of(client, run):
    return " ".join(client.get(reverse("undo:run", args=[run.pk])).content.decode().split())


# --- A list, its links, and back


def test_a_list_goes_without_a_trace_after_its_links_were_undone(
    organization, school_class, administrator, client_of
):
    client = client_of(administrator)
    before = all_tables()
    rows = [(replace(line, email=f"p{line.number}@example.ru"), None, "") for line in LINES]
    listed = lists.write_list(
        organization=organization, rows=rows, role="pupil", school_class=school_class, actor=administrator
    )
    made = invite(listed.people, administrator)
    again = reissue_invitations(invitations=made.links, actor=administrator)
    send_invitations(invitations=list(again), actor=administrator)
    for run in (again.run, made.run):
        undo_run(run=run, actor=administrator)
    assert Invitation.objects.count() == 6
    told = rehearse_undo(run=listed.run, actor=administrator)
    assert ("Вместе с ними исчезают аннулированные ссылки", 6) in told.taken
    assert "исчезают аннулированные ссылки" in page_of(client, listed.run)
    assert undo_run(run=listed.run, actor=administrator) == told
    letters = [client.get(reverse("outbox:message", args=[row.pk])) for row in Message.objects.all()]
    assert len(letters) == 3
    assert all("ссылки больше нет" in letter.content.decode() for letter in letters)
    assert differences(before, all_tables(), without=[TEXT]) == []
    assert "исчезли аннулированные ссылки" in page_of(client, listed.run)


def test_a_link_that_somebody_has_seen_keeps_its_person_and_only_that_one(listed, administrator, client_of):
    made = invite(listed.people, administrator)
    seen = made.links[0]
    hand_over(seen)
    undo_run(run=made.run, actor=administrator)
    told = rehearse_undo(run=listed.run, actor=administrator)
    assert [(one.number, one.lasting, one.runs) for one in told.obstacles] == [(1, 1, [])]
    page = page_of(client_of(administrator), listed.run)
    assert "Ссылки-приглашения: 1" in page
    assert "отменой не убрать" in page
    assert "сначала" not in page
    assert "исправить в карточке человека" in page
    undo_run(run=listed.run, actor=administrator)
    assert list(Person.objects.filter(last_name="Белов")) == [seen.person]
    assert list(Invitation.objects.all()) == [seen]


def test_a_link_annulled_by_an_undo_stays_with_a_person_who_stays(listed, administrator):
    made = invite(listed.people, administrator)
    undo_run(run=made.run, actor=administrator)
    kept = listed.people[0]
    Person.objects.filter(pk=kept.pk).update(phone="+79000000001")
    undo_run(run=listed.run, actor=administrator)
    assert list(Invitation.objects.values_list("person", "status")) == [(kept.pk, "annulled")]


def test_the_cost_of_what_goes_along_does_not_grow(
    organization, school_class, administrator, django_assert_max_num_queries
):
    for number in (1, 30):
        lines = [PersonLine(n, "Белов", f"Иван{chr(1072 + n)}", "Ильич") for n in range(number)]
        rows = [(line, None, "") for line in lines]
        people = lists.write_list(
            organization=organization, rows=rows, role="pupil", school_class=school_class, actor=administrator
        )
        made = invite(people.people, administrator)
        undo_run(run=made.run, actor=administrator)
        with django_assert_max_num_queries(90):
            outcome = undo_run(run=people.run, actor=administrator)
        assert outcome.kept_number == 0


# --- What is to be undone first


def test_only_what_can_be_undone_is_named_as_to_be_undone_first(organization, year, administrator, client_of):
    made, _ = generate_classes(organization=organization, year=year, wanted=[(5, "А")], actor=administrator)
    rows = [(line, None, "") for line in LINES]
    people = lists.write_list(
        organization=organization, rows=rows, role="pupil", school_class=made[0], actor=administrator
    )
    planned = plan_missing(organization=organization, actor=administrator)
    links = invite(people.people, administrator)
    Invitation.objects.filter(person__in=[row.pk for row in people.people]).update(
        status="accepted", accepted_at=clock.now(), uses=1
    )
    page = page_of(client_of(administrator), made.run)
    for run, named in ((people.run, False), (links.run, False), (planned.run, True)):
        assert (reverse("undo:run", args=[run.pk]) in page) is named, run
    assert "отправить в архив" in page


def test_of_links_made_and_annulled_both_runs_are_named_the_last_one_first(listed, administrator):
    made = invite(listed.people, administrator)
    annulled = annul_invitations(invitations=made.links, reason="не тем", actor=administrator)
    [obstacle] = rehearse_undo(run=listed.run, actor=administrator).obstacles
    assert (obstacle.runs, obstacle.lasting) == ([annulled.run, made.run], 0)
    for run in obstacle.runs:
        undo_run(run=Run.objects.get(pk=run.pk), actor=administrator)
    assert undo_run(run=listed.run, actor=administrator).kept_number == 0


def test_who_may_not_undo_the_other_is_told_who_does(listed, administrator, class_teacher, client_of):
    made = invite(listed.people, administrator)
    Run.objects.filter(pk=listed.run.pk).update(created_by=class_teacher, kind="links.made")
    page = page_of(client_of(class_teacher), listed.run)
    assert "сначала это отменит администратор" in page
    assert reverse("undo:run", args=[made.run.pk]) not in page


# --- Out of order


@pytest.fixture
def table(organization, year, staff_room, administrator):
    """Three classes that got their class teachers by one table; and then the second went into the archive."""
    classes = [f.SchoolClassFactory(year=year, grade=9, letter=letter) for letter in "БЯА"]
    rows = [Row(row, frozenset(), (_teacher(organization),)) for row in classes]
    run = set_teachers(organization=organization, rows=rows, subject="", actor=administrator).run
    return run, classes[1]


def _teacher(organization):
    return f.PersonFactory(organization=organization, kind="staff")


@pytest.mark.parametrize("is_old", [True, False])
def test_what_was_undone_does_not_come_back_by_another_undo(table, administrator, is_old):
    run, school_class = table
    if is_old:  # ended by the archive, not taken out
        Assignment.objects.update(valid_from=f.YEAR_START)
        Enrolment.objects.update(valid_from=f.YEAR_START)
    archived = archive_class(school_class=school_class, actor=administrator, now=clock.now())
    undo_run(run=run, actor=administrator)
    outcome = undo_run(run=archived, actor=administrator)
    assert SchoolClass.objects.get(pk=school_class.pk).archived_at is None
    assert not Assignment.objects.unended().filter(school_class=school_class).exists()
    assert not Enrolment.objects.unended().filter(school_class=school_class).exists()
    assert {row.reason for row in outcome.kept} == {
        "то, чем это было сделано, уже отменили: заново оно не действует"
    }


def test_in_order_all_of_it_comes_back(table, administrator):
    run, school_class = table
    archived = archive_class(school_class=school_class, actor=administrator, now=clock.now())
    undo_run(run=archived, actor=administrator)
    assert Assignment.objects.unended().filter(school_class=school_class).exists()
    assert undo_run(run=run, actor=administrator).kept_number == 0


def test_links_of_an_undone_run_do_not_work_again(listed, administrator):
    made = invite(listed.people, administrator)
    annulled = annul_invitations(invitations=made.links, reason="не тем", actor=administrator)
    undo_run(run=made.run, actor=administrator)
    outcome = undo_run(run=annulled.run, actor=administrator)
    assert outcome.kept_number == 3
    assert set(Invitation.objects.values_list("status", flat=True)) == {"annulled"}


def test_an_archived_class_whose_making_was_undone_stays_there_with_its_teacher(
    organization, year, staff_room, administrator
):
    made, _ = generate_classes(organization=organization, year=year, wanted=[(9, "Я")], actor=administrator)
    set_teachers(
        organization=organization,
        rows=[Row(made[0], frozenset(), (_teacher(organization),))],
        subject="",
        actor=administrator,
    )
    Assignment.objects.update(valid_from=f.YEAR_START)
    Enrolment.objects.update(valid_from=f.YEAR_START)
    archived = archive_class(school_class=made[0], actor=administrator, now=clock.now())
    undo_run(run=made.run, actor=administrator)
    undo_run(run=archived, actor=administrator)
    assert SchoolClass.objects.get(pk=made[0].pk).archived_at
    assert not Assignment.objects.unended().filter(school_class=made[0]).exists()


def test_an_undo_that_would_do_something_else_than_was_shown_asks_anew(table, administrator, client_of):
    run, school_class = table
    told = rehearse_undo(run=run, actor=administrator)
    client, undo = client_of(administrator), reverse("undo:undo", args=[run.pk])
    assert f'name="shown" value="{told.digest}"' in page_of(client, run)
    archive_class(school_class=school_class, actor=administrator, now=clock.now())
    answer = client.post(undo, {"shown": told.digest}, follow=True).content.decode()
    assert "записи изменились" in answer
    assert Run.objects.get(pk=run.pk).status == Run.Status.DONE
    assert Assignment.objects.class_teachers(clock.today()).count() == 2
    now = rehearse_undo(run=run, actor=administrator)
    assert f'name="shown" value="{now.digest}"' in answer
    client.post(undo, {"shown": now.digest})
    assert Run.objects.get(pk=run.pk).status == Run.Status.UNDONE


def test_what_was_shown_is_compared_by_numbers_and_names(table, administrator):
    run, _ = table
    with pytest.raises(Conflict, match="записи изменились"):
        undo_run(run=run, actor=administrator, shown="0" * 64)
    undo_run(run=run, actor=administrator, shown=rehearse_undo(run=run, actor=administrator).digest)


# --- A link without a foreign key to what it invites to


@pytest.fixture
def second_class(organization, year, school_class, administrator):
    """A mother who was known before, put into another class by a list, with her child of it."""
    mother = f.EnrolmentFactory(school_class=school_class, role="parent").person
    other = f.SchoolClassFactory(year=year, grade=7, letter="Б")
    child = f.EnrolmentFactory(school_class=other).person
    line = PersonLine(1, mother.last_name, mother.first_name, mother.patronymic, same=True)
    before = all_tables()
    listed = lists.write_list(
        organization=organization,
        rows=[(line, child.pk, "mother")],
        role="parent",
        school_class=other,
        actor=administrator,
    )
    places = Enrolment.objects.filter(person=mother, school_class=other).select_related("person")
    made = create_for_enrolments(organization=organization, enrolments=places, actor=administrator)
    return listed, made, before


def test_a_place_with_an_open_link_stays_until_its_invitation_is_undone(
    second_class, administrator, client_of
):
    listed, made, before = second_class
    [obstacle] = rehearse_undo(run=listed.run, actor=administrator).obstacles
    assert (obstacle.word, obstacle.number, obstacle.runs, obstacle.lasting) == (
        Invitation._meta.verbose_name_plural,
        1,
        [made.run],
        0,
    )
    page = page_of(client_of(administrator), listed.run)
    assert "сначала" in page
    assert reverse("undo:run", args=[made.run.pk]) in page
    undo_run(run=made.run, actor=administrator)
    assert undo_run(run=listed.run, actor=administrator).kept_number == 0
    assert differences(before, all_tables(), without=[TEXT, "invitations.invitation", "roles.user"]) == []


def test_the_undo_of_a_list_leaves_link_place_and_child_together(second_class, administrator):
    listed, made, _ = second_class
    outcome = undo_run(run=listed.run, actor=administrator)
    assert {row.reason for row in outcome.kept} == {"на это уже опираются другие записи"}
    [link] = made.links
    link.refresh_from_db()
    assert link.status == "active"
    assert Enrolment.objects.get(person=link.person, school_class=link.school_class)
    assert link.person.wards.count() == 1


def test_an_annulled_link_does_not_work_again_where_its_place_is_gone(second_class, administrator):
    listed, made, _ = second_class
    annulled = annul_invitations(invitations=made.links, reason="не тем", actor=administrator)
    undo_run(run=listed.run, actor=administrator)
    assert undo_run(run=annulled.run, actor=administrator).kept_number == 1
    assert Invitation.objects.get().status == "annulled"


def test_a_link_ends_with_its_place_and_comes_back_with_it(second_class, administrator):
    _, made, _ = second_class
    [link] = made.links
    places = Enrolment.objects.filter(person=link.person, school_class=link.school_class)
    before = all_tables()
    with undoable(organization=link.organization, kind="people.listed", actor=administrator) as keeping:
        close_places(places=places, last_day=clock.today() - timedelta(days=1), actor=administrator)
    link.refresh_from_db()
    assert (link.status, link.annul_reason) == ("annulled", "в этом классе больше не состоит")
    undo_run(run=keeping.run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_a_link_to_a_place_that_ends_later_works_until_then(second_class, administrator):
    _, made, _ = second_class
    [link] = made.links
    places = Enrolment.objects.filter(person=link.person, school_class=link.school_class)
    close_places(places=places, last_day=clock.today() + timedelta(days=3), actor=administrator)
    link.refresh_from_db()
    assert link.status == "active"


def test_a_teacher_whose_link_works_keeps_assignment_and_place(table, administrator):
    run, school_class = table
    places = Enrolment.objects.filter(school_class=school_class, role="teacher").select_related("person")
    made = create_for_enrolments(
        organization=school_class.organization, enrolments=places, actor=administrator
    )
    outcome = undo_run(run=run, actor=administrator)
    assert outcome.kept_number
    assert Invitation.objects.get(pk=made.links[0].pk).status == "active"
    assert Assignment.objects.unended().filter(school_class=school_class).exists()
    assert Enrolment.objects.unended().filter(school_class=school_class, role="teacher").exists()
