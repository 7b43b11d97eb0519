"""Every verb and detail that a service writes has its Russian words; every changing service writes something."""

import ast
import re

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from audit import words
from tests.architecture import ROOT, layer, sources, tree

RECORDS = {"record", "record_many", "record_each", "record_set", "event_for"}
VERB = re.compile("(" + "|".join({verb.partition(".")[0] for verb in words.verbs()}) + r")\.[a-z_]+")
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
    assert {verb: str(path) for verb, path in verbs_in_services().items() if verb not in words.verbs()} == {}


def test_the_filter_offers_every_verb_in_the_order_of_its_groups():
    offered = [verb for group in words.groups() for verb in words.verbs_of(group.key)]
    assert sorted(offered) == sorted(words.verbs())
    assert len({group.key for group in words.groups()}) == len(words.groups())
    places = [group.place for group in words.groups()]
    assert places == sorted(set(places))


NO_DETAILS = {None, "actor", "label", "details", "at", "subject", "second_subject"}


def details_in_services():
    """(verb, name) of details: keywords of `record`, keys of the dict that `record_set` takes as `details`.

    The verb is "" where the source names it by a variable.
    """
    for path in service_files():
        for call in ast.walk(tree(path)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RECORDS:
                verb = getattr(call.args[0], "value", "")
                for keyword in call.keywords:
                    if keyword.arg == "details" and isinstance(keyword.value, ast.Dict):
                        yield from ((verb, ast.literal_eval(key)) for key in keyword.value.keys)
                    elif keyword.arg not in NO_DETAILS:
                        yield verb, keyword.arg


def test_every_detail_has_a_russian_name():
    given = {(verb, name) for verb, name in details_in_services() if verb in words.verbs()}
    assert ("invitation.created", "expires_at") in given
    assert {(verb, name) for verb, name in given if words.word_of(verb, name) == name} == set()


def test_every_service_that_names_its_actor_writes_the_journal():
    functions = {
        (path, function.name): (function, called(function))
        for path in service_files()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
    }
    writing, own = set(RECORDS), set()  # by name alone, and with the file: `_write` stands in several
    while (
        more := {
            (path, name)
            for (path, name), (_, calls) in functions.items()
            if calls & writing or any((path, call) in own for call in calls)
        }
        - own
    ):
        own |= more
        writing |= {name for _, name in more if not name.startswith("_")}
    silent = [
        f"{path.relative_to(ROOT)}:{name}"
        for (path, name), (function, _) in functions.items()
        if not name.startswith("_") and (path, name) not in own and name not in EFFECTS
        if "actor" in {argument.arg for argument in function.args.args + function.args.kwonlyargs}
        and any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]
    assert silent == []


@pytest.mark.parametrize("label", sorted(words.kinds()))
def test_every_kind_of_thing_is_a_table_and_its_page_if_it_has_one_an_address(label):
    assert apps.get_model(label)
    kind = words.kinds()[label]
    if not kind.address:
        return
    assert reverse(kind.address, args=[1] if kind.numbered else []).startswith("/")


def test_each_room_registers_the_words_of_its_own_kinds():
    for label in words.kinds():
        [texts] = [
            path for path in sources() if path.relative_to(ROOT).parts == (label.split(".")[0], "texts.py")
        ]
        assert f'"{label}"' in texts.read_text(encoding="utf-8")


def test_words_that_somebody_has_given_are_not_given_again():
    group = next(iter(words.verbs().values())).group
    for again in (
        {"group": group, "verbs": {"chat.created": "другие слова"}},
        {"details": {"reason": "другое слово"}},
        {"objects": {"chats.chat": words.Kind("беседа")}},
        {"verbs": {"thing.done": "сделано"}},
    ):
        with pytest.raises(ImproperlyConfigured):
            words.register(**again)


def test_the_page_of_a_thing_tells_its_history_without_naming_the_thing():
    assert words.sentence_of("chat.created") == "чат создан, ссылка вписана"
    assert words.short_of("chat.created") == "создан, ссылка вписана"
    assert words.short_of("person.added") == words.sentence_of("person.added")
    assert words.sentence_of("old.thing") == words.short_of("old.thing") == "old.thing"
