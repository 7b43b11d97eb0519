"""What a service or a view takes has a type that says what it is."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture import layer, sources, tree, where

TYPED = {"services", "views"}
UNTYPED_AT_MOST = 0.10


def parameters(module: ast.Module) -> Iterator[ast.arg]:
    """Every parameter of every function, without `self` and `cls`."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            given = function.args
            every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            yield from (one for one in every if one is not None and one.arg not in ("self", "cls"))


def is_untyped(parameter: ast.arg) -> bool:
    """Whether it has no type, or one in which Any stands, however deep."""
    return parameter.annotation is None or any(
        isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(parameter.annotation)
    )


def test_parameters_of_services_and_views_have_types():
    every = [
        (path, parameter)
        for path in sources()
        if layer(path) in TYPED
        for parameter in parameters(tree(path))
    ]
    untyped = [where(path, parameter) for path, parameter in every if is_untyped(parameter)]
    assert len(every) > 500
    assert len(untyped) / len(every) <= UNTYPED_AT_MOST, untyped


def test_who_asks_is_never_untyped():
    """A request, an actor and an access have their types in core/access.py."""
    known = {"request", "actor", "access"}
    assert [
        where(path, parameter)
        for path in sources()
        if layer(path) in TYPED
        for parameter in parameters(tree(path))
        if parameter.arg in known and is_untyped(parameter)
    ] == []


@pytest.mark.parametrize(
    ("code", "untyped"),
    [
        ("def f(self, a: int, *, b: 'str | None' = None): ...", []),
        ("def f(a, b: Any, *c: dict[str, Any], d: list[int], **e: Any): ...", ["a", "b", "c", "e"]),
    ],
)
def test_the_rule_of_types_knows_a_parameter_without_one(code, untyped):
    assert [one.arg for one in parameters(ast.parse(code)) if is_untyped(one)] == untyped
