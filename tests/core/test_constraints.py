"""Rows of one key that share a day are refused by the database itself, on both engines, whatever happens to the table."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from orgstructure.models import Enrolment
from tests import factories as f

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
NAME = "enrolment_one_class_at_a_time"


@pytest.fixture
def other_class(year):
    return f.SchoolClassFactory(year=year, grade=9, letter="Я")


def place(person, school_class, begins, ends=None, **more):
    return f.EnrolmentFactory(
        person=person, school_class=school_class, valid_from=begins, valid_to=ends, **more
    )


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((SEPTEMBER, None), (NOVEMBER, None)),
        ((NOVEMBER, None), (SEPTEMBER, None)),
        ((SEPTEMBER, OCTOBER), (OCTOBER, None)),
        ((SEPTEMBER, NOVEMBER), (OCTOBER, OCTOBER)),
        ((OCTOBER, OCTOBER), (SEPTEMBER, NOVEMBER)),
    ],
)
def test_places_that_share_a_day_are_refused(school_class, other_class, first, second):
    person = f.PersonFactory(organization=school_class.organization)
    place(person, school_class, *first)
    refused(lambda: place(person, other_class, *second))
    with pytest.raises(ValidationError):
        Enrolment(
            organization=person.organization, person=person, school_class=other_class, role="pupil",
            valid_from=second[0], valid_to=second[1],
        ).validate_constraints()  # fmt: skip


def test_places_one_after_another_are_right(school_class, other_class, organization):
    person = f.PersonFactory(organization=organization)
    place(person, school_class, SEPTEMBER, date(2026, 9, 30))
    later = place(person, other_class, OCTOBER)
    later.validate_constraints()
    assert Enrolment.objects.count() == 2


def test_other_people_and_other_roles_may_overlap(school_class, other_class, organization):
    person = f.PersonFactory(organization=organization)
    place(person, school_class, SEPTEMBER)
    place(person, other_class, SEPTEMBER, role="parent")
    place(f.PersonFactory(organization=organization), other_class, SEPTEMBER)
    assert Enrolment.objects.count() == 3


@pytest.mark.parametrize(
    "change", [{"valid_to": None}, {"valid_from": SEPTEMBER}, {"role": "pupil"}, {"person": "theirs"}]
)
def test_a_row_that_is_changed_into_an_overlap_is_refused(school_class, other_class, organization, change):
    person = f.PersonFactory(organization=organization)
    row = place(person, school_class, SEPTEMBER, date(2026, 9, 30))
    place(person, other_class, OCTOBER)
    if "valid_from" in change:
        row = Enrolment.objects.get(school_class=other_class)
        change = {"valid_from": date(2026, 9, 30)}
    elif "role" in change:
        row = place(person, school_class, OCTOBER, role="parent")
    elif "person" in change:
        row = place(f.PersonFactory(organization=organization), school_class, OCTOBER)
        change = {"person": person}
    refused(lambda: Enrolment.objects.filter(pk=row.pk).update(**change))


def guards():
    """What guards the table in the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'orgstructure_enrolment'"
            )
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        return sorted(name for (name,) in cursor.fetchall())


STANDING = [f"{NAME}_insert", f"{NAME}_update"] if connection.vendor == "sqlite" else [NAME]


def test_the_guards_stand_when_all_migrations_are_done(db):
    assert guards() == STANDING


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_after_the_way_back_and_there_and_after_a_table_was_remade():
    executor = MigrationExecutor(connection)
    executor.migrate([("orgstructure", "0008_person_without_kind")])
    assert guards() == []
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert guards() == STANDING
    with connection.schema_editor() as editor:
        field = Enrolment._meta.get_field("role")
        wider = field.clone()
        wider.max_length = 9
        wider.set_attributes_from_name("role")
        wider.model = Enrolment
        editor.alter_field(Enrolment, field, wider)
        editor.alter_field(Enrolment, wider, field)
    assert guards() == STANDING
