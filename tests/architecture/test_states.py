"""A state changes through its one door, `core.states`: a conditional UPDATE by the table of TRANSITIONS."""

import ast

import pytest

from tests.architecture import nodes, where

STATES = {"status", "state"}
# Doors that write columns given by name.
BULK = {"update", "update_returning", "aupdate"}


def writes_a_state(node: ast.AST) -> bool:
    """A state written by hand: in an UPDATE, in a bulk one, or set on a row to be saved."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr in STATES for target in targets)
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called == "setattr" and len(node.args) > 1:
        return getattr(node.args[1], "value", "") in STATES
    if called in BULK:
        return bool({keyword.arg for keyword in node.keywords} & STATES)
    if called in ("bulk_update", "save"):
        given = [*node.args[1:], *(k.value for k in node.keywords if k.arg in ("fields", "update_fields"))]
        return any(getattr(part, "value", "") in STATES for one in given for part in ast.walk(one))
    return False


def test_a_state_changes_through_its_one_door():
    found = [
        where(path, node)
        for path, node in nodes((ast.Call, ast.Assign, ast.AugAssign, ast.AnnAssign))
        if writes_a_state(node)
    ]
    assert [place for place in found if not place.startswith("core/states.py")] == []


@pytest.mark.parametrize(
    ("code", "by_hand"),
    [
        ("Invitation.objects.filter(pk=1).update(status=Status.EXPIRED)", True),
        ("working.update(annulled_at=now, status='annulled')", True),
        ("update_returning(rows, Q(), status=Status.EXPIRED)", True),
        ("sets.update_returning(rows, Q(), at=now, status='x')", True),
        ("Order.objects.bulk_update(rows, ['title', 'status'])", True),
        ("Order.objects.bulk_update(rows, fields=['status'])", True),
        ("order.status = Order.Status.SIGNED", True),
        ("order.status: str = 'signed'", True),
        ("setattr(order, 'status', 'signed')", True),
        ("order.save(update_fields=['status', 'number'])", True),
        ("transition_many(rows, Status.EXPIRED)", False),
        ("transition(order, 'signed', number=1)", False),
        ("rows.update(printed_at=now)", False),
        ("update_returning(rows, Q(status='new'), joined_at=now)", False),
        ("status = request.GET.get('status')", False),
        ("Order.objects.bulk_update(rows, ['title'])", False),
        ("JsonResponse({}, status=404)", False),
    ],
)
def test_the_rule_of_states_knows_a_change_by_hand(code, by_hand):
    assert any(writes_a_state(node) for node in ast.walk(ast.parse(code))) is by_hand
