"""A teacher's own chats: of the subjects that they teach, and of nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chats.models import Chat
from chats.selectors import own_chats
from roles.selectors import actor_for
from tests import factories as f
from tests.chats.conftest import LINK, staff, teach, text


@pytest.fixture
def lesson(subject_teacher):
    """The assignment by which the subject teacher teaches."""
    return subject_teacher.memberships.get().person.assignments.get()


@pytest.fixture
def web(client_of, subject_teacher):
    return client_of(subject_teacher)


def test_lesson_c14_a_subject_teacher_finds_the_own_chats_on_home(web, lesson, organization):
    f.ChatFactory(
        organization=organization,
        kind="subject",
        school_class=lesson.school_class,
        subject=lesson.subject,
        status="created",
        link=LINK,
    )
    page = text(web.get("/"))
    assert "Мои чаты" in page
    assert f'href="{LINK}"' in page
    assert f'data-copy="{LINK}"' in page


def test_lesson_c14_a_link_is_written_on_home_itself(web, lesson):
    page = text(web.get("/"))
    assert "ссылки ещё нет" in page
    field, address = f"subject-{lesson.subject_id}", f"/chats/classes/{lesson.school_class_id}/"
    assert f'name="{field}"' in page
    assert f'action="{address}"' in page
    answer = web.post(address, {field: "Чат: max.ru/join/AbC-8.", "next": "/"})
    assert answer["Location"] == "/"
    chat = Chat.objects.get()
    assert (chat.kind, chat.link) == ("subject", "https://max.ru/join/AbC-8")
    assert 'href="https://max.ru/join/AbC-8"' in text(web.get("/"))
    wrong = web.post(address, {field: "нет ссылки", "next": "/"})
    assert wrong.status_code == 400
    assert "не ссылка" in text(wrong)


def test_lesson_c14_nobody_elses_chats_stand_there(client_of, class_teacher, web, lesson, organization, year):
    other = f.SchoolClassFactory(organization=organization, year=year, grade=9)
    subject = f.SubjectFactory(organization=organization, name="Химия")
    teach(staff(organization), other, subject)
    f.ChatFactory(
        organization=organization,
        kind="subject",
        school_class=other,
        subject=subject,
        status="created",
        link=LINK,
    )
    assert LINK not in text(web.get("/"))
    assert "Мои чаты" not in text(client_of(class_teacher).get("/"))


def test_lesson_c14_own_chats_are_one_query_and_cost_nothing_to_others(
    organization, subject_teacher, administrator, lesson, year
):
    def cost(user):
        access = actor_for(user, organization, user.memberships.get().person)
        list(access.subjects)
        with CaptureQueriesContext(connection) as captured:
            found = own_chats(access)
        return len(found), len(captured)

    person = subject_teacher.memberships.get().person
    assert cost(subject_teacher) == (1, 1)
    assert cost(administrator) == (0, 0)
    for grade in (6, 7, 8):
        teach(person, f.SchoolClassFactory(organization=organization, year=year, grade=grade), lesson.subject)
    assert cost(subject_teacher) == (4, 1)
