"""Questions of time have one owner each: the models and core/dated.py the dates of rows (the clock: test_clock.py)."""

import ast
import re

import pytest

from tests.architecture import ROOT, layer, nodes, tracked, where

DATES = re.compile(
    r"^((\w+__)?valid_to(__\w+)?|(\w+__)?expires_at__\w+|(\w+__)?valid_from__\w+|\w+__valid_from)$"
)


NOW = re.compile(r"\bnow\b")
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
LAST_DAY = re.compile(r"\{%\s*(?:el)?if\s(?:(?!%\}).)*?[\w.]*\bvalid_to\b(?:\|[\w:.]+)*\s*[<>]")
LAST_DAY_BEHIND = re.compile(r"\{%\s*(?:el)?if\s(?:(?!%\}).)*?[<>]=?\s*[\w.]*\bvalid_to\b")


def compares_last_day(comparison: ast.Compare) -> bool:
    """`row.valid_to < day`, `link.expires_at <= now` by hand: `is_in_force`, `is_over`, `is_expiring` answer that."""
    sides = [comparison.left, *comparison.comparators]
    for left, operator, right in zip(sides, comparison.ops, sides[1:], strict=False):
        asked = {side.attr for side in (left, right) if isinstance(side, ast.Attribute)}
        nothing = any(isinstance(side, ast.Constant) and side.value is None for side in (left, right))
        if "valid_to" in asked and (isinstance(operator, ORDERED) or nothing):
            return True
        if "expires_at" in asked and isinstance(operator, ORDERED) and NOW.search(ast.unparse(comparison)):
            return True
    return False


def asks_for_dates(node: ast.Call | ast.Compare) -> bool:
    """A lookup by a row's days or a link's end: `in_force(day)`, `unended()`, `working(now)` ask that."""
    return compares_last_day(node) if isinstance(node, ast.Compare) else looks_up_dates(node)


def looks_up_dates(call: ast.Call) -> bool:
    lookup = isinstance(call.func, ast.Name) and call.func.id in ("Q", "When")
    if isinstance(call.func, ast.Attribute):
        lookup = call.func.attr in (
            "filter",
            "exclude",
            "get",
            "update_or_create",
            "get_or_create",
            "get_object_or_404",
        )
    return lookup and any(DATES.match(keyword.arg or "") for keyword in call.keywords)


def test_whether_a_row_is_in_force_is_asked_of_its_model():
    found = [
        where(path, node)
        for path, node in nodes((ast.Call, ast.Compare))
        if layer(path) not in ("models", "dated") and asks_for_dates(node)
    ]
    assert found == []


def compares_in_template(line: str) -> bool:
    return bool(LAST_DAY.search(line) or LAST_DAY_BEHIND.search(line))


def test_no_template_reckons_whether_a_row_is_over():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("templates/*")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if compares_in_template(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "compares"),
    [
        ("{% if e.valid_to and e.valid_to < today %}", True),
        ("{% elif e.valid_to|default:x <= today %}", True),
        ("{% if today >= e.valid_to %}", True),
        ("{% if e.valid_to %} по {{ e.valid_to|dt }}{% endif %}", False),
        ("<b>{% if e.valid_to %}по</b>{% endif %}", False),
    ],
)
def test_the_rule_of_templates_knows_a_comparison(line, compares):
    assert compares_in_template(line) is compares


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("Enrolment.objects.filter(valid_to=None)", True),
        ("Person.objects.filter(enrolments__valid_to=None)", True),
        ("rows.exclude(expires_at__lte=now)", True),
        ("Q(assignments__valid_to__gte=day)", True),
        ("rows.filter(valid_from__lte=day)", True),
        ("rows.exclude(enrolments__valid_from__gt=day)", True),
        ("row.valid_to < day", True),
        ("row.valid_to <= day", True),
        ("day > row.valid_to", True),
        ("row.valid_to is None", True),
        ("row.valid_to is not None", True),
        ("row.valid_to == None", True),
        ("row.valid_from <= day <= row.valid_to", True),
        ("link.expires_at <= now", True),
        ("now + timedelta(days=3) >= link.expires_at", True),
        ("link.expires_at < another_end", False),
        ("When(expires_at__lte=now, then=1)", True),
        ("row.valid_to == day", False),
        ("valid_to < valid_from", False),
        ("rows.filter(valid_from=day)", False),
        ("Enrolment.objects.in_force(day)", False),
        ("Enrolment(valid_to=day)", False),
        ("rows.filter(created_at__gte=now)", False),
    ],
)
def test_the_rule_of_dates_knows_a_question(code, asks):
    assert asks_for_dates(ast.parse(code, mode="eval").body) is asks
