"""People of the old columns are carried into rows, and back, where the old columns can hold them."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("orgstructure", "0005_subject_once_by_folded_name")
AFTER = ("orgstructure", "0009_one_class_at_a_time")
MADE = datetime(2026, 9, 3, 22, 30, tzinfo=UTC)
ON_THE_SPOT = date(2026, 9, 4)  # in Moscow it was the next day
pytestmark = pytest.mark.django_db(transaction=True)


def move(target):
    """Bring the tables of the structure to `target`, with what stands on them; the models as all tables are then."""
    MigrationExecutor(connection).migrate([target])
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(list(executor.loader.applied_migrations)).apps


@pytest.fixture
def before():
    """The models of before; the newest tables stand again, empty, when the test is over."""
    yield move(BEFORE)
    with connection.cursor() as cursor:
        for name in ("formername", "externalkey", "employment", "guardianship", "enrolment", "person"):
            if f"orgstructure_{name}" in connection.introspection.table_names():
                cursor.execute(f"DELETE FROM orgstructure_{name}")
        for name in ("schoolclass", "academicyear", "organization"):
            cursor.execute(f"DELETE FROM orgstructure_{name}")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def school(before):
    make = {name: before.get_model("orgstructure", name).objects.create for name in
            ("Organization", "AcademicYear", "SchoolClass")}  # fmt: skip
    organization = make["Organization"](
        full_name="Школа", short_name="ООШ № 19", mark="19", platform="max", time_zone="Europe/Moscow"
    )
    year = make["AcademicYear"](
        organization=organization, starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    return make["SchoolClass"](
        organization=organization, year=year, kind="study", grade=5, letter="А",
        title="5А", search_title="5а",
    )  # fmt: skip


def person(apps, school, kind, name, **fields):
    return apps.get_model("orgstructure", "Person").objects.create(
        organization_id=school.organization_id, kind=kind, last_name=name, first_name="Анна",
        search_name=f"{name.lower()} анна", created_at=MADE, **fields,
    )  # fmt: skip


def place(apps, school, who, role, **fields):
    return apps.get_model("orgstructure", "Enrolment").objects.create(
        organization_id=school.organization_id, person_id=who.pk, school_class_id=school.pk, role=role,
        **{"valid_from": date(2026, 9, 1)} | fields,
    )  # fmt: skip


@pytest.fixture
def people(before, school):
    """A school of the old build: (teacher, one who left, pupil, pupil who left, mother, mother who left)."""
    teacher = person(before, school, "staff", "Учитель", post="учитель")
    gone = person(before, school, "staff", "Ушёл", post="завуч", left_on=date(2026, 10, 1))
    pupil = person(before, school, "pupil", "Ученик")
    moved = person(before, school, "pupil", "Выбыл", left_on=date(2026, 10, 1))
    mother = person(before, school, "parent", "Мать")
    away = person(before, school, "parent", "Уехала", left_on=date(2026, 10, 1))
    for who, role in (
        (teacher, "teacher"), (gone, "teacher"), (pupil, "pupil"), (moved, "pupil"), (mother, "parent"),
        (away, "parent"),
    ):  # fmt: skip
        place(before, school, who, role)
    for guardian in (mother, away):
        before.get_model("orgstructure", "Guardianship").objects.create(
            organization_id=school.organization_id,
            guardian_id=guardian.pk,
            pupil_id=pupil.pk,
            created_at=MADE,
        )
    return teacher, gone, pupil, moved, mother, away


def columns(apps):
    rows = apps.get_model("orgstructure", "Person").objects.order_by("pk")
    return list(rows.values_list("last_name", "kind", "post", "left_on"))


def rows(apps):
    found = {}
    for name, fields in {
        "Employment": ("person_id", "post", "valid_from", "valid_to"),
        "Enrolment": ("person_id", "role", "valid_from", "valid_to"),
        "Guardianship": ("guardian_id", "pupil_id", "valid_from", "valid_to"),
    }.items():
        model = apps.get_model("orgstructure", name)
        found[name] = list(model.objects.order_by("pk").values_list(*fields))
    return found


def test_what_the_columns_said_the_rows_say_and_back_and_again(before, people):
    teacher, gone, pupil, moved, mother, away = (row.pk for row in people)
    old = columns(before)
    begun, left = date(2026, 9, 1), date(2026, 10, 1)
    there = rows(move(AFTER))
    assert there["Employment"] == [(teacher, "учитель", begun, None), (gone, "завуч", begun, left)]
    assert [row[::3] for row in there["Enrolment"]] == [
        (teacher, None), (gone, left), (pupil, None), (moved, left), (mother, None), (away, left),
    ]  # fmt: skip
    assert there["Guardianship"] == [
        (mother, pupil, ON_THE_SPOT, None), (away, pupil, ON_THE_SPOT, left),
    ]  # fmt: skip
    assert columns(move(BEFORE)) == old
    assert rows(move(AFTER)) == there


def test_what_the_columns_cannot_hold_stops_the_way_back_with_whom(people, school):
    """Each reason is told of somebody else, all of them in one sentence."""
    apps = move(AFTER)
    pupil, mother = people[2], people[4]
    names = ("Две", "Прежняя", "Ключ", "Родитель", "Школьник", "Рождение", "Скоро")
    staff = {name: new_staff(apps, school, name) for name in names}

    def add(table, **fields):
        apps.get_model("orgstructure", table).objects.create(organization_id=school.organization_id, **fields)

    begun = {"valid_from": date(2026, 9, 1)}
    add("Employment", person_id=staff["Две"], post="библиотекарь", **begun)
    add(
        "FormerName",
        person_id=staff["Прежняя"],
        last_name="Иная",
        first_name="Анна",
        valid_to=date(2026, 9, 1),
    )
    add("ExternalKey", person_id=staff["Ключ"], source="ЭЖ", value="17")
    add("Guardianship", guardian_id=staff["Родитель"], pupil_id=pupil.pk, **begun)
    add("Enrolment", person_id=staff["Школьник"], school_class_id=school.pk, role="pupil", **begun)
    tables = {
        name: apps.get_model("orgstructure", name).objects
        for name in ("Person", "Employment", "Guardianship")
    }
    tables["Person"].filter(pk=staff["Рождение"]).update(birth_date=date(1980, 1, 1))
    tables["Employment"].filter(person_id=staff["Скоро"]).update(valid_to=date(2099, 1, 1))
    tables["Guardianship"].filter(guardian_id=mother.pk).update(valid_to=date(2026, 10, 1))
    with pytest.raises(IrreversibleError) as stopped:
        move(BEFORE)
    for words in (
        "несколько должностей или прежняя должность — 1: Две Анна",
        "увольнение впереди — 1: Скоро Анна",
        "и сотрудник, и ученик — 1: Школьник Анна",
        "и сотрудник, и представитель ученика — 1: Родитель Анна",
        "прежнее имя — 1: Прежняя Анна",
        "ключ другой системы — 1: Ключ Анна",
        "дата рождения — 1: Рождение Анна",
        "законченное представительство — 1: Мать Анна",
    ):
        assert words in str(stopped.value)


def new_staff(apps, school, name):
    made = apps.get_model("orgstructure", "Person").objects.create(
        organization_id=school.organization_id, last_name=name, first_name="Анна", search_name=name.lower()
    )
    apps.get_model("orgstructure", "Employment").objects.create(
        organization_id=school.organization_id, person_id=made.pk, post="учитель", valid_from=date(2026, 9, 1)
    )
    return made.pk


def test_pupils_in_two_classes_at_once_stop_the_way_there_with_whom(before, people, school):
    other = before.get_model("orgstructure", "SchoolClass").objects.create(
        organization_id=school.organization_id, year_id=school.year_id, kind="study", grade=6, letter="А",
        title="6А", search_title="6а",
    )  # fmt: skip
    place(before, other, people[2], "pupil", valid_from=date(2026, 10, 1))
    with pytest.raises(ValueError, match=r"в двух классах .* 1: Ученик Анна \(ООШ № 19, с 01.09.2026\)"):
        move(AFTER)
