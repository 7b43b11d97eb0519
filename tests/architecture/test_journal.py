"""The journal is written by its own room only: nobody else names its table in SQL, makes or changes its rows."""

import ast
import re

import pytest

from tests.architecture import ROOT, sources, tree, where

TABLE = "audit_event"
MAKES = {
    "create",
    "bulk_create",
    "acreate",
    "abulk_create",
    "get_or_create",
    "update_or_create",
    "_raw_delete",
}
CHANGES = {"update", "delete", "bulk_update", "_update"}
FUNCTIONS_OF_SETS = {"insert_from", "insert_new_from", "update_returning", "transition_many"}


def writes_the_journal(node: ast.AST) -> bool:
    """A text that names the table, a row made by hand, or a row made through the table's manager."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return TABLE in node.value.lower()
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    if called.rpartition(".")[2] in FUNCTIONS_OF_SETS and node.args:
        return re.match(r"([\w.]+\.)?Event\b", ast.unparse(node.args[0])) is not None
    if called in ("Event", "models.Event", "audit.models.Event"):
        return True
    if not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "empty_personal":
        return True
    return (
        node.func.attr in MAKES | CHANGES
        and re.search(r"\bEvent\.(objects|_base_manager)", called) is not None
    )


def empties_words(node: ast.AST) -> bool:
    """The door itself, or the way around the manager that refuses to change an event."""
    return isinstance(node, ast.Attribute) and node.attr in ("empty_personal", "_base_manager")


def test_a_persons_words_are_emptied_at_one_place():
    """`audit.services.redact`: everything else that the journal holds stays as it was written."""
    found = [
        where(path, node)
        for path in sources()
        for node in ast.walk(tree(path))
        if path.relative_to(ROOT).parts[0] == "audit" and empties_words(node)
    ]
    assert [place.partition(":")[0] for place in found] == ["audit/services.py"]


@pytest.mark.parametrize(
    ("code", "empties"),
    [
        ("rows.empty_personal(Q())", True),
        ("empty = rows.empty_personal", True),
        ("Event._base_manager.filter(pk=1).update(personal={})", True),
        ("redact(person=person, actor=None)", False),
        ("rows.filter(personal={})", False),
    ],
)
def test_the_rule_of_redaction_knows_another_place(code, empties):
    assert any(empties_words(node) for node in ast.walk(ast.parse(code))) is empties


def test_only_the_journals_own_room_writes_it():
    found = [
        where(path, node)
        for path in sources()
        if path.relative_to(ROOT).parts[0] != "audit"
        for node in ast.walk(tree(path))
        if writes_the_journal(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("SQL = 'INSERT INTO audit_event (verb) VALUES (1)'", True),
        ("SQL = f'INSERT INTO \"audit_event\" ({names}) SELECT 1'", True),
        ("cursor.execute('delete from AUDIT_EVENT')", True),
        ("Event(verb='x').save()", True),
        ("models.Event(verb='x')", True),
        ("Event.objects.create(verb='x')", True),
        ("Event.objects.bulk_create(rows)", True),
        ("insert_from(Event, rows, {})", True),
        ("update_returning(Event.objects.all(), Q(), verb='x')", True),
        ("Event._base_manager.filter(pk=1).update(verb='x')", True),
        ("rows.empty_personal(Q())", True),
        ("record_set('invitation.expired', rows, actor=None)", False),
        ("record('x', obj, actor=None)", False),
        ("Event.objects.filter(object_id=1)", False),
        ("insert_new_from(Invitation, rows, {})", False),
        ("threading.Event()", False),
    ],
)
def test_the_rule_of_the_journal_knows_a_writer(code, writes):
    assert any(writes_the_journal(node) for node in ast.walk(ast.parse(code))) is writes
