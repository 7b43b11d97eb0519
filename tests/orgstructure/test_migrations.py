"""A school of the old build is carried over and back; what the old model cannot hold stops it in words."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from core.names import search_form
from core.sealing import seal, unseal
from orgstructure.rules import class_search_title

pytestmark = pytest.mark.django_db(transaction=True)
OLD, CLASSES, SUBJECTS, TABLE, LINKS, NAMES, SUBJECTS_ANEW = (
    "0003_current_year_by_date",
    "0004_classes_as_schools_name_them",
    "0005_subject_once_by_folded_name",
    "0010_platform_links",
    "0011_platform_link_of_each_role",
    "0015_names_folded_anew",
    "0016_subjects_folded_anew",
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
    for title, search_title in new("SchoolClass").values_list("title", "search_title"):
        assert search_title == class_search_title(title)
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
    school, year = school_of_now(new)
    new("SchoolClass").create(
        organization=school, year=year, title="тот самый", search_title="тотсамый", **fields
    )
    with pytest.raises(CommandError, match="Назад нельзя: .*тот самый"):
        at(OLD)


def test_a_class_of_last_year_and_a_title_taken_twice_stop_the_way_back(at):
    new = at(CLASSES)
    school, year = school_of_now(new)
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


def school_of_now(tables):
    school = tables("Organization").create(short_name="СОШ № 7", full_name="СОШ № 7", mark="7")
    return school, tables("AcademicYear").create(
        organization=school, starts_on="2026-09-01", ends_on="2027-08-31"
    )


def test_subjects_are_folded_and_go_back_as_they_were(at):
    old = at(CLASSES)
    school, _ = school_of_now(old)
    old("Subject").create(organization=school, name="Объёмное  черчение")
    assert at(SUBJECTS)("Subject").get().search_name == "объемное черчение"
    assert at(CLASSES)("Subject").get().name == "Объёмное  черчение"


def test_one_subject_written_in_two_ways_stops_the_way_forward(at):
    old = at(CLASSES)
    school, _ = school_of_now(old)
    for name in ("Физика", "физика"):
        old("Subject").create(organization=school, name=name)
    with pytest.raises(CommandError, match="СОШ № 7: «Физика» .*, «физика» "):
        at(SUBJECTS)


def as_folded_before(name):
    """What a subject was sought by before all apostrophes and hyphens became one."""
    return " ".join(name.split()).lower().replace("ё", "е")


ODD_NAMES = [
    "Ин’яз",
    "Физико‑математический\u00ad практикум",
    "Русский\u00a0язык",
    "Англии\u0306скии\u0306",
    "Объёмное черчение",
]


def test_subjects_are_sought_by_what_the_code_writes_now_and_doubles_stay_two(at):
    """By few statements, whatever their number; of two that become one, both stay as they are."""
    tables = at(NAMES)
    school, _ = school_of_now(tables)
    many, doubles = [*ODD_NAMES, *(f"Ин’яз {n}" for n in range(300))], ["Д’як", "Д'як"]
    subject = tables("Subject").model
    tables("Subject").bulk_create(
        subject(organization=school, name=name, search_name=as_folded_before(name)) for name in many + doubles
    )
    with CaptureQueriesContext(connection) as queries:
        new = at(SUBJECTS_ANEW)("Subject")
    assert sum(query["sql"].startswith('UPDATE "orgstructure_subject"') for query in queries) < 10
    found = dict(new.values_list("name", "search_name"))
    assert {name: found[name] for name in many} == {name: search_form(name) for name in many}
    assert {name: found[name] for name in doubles} == {"Д’як": "д’як", "Д'як": "д'як"}
    assert at(NAMES)("Subject").count() == len(many + doubles)


def classes_with_links(tables):
    """A study class and «Учительская», each with the one link that the old model knew; one more has none."""
    school, year = school_of_now(tables)
    classes = tables("SchoolClass")
    common = {"organization": school, "platform": "max"}
    room = classes.create(
        kind="staff_room",
        title="Учительская",
        search_title="учительская",
        platform_link="https://max.ru/r",
        **common,
    )
    study = classes.create(
        year=year,
        grade=5,
        letter="А",
        title="5А",
        search_title="5а",
        platform_link="https://max.ru/a",
        **common,
    )
    classes.create(year=year, grade=5, letter="Б", title="5Б", search_title="5б", **common)
    return room, study


def links(tables):
    rows = tables("PlatformLink").filter(retired_at=None)
    return sorted((row.school_class.title, row.role, unseal(row.sealed).decode()) for row in rows)


def test_the_link_of_a_class_becomes_that_of_each_role_and_goes_back(at):
    classes_with_links(at(TABLE))
    expected = [
        ("5А", "parent", "https://max.ru/a"),
        ("5А", "pupil", "https://max.ru/a"),
        ("5А", "teacher", "https://max.ru/a"),
        ("Учительская", "teacher", "https://max.ru/r"),
    ]
    assert links(at(LINKS)) == expected
    old = at(TABLE)
    assert sorted(old("SchoolClass").values_list("title", "platform_link")) == [
        ("5А", "https://max.ru/a"),
        ("5Б", ""),
        ("Учительская", "https://max.ru/r"),
    ]
    assert not old("PlatformLink").exists()
    assert links(at(LINKS)) == expected


@pytest.mark.parametrize("change", ["another for parents", "none for teachers", "of another platform"])
def test_links_that_differ_by_role_stop_the_way_back(at, change):
    _, study = classes_with_links(at(TABLE))
    now = at(LINKS)("PlatformLink").filter(school_class=study.pk)
    if change == "another for parents":
        now.filter(role="parent").update(sealed=seal(b"https://max.ru/b"))
    elif change == "none for teachers":
        now.filter(role="teacher").delete()
    else:
        now.update(platform="vk")
    with pytest.raises(CommandError, match=f"Назад нельзя: .*5А .№ {study.pk}.\\.$"):
        at(TABLE)


@pytest.mark.parametrize("removed", [False, True])
def test_links_that_are_no_more_stop_the_way_back(at, removed):
    """Replaced by the same link for all roles, or taken away: the old model would forget what was."""
    _, study = classes_with_links(at(TABLE))
    now = at(LINKS)("PlatformLink")
    of_class = now.filter(school_class=study.pk)
    fresh = [] if removed else list(of_class)
    of_class.update(retired_at="2026-10-01T00:00:00Z")
    for row in fresh:
        row.pk, row.version, row.retired_at = None, 2, None
        row.save(force_insert=True)
    with pytest.raises(CommandError, match=f"Назад нельзя: .* здесь их 3, классы: 5А .№ {study.pk}.\\.$"):
        at(TABLE)
    assert now.count() == (4 if removed else 7)


def test_a_link_that_no_key_opens_stops_the_way_back(at, settings):
    classes_with_links(at(TABLE))
    at(LINKS)
    settings.SEALING_KEYS = ["another"]
    with pytest.raises(CommandError, match="Верните прежний ключ"):
        at(TABLE)
