"""A lower room names no relation that a higher room has tied to its tables: it would know what stands above it.

`Person.objects.filter(assignments__role=…)` in papers imports nothing, so import-linter is silent; the name says all.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from audit import words
from tests.architecture import APPS, ROOT, sources, tree, where


def relations() -> dict[str, set[str]]:
    """{room: names by which the tables of that room are reached from the tables they point at}."""
    found: dict[str, set[str]] = {app: set() for app in APPS}
    for model in apps.get_models():
        for relation in model._meta.related_objects:
            app = relation.related_model._meta.app_label
            if app in found and (name := relation.get_accessor_name()):
                found[app] |= {name, relation.name}
    return found


def own_words() -> dict[str, set[str]]:
    """{room: names of fields and relations that the tables of that room and of those below it give themselves}."""
    ours, words = relations(), {}
    known: set[str] = set()
    for app in APPS:
        known |= ours[app]
        if apps.is_installed(app):
            for model in apps.get_app_config(app).get_models():
                known |= {field.name for field in model._meta.local_fields}
        words[app] = set(known)
    return words


def higher_relations(app: str) -> set[str]:
    above = APPS[APPS.index(app) + 1 :]
    return set().union(*(relations()[room] for room in above)) - own_words()[app]


def named(source: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name by which a query or an instance reaches a relation: `x.name`, `name__role=…`, "name__role".

    A relation is never called: `changes.items()` and `selectors.requests()` are none.
    """
    called = {id(node.func) for node in ast.walk(source) if isinstance(node, ast.Call)}
    for node in ast.walk(source):
        if isinstance(node, ast.Attribute) and id(node) not in called:
            yield node.attr, node
        elif isinstance(node, ast.keyword) and node.arg:
            if "__" in node.arg or isinstance(node.value, ast.Constant):
                yield from ((part, node.value) for part in node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            yield from ((part, node) for part in node.value.split("__"))
        elif isinstance(node, ast.Call):
            yield from _lookups(node)


def _lookups(call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """The plain names given to a method that follows relations."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in FOLLOWS:
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value.lstrip("-"), argument
        yield from ((keyword.arg, call) for keyword in call.keywords if keyword.arg)


FOLLOWS = {
    "select_related", "prefetch_related", "values", "values_list", "order_by", "filter", "exclude", "get", "Count",
    "Exists", "OuterRef", "F", "Q", "annotate", "aggregate",
}  # fmt: skip


def breaches(app: str, source: ast.Module) -> list[tuple[str, ast.AST]]:
    forbidden = higher_relations(app)
    return [(name, node) for name, node in named(source) if name in forbidden]


@pytest.mark.parametrize("app", APPS)
def test_a_room_names_no_relation_of_a_higher_one(app):
    mine = [path for path in sources() if path.relative_to(ROOT).parts[0] == app]
    found = [f"{where(path, node)} {name}" for path in mine for name, node in breaches(app, tree(path))]
    assert found == []


@pytest.mark.parametrize(
    ("code", "breaks"),
    [
        ("Person.objects.filter(assignments__role='director')", True),
        ("people.filter(in_force_q(day, 'assignments__'), verification__status='confirmed')", True),
        ("actor.memberships.filter(person=director).exists()", True),
        ("people.select_related('membership')", True),
        ("people.filter(verification=None)", True),
        ("people.filter(enrolments__school_class=place)", False),
        ("order.items.all()", False),
        ("changes.items()", False),
        ("signer.account == actor", False),
    ],
)
def test_the_rule_knows_a_relation_of_a_higher_room(code, breaks):
    assert bool(breaches("documents", ast.parse(code))) is breaks


def labels_of_higher(app: str, source: ast.Module) -> list[str]:
    """Names of models, columns and verbs of a higher room, as strings: «roles.verification», «verification.moved»."""
    above = APPS[APPS.index(app) + 1 :]
    named_above = re.compile(rf"({'|'.join(above)})\.[a-z_]\w*") if above else None
    verbs = {verb for verb in words.verbs() if room_of_verb(verb) in above}
    columns = {
        f"{field.name}_id"
        for room in above
        if apps.is_installed(room)
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.name not in own_words()[app]
    } - own_words()[app]
    return [
        node.value
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (named_above and named_above.fullmatch(node.value.lower()))
        or node.value in verbs
        or node.value in columns
    ]


def room_of_verb(verb: str) -> str:
    """The room whose `texts.py` has the words of a verb."""
    return next(
        path.relative_to(ROOT).parts[0]
        for path in sources()
        if path.name == "texts.py" and f'"{verb}"' in path.read_text(encoding="utf-8")
    )


# Every row is of a school; the journal's own verb is worded with what is done to people.
NAMED_BELOW = {("core", "orgstructure.Organization"), ("audit", "person.redacted")}


@pytest.mark.parametrize("app", ["core", "audit", "files", "outbox"])
def test_a_room_below_the_school_names_nothing_of_a_higher_one(app):
    mine = [path for path in sources() if path.relative_to(ROOT).parts[0] == app]
    found = [
        f"{path.relative_to(ROOT)} {name}"
        for path in mine
        if path.name != "urls.py"
        for name in labels_of_higher(app, tree(path))
        if (app, name) not in NAMED_BELOW
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("'status' if event.verb == 'verification.moved' else key", ["verification.moved"]),
        ("PERSON = 'orgstructure.person'", ["orgstructure.person"]),
        ("for name in ('person_id', 'guardian_id'): pass", ["person_id", "guardian_id"]),
        ("words.people_of(label)", []),
        ("'job.started'; {'subject_id': 1}", ["job.started"]),
    ],
)
def test_the_rule_knows_a_name_of_a_higher_room(code, found):
    assert labels_of_higher("audit", ast.parse(code)) == found
