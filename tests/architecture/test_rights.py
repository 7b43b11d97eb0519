"""What one may do and see is asked of a policy.py alone; what people are shown begins with its rows."""

import ast
import re

import pytest

from tests.architecture import ROOT, layer, nodes, sources, tree, where

# Which rows one may see is said by a policy.py and asked as `access.rows(action, Model)`.
OF_ACTOR = {"class_ids", "subject_class_ids", "subjects", "roles", "is_manager"}


def asks_the_actor(node: ast.AST) -> bool:
    """Asks what an actor leads, teaches or is: a right that stands outside the policy, be it a filter or an `if`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in OF_ACTOR
        and bool(re.search(r"\b(access|actor)$", ast.unparse(node.value)))
    )


def test_what_one_may_do_is_asked_of_the_policy():
    found = [
        where(path, node)
        for path, node in nodes(ast.Attribute)
        if layer(path) != "policy" and path.relative_to(ROOT).parts[0] != "core" and asks_the_actor(node)
    ]
    assert found == []


ASKED_OF_PEOPLE = {"views", "api", "forms", "filters", "serializers", "context", "navigation"}
# Rows read there by themselves: a fact of rows that the policy has already given, or of the actor's own.
FACTS = {
    "dashboard/views/people.py": "where the people of the list are enrolled, and whether they are there",
    "invitations/views/making.py": "the classes that were just found to be theirs to invite into",
    "orgstructure/filters.py": "where the people of the list are enrolled, to narrow that list",
}


def reads_by_itself(node: ast.AST) -> bool:
    """`Model.objects`, not of nobody: rows that no policy has been asked for."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_default_manager", "_base_manager")
        and isinstance(node.value, ast.Name)
    )


def rows_read_by_themselves(code: ast.AST) -> list[ast.AST]:
    of_nobody = {
        id(node.value) for node in ast.walk(code) if isinstance(node, ast.Attribute) and node.attr == "none"
    }
    return [node for node in ast.walk(code) if reads_by_itself(node) and id(node) not in of_nobody]


def test_what_people_are_shown_begins_with_the_rows_of_the_policy():
    found = {
        str(path.relative_to(ROOT)): [where(path, node) for node in rows]
        for path in sources()
        if layer(path) in ASKED_OF_PEOPLE and (rows := rows_read_by_themselves(tree(path)))
    }
    assert {name: places for name, places in found.items() if name not in FACTS} == {}
    assert sorted(FACTS) == sorted(set(FACTS) & set(found)), "a fact that nobody reads any more"


def test_the_journal_is_read_by_its_right_or_of_one_row():
    """`audit.selectors`: `journal(access)`, and `history_of(row)` of a row that one may see."""
    found = [
        where(path, node)
        for path, node in nodes(ast.Attribute)
        if path.relative_to(ROOT).parts[0] != "audit" and ast.unparse(node) == "Event.objects"
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("Person.objects.staff(day).filter(pk__in=ids)", 1),
        ("queryset = Person._base_manager.all()", 1),
        ("forms.ModelChoiceField(Person.objects.none())", 0),
        ("access.rows('people.view', Person).filter(pk__in=ids)", 0),
    ],
)
def test_the_rule_knows_rows_that_no_policy_gave(code, found):
    assert len(rows_read_by_themselves(ast.parse(code))) == found


@pytest.mark.parametrize(
    ("code", "narrows"),
    [
        ("rows.filter(school_class__in=access.class_ids)", True),
        ("rows.exclude(pk__in=request.access.class_ids | request.access.subject_class_ids)", True),
        ("Q(role__in=actor.roles)", True),
        ("leads = row.pk in request.access.class_ids", True),
        ("[pk for pk, _ in access.subjects]", True),
        ("access.roles & MANAGERS", True),
        ("access.rows('chats.view', Chat).filter(kind=kind)", False),
        ("rows.filter(person=access.person)", False),
    ],
)
def test_the_rule_of_rights_knows_a_right_outside_the_policy(code, narrows):
    assert any(asks_the_actor(node) for node in ast.walk(ast.parse(code))) is narrows
