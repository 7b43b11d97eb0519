"""What time it is and what day, one place says: core/clock.py, which knows the school's zone."""

import ast
import re

import pytest

from tests.architecture import layer, nodes, where

CLOCK = re.compile(
    r"^(timezone\.(now|localdate|localtime|make_aware|override|activate)|(datetime|date)\.(now|today|utcnow))$"
)


def test_the_clock_is_asked_in_one_place():
    found = [
        where(path, node)
        for path, node in nodes(ast.Attribute)
        if layer(path) not in ("models", "rows", "clock") and CLOCK.match(ast.unparse(node))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("timezone.now()", True),
        ("timezone.localdate()", True),
        ("datetime.now(tz=UTC)", True),
        ("date.today()", True),
        ("default=timezone.now", True),
        ("clock.now()", False),
        ("clock.today()", False),
        ("timezone.timedelta(days=1)", False),
    ],
)
def test_the_rule_of_the_clock_knows_who_asks_elsewhere(code, asks):
    attributes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)]
    assert any(CLOCK.match(ast.unparse(node)) for node in attributes) is asks
