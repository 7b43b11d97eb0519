"""A person is what the rows of a day say: work, places in classes, wards; names and posts keep their past."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope, scopes_disabled

from audit.models import Event
from core import clock
from core.errors import Conflict, Invalid
from orgstructure import selectors
from orgstructure.models import Enrolment, ExternalKey, FormerName, Guardianship, Person
from orgstructure.selectors import count_kinds, namesakes, post_of
from orgstructure.services import employment, guardians, people
from roles.selectors import memberships_of
from tests import factories as f


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def teacher(organization):
    return f.PersonFactory(organization=organization, kind="staff", post="учитель")


@pytest.fixture
def pupil(school_class):
    return f.EnrolmentFactory(school_class=school_class).person


def kinds(person):
    return Person.objects.get(pk=person.pk).kinds


def test_the_rows_of_a_day_say_who_somebody_is(organization, teacher, pupil, school_class, today):
    parent = f.GuardianshipFactory(guardian=f.PersonFactory(organization=organization), pupil=pupil).guardian
    asked = f.EnrolmentFactory(school_class=school_class, role="parent").person
    nobody = f.PersonFactory(organization=organization)
    assert set(Person.objects.staff(today)) == {teacher}
    assert set(Person.objects.pupils(today)) == {pupil}
    assert set(Person.objects.parents(today)) == {parent, asked}
    assert set(Person.objects.of_no_kind(today)) == {nobody}
    assert set(Person.objects.present(today)) == {teacher, pupil, parent, asked}
    long_ago = date(2019, 1, 1)
    assert not Person.objects.present(long_ago).exists()
    everybody = {"staff": 1, "pupil": 1, "parent": 2, "nobody": 1}
    assert (
        count_kinds(organization, today)
        == everybody
        == count_kinds(organization, today, Person.objects.all())
    )
    some = Person.objects.filter(pk__in=[teacher.pk, nobody.pk])
    assert count_kinds(organization, today, some) == {"staff": 1, "pupil": 0, "parent": 0, "nobody": 1}


def test_another_school_counts_its_own_people(organization, teacher, pupil, today):
    other = f.OrganizationFactory()
    with scope(organization=other):
        year = f.AcademicYearFactory(organization=other)
        f.EnrolmentFactory(school_class=f.SchoolClassFactory(organization=other, year=year), role="pupil")
        assert count_kinds(other, today) == {"staff": 0, "pupil": 1, "parent": 0, "nobody": 0}
    assert count_kinds(organization, today) == {"staff": 1, "pupil": 1, "parent": 0, "nobody": 0}


def test_nobody_waits_for_the_figures_of_very_many(organization, teacher, pupil, today, monkeypatch):
    monkeypatch.setattr(selectors, "_more_than_counted", selectors.more_than(1))
    assert count_kinds(organization, today) is None
    assert count_kinds(organization, today, Person.objects.none()) is None


def test_a_teacher_may_be_a_parent_here(teacher, pupil, administrator):
    guardians.link_guardian(guardian=teacher, pupil=pupil, relation="mother", actor=administrator)
    assert kinds(teacher) == ("staff", "parent")
    assert Person.objects.get(pk=teacher.pk).kind_words == "сотрудник, родитель"


def test_a_list_learns_kinds_and_posts_without_a_query_a_row(
    organization, teacher, today, django_assert_num_queries
):
    f.EmploymentFactory(person=teacher, post="библиотекарь", valid_from=date(2021, 9, 1))
    f.EmploymentFactory(person=teacher, post="завхоз", valid_to=date(2022, 9, 1))
    f.PersonFactory.create_batch(5, organization=organization, kind="staff", post="учитель")
    with django_assert_num_queries(1):
        rows = list(Person.objects.with_kinds(today).with_posts(today).order_by("pk"))
        assert [(row.kinds, row.post) for row in rows][1:] == [(("staff",), "учитель")] * 5
        assert sorted(rows[0].post.split(", ")) == ["библиотекарь", "учитель"]
    assert Person.objects.get(pk=rows[0].pk).post == "учитель, библиотекарь"


def test_a_new_post_ends_the_old_one_and_a_paper_asks_for_its_day(teacher, administrator, today):
    employment.set_posts(person=teacher, posts=["завуч", " завуч "], actor=administrator)
    rows = list(teacher.employments.values_list("post", "valid_from", "valid_to"))
    yesterday = today - timedelta(days=1)
    assert rows == [("учитель", date(2020, 9, 1), yesterday), ("завуч", today, None)]
    assert (post_of(teacher, yesterday), post_of(teacher, today)) == ("учитель", "завуч")
    assert post_of(teacher, date(2019, 1, 1)) == "учитель"
    verbs = Event.objects.filter(object_id=teacher.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["employment.ended", "employment.opened"]


def test_a_post_that_was_not_known_or_is_of_today_is_put_right_in_place(organization, administrator, today):
    person = f.PersonFactory(organization=organization, kind="staff")
    for post in ("учитель", "завуч"):
        employment.set_posts(person=person, posts=[post], actor=administrator)
    assert list(person.employments.values_list("post", flat=True)) == ["учитель", "завуч"]
    employment.set_posts(person=person, posts=["завуч школы"], actor=administrator)
    assert list(person.employments.unended().values_list("post", "valid_from")) == [("завуч школы", today)]


def test_several_posts_are_held_at_once_but_none_of_them_twice(teacher, administrator):
    people.edit_card(person=teacher, post="учитель; библиотекарь;учитель", actor=administrator)
    assert set(teacher.employments.unended().values_list("post", flat=True)) == {"учитель", "библиотекарь"}
    with pytest.raises(IntegrityError), transaction.atomic():
        f.EmploymentFactory(person=teacher, post="учитель")


def test_whoever_leaves_leaves_the_classes_and_the_portal(
    director, staff_room, organization, administrator, today
):
    person = f.PersonFactory(organization=organization, kind="staff")
    place = f.EnrolmentFactory(school_class=staff_room, role="teacher", person=person)
    user = f.MembershipFactory(person=person).user
    assert len(memberships_of(user)) == 1
    yesterday = today - timedelta(days=1)
    employment.end_employment(person=person, last_day=yesterday, actor=administrator)
    assert Enrolment.objects.get(pk=place.pk).valid_to == yesterday
    assert memberships_of(user) == []
    assert not Person.objects.present(today).filter(pk=person.pk).exists()


def test_a_former_name_stays_with_its_last_day(teacher, administrator, today):
    before = teacher.full_name
    people.edit_person(person=teacher, phone="+79000001401", actor=administrator)
    assert not FormerName.objects.exists()
    people.edit_person(person=teacher, last_name="Новикова", actor=administrator)
    former = FormerName.objects.get()
    assert (former.full_name, former.valid_to) == (before, today - timedelta(days=1))


def test_a_name_put_right_on_its_first_day_was_never_borne(teacher, pupil, administrator):
    """Neither of somebody who was added today, nor between two corrections of one day, nor when the name comes back."""
    people.edit_person(person=pupil, last_name="Сидоров", actor=administrator)
    assert not FormerName.objects.exists()
    before = teacher.full_name
    people.edit_person(person=teacher, last_name="Новиковаа", actor=administrator)
    people.edit_person(person=teacher, last_name="Новикова", actor=administrator)
    assert [row.full_name for row in FormerName.objects.all()] == [before]
    people.edit_person(person=teacher, last_name=before.split()[0], actor=administrator)
    assert not FormerName.objects.exists()


@pytest.mark.parametrize("again", [False, True])
def test_posts_with_a_semicolon_are_several_from_the_first_day(
    organization, staff_room, administrator, again
):
    person = people.add_person(
        organization=organization, kind="staff", last_name="Новая", first_name="Анна",
        post=" учитель;библиотекарь ; учитель", actor=administrator,
    )  # fmt: skip
    if again:
        people.edit_card(person=person, post="учитель; библиотекарь", actor=administrator)
    assert sorted(person.employments.unended().values_list("post", flat=True)) == ["библиотекарь", "учитель"]


def test_a_post_too_long_is_refused_though_others_stand_beside_it(organization, staff_room, administrator):
    with pytest.raises(Invalid, match="длиннее 200 знаков"):
        people.add_person(
            organization=organization, kind="staff", last_name="Новая", first_name="Анна",
            post="учитель; " + "я" * 201, actor=administrator,
        )  # fmt: skip
    assert not Person.objects.filter(last_name="Новая").exists()


def test_a_key_of_another_system_names_one_person(teacher, pupil, organization, other_organization):
    ExternalKey.objects.create(organization=organization, person=teacher, source="ЭЖ", value="17")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalKey.objects.create(organization=organization, person=pupil, source="ЭЖ", value="17")
    with scopes_disabled():
        stranger = f.PersonFactory(organization=other_organization)
        ExternalKey.objects.create(organization=other_organization, person=stranger, source="ЭЖ", value="17")


def test_a_pupil_needs_a_class(organization, administrator):
    with pytest.raises(Invalid, match="Выберите класс"):
        people.add_person(
            organization=organization, kind="pupil", last_name="Белов", first_name="Илья", actor=administrator
        )


def test_a_guardian_is_linked_once_at_a_time_and_again_after_an_end(teacher, pupil, administrator, today):
    link = guardians.link_guardian(guardian=teacher, pupil=pupil, relation="mother", actor=administrator)
    with pytest.raises(Conflict, match="Уже записано"):
        guardians.link_guardian(guardian=teacher, pupil=pupil, relation="mother", actor=administrator)
    Guardianship.objects.update(valid_from=today - timedelta(days=9))
    link.refresh_from_db()
    guardians.end_guardianship(guardianship=link, last_day=today - timedelta(days=1), actor=administrator)
    assert kinds(teacher) == ("staff",)
    guardians.link_guardian(guardian=teacher, pupil=pupil, relation="mother", actor=administrator)
    assert Guardianship.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        f.GuardianshipFactory(guardian=teacher, pupil=pupil)


def test_nobody_represents_himself_and_a_teacher_is_no_pupil(teacher, pupil, administrator):
    with pytest.raises(Invalid, match="сам себя"):
        guardians.link_guardian(guardian=pupil, pupil=pupil, relation="mother", actor=administrator)
    with pytest.raises(Invalid, match="не обучающийся"):
        guardians.link_guardian(guardian=pupil, pupil=teacher, relation="mother", actor=administrator)


def test_a_typed_name_means_staff_and_parents_but_no_pupil(organization, school_class, pupil):
    names = {"last_name": "Белова", "first_name": "Анна"}
    teacher = f.PersonFactory(organization=organization, kind="staff", patronymic="Ильинична", **names)
    parent = f.EnrolmentFactory(
        school_class=school_class,
        role="parent",
        person__patronymic="",
        **{f"person__{k}": v for k, v in names.items()},
    ).person
    f.EnrolmentFactory(school_class=school_class, **{f"person__{k}": v for k, v in names.items()})
    assert set(namesakes("белова", "Анна", "")) == {teacher, parent}
    assert namesakes("Белова", "Анна", "Ильинична") == [teacher]
    assert namesakes("Бело", "Анна", "") == []


def test_lesson_d21_the_sex_follows_the_patronymic_when_it_changes(organization, administrator):
    person = f.PersonFactory(
        organization=organization,
        kind="staff",
        last_name="Ким",
        first_name="Саша",
        patronymic="Ивановна",
        gender="f",
    )
    people.edit_person(person=person, patronymic="Иванович", gender="f", actor=administrator)
    assert Person.objects.get(pk=person.pk).gender == "m"
    people.edit_person(person=person, patronymic="", actor=administrator)
    assert person.gender == "m"  # nothing tells another
    people.edit_person(person=person, patronymic="Петрович", gender="f", actor=administrator)
    assert person.gender == "f"  # said in the same breath
    people.edit_person(person=person, gender="", actor=administrator)
    assert person.gender == "m"  # «определить по отчеству»


def test_lesson_d21_a_typed_case_form_ends_with_the_name_it_is_of(organization, administrator):
    person = f.PersonFactory(
        organization=organization, kind="staff", last_name="Мельник", first_name="Мария", patronymic="Ильинична",
        accusative_name="Мельник Марию Ильиничну",
    )  # fmt: skip
    people.edit_person(
        person=person, phone="+79000001410", accusative_name="Мельник Марию Ильиничну", actor=administrator
    )
    assert person.accusative_name == "Мельник Марию Ильиничну"
    people.edit_person(
        person=person, first_name="Евгения", accusative_name="Мельник Марию Ильиничну", actor=administrator
    )
    assert Person.objects.get(pk=person.pk).accusative_name == ""
    people.edit_person(person=person, last_name="Заяц", accusative_name="Заяц Евгению", actor=administrator)
    assert person.accusative_name == "Заяц Евгению"


@pytest.mark.parametrize(("born", "asks"), [("2018-03-12", True), (None, True), ("2017-01-01", False)])
def test_a_pupil_of_another_class_is_not_doubled_by_hand(client_of, administrator, year, born, asks):
    here, there = f.SchoolClassFactory(year=year, grade=3), f.SchoolClassFactory(year=year, grade=2)
    name = {"last_name": "Осипов", "first_name": "Пётр", "patronymic": "Ильич"}
    known = {f"person__{key}": value for key, value in name.items()}
    f.EnrolmentFactory(
        school_class=there, person__search_name="осипов петр ильич", person__birth_date="2018-03-12", **known
    )
    web, form = client_of(administrator), name | {"kind": "pupil", "class": here.pk, "birth_date": born or ""}
    page = web.post("/people/new/", form)
    assert Person.objects.filter(last_name="Осипов").count() == (1 if asks else 2)
    if asks:
        assert f"уже учится в классе «{there}»" in page.content.decode()
        assert 'name="another"' in page.content.decode()
        assert web.post("/people/new/", form | {"another": "on"}).status_code == 302
        assert Person.objects.filter(last_name="Осипов").count() == 2
