"""What is said of a person agrees with the person: the sex, the post (a director is no «учитель»)."""

import pytest
from django.utils import timezone

from invitations.selectors.words import presence_word, role_word
from orgstructure.models import Person
from tests import factories as f
from tests.dashboard.test_people import card_of, row_of

GIRL = {"last_name": "Попова", "first_name": "Светлана", "patronymic": ""}
NOBODY_KNOWS = {"last_name": "Ким", "first_name": "Женя", "patronymic": ""}


@pytest.mark.parametrize(
    ("person", "role", "joined", "invited"),
    [
        (Person(last_name="Котов", first_name="Глеб"), "ученик", "вступил", "приглашён"),
        (Person(**GIRL), "ученица", "вступила", "приглашена"),
        (Person(**NOBODY_KNOWS, gender="f"), "ученица", "вступила", "приглашена"),
        (Person(**NOBODY_KNOWS), "ученик", "вступление есть", "есть ссылка"),
    ],
)
def test_words_agree_with_the_person(person, role, joined, invited):
    assert role_word("pupil", person) == role
    assert presence_word("joined", person) == joined
    assert presence_word("invited", person) == invited
    assert presence_word("refused", person) == "отказ"


def test_staff_are_called_by_their_post():
    person = Person(**GIRL)
    assert role_word("teacher", person, "заместитель директора") == "заместитель директора"
    assert role_word("teacher", person) == "педагог"


@pytest.fixture
def girl(school_class):
    pupil = f.PersonFactory(organization=school_class.organization, **GIRL)
    f.EnrolmentFactory(school_class=school_class, person=pupil, joined_at=timezone.now())
    return pupil


@pytest.fixture
def head(staff_room):
    """A director who has joined «Учительская», as the platform's role «учитель»."""
    person = f.PersonFactory(organization=staff_room.organization, kind="staff", post="директор")
    f.EnrolmentFactory(school_class=staff_room, person=person, role="teacher", joined_at=timezone.now())
    return person


def test_the_list_and_the_page_speak_of_a_girl(client_of, administrator, girl):
    web = client_of(administrator)
    assert row_of(web, girl, kind="pupil") == card_of(web, girl) == ["вступила"]
    assert "· ученица" in web.get(f"/people/{girl.pk}/").content.decode()


def test_coverage_calls_a_director_a_director_at_a_flat_cost(
    client_of, administrator, head, girl, staff_room, django_assert_max_num_queries
):
    web = client_of(administrator)
    page = web.get("/coverage/").content.decode()
    assert '<td data-label="Роль">директор</td>' in page
    assert '<td data-label="Роль">ученица</td>' in page
    assert ">учитель<" not in page
    for _ in range(20):
        person = f.PersonFactory(organization=staff_room.organization, kind="staff", post="учитель физики")
        f.EnrolmentFactory(school_class=staff_room, person=person, role="teacher")
    with django_assert_max_num_queries(20):
        assert web.get("/coverage/").content.decode().count("учитель физики") == 20


def test_the_page_of_a_director_says_no_teacher(client_of, administrator, head):
    f.InvitationFactory(school_class=head.enrolments.get().school_class, person=head, role="teacher")
    page = client_of(administrator).get(f"/people/{head.pk}/").content.decode()
    assert "учитель" not in page[page.index("Где состоит") : page.index("Связь")]


def test_who_has_not_joined_is_called_by_the_post(client_of, administrator, head, staff_room):
    head.enrolments.update(joined_at=None)
    page = client_of(administrator).get(f"/structure/classes/{staff_room.pk}/").content.decode()
    line = page[page.index(f"{head.last_name} {head.first_name}") :][:400]
    assert "директор" in line
    assert "учитель" not in line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (GIRL, "ещё не входила"),
        ({"last_name": "Котов", "first_name": "Глеб"}, "ещё не входил"),
        (NOBODY_KNOWS, "входов не было"),
    ],
)
def test_who_never_signed_in_is_told_in_the_right_words(client_of, administrator, organization, name, words):
    person = f.PersonFactory(organization=organization, kind="staff", **name)
    f.MembershipFactory(person=person, user=f.UserFactory(last_login=None))
    page = " ".join(client_of(administrator).get(f"/people/{person.pk}/").content.decode().split())
    assert f"{words} <" in page
