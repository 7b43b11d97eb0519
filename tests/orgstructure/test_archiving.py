"""A class leaves the lists: what it takes along is told before, what keeps it is said honestly, all of it comes back."""

import pytest
from django.urls import reverse

from chats.models import Chat
from core import clock
from core.errors import Conflict
from invitations.models import Invitation
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.services.archiving import archive_class
from roles.models import Assignment
from roles.services.assignments import assign_class_teacher
from tests import factories as f
from undo.services import undo_run


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def led(school_class, administrator, organization):
    """A class without pupils, with all else that a class has."""
    teacher = f.PersonFactory(organization=organization, kind="staff", last_name="Котова", first_name="Ева")
    assignment = assign_class_teacher(person=teacher, school_class=school_class, actor=administrator)
    Assignment.objects.filter(pk=assignment.pk).update(valid_from=f.YEAR_START)
    Enrolment.objects.update(valid_from=f.YEAR_START)
    f.ChatFactory(organization=organization, school_class=school_class, kind="class_pupils", title="Ребята")
    f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=5)
    return school_class


def archive(web, school_class, **sent):
    return web.post(reverse("orgstructure:class_archive", args=[school_class.pk]), sent, follow=True)


def test_lesson_a05_archiving_a_class_names_what_it_takes_along(led, administrator, client_of):
    web = client_of(administrator)
    asked = text(archive(web, led))
    for words in ("Класс уходит в архив", "«Ребята»", "Котова Е. С.", "Ссылка перестаёт действовать класса"):
        assert words in asked, words
    assert SchoolClass.objects.get(pk=led.pk).archived_at is None
    done = archive(web, led, confirmed="1")
    assert "в архиве" in text(done)
    assert "Отменить" in text(done)
    assert not SchoolClass.objects.of_today(clock.today()).filter(pk=led.pk).exists()
    assert Chat.objects.get().status == "archived"
    assert Invitation.objects.get().status == "annulled"
    assert not Assignment.objects.class_teachers(clock.today()).exists()
    assert not Enrolment.objects.in_force(clock.today()).exists()


def test_an_archived_class_comes_back_with_all_that_went(led, administrator):
    run = archive_class(school_class=led, actor=administrator, now=clock.now())
    undo_run(run=run, actor=administrator)
    assert SchoolClass.objects.of_today(clock.today()).get(pk=led.pk)
    assert Chat.objects.get().status != "archived"
    assert Invitation.objects.get().status == "active"
    assert Assignment.objects.class_teachers(clock.today()).get().school_class_id == led.pk
    assert Enrolment.objects.in_force(clock.today()).exists()


@pytest.mark.parametrize(
    ("role", "words"), [("pupil", "числятся 1 ученик:"), ("parent", "числятся 1 родитель:")]
)
def test_a_class_with_people_says_how_many_keep_it(led, administrator, client_of, role, words):
    f.EnrolmentFactory(school_class=led, role=role)
    assert words in text(archive(client_of(administrator), led))
    assert SchoolClass.objects.get(pk=led.pk).archived_at is None


def test_a_class_whose_requests_wait_is_kept(led, administrator):
    f.JoinRequestFactory(invitation=Invitation.objects.get())
    with pytest.raises(Conflict, match="1 заявка"):
        archive_class(school_class=led, actor=administrator, now=clock.now())


def test_a_class_is_archived_once(led, administrator):
    archive_class(school_class=led, actor=administrator, now=clock.now())
    with pytest.raises(Conflict, match="уже в архиве"):
        archive_class(school_class=led, actor=administrator, now=clock.now())


def test_the_archive_is_reached_from_the_structure(client_of, administrator, year):
    web = client_of(administrator)
    row = f.SchoolClassFactory(year=year, grade=7, letter="Я")
    assert "В архиве" not in web.get("/structure/").content.decode()
    archive_class(school_class=row, now=clock.now(), actor=administrator)
    page = web.get("/structure/").content.decode()
    assert '<a href="/structure/archive/">В архиве: 1</a>' in page
    listed = web.get("/structure/archive/").content.decode()
    assert "7Я" in listed
    assert f"/journal/?object=orgstructure.schoolclass:{row.pk}" in listed


def test_a_second_tab_is_told_that_the_class_is_in_the_archive(
    client_of, administrator, year, other_organization
):
    web = client_of(administrator)
    row = f.SchoolClassFactory(year=year, grade=7, letter="Я")
    archive_class(school_class=row, now=clock.now(), actor=administrator)
    pressed = web.post(f"/structure/classes/{row.pk}/archive/", follow=True)
    assert pressed.redirect_chain == [("/structure/archive/", 302)]
    assert "Этот класс уже в архиве." in pressed.content.decode()
    looked = web.get(f"/structure/classes/{row.pk}/", follow=True)
    assert looked.redirect_chain == [("/structure/archive/", 302)]
    theirs = f.SchoolClassFactory(
        year=f.AcademicYearFactory(organization=other_organization), archived_at=clock.now()
    )
    assert web.get(f"/structure/classes/{theirs.pk}/").status_code == 404
