"""INSERT … SELECT from a queryset, on both engines: typed constants, expressions, JSON, and what is there already."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Upper
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from audit.models import Event
from core.sets import FEW, Word, among, insert_from, insert_new_from, json_object
from invitations.models import Invitation
from orgstructure.models import Person, Subject
from tests import factories as f


@pytest.fixture
def people(organization):
    return [f.PersonFactory(organization=organization, last_name=name) for name in ("Ёлкина", "Ким", "Абаев")]


def subjects_of(rows):
    columns = {"organization": F("organization_id"), "name": F("last_name"), "search_name": F("search_name")}
    return insert_new_from(Subject, rows, columns | {"kind": "subject"})


def test_a_row_is_written_for_each_row_of_the_queryset(people, organization, django_assert_num_queries):
    with django_assert_num_queries(1):
        made = subjects_of(Person.objects.order_by("-last_name"))
    rows = Subject.objects.order_by("pk")
    assert made == [row.pk for row in rows]
    assert {row.name for row in rows} == {"Ёлкина", "Ким", "Абаев"}


def test_what_a_unique_constraint_refuses_is_passed_over_and_not_named(people, organization):
    f.SubjectFactory(organization=organization, name="Ким", search_name=people[1].search_name)
    made = subjects_of(Person.objects.all())
    assert set(Subject.objects.filter(pk__in=made).values_list("name", flat=True)) == {"Ёлкина", "Абаев"}
    assert subjects_of(Person.objects.all()) == []


def test_an_empty_choice_writes_nothing(people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert subjects_of(Person.objects.filter(pk__in=[])) == []
        assert insert_from(Subject, Person.objects.none(), {"name": F("last_name")}) == 0


def test_another_schools_rows_are_not_copied(people, other_organization):
    with scope(organization=other_organization):
        assert subjects_of(Person.objects.all()) == []


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({}, {}),
        (
            {"n": 1, "yes": True, "none": None, "list": [1, "два"]},
            {"n": 1, "yes": True, "none": None, "list": [1, "два"]},
        ),
        (
            {
                "who": Concat("first_name", Value(" «"), Upper("gender"), Value("»")),
                "n": 2,
                "no": False,
                "d": {"а": [None]},
            },
            {"who": "Пётр «»", "n": 2, "no": False, "d": {"а": [None]}},
        ),
        ({"id": F("pk"), "quote": "\"'\\ %s {}"}, {"id": ..., "quote": "\"'\\ %s {}"}),
    ],
)
def test_json_is_built_of_constants_and_of_columns(people, organization, values, kept):
    person = people[0]
    columns = {
        "organization": organization,
        "at": person.created_at,
        "actor": None,
        "actor_label": "Портал",
        "verb": "person.added",
        "object_type": "orgstructure.person",
        "object_id": F("pk"),
        "object_label": F("last_name"),
        "details": json_object(values),
        "personal": {},
        "request_id": "",
    }
    assert insert_from(Event, Person.objects.filter(pk=person.pk), columns) == 1
    event = Event.objects.get()
    assert event.details == {key: person.pk if value is ... else value for key, value in kept.items()}
    assert (event.at, event.object_label) == (person.created_at, "Ёлкина")


def test_many_ids_are_one_parameter_and_find_the_same_rows(organization):
    pks = [f.PersonFactory(organization=organization).pk for _ in range(FEW + 1)]
    f.PersonFactory(organization=organization)
    rows = Person.objects.filter(pk__in=among(pks))
    assert len(rows.query.sql_with_params()[1]) < FEW
    assert sorted(rows.values_list("pk", flat=True)) == pks
    assert among([]) == []


def test_a_partial_index_serves_a_state_that_stands_in_the_sql(school_class):
    """What is due is found without reading the table: the sweep costs nothing when nothing is due."""
    with scopes_disabled():
        due = Invitation.objects.filter(status=Word("active"), expires_at__lte=timezone.now())
        assert connection.vendor != "sqlite" or "invitation_due" in due.order_by("expires_at").explain()
        assert list(due) == []
    with pytest.raises(ValueError, match="plain word"):
        Word("active' OR 1=1")
