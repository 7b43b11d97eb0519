"""A school of the old build is carried over and back; what the old model cannot hold stops it in words."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)
OLD, CLASSES, SUBJECTS = (
    "0003_current_year_by_date",
    "0004_classes_as_schools_name_them",
    "0005_subject_once_by_folded_name",
)


@pytest.fixture
def at():
    """`at(name)`: the database as that migration of orgstructure left it; the tables as they were then."""

    def move(name):
        MigrationExecutor(connection).migrate([("orgstructure", name)])
        apps = MigrationExecutor(connection).loader.project_state([("orgstructure", name)]).apps
        return lambda model: apps.get_model("orgstructure", model)._base_manager

    yield move
    call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)


def old_school(tables):
    school = tables("Organization").create(short_name="СОШ № 7", full_name="СОШ № 7", mark="7")
    year = tables("AcademicYear").create(organization=school, starts_on="2026-09-01", ends_on="2027-08-31")
    tables("SchoolClass").create(organization=school, kind="staff_room")
    for grade, letter in ((5, "А"), (11, "Б")):
        tables("SchoolClass").create(organization=school, year=year, grade=grade, letter=letter)
    return school, year


def rows(tables):
    return sorted(tables("SchoolClass").values_list("pk", "kind", "grade", "letter"))


def test_classes_get_their_titles_and_go_back_as_they_were(at):
    old = at(OLD)
    old_school(old)
    before = rows(old)
    new = at(CLASSES)
    assert sorted(new("SchoolClass").values_list("title", "search_title")) == [
        ("11Б", "11б"),
        ("5А", "5а"),
        ("Учительская", "учительская"),
    ]
    assert rows(at(OLD)) == before
    assert rows(at(CLASSES)) == before


def test_one_class_written_in_two_ways_stops_the_way_forward(at):
    old = at(OLD)
    school, year = old_school(old)
    old("SchoolClass").create(organization=school, year=year, grade=5, letter="а")
    with pytest.raises(CommandError, match="Одинаковые классы одного года: 5А .*, 5а "):
        at(CLASSES)


@pytest.mark.parametrize(
    "fields",
    [
        {"grade": 0, "letter": "Я"},
        {"grade": 12, "letter": "Я"},
        {"grade": None, "letter": "Я"},
        {"grade": 7, "letter": "инженерный"},
        {"grade": 7, "letter": "Я", "mark": "филиал"},
    ],
)
def test_a_class_that_the_old_model_cannot_hold_stops_the_way_back(at, fields):
    new = at(CLASSES)
    school, year = old_school_of_now(new)
    new("SchoolClass").create(
        organization=school, year=year, title="тот самый", search_title="тотсамый", **fields
    )
    with pytest.raises(CommandError, match="Назад нельзя: .*тот самый"):
        at(OLD)


def test_a_class_of_last_year_and_a_title_taken_twice_stop_the_way_back(at):
    new = at(CLASSES)
    school, year = old_school_of_now(new)
    titles = {"title": "6Я", "search_title": "6я", "grade": 6, "letter": "Я"}
    made = [
        new("SchoolClass").create(organization=school, year=year, archived_at=gone, **titles)
        for gone in (None, "2026-10-01T00:00:00Z")
    ]
    with pytest.raises(CommandError, match="дважды: 6Я .*, 6Я "):
        at(OLD)
    new("SchoolClass").filter(pk=made[1].pk).update(letter="Ю", continues=made[0].pk)
    with pytest.raises(CommandError, match=f"№ {made[1].pk}"):
        at(OLD)


def old_school_of_now(tables):
    school = tables("Organization").create(short_name="СОШ № 7", full_name="СОШ № 7", mark="7")
    return school, tables("AcademicYear").create(
        organization=school, starts_on="2026-09-01", ends_on="2027-08-31"
    )


def test_subjects_are_folded_and_go_back_as_they_were(at):
    old = at(CLASSES)
    school, _ = old_school_of_now(old)
    old("Subject").create(organization=school, name="Объёмное  черчение")
    assert at(SUBJECTS)("Subject").get().search_name == "объемное черчение"
    assert at(CLASSES)("Subject").get().name == "Объёмное  черчение"


def test_one_subject_written_in_two_ways_stops_the_way_forward(at):
    old = at(CLASSES)
    school, _ = old_school_of_now(old)
    for name in ("Физика", "физика"):
        old("Subject").create(organization=school, name=name)
    with pytest.raises(CommandError, match="СОШ № 7: «Физика» .*, «физика» "):
        at(SUBJECTS)
