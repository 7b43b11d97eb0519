"""What a reader may not see is not told as «there is none»: not on a person's page, not in an empty list."""

import html
import re

import pytest

from tests import factories as f


@pytest.fixture
def other_class(organization, year):
    return f.SchoolClassFactory(organization=organization, year=year, letter="Щ")


def page_of(client_of, user, url):
    page = client_of(user).get(url).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.split("</?main", page)[1])).split())


def test_lesson_a02_links_that_are_not_the_readers_are_not_said_to_be_missing(
    client_of, class_teacher, subject_teacher, administrator, school_class
):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    f.InvitationFactory(school_class=school_class, person=pupil)
    url = f"/people/{pupil.pk}/"
    assert "Ссылк" not in page_of(client_of, subject_teacher, url).split("Где состоит")[1]
    for reader in (class_teacher, administrator):
        assert f"{school_class} · " in page_of(client_of, reader, url).split("Ссылки")[-1]


def test_lesson_a02_who_sees_the_links_is_told_that_there_was_none(
    client_of, class_teacher, administrator, school_class
):
    url = f"/people/{f.EnrolmentFactory(school_class=school_class).person_id}/"
    assert "В ваших классах ссылок не было." in page_of(client_of, class_teacher, url)
    whole = page_of(client_of, administrator, url)
    assert "Ссылок не было." in whole
    assert "В ваших классах" not in whole


def test_lesson_a02_a_parent_whom_the_reader_may_not_see_is_not_said_to_be_unwritten(
    client_of, class_teacher, administrator, school_class, other_class
):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    hidden = f.EnrolmentFactory(school_class=other_class, role="parent").person
    f.GuardianshipFactory(guardian=hidden, pupil=pupil)
    url = f"/people/{pupil.pk}/"
    narrow = page_of(client_of, class_teacher, url)
    assert "Законные представители В ваших классах не записаны." in narrow
    assert hidden.last_name in page_of(client_of, administrator, url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/links/", "ссылок ещё нет."),
        ("/links/annulled/", "за это время ссылок не аннулировали."),
        ("/links/sheets/", "печатать пока нечего: действующих ссылок нет."),
        ("/links/everyone/", "приглашать некого: у всех есть ссылка, или они уже вступили."),
        ("/links/returns/", "никто не просит."),
        ("/requests/", "никто не ждёт решения."),
        ("/chats/list/", "чатов ещё нет."),
    ],
)
def test_lesson_a02_an_empty_list_of_a_class_teacher_speaks_of_the_own_classes(
    client_of, class_teacher, administrator, other_class, url, words
):
    assert f"В ваших классах {words}" in page_of(client_of, class_teacher, url)
    assert words[0].upper() + words[1:] in page_of(client_of, administrator, url)


def test_how_to_reach_somebody_is_not_said_to_be_unknown_to_who_may_not_read_it(
    client_of, class_teacher, subject_teacher, school_class
):
    refused = f.EnrolmentFactory(school_class=school_class, role="parent").person
    f.InvitationFactory(school_class=school_class, person=refused, role="parent", status="expired")
    said = f.ConsentTextFactory(organization=school_class.organization)
    f.DecisionFactory(text=said, subject=refused, decision="refused", contact_note="звонить вечером")
    url = f"/structure/classes/{school_class.pk}/"
    assert "держать связь: звонить вечером" in page_of(client_of, class_teacher, url)
    narrow = page_of(client_of, subject_teacher, url)
    assert "вступать не хочет" in narrow
    assert "спросите, как удобнее" not in narrow
