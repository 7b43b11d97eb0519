"""A school whose class has people, teachers and chats."""

import pytest

from tests import factories as f

LINK = "https://max.ru/join/5a-parents-secret"


@pytest.fixture
def subject(organization):
    return f.SubjectFactory(organization=organization, name="Математика")


@pytest.fixture
def parents_chat(organization, school_class):
    return f.ChatFactory(
        organization=organization,
        school_class=school_class,
        title="5А · родители",
        status="created",
        link=LINK,
    )


@pytest.fixture
def foreign_chat(other_organization):
    return f.ChatFactory(organization=other_organization, kind="head_deputies", title="Чужой чат")


def staff(organization, **fields):
    return f.PersonFactory(organization=organization, kind="staff", post="учитель", **fields)


def teach(person, school_class, subject):
    return f.AssignmentFactory(
        person=person, role="subject_teacher", school_class=school_class, subject=subject
    )


def text(response):
    """What a browser reads: blanks and line ends are one blank."""
    return " ".join(response.content.decode().split())
