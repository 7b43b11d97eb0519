"""«Люди» says of each person what the person's own page says."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consents.services import record_decision
from orgstructure import selectors
from tests import factories as f
from tests.standings import places_of_each_presence

WORDS = {
    "confirmed": "подтверждён",
    "joined": "вступил",
    "invited": "приглашён",
    "refused": "отказ",
    "not_invited": "без ссылки",
}


@pytest.fixture
def pupils(school_class):
    return {state: place.person for state, place in places_of_each_presence(school_class).items()}


def chips(html):
    return re.findall(r'<span class="chip [^"]*">.*?</svg>\s*([^<]*?)\s*</span>', html, re.DOTALL)


def row_of(web, person, **asked):
    """The chips in the line of a person."""
    page = web.get("/people/", asked).content.decode()
    [line] = [line for line in page.split("<tr")[1:] if f"/people/{person.pk}/" in line]
    return chips(line)


def card_of(web, person):
    page = web.get(f"/people/{person.pk}/").content.decode()
    return chips(page[page.index("Где состоит") : page.index("Ссылки</h2>")])


@pytest.mark.parametrize("state", WORDS)
def test_the_list_says_the_same_word_as_the_persons_page(client_of, administrator, pupils, state):
    web = client_of(administrator)
    person = pupils[state]
    assert row_of(web, person, kind="pupil") == card_of(web, person) == [WORDS[state]]


def test_a_parent_of_two_classes_is_told_of_each(client_of, administrator, year):
    first, second = (f.SchoolClassFactory(year=year, grade=grade) for grade in (1, 2))
    parent = f.EnrolmentFactory(school_class=first, role="parent", joined_at=timezone.now()).person
    f.EnrolmentFactory(school_class=second, role="parent", person=parent)
    assert row_of(client_of(administrator), parent, kind="parent") == ["вступил", "без ссылки"]


def test_a_teacher_who_joined_once_is_present_everywhere_and_in_one_list(
    client_of, administrator, staff_room, school_class
):
    teacher = f.PersonFactory(organization=staff_room.organization, kind="staff")
    f.EnrolmentFactory(school_class=staff_room, person=teacher, role="teacher")
    f.EnrolmentFactory(school_class=school_class, person=teacher, role="teacher", joined_at=timezone.now())
    web = client_of(administrator)
    assert row_of(web, teacher, state="joined") == card_of(web, teacher)[:1] == ["вступил"]
    assert f"/people/{teacher.pk}/" not in web.get("/people/", {"state": "not_joined"}).content.decode()
    assert "ещё не вступил" not in web.get("/verification/").content.decode()


def test_the_list_asks_no_query_a_row(client_of, administrator, school_class):
    web = client_of(administrator)

    def number():
        with CaptureQueriesContext(connection) as asked:
            assert web.get("/people/", {"kind": "pupil"}).status_code == 200
        return len(asked)

    f.EnrolmentFactory(school_class=school_class)
    number()
    few = number()
    f.EnrolmentFactory.create_batch(10, school_class=school_class)
    assert number() == few


def test_the_state_of_a_class_is_asked_of_that_class(client_of, administrator, pupils, year):
    """A parent of two classes who has joined one of them is «вступил» there and «не вступил» in the other."""
    joined = pupils["joined"].enrolments.get().school_class
    other = f.SchoolClassFactory(year=year)
    parent = f.EnrolmentFactory(school_class=joined, role="parent", joined_at=timezone.now()).person
    f.EnrolmentFactory(school_class=other, role="parent", person=parent)
    web = client_of(administrator)

    def shown(place, state):
        asked = {"kind": "parent", "school_class": place.pk, "state": state}
        return f"/people/{parent.pk}/" in web.get("/people/", asked).content.decode()

    assert (shown(joined, "joined"), shown(joined, "not_joined")) == (True, False)
    assert (shown(other, "joined"), shown(other, "not_joined")) == (False, True)


def test_past_a_limit_a_page_of_people_counts_nobody(client_of, administrator, school_class, monkeypatch):
    web = client_of(administrator)
    f.EnrolmentFactory.create_batch(3, school_class=school_class)
    assert tab_texts(web.get("/people/?kind=pupil"))[1] == "Ученики 3"
    monkeypatch.setattr(selectors, "_more_than_counted", selectors.more_than(2))
    assert tab_texts(web.get("/people/?kind=pupil")) == ["Сотрудники", "Ученики", "Родители", "Не числятся"]


@pytest.mark.parametrize(
    "asked",
    ["q=Черных", "q=0001408", "state=joined", "class={class}", "class={class}&state=not_joined&q=Черных"],
)
@pytest.mark.parametrize("kind", ["staff", "pupil", "parent", "nobody"])
def test_lesson_a02_a_button_of_the_people_counts_the_rows_that_its_address_shows(
    client_of, administrator, organization, school_class, year, kind, asked
):
    other = f.SchoolClassFactory(organization=organization, year=year, letter="Щ")
    for place, name in ((school_class, "Черных"), (other, "Черных"), (other, "Белов")):
        for role in ("pupil", "parent"):
            f.EnrolmentFactory(school_class=place, role=role, person__last_name=name)
    f.EnrolmentFactory(school_class=school_class, person__last_name="Черных", joined_at=timezone.now())
    f.PersonFactory(organization=organization, kind="staff", last_name="Черных", phone="+79000001408")
    web = client_of(administrator)
    query = asked.replace("{class}", str(school_class.pk))
    tabs = web.get(f"/people/?kind={kind}&{query}").context["tabs"]
    shown = [len(web.get(f"/people/{tab.address}").context["page"].rows) for tab in tabs]
    assert [tab.count for tab in tabs] == shown


def tab_texts(response):
    return [
        tab.label if tab.count is None else f"{tab.label} {tab.count}" for tab in response.context["tabs"]
    ]


@pytest.mark.parametrize("is_known", [True, False])
def test_the_card_of_a_child_says_who_consented_for_them(
    client_of, administrator, organization, school_class, is_known
):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    mother = (
        f.PersonFactory(organization=organization, last_name="Жукова", first_name="Ирина")
        if is_known
        else None
    )
    text = f.ConsentTextFactory(organization=organization, role="pupil")
    record_decision(text=text, decision="given", subject=pupil, giver=mother, capacity="representative")
    page = client_of(administrator).get(reverse("dashboard:person", args=[pupil.pk])).content.decode()
    words = "за ребёнка: Жукова Ирина" if is_known else "за ребёнка, кто из представителей — не указано"
    assert words in " ".join(page.split())


def test_who_holds_a_link_is_not_invited_again_but_the_link_is_shared(client_of, administrator, school_class):
    place = f.EnrolmentFactory(school_class=school_class, role="pupil")
    page = f"/people/{place.person_id}/"
    web = client_of(administrator)
    assert f"/links/new/?people={place.person_id}" in web.get(page).content.decode()
    link = f.InvitationFactory(school_class=school_class, person=place.person, role="pupil")
    shown = web.get(page).content.decode()
    assert f"/links/new/?people={place.person_id}" not in shown
    assert f'/links/share/?link={link.pk}"' in shown
