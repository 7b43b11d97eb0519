"""Two ways up only: what is known at start is registered, what happens is a signal. No third, no closures."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture import layer, nodes, sources, tree, where


def answers_a_signal(node: ast.AST) -> bool:
    """`@receiver(…)`, `@signal.connect`, `signal.connect(…)`."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return any(re.match(r"receiver\(|.*\.connect\b", ast.unparse(d)) for d in node.decorator_list)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect"


def test_signals_are_answered_in_receivers_only():
    """A file that its AppConfig imports; celery's own signals are answered beside the app of celery."""
    found = [
        where(path, node)
        for path, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef, ast.Call))
        if layer(path) not in ("receivers", "celery") and answers_a_signal(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("@receiver(enrolments_changed)\ndef f(**kwargs): pass", True),
        ("@enrolments_changed.connect\ndef f(**kwargs): pass", True),
        ("@enrolments_changed.connect(weak=False)\ndef f(**kwargs): pass", True),
        ("enrolments_changed.connect(f)", True),
        ("class A:\n    def ready(self): signals.assignments_changed.connect(f)", True),
        ("enrolments_changed.send(Enrolment, change='closed')", False),
        ("@transaction.atomic\ndef f(): pass", False),
    ],
)
def test_the_rule_knows_an_answer_to_a_signal(code, answers):
    assert any(answers_a_signal(node) for node in ast.walk(ast.parse(code))) is answers


def registers(call: ast.Call) -> bool:
    """A call that `ready` may make: one of a registry, or one that brings in a file which registers itself."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "import_module" or name == "register" or name.startswith("register_")


def third_ways(code: ast.Module) -> Iterator[ast.AST]:
    """In `ready`: calls that are no registry's, functions made there, and whatever is put on something else."""
    for ready in ast.walk(code):
        if isinstance(ready, ast.FunctionDef) and ready.name == "ready":
            yield from (node for part in ready.body for node in ast.walk(part) if is_third(node))


def is_third(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return not registers(node)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete)):
        targets = getattr(node, "targets", None) or [node.target]  # type: ignore[union-attr]
        return any(
            isinstance(part, (ast.Attribute, ast.Subscript))
            for target in targets
            for part in ast.walk(target)
        )
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Global, ast.Nonlocal))


def test_a_room_says_what_it_brings_by_registries_alone():
    found = [
        where(path, node) for path in sources() if path.name == "apps.py" for node in third_ways(tree(path))
    ]
    assert found == []


def put_on_modules(code: ast.Module) -> list[ast.AST]:
    """Attributes of what was imported, set from here: `extensions.hook = mine`, `setattr(extensions, "hook", mine)`."""
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(code)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }

    def is_imported(node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in imported

    found: list[ast.AST] = []
    for node in ast.walk(code):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [t for t in targets if isinstance(t, ast.Attribute) and is_imported(t.value)]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr" and is_imported(node.args[0]):
            found.append(node)
    return found


def test_no_module_is_changed_from_another():
    found = [where(path, node) for path in sources() for node in put_on_modules(tree(path))]
    assert found == []


READY = "class A(AppConfig):\n    def ready(self):\n        "


@pytest.mark.parametrize(
    ("body", "third"),
    [
        ("extensions.hook = import_module('chats.selectors').hook", True),
        ("extensions.HOOKS['chats'] = hook", True),
        ("extensions.HOOKS.append(hook)", True),
        ("setattr(extensions, 'hook', hook)", True),
        ("register(lambda person: person.pk)", True),
        ("def hook(): pass", True),
        ("enrolments_changed.connect(hook)", True),
        ("words.register(**section)", False),
        ("register_sealed('файлы', reseal_files)", False),
        ("rights = import_module('roles.policy').RIGHTS\n        rights.register(policy.LINES)", False),
        ("import_module('roles.receivers')", False),
    ],
)
def test_the_rule_knows_a_third_way(body, third):
    assert bool(list(third_ways(ast.parse(READY + body)))) is third


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("from invitations import extensions\nextensions.hook = mine", True),
        ("import invitations.extensions\nsetattr(invitations, 'hook', mine)", True),
        ("from roles.models import User\nUser.greet = greet", True),
        ("from roles.models import User\nuser = User()\nuser.name = 'x'", False),
        ("self.hook = mine", False),
    ],
)
def test_the_rule_knows_a_module_changed_from_another(code, changed):
    assert bool(put_on_modules(ast.parse(code))) is changed
