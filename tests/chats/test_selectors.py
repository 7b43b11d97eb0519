"""Who should be in a chat, what is missing, and which chats a newcomer is led to."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from chats import selectors, services
from chats.forms import kinds_for
from chats.models import Chat
from tests import factories as f
from tests.chats.conftest import LINK, staff, teach


def names(chat):
    return {(member.person, tuple(member.reasons)) for member in selectors.members_of(chat)}


def chat_of(organization, kind, school_class=None, subject=None, **fields):
    return f.ChatFactory(
        organization=organization, kind=kind, school_class=school_class, subject=subject, title=kind, **fields
    )


def test_who_should_be_in_the_chats_of_a_class(organization, school_class, year, subject):
    leader, teacher = staff(organization), staff(organization)
    f.AssignmentFactory(person=leader, role="class_teacher", school_class=school_class)
    teach(teacher, school_class, subject)
    teach(staff(organization), f.SchoolClassFactory(organization=organization, year=year), subject)
    pupil = f.EnrolmentFactory(school_class=school_class, role="pupil").person
    parent = f.EnrolmentFactory(school_class=school_class, role="parent").person
    f.EnrolmentFactory(
        school_class=school_class, role="pupil", valid_to=timezone.localdate() - timedelta(days=1)
    )
    led = (leader, ("классный руководитель",))
    assert names(chat_of(organization, "class_pupils", school_class)) == {led, (pupil, ("ученик",))}
    assert names(chat_of(organization, "class_parents", school_class)) == {led, (parent, ("родитель",))}
    assert names(chat_of(organization, "class_teachers", school_class)) == {led, (teacher, ("Математика",))}
    assert names(chat_of(organization, "subject", school_class, subject)) == {
        (teacher, ("Математика",)),
        (pupil, ("ученик",)),
    }


def test_who_should_be_in_the_chats_of_leadership(organization, director, deputy, staff_room):
    head, second = (user.memberships.get().person for user in (director, deputy))
    teacher = f.EnrolmentFactory(school_class=staff_room, role="teacher", person=staff(organization)).person
    gone = staff(organization)
    f.EnrolmentFactory(school_class=staff_room, role="teacher", person=gone)
    f.leaves(gone, "2026-10-01")
    assert names(chat_of(organization, "head_deputies")) == {
        (head, ("директор",)),
        (second, ("заместитель директора",)),
    }
    found = {person for person, _ in names(chat_of(organization, "head_teachers"))}
    assert found == {head, second, teacher}
    keeper = staff(organization)
    assert names(chat_of(organization, "management", owner=keeper)) == {(keeper, ("владелец",))}


def test_how_far_each_has_come(organization, school_class, parents_chat):
    now = timezone.now()
    states = {
        "confirmed": {"joined_at": now, "confirmed_at": now},
        "joined": {"joined_at": now},
        "invited": {},
        "not_invited": {},
    }
    people = {
        name: f.EnrolmentFactory(school_class=school_class, role="parent", **fields).person
        for name, fields in states.items()
    }
    f.InvitationFactory(school_class=school_class, person=people["invited"], role="parent")
    f.InvitationFactory(
        school_class=school_class,
        person=people["not_invited"],
        role="parent",
        created_at=now - timezone.timedelta(days=20),
    )
    found = {member.person: member.presence for member in selectors.members_of(parents_chat)}
    assert found == {person: name for name, person in people.items()}


def test_a_teacher_has_joined_once_in_the_staff_room(organization, school_class, staff_room):
    teacher = staff(organization)
    f.AssignmentFactory(person=teacher, role="class_teacher", school_class=school_class)
    f.EnrolmentFactory(school_class=staff_room, role="teacher", person=teacher, joined_at=timezone.now())
    (member,) = selectors.members_of(chat_of(organization, "class_pupils", school_class))
    assert member.presence == "joined"


def test_gaps_are_counted_by_kind(organization, school_class, parents_chat, subject):
    teach(staff(organization), school_class, subject)
    gaps = {"head_deputies": 1, "head_teachers": 1, "class_pupils": 1, "class_teachers": 1, "subject": 1}
    assert Counter(chat.kind for chat in selectors.missing_chats(organization)) == gaps
    Chat.objects.update(status="archived")
    assert Counter(chat.kind for chat in selectors.missing_chats(organization)) == gaps | {"class_parents": 1}


def test_lesson_a01_a_plan_is_no_chat_and_home_counts_the_gaps_as_the_map_does(
    organization, administrator, school_class, year, parents_chat, subject, django_assert_num_queries
):
    teach(staff(organization), school_class, subject)
    teach(staff(organization), school_class, subject)  # two teachers, one chat
    first = f.SchoolClassFactory(year=year, grade=1)
    access = f.actor_of(administrator)
    classes = [school_class, first]

    def counted():
        with django_assert_num_queries(1):
            found = selectors.gaps(classes)
        assert found.total == selectors.chat_map(access).gaps
        return found.total

    assert (
        counted() == 6
    )  # 2 of the leadership, pupils, teachers, the subject, the parents of the first class
    services.plan_missing(organization=organization, actor=administrator)
    assert counted() == 6
    assert selectors.chat_map(access).planned == 6
    chat = Chat.objects.filter(status="planned", kind="subject").get()
    services.set_chat_link(chat=chat, link=LINK + "-s", actor=administrator)
    assert counted() == 5
    assert selectors.gaps(classes).first[0] == "Руководитель · заместители"


def test_a_class_has_four_slots(organization, administrator, school_class, parents_chat, subject):
    teach(staff(organization), school_class, subject)
    f.EnrolmentFactory(school_class=school_class, role="parent", joined_at=timezone.now())
    f.EnrolmentFactory(school_class=school_class, role="parent")
    chat_of(organization, "other", school_class, status="created", link=LINK)
    slots = selectors.class_slots(school_class)
    assert [(slot.label, slot.state) for slot in slots] == [
        ("Ученики", "missing"),
        ("Родители", "created"),
        ("Педагоги", "missing"),
        ("Предметы и другие", "missing"),
    ]
    assert (slots[1].chat, slots[1].should, slots[1].joined) == (parents_chat, 2, 1)
    assert (slots[3].created, len(slots[3].slots)) == (1, 2)


def test_the_slot_of_teachers_counts_who_joined_the_staff_room(
    organization, school_class, staff_room, subject
):
    joined, waiting = staff(organization), staff(organization)
    for teacher in (joined, waiting):
        teach(teacher, school_class, subject)
        f.EnrolmentFactory(school_class=school_class, role="teacher", person=teacher)
    f.EnrolmentFactory(school_class=staff_room, role="teacher", person=joined, joined_at=timezone.now())
    slot = selectors.class_slots(school_class)[2]
    assert (slot.should, slot.joined) == (2, 1)


def test_below_the_fifth_grade_only_parents_are_needed(organization, year):
    first = f.SchoolClassFactory(organization=organization, year=year, grade=1)
    states = [slot.state for slot in selectors.class_slots(first)]
    assert states == ["not_needed", "missing", "not_needed", "not_needed"]


def test_the_map_lists_the_classes_by_parallel_and_letter(organization, administrator, year, client_of):
    """Whatever is missing in them: 2 before 10, 10 before 11 (the demo's gaps stand in the last ones)."""
    for grade, letter in ((11, "Б"), (10, "А"), (2, "Б"), (1, "А"), (11, "А"), (2, "А")):
        f.SchoolClassFactory(year=year, grade=grade, letter=letter)
    rows = selectors.chat_map(f.actor_of(administrator)).rows
    assert [str(row.school_class) for row in rows] == ["1А", "2А", "2Б", "10А", "11А", "11Б"]
    assert rows[0].gaps < rows[-1].gaps


def test_an_archived_class_leaves_the_map(organization, administrator, school_class):
    type(school_class).objects.update(archived_at=timezone.now())
    found = selectors.chat_map(f.actor_of(administrator))
    assert (found.rows, found.gaps) == ([], 2)


def test_a_newcomer_is_led_to_the_own_created_chats(
    organization, administrator, school_class, subject, staff_room
):
    teacher, other = staff(organization), staff(organization)
    teach(teacher, school_class, subject)
    services.plan_missing(organization=organization, actor=administrator)
    for chat in Chat.objects.all():
        services.set_chat_link(chat=chat, link=f"{LINK}-{chat.kind}", actor=administrator)

    def led_to(person, place, role):
        return {chat.link.removeprefix(f"{LINK}-") for chat in selectors.chats_of_person(person, place, role)}

    pupil, parent = f.PersonFactory(organization=organization), f.PersonFactory(organization=organization)
    assert led_to(pupil, school_class, "pupil") == {"class_pupils", "subject"}
    assert led_to(parent, school_class, "parent") == {"class_parents"}
    assert led_to(teacher, school_class, "teacher") == {"class_teachers", "subject"}
    assert led_to(other, school_class, "teacher") == {"class_teachers"}
    assert led_to(other, staff_room, "teacher") == {"head_teachers"}
    Chat.objects.filter(kind="class_parents").update(status="archived")
    assert led_to(parent, school_class, "parent") == set()


def test_the_form_offers_the_kinds_that_one_may_plan(
    organization, director, deputy, class_teacher, subject_teacher
):
    offered = {
        who: {kind for kind, _ in kinds_for(f.actor_of(user))}
        for who, user in [
            ("director", director),
            ("deputy", deputy),
            ("leads", class_teacher),
            ("teaches", subject_teacher),
        ]
    }
    of_class = set(Chat.Kind.values) - {"head_deputies", "head_teachers", "management"}
    assert offered == {
        "director": set(Chat.Kind.values), "deputy": set(), "leads": of_class, "teaches": {"subject"},
    }  # fmt: skip
