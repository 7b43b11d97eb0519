"""Every verb and detail that a service writes has its Russian words; every changing service writes something."""

import ast
import re

import pytest
from django.apps import apps
from django.urls import reverse

from audit.texts import DETAILS, GROUPS, OBJECTS, VERBS
from tests.architecture import ROOT, layer, sources, tree

RECORDS = {"record", "record_many", "record_set", "event_for"}
VERB = re.compile("(" + "|".join({verb.partition(".")[0] for verb in VERBS}) + r")\.[a-z_]+")
# Effects of decisions that are journalled by whoever made them.
EFFECTS = {"queue_message", "queue_messages", "queue_frozen", "draft_message"}


def app_of(path):
    return path.relative_to(ROOT).parts[0]


def service_files():
    return [path for path in sources() if layer(path) in ("services", "delivery") and app_of(path) != "audit"]


def called(node):
    return {
        call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    }


def verbs_in_services():
    """Verbs are written as whole strings, so that a search finds them: here all such strings are collected."""
    found = {}
    for path in service_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value):
                found.setdefault(node.value, path.relative_to(ROOT))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.setdefault(first.value, path.relative_to(ROOT))
    return found


def test_every_verb_has_a_russian_sentence():
    assert {verb: str(path) for verb, path in verbs_in_services().items() if verb not in VERBS} == {}


def test_every_verb_is_in_exactly_one_group_of_the_filter():
    heads = [head for _, _, words in GROUPS for head in words]
    assert len(heads) == len(set(heads))
    assert {verb.partition(".")[0] for verb in VERBS} == set(heads)


def details_in_services():
    """The names of details: keywords of `record`, keys of the dict that `record_set` takes as `details`."""
    for path in service_files():
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RECORDS:
                for keyword in call.keywords:
                    if keyword.arg == "details" and isinstance(keyword.value, ast.Dict):
                        yield from (ast.literal_eval(key) for key in keyword.value.keys)
                    elif keyword.arg not in (None, "actor", "label", "details", "at"):
                        yield keyword.arg


def test_every_detail_has_a_russian_name():
    given = set(details_in_services())
    assert "expires_at" in given
    assert given - set(DETAILS) == set()


def test_every_service_that_names_its_actor_writes_the_journal():
    functions = {
        function.name: (path, function, called(function))
        for path in service_files()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
    }
    writing = set(RECORDS)
    while more := {name for name, (_, _, calls) in functions.items() if calls & writing} - writing:
        writing |= more
    silent = [
        f"{path.relative_to(ROOT)}:{name}"
        for name, (path, function, _) in functions.items()
        if not name.startswith("_") and name not in writing | EFFECTS
        if "actor" in {argument.arg for argument in function.args.args + function.args.kwonlyargs}
        and any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]
    assert silent == []


@pytest.mark.parametrize("label", sorted(OBJECTS))
def test_every_kind_of_thing_is_a_table_and_its_page_an_address(label):
    assert apps.get_model(label)
    _, name, numbered = OBJECTS[label]
    assert reverse(name, args=[1] if numbered else []).startswith("/")
