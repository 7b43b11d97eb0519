"""A list is narrowed by its filter set, and nothing else reads its address."""

import ast
import re

import pytest

from tests.architecture import ROOT, nodes, where

# What an address says besides filters: the page of a list, what a form begins with, what is chosen, where to go next.
NO_FILTERS = {
    "cursor", "next", "kind", "class", "role", "person", "school_class", "subject", "people", "link", "download", "again",
    "revokes", "year", "child",
}  # fmt: skip
SEARCH = "dashboard/views/search.py"


def asked_of_the_address(node: ast.AST) -> str | None:
    """The name by which something is read from an address by hand; "*" for all of it, as a form would take it."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).endswith("request.GET"):
            return str(getattr(node.args[0], "value", "")) if node.args else None
        taken = [arg for arg in node.args if re.match(r"(self\.)?request\.GET\b", ast.unparse(arg))]
        bare = [arg for arg in taken if isinstance(arg, (ast.Attribute, ast.BoolOp))]
        return "*" if bare else None
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("request.GET"):
        return str(getattr(node.slice, "value", ""))
    return None


def test_a_list_is_narrowed_by_its_filter_set_only():
    """core/filters.py reads the address of a list; a view asks it for the page and for what a form begins with."""
    found = [
        f"{where(path, node)} {name}"
        for path, node in nodes((ast.Call, ast.Subscript))
        if path.relative_to(ROOT).parts[0] != "core" and str(path.relative_to(ROOT)) != SEARCH
        if (name := asked_of_the_address(node)) is not None and name and name not in NO_FILTERS
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("JournalFilter(request.GET)", "*"),
        ("PeriodForm(request.GET or None)", "*"),
        ("request.GET.get('state', '')", "state"),
        ("request.GET.getlist('q')", "q"),
        ("request.GET['since']", "since"),
        ("paginate(rows, ('-id',), request.GET.get('cursor'))", "cursor"),
        ("JournalFilter.of_page(request, rows)", None),
    ],
)
def test_the_rule_of_filters_knows_an_address_read_by_hand(code, name):
    found = [asked_of_the_address(node) for node in ast.walk(ast.parse(code))]
    assert next((one for one in found if one), None) == name
