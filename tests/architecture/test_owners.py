"""A table is written by its own app only: whoever wants a row changed calls the services of the app that owns it."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps

from tests.architecture import APPS, ROOT, sources, tree

WRITES = {
    "create", "bulk_create", "update", "delete", "bulk_update", "save", "get_or_create", "update_or_create",
    "create_user", "create_superuser",
}  # fmt: skip
# Doors of core that write the rows they are given.
DOORS = {"transition", "transition_many", "update_returning", "insert_from", "insert_new_from"}
# The demo school plays the past: links that were made two weeks ago. No service of the portal may do that.
PLAYS_THE_PAST = {("dashboard/demo/platform.py", "invitations")}


def app_of(path):
    return path.relative_to(ROOT).parts[0]


@cache
def owners() -> dict[str, str]:
    """{model: its app}, of all models."""
    return {cls.name: app for app, cls in model_classes()}


@cache
def owners_of_relations() -> dict[str, str]:
    """{name of a reverse relation: the app of the rows behind it}."""
    return {
        keyword.value.value: app
        for app, cls in model_classes()
        for node in ast.walk(cls)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "related_name" and isinstance(keyword.value, ast.Constant)
    }


def model_classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in sources():
        if path.relative_to(ROOT).parts[1].removesuffix(".py") == "models":
            for node in tree(path).body:
                if isinstance(node, ast.ClassDef):
                    yield app_of(path), node


def models_in(code: ast.Module) -> dict[str, str]:
    """{name in this file: the app of the model that it was imported as}."""
    return {
        alias.asname or alias.name: (node.module or "").split(".")[0]
        for node in ast.walk(code)
        if isinstance(node, ast.ImportFrom) and re.match(r"\w+\.models\b", node.module or "")
        for alias in node.names
        if alias.name in owners()
    }


def root_of(node: ast.AST) -> tuple[str, set[str]]:
    """The name that a chain of attributes and calls begins with, and the attributes on the way."""
    passed: set[str] = set()
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            passed.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, (ast.Subscript, ast.Starred)):
            node = node.value
        elif isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            node = node.elt
        elif isinstance(node, (ast.List, ast.Tuple)) and node.elts:
            node = node.elts[0]
        else:
            return "", passed
    return node.id, passed


def bindings(function: ast.AST, known: dict[str, str]) -> dict[str, str]:
    """`known`, and the names of this function that hold rows of those models: {name: app}."""
    held = dict(known)
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.annotation is not None:
            named = set(re.findall(r"\w+", ast.unparse(node.annotation))) & set(known)
            if named:
                held[node.arg] = known[named.pop()]
    for node in sorted(
        (n for n in ast.walk(function) if isinstance(n, (ast.Assign, ast.For, ast.comprehension))),
        key=lambda n: getattr(n, "lineno", 0),
    ):
        source = node.value if isinstance(node, ast.Assign) else node.iter
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        name, passed = root_of(source)
        owner = next((app for word, app in owners_of_relations().items() if word in passed), held.get(name))
        # `order.person` is no order: what a row's attribute holds is not known here.
        if owner and (isinstance(source, (ast.Name, ast.Call, ast.Subscript)) or "objects" in passed):
            held |= {target.id: owner for target in targets if isinstance(target, ast.Name)}
    return held


def foreign_writes(code: ast.Module, app: str) -> Iterator[tuple[ast.Call, str]]:
    """Each call in a file of `app` that writes rows of another app, with that app."""
    imported = models_in(code)
    scopes = [node for node in ast.walk(code) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    seen = set()
    for scope in [*scopes, code]:
        held = bindings(scope, imported) if scope is not code else imported
        for call in ast.walk(scope):
            if isinstance(call, ast.Call) and id(call) not in seen:
                owner = written_by(call, held)
                if owner and owner != app:
                    seen.add(id(call))
                    yield call, owner


def written_by(call: ast.Call, held: dict[str, str]) -> str | None:
    """The app whose rows a call writes, as far as its spelling shows."""
    if isinstance(call.func, ast.Name) and call.func.id in DOORS and call.args:
        name, passed = root_of(call.args[0])
    elif isinstance(call.func, ast.Attribute) and call.func.attr in WRITES:
        name, passed = root_of(call.func.value)
    else:
        return None
    relation = next((app for word, app in owners_of_relations().items() if word in passed), None)
    if relation:
        return relation
    attribute = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Attribute)
    return None if attribute and "objects" not in passed else held.get(name)


def test_a_table_is_written_by_its_own_app_only():
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno} writes {owner}"
        for path in sources()
        for call, owner in foreign_writes(tree(path), app_of(path))
        if (str(path.relative_to(ROOT)), owner) not in PLAYS_THE_PAST
    ]
    assert found == []


def test_every_model_has_one_owner():
    assert set(owners().values()) <= set(APPS)
    assert owners()["Enrolment"] == "orgstructure"


IMPORTS = "from orgstructure.models import Enrolment, Person\nfrom roles.models import Assignment\n"


@pytest.mark.parametrize(
    ("code", "foreign"),
    [
        ("Enrolment.objects.create(role='pupil')", True),
        ("Enrolment.objects.in_force(day).filter(person=1).update(joined_at=now)", True),
        ("Person.objects.bulk_create([])", True),
        ("Person.objects.get_or_create(pk=1)", True),
        ("def f(person: Person): person.save()", True),
        ("def f(rows: list[Person]):\n    for row in rows: row.delete()", True),
        ("def f():\n    rows = Enrolment.objects.filter(pk=1)\n    rows.update(joined_at=None)", True),
        ("def f():\n    person = Person(pk=1)\n    person.save()", True),
        ("def f(x): x.enrolments.filter(pk=1).update(confirmed_at=None)", True),
        ("update_returning(Enrolment.objects.all(), Q(), joined_at=now)", True),
        ("Assignment.objects.create(role='deputy')", False),
        ("def f(assignment: Assignment): assignment.delete()", False),
        ("def f(person: Person): cache.delete(person.pk)", False),
        ("def f(person: Person): Assignment.objects.filter(person=person).update(role='x')", False),
        ("Person.objects.filter(pk=1).exists()", False),
    ],
)
def test_the_rule_of_owners_knows_a_foreign_write(code, foreign):
    assert bool(list(foreign_writes(ast.parse(IMPORTS + code), "roles"))) is foreign


def test_the_map_names_the_owner_of_each_table_and_files_that_are_there():
    """docs/map.md: what a reader is sent to stands there, and no table is left out."""
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    owned = {
        name
        for row in text.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert {row.__name__ for row in apps.get_models() if row._meta.app_label in APPS} - owned == set()
    named = {name for name in re.findall(r"`([\w./-]+/[\w./-]*)`", text) if not name.startswith("/")}
    assert {name for name in named if not (ROOT / name).exists()} == set()
