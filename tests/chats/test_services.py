"""The verbs of chats: what they write, what they refuse, what the journal keeps."""

import pytest

from audit.models import Event
from chats import services
from chats.models import Chat
from core.errors import Conflict, Forbidden, Invalid
from tests import factories as f
from tests.chats.conftest import LINK, staff, teach


def plan(organization, actor, kind="class_parents", **fields):
    return services.plan_chat(organization=organization, kind=kind, actor=actor, **fields)


def verbs():
    return list(Event.objects.filter(object_type="chats.chat").order_by("id").values_list("verb", flat=True))


def test_a_planned_chat_takes_name_platform_and_owner_from_its_class(
    organization, administrator, school_class
):
    teacher = staff(organization)
    f.AssignmentFactory(person=teacher, role="class_teacher", school_class=school_class)
    type(school_class).objects.update(platform="vk")
    school_class.refresh_from_db()
    chat = plan(organization, administrator, school_class=school_class)
    chat.refresh_from_db()
    assert (chat.title, chat.platform, chat.owner) == (f"{school_class} · родители", "vk", teacher)
    assert (chat.status, verbs()) == ("planned", ["chat.planned"])


def test_the_owner_follows_from_who_makes_such_a_chat(
    organization, administrator, director, school_class, subject
):
    teacher = staff(organization)
    teach(teacher, school_class, subject)
    made = plan(organization, administrator, "subject", school_class=school_class, subject=subject)
    assert made.owner == teacher
    assert plan(organization, administrator, "head_deputies").owner == director.memberships.get().person
    assert plan(organization, administrator, "other").owner is None


@pytest.mark.parametrize("kind", ["head_deputies", "head_teachers"])
def test_a_leadership_chat_is_one_a_school(organization, administrator, kind):
    first = plan(organization, administrator, kind)
    with pytest.raises(Conflict, match="уже есть"):
        plan(organization, administrator, kind)
    services.archive_chat(chat=first, reason="новый год", actor=administrator)
    assert plan(organization, administrator, kind).pk != first.pk


def test_other_chats_are_told_apart_by_their_titles(organization, administrator, school_class):
    plan(organization, administrator, "other", school_class=school_class, title="Поход")
    plan(organization, administrator, "other", school_class=school_class, title="Спектакль")
    with pytest.raises(Conflict, match="Поход"):
        plan(organization, administrator, "other", school_class=school_class, title=" Поход ")


def test_the_staff_room_has_no_chats_of_a_class(organization, administrator, staff_room):
    with pytest.raises(Invalid, match="Учительской"):
        plan(organization, administrator, school_class=staff_room)


def test_only_staff_that_has_not_left_keeps_a_chat(organization, administrator, school_class):
    pupil = f.PersonFactory(organization=organization)
    gone = staff(organization, left_on="2026-10-01")
    for person in (pupil, gone):
        with pytest.raises(Invalid, match="не действующий сотрудник"):
            plan(organization, administrator, school_class=school_class, second_admin=person)


def test_a_chat_made_with_a_bad_link_is_not_made_at_all(organization, administrator, school_class):
    with pytest.raises(Invalid):
        services.create_chat(
            organization=organization,
            kind="class_parents",
            school_class=school_class,
            link="https://vk.cc/1",
            actor=administrator,
        )
    assert not Chat.objects.exists()
    assert verbs() == []


def test_a_link_creates_is_replaced_and_taken_away_and_the_journal_never_has_it(
    organization, administrator, school_class
):
    chat = plan(organization, administrator, school_class=school_class)
    services.set_chat_link(chat=chat, link=f"  {LINK}\n", actor=administrator)
    assert (chat.status, chat.link) == ("created", LINK)
    services.set_chat_link(chat=chat, link=LINK, actor=administrator)
    services.set_chat_link(chat=chat, link="https://vk.me/join/2", platform="vk", actor=administrator)
    services.set_chat_link(chat=chat, link="", actor=administrator)
    chat.refresh_from_db()
    assert (chat.status, chat.link, chat.platform) == ("planned", "", "vk")
    assert verbs() == ["chat.planned", "chat.created", "chat.linked", "chat.unlinked"]
    with pytest.raises(Invalid, match="Впишите ссылку"):
        services.set_chat_link(chat=chat, link=" ", actor=administrator)
    kept = " ".join(f"{event.object_label} {event.details}" for event in Event.objects.all())
    assert "max.ru" not in kept
    assert "vk.me" not in kept


def test_of_two_tabs_that_replace_a_link_the_second_is_told(administrator, parents_chat):
    stale = Chat.objects.get(pk=parents_chat.pk)
    services.set_chat_link(chat=parents_chat, link=f"{LINK}-2", actor=administrator)
    with pytest.raises(Conflict, match="Обновите страницу"):
        services.set_chat_link(chat=stale, link=f"{LINK}-3", actor=administrator)
    parents_chat.refresh_from_db()
    assert parents_chat.link == f"{LINK}-2"


def test_of_two_tabs_that_create_the_second_is_told(organization, administrator, school_class):
    chat = plan(organization, administrator, school_class=school_class)
    stale = Chat.objects.get(pk=chat.pk)
    services.set_chat_link(chat=chat, link=LINK, actor=administrator)
    with pytest.raises(Conflict):
        services.set_chat_link(chat=stale, link=f"{LINK}-2", actor=administrator)


def test_an_archived_chat_takes_no_link_and_no_edit(administrator, parents_chat):
    services.archive_chat(chat=parents_chat, reason="выпуск", actor=administrator)
    with pytest.raises(Conflict, match="в архиве"):
        services.set_chat_link(chat=parents_chat, link=LINK, actor=administrator)
    with pytest.raises(Conflict, match="в архиве"):
        services.edit_chat(
            chat=parents_chat, title="x", platform="max", owner=None, second_admin=None, actor=administrator
        )


def test_a_platform_that_the_link_does_not_lead_to_is_refused(administrator, parents_chat):
    with pytest.raises(Invalid) as refusal:
        services.edit_chat(
            chat=parents_chat, title="", platform="vk", owner=None, second_admin=None, actor=administrator
        )
    assert refusal.value.field == "platform"


def test_an_edit_says_what_changed_and_an_empty_one_says_nothing(administrator, parents_chat, organization):
    owner = staff(organization)
    same = {"title": parents_chat.title, "platform": "max", "second_admin": None, "actor": administrator}
    services.edit_chat(chat=parents_chat, owner=None, **same)
    services.edit_chat(chat=parents_chat, owner=owner, **same)
    assert list(Event.objects.filter(verb="chat.edited").values_list("details", flat=True)) == [
        {"changed": ["owner"]}
    ]


@pytest.mark.parametrize("reason", ["", "   ", "я" * 301])
def test_archiving_wants_a_reason_of_a_sensible_length(administrator, parents_chat, reason):
    with pytest.raises(Invalid):
        services.archive_chat(chat=parents_chat, reason=reason, actor=administrator)
    parents_chat.refresh_from_db()
    assert parents_chat.status == "created"


def test_a_chat_whose_place_is_taken_stays_in_the_archive(
    organization, administrator, parents_chat, school_class
):
    services.archive_chat(chat=parents_chat, reason="новая ссылка", actor=administrator)
    plan(organization, administrator, school_class=school_class)
    with pytest.raises(Conflict, match="уже заведён другой"):
        services.restore_chat(chat=parents_chat, actor=administrator)
    parents_chat.refresh_from_db()
    assert parents_chat.status == "archived"


def test_what_is_missing_is_planned_once(organization, administrator, director, year, subject):
    small = f.SchoolClassFactory(organization=organization, year=year, grade=1, letter="А")
    big = f.SchoolClassFactory(organization=organization, year=year, grade=5, letter="Б")
    for school_class in (small, big):
        teach(staff(organization), school_class, subject)
    assert services.plan_missing(organization=organization, actor=administrator) == 7
    assert set(Chat.objects.filter(school_class=small).values_list("kind", flat=True)) == {"class_parents"}
    assert set(Chat.objects.filter(school_class=big).values_list("kind", flat=True)) == {
        "class_pupils", "class_parents", "class_teachers", "subject",
    }  # fmt: skip
    assert Chat.objects.get(kind="head_teachers").owner == director.memberships.get().person
    assert services.plan_missing(organization=organization, actor=administrator) == 0
    assert verbs() == ["chat.planned"] * 7


def test_planning_what_is_missing_costs_the_same_for_one_class_and_for_thirty(
    organization, administrator, year, subject, other_organization, django_assert_max_num_queries
):
    def grow():
        school_class = f.SchoolClassFactory(organization=organization, year=year, grade=1)
        teach(staff(organization), school_class, f.SubjectFactory(organization=organization))

    grow()
    with django_assert_max_num_queries(20) as counted:
        services.plan_missing(organization=organization, actor=administrator)
    for _ in range(30):
        grow()
    with django_assert_max_num_queries(len(counted)):
        assert services.plan_missing(organization=organization, actor=administrator) == 30
    assert not Chat._base_manager.filter(organization=other_organization).exists()


def test_links_of_a_class_refuse_what_is_not_the_actors(administrator, school_class):
    for key, allowed in (("class_parents", False), ("head_teachers", True), ("subject-1", True)):
        with pytest.raises(Forbidden):
            services.set_class_links(
                school_class=school_class,
                links={key: LINK},
                allowed=lambda chat, answer=allowed: answer,
                actor=administrator,
            )
    assert not Chat.objects.exists()
