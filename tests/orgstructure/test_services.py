"""A school, its classes and its people: what is made, what is refused, what the journal keeps."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope

from audit.models import Event
from core import clock
from core.errors import Conflict, Invalid
from orgstructure.models import AcademicYear, Employment, Enrolment, Guardianship, Person, SchoolClass
from orgstructure.pasted import read_list
from orgstructure.services import archiving, guardians, lists, people, school
from tests import factories as f

PROFILE = {
    "full_name": "Школа № 7",
    "short_name": "СОШ № 7",
    "mark": "7",
    "locality": "с. Луговое",
    "address": "ул. Мира, 1",
    "inn": "2600000000",
    "time_zone": "Europe/Moscow",
}


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_new_school_has_its_staff_room_and_the_year_of_the_day(db):
    made = school.create_organization(today=date(2026, 8, 31), actor=None, **PROFILE)
    with scope(organization=made):
        assert SchoolClass.objects.get().is_staff_room
        assert AcademicYear.objects.get().starts_on == date(2025, 9, 1)
        assert verbs() == ["organization.created"]


def test_the_same_inn_makes_no_second_school(db):
    school.create_organization(today=date(2026, 9, 1), actor=None, **PROFILE)
    with pytest.raises(Conflict, match="2600000000"):
        school.create_organization(today=date(2026, 9, 1), actor=None, **PROFILE)


def test_the_database_holds_one_staff_room(staff_room):
    with pytest.raises(IntegrityError), transaction.atomic():
        f.StaffRoomFactory(organization=staff_room.organization)


def test_the_staff_room_cannot_be_taken_away(staff_room, administrator):
    with pytest.raises(Invalid, match="она одна"):
        archiving.archive_class(school_class=staff_room, actor=administrator, now=timezone.now())


def test_a_class_with_people_is_not_archived(school_class, administrator):
    f.EnrolmentFactory(school_class=school_class)
    with pytest.raises(Conflict, match="ещё числятся"):
        archiving.archive_class(school_class=school_class, actor=administrator, now=timezone.now())


def test_the_journal_keeps_what_the_profile_was(organization, administrator):
    school.edit_organization(organization=organization, actor=administrator, mark="20")
    assert Event.objects.get(verb="organization.edited").details["changes"] == {"mark": ["19", "20"]}


def test_an_unchanged_profile_leaves_no_trace(organization, administrator):
    school.edit_organization(organization=organization, actor=administrator, mark=organization.mark)
    assert not Event.objects.filter(verb="organization.edited").exists()


def test_classes_that_are_there_are_skipped_and_a_repeat_makes_none(organization, year, administrator):
    arguments = {"organization": organization, "year": year, "actor": administrator}
    school.create_class(grade=5, letter="А", **arguments)
    made, there = school.generate_classes(wanted=[(5, "А"), (5, "Б")], **arguments)
    assert ([str(c) for c in made], there) == (["5Б"], ["5А"])
    assert school.generate_classes(wanted=[(5, "А"), (5, "Б")], **arguments)[0] == []
    assert SchoolClass.objects.count() == 2
    with pytest.raises(Conflict, match="5А"):
        school.create_class(grade=5, letter="А", **arguments)


def test_a_title_is_free_again_when_its_class_is_archived(organization, year, administrator):
    arguments = {"organization": organization, "year": year, "actor": administrator}
    first = school.create_class(grade=10, letter="инженерный", **arguments)
    with pytest.raises(Conflict, match="10 Инженерный"):
        school.create_class(grade=10, letter="Инженерный", **arguments)
    archiving.archive_class(school_class=first, actor=administrator, now=timezone.now())
    assert school.create_class(grade=10, letter="Инженерный", **arguments).title == "10 Инженерный"


def test_a_rename_onto_another_class_is_refused(organization, year, administrator):
    arguments = {"organization": organization, "year": year, "actor": administrator}
    school.create_class(grade=5, letter="А", **arguments)
    other = school.create_class(grade=5, letter="А", mark="филиал", **arguments)
    with pytest.raises(Conflict, match="5А в этом году уже есть"):
        school.edit_class(school_class=other, actor=administrator, mark="")


def test_the_database_holds_a_title_once_a_year(school_class):
    with pytest.raises(IntegrityError), transaction.atomic():
        f.SchoolClassFactory(year=school_class.year, grade=school_class.grade, letter=school_class.letter)


def test_a_class_continues_one_of_an_earlier_year(organization, year, school_class, administrator):
    last = f.AcademicYearFactory(
        organization=organization, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31)
    )
    was = f.SchoolClassFactory(year=last, grade=4, letter="А")
    school.edit_class(school_class=school_class, actor=administrator, continues=was)
    assert list(was.continued_by.all()) == [school_class]
    assert Event.objects.get(verb="class.edited").details["changes"] == {"continues": ["", "4А"]}
    for wrong in (school_class, f.SchoolClassFactory(year=year)):
        with pytest.raises(Invalid, match="не класс прошлого года"):
            school.edit_class(school_class=school_class, actor=administrator, continues=wrong)


def test_the_staff_room_keeps_its_name(staff_room, administrator):
    with pytest.raises(Invalid, match="не переименовать"):
        school.edit_class(school_class=staff_room, actor=administrator, letter="А")


def test_lesson_d25_a_subject_is_one_whatever_its_capitals(organization, administrator):
    [first] = school.create_subjects(organization=organization, names=["Физика"], actor=administrator)
    [again] = school.create_subjects(organization=organization, names=[" физика "], actor=administrator)
    assert (again, again.name) == (first, "Физика")
    with pytest.raises(IntegrityError), transaction.atomic():
        f.SubjectFactory(organization=organization, name="ФИЗИКА")


@pytest.mark.parametrize("n", [1, 11])
def test_a_nomenclature_is_made_by_a_fixed_number_of_statements(
    organization, year, administrator, n, django_assert_num_queries
):
    wanted = [(grade, letter) for grade in range(1, n + 1) for letter in "АБВ"]
    # two savepoints, the school's row as the queue, read, insert, read, journal; the run: read, two inserts
    with django_assert_num_queries(12):
        school.generate_classes(organization=organization, year=year, wanted=wanted, actor=administrator)


def test_a_member_of_staff_goes_into_the_staff_room(organization, staff_room, administrator):
    person = people.add_person(
        organization=organization,
        kind="staff",
        actor=administrator,
        last_name="Ёжикова",
        first_name="Анна",
        patronymic="Ильинична",
    )
    assert (person.search_name, person.gender) == ("ежикова анна ильинична", "f")
    assert Enrolment.objects.get(person=person).school_class == staff_room


def test_the_same_person_is_not_typed_in_twice(organization, staff_room, administrator):
    fields = {"last_name": "Ежов", "first_name": "Пётр", "actor": administrator, "organization": organization}
    people.add_person(kind="staff", **fields)
    with pytest.raises(Conflict, match="уже есть"):
        people.add_person(kind="staff", **fields)
    assert Person.objects.filter(last_name="Ежов").count() == 1


def lines(text, **options):
    return [(person, None, "") for person in read_list(text, **options).people]


def test_a_list_sent_twice_adds_nobody_twice(organization, school_class, administrator):
    arguments = {
        "organization": organization,
        "school_class": school_class,
        "role": "pupil",
        "actor": administrator,
        "rows": lines("Белов Илья Ильич; 12.03.2015\nАхметова Алина"),
    }
    written = lists.write_list(**arguments)
    assert (len(written.people), len(written.places), written.there) == (2, 2, [])
    written = lists.write_list(**arguments)
    assert (written.people, written.places) == ([], [])
    assert written.there == ["Белов Илья Ильич", "Ахметова Алина"]
    assert Enrolment.objects.filter(school_class=school_class).count() == 2
    assert Person.objects.get(last_name="Белов").birth_date == date(2015, 3, 12)
    assert verbs() == ["person.added"] * 2 + ["enrolment.opened"] * 2


def test_lesson_d20_namesakes_of_a_class_are_two_where_somebody_says_so(
    organization, school_class, administrator
):
    arguments = {
        "organization": organization,
        "school_class": school_class,
        "role": "pupil",
        "actor": administrator,
        "rows": lines("Белов Илья\nБелов Илья; другой человек"),
    }
    assert len(lists.write_list(**arguments).people) == 2
    assert lists.write_list(**arguments).people == []  # sent again
    assert Enrolment.objects.filter(school_class=school_class).count() == 2


def test_lesson_d20_a_post_of_a_list_becomes_a_post(organization, staff_room, administrator):
    rows = lines("Ткаченко Мария Петровна, учитель математики\nКим Ян\nЦой Ия, учитель математики")
    people_made = lists.write_list(
        organization=organization, role="teacher", actor=administrator, rows=rows
    ).people
    posts = dict(Employment.objects.filter(person__in=people_made).values_list("person__last_name", "post"))
    assert posts == {"Ткаченко": "учитель математики", "Ким": "", "Цой": "учитель математики"}
    assert [person.patronymic for person in people_made] == ["Петровна", "", ""]


@pytest.mark.parametrize("n", [1, 300])
def test_a_list_is_written_by_a_fixed_number_of_statements(
    organization, school_class, administrator, n, django_assert_max_num_queries
):
    rows = lines("\n".join(f"Иванов{'а' * (i % 40)} Пётр{'б' * (i // 40)}" for i in range(n)))
    assert len(rows) == n
    with django_assert_max_num_queries(35):
        lists.write_list(
            organization=organization, rows=rows, school_class=school_class, role="pupil", actor=administrator
        )


def test_an_edit_keeps_the_old_name_and_veils_the_phone(organization, administrator):
    person = f.PersonFactory(organization=organization, last_name="Иванова", gender="m", phone="+79000001408")
    people.edit_person(person=person, actor=administrator, last_name="Ёлкина", phone="+79000001409")
    changes = Event.objects.get(verb="person.edited").personal["changes"]
    assert changes == {"last_name": ["Иванова", "Ёлкина"], "phone": ["…1408", "…1409"]}
    assert Person.objects.get(pk=person.pk).search_name.startswith("елкина")


def test_a_parent_stands_where_the_child_stands(organization, school_class, administrator):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    guardian = guardians.add_guardian(
        pupil=pupil, relation="mother", actor=administrator, last_name="Белова", first_name="Анна"
    )
    assert Guardianship.objects.get(guardian=guardian).pupil == pupil
    enrolment = Enrolment.objects.get(person=guardian)
    assert (enrolment.school_class, enrolment.role) == (school_class, "parent")
    with pytest.raises(Conflict, match="Уже записано"):
        guardians.link_guardian(guardian=guardian, pupil=pupil, relation="mother", actor=administrator)


def test_a_parent_is_not_written_to_a_teacher(organization, administrator):
    teacher = f.PersonFactory(organization=organization, kind="staff")
    with pytest.raises(Invalid, match="не обучающийся"):
        guardians.add_guardian(
            pupil=teacher, relation="mother", actor=administrator, last_name="Белова", first_name="Анна"
        )


def families(*texts):
    pupils = dict(Person.objects.pupils(clock.today()).values_list("last_name", "pk"))
    rows = read_list("\n".join(texts), with_children=True).people
    return [(row, pupils[row.child.split()[0]] if row.child else None, row.relation) for row in rows]


def write_families(organization, school_class, administrator, *texts):
    return lists.write_list(
        organization=organization,
        school_class=school_class,
        role="parent",
        rows=families(*texts),
        actor=administrator,
    )


def test_parents_of_a_list_are_linked_and_a_repeat_changes_nothing(organization, school_class, administrator):
    for name in ("Белов", "Белова"):
        f.EnrolmentFactory(school_class=school_class, person__last_name=name)
    texts = (
        "мать: Белова Анна; 8 900 000-14-08 — Белов П",
        "мать: Белова Анна; 8 900 000-14-08 — Белова П",
        "Ершов Лев",
    )
    written = write_families(organization, school_class, administrator, *texts)
    assert (len(written.people), len(written.links), len(written.places)) == (2, 2, 1)
    written = write_families(organization, school_class, administrator, *texts)
    assert (written.people, written.links, written.places) == ([], [], [])
    assert Guardianship.objects.filter(relation="mother").count() == 2
    assert Enrolment.objects.filter(role="parent").count() == 2


def test_lesson_d20_two_mothers_of_one_name_and_two_phones_are_two_cards(
    organization, school_class, administrator
):
    for name in ("Белов", "Белова"):
        f.EnrolmentFactory(school_class=school_class, person__last_name=name)
    first = "мать: Белова Анна; 8 900 000-14-08 — Белов П"
    second = "мать: Белова Анна; 8 900 000-14-09 — Белова П"
    write_families(organization, school_class, administrator, first)
    assert (
        len(write_families(organization, school_class, administrator, second).people) == 1
    )  # in another list
    phones = Guardianship.objects.order_by("pk").values_list("guardian__phone", "pupil__last_name")
    assert list(phones) == [("+79000001408", "Белов"), ("+79000001409", "Белова")]
    for text in (first, second):
        assert write_families(organization, school_class, administrator, text).people == []


def test_lesson_d20_one_mother_of_two_by_somebodys_word(organization, school_class, administrator):
    for name in ("Белов", "Белова"):
        f.EnrolmentFactory(school_class=school_class, person__last_name=name)
    texts = ("мать: Белова Анна — Белов П", "мать: Белова Анна; тот же человек — Белова П")
    written = write_families(organization, school_class, administrator, *texts)
    assert (len(written.people), len(written.links)) == (1, 2)
    assert write_families(organization, school_class, administrator, *texts).links == []


@pytest.mark.parametrize("n", [1, 80])
def test_parents_are_written_by_a_fixed_number_of_statements(
    organization, school_class, administrator, n, django_assert_max_num_queries
):
    for i in range(n):
        f.EnrolmentFactory(school_class=school_class, person__last_name=f"Пупил{'а' * i}")
    rows = families(*(f"Отцов{'о' * i} Пётр — Пупил{'а' * i} Пётр" for i in range(n)))
    with django_assert_max_num_queries(31):
        lists.write_list(
            organization=organization,
            school_class=school_class,
            role="parent",
            rows=rows,
            actor=administrator,
        )
