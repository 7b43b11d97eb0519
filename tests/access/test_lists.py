"""What a list or the search shows opens, and what one may see is found, for every role."""

import re

import pytest

from chats.models import Chat
from core import clock
from files.models import File
from orgstructure.models import Person
from tests import factories as f
from tests.access.test_every_route import one_page
from tests.access.test_pairs import fill, people_of, places_of

LISTS = [
    "/", "/structure/", "/people/?kind=pupil", "/people/?kind=staff", "/links/", "/links/?state=all",
    "/links/annulled/", "/requests/", "/verification/", "/chats/", "/chats/list/", "/documents/", "/mail/",
    "/search/?q=Иванов", "/search/?q=чат", "/search/?q=5", "/search/?q=Учительская", "/search/?q=назначении",
]  # fmt: skip
A_PAGE = 8
ROWS = re.compile(
    r'href="(/(?:structure/classes|structure/people|people|links|chats|documents/orders|documents|mail)/\d+/)"'
)


@pytest.fixture
def users(organization):
    places, subjects = places_of(organization)
    users = people_of(organization, places, subjects)
    fill(organization, places, subjects, [user.memberships.get().person for user in users.values()])
    Chat.objects.update(title="Чат")
    File.objects.update(content=one_page())
    return users


@pytest.mark.parametrize("who", [
    "administrator", "director", "deputy", "class_teacher", "subject_teacher", "teacher_of_two_classes", "ended",
    "member_without_role",
])  # fmt: skip
def test_each_row_that_a_page_shows_opens(users, client_of, who):
    client = client_of(users[who])
    shut, seen = [], set()
    for page in LISTS:
        response = client.get(page)
        if response.status_code != 200:
            continue
        fresh = sorted(set(ROWS.findall(response.content.decode())) - seen)
        for address in fresh[:A_PAGE]:
            seen.add(address)
            if client.get(address).status_code != 200:
                shut.append((page, address))
    assert shut == []
    assert seen or who in ("ended", "member_without_role")


def test_the_search_finds_the_own_chat_behind_thirty_others(client_of, organization, class_teacher, year):
    other = f.SchoolClassFactory(year=year)
    for _ in range(31):
        f.ChatFactory(organization=organization, school_class=other, kind="other", title="Чат походов")
    keeper = class_teacher.memberships.get().person
    own = f.ChatFactory(
        organization=organization, school_class=other, kind="other", title="Чат походов", owner=keeper
    )
    page = client_of(class_teacher).get("/search/?q=походов").content.decode()
    assert re.findall(r'href="/chats/(\d+)/"', page) == [str(own.pk)]


def test_the_search_finds_each_row_that_one_may_see_by_its_name(users, client_of):
    for who in ("administrator", "class_teacher", "subject_teacher", "teacher_of_two_classes"):
        client, actor = client_of(users[who]), f.actor_of(users[who])
        for person in actor.rows("people.view", Person).present(clock.today()):
            page = client.get("/search/", {"q": person.search_name}).content.decode()
            assert f"/{person.pk}/" in page, (who, person)


def test_the_search_shows_no_chat_whose_page_is_closed(
    client_of, organization, subject_teacher, school_class
):
    """Of a class that one only teaches, the parents' chat is not one's own."""
    f.ChatFactory(organization=organization, school_class=school_class, title="Родители похода")
    assert "Родители похода" not in client_of(subject_teacher).get("/search/?q=похода").content.decode()
