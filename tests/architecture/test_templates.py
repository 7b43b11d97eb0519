"""Pages are made of components: what a component draws is drawn by it alone, and each is on some page."""

import re
from pathlib import Path

import pytest

from tests.architecture import ROOT, tracked

TEMPLATES = ROOT / "templates"
COMPONENTS = TEMPLATES / "components"
STYLEGUIDE = TEMPLATES / "dashboard" / "styleguide.html"
# Drawn by the layout around every page, the styleguide among them.
OF_THE_LAYOUT = {"messages", "account-menu"}
# A class of the stylesheet that one component alone writes: the rest of its markup comes with it.
DRAWN_BY = {
    "filters": "filters", "bulk": "bulk", "table-card": "table", "person": "person", "slot": "line", "ava": "person",
    "chip": "chip", "empty": "empty", "todo": "todo",
}  # fmt: skip
CLASS = re.compile(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', re.S)
# An element that one component alone writes: the tick for all, and a form that asks its own page for less.
ELEMENTS = {
    "pick-all": re.compile(r"<input\b[^>]*\bdata-pick-all\b"),
    "filters": re.compile(r'<form\b[^>]*\bmethod="get"(?![^>]*\baction=)'),
}
ICON_BUTTON = re.compile(r"<(?:a|button)\b[^>]*\bbtn\b[^>]*>\s*\{% lucide", re.S)


def components() -> dict[str, str]:
    return {
        path.stem.replace("_", "-"): path.read_text(encoding="utf-8") for path in COMPONENTS.glob("*.html")
    }


def templates() -> list[Path]:
    return [path for path in tracked("templates/*.html") if COMPONENTS not in path.parents]


def classes(text: str) -> set[str]:
    """Every class a template writes, as far as the template itself spells it."""
    return {name for value in CLASS.findall(text) for name in re.sub(r"\{[{%].*?[}%]\}", " ", value).split()}


def by_hand(text: str) -> set[str]:
    """The components whose work this template does by hand."""
    found = {DRAWN_BY[name] for name in classes(text) if name in DRAWN_BY}
    found |= {name for name, element in ELEMENTS.items() if element.search(text)}
    return found | ({"icon-btn"} if ICON_BUTTON.search(text) else set())


def test_what_a_component_draws_is_not_written_by_hand():
    found = {
        str(path.relative_to(TEMPLATES)): hand
        for path in templates()
        if (hand := by_hand(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "hand"),
    [
        ('<div class="bulk">', {"bulk"}),
        ('<div class="card table-card mt-3">', {"table"}),
        ("<a class=\"person{% if x == 'y' %} p-0{% endif %}\">", {"person"}),
        (
            '<a class="btn primary" href="{% url "x" %}">\n  {% lucide "plus" size=20 %}Новый</a>',
            {"icon-btn"},
        ),
        ('<c-bulk><button class="btn">Напомнить</button></c-bulk>', set()),
        ('<p class="small personal">', set()),
        ('<input type="checkbox" data-pick-all>', {"pick-all"}),
        ('<form method="get" class="card mb-3" role="search">', {"filters"}),
        ('<form method="get" action="{% url "invitations:new" %}">', set()),
        ('<c-pick-all label="Все" />', set()),
    ],
)
def test_the_rule_knows_what_is_written_by_hand(text, hand):
    assert by_hand(text) == hand


def test_each_component_is_on_a_page():
    """Or in a component that is: nothing is drawn for the styleguide alone."""
    used = "".join(path.read_text(encoding="utf-8") for path in templates() if path != STYLEGUIDE)
    waiting = components()
    while found := [name for name in waiting if re.search(rf"<c-{name}[\s/>]", used)]:
        used += "".join(waiting.pop(name) for name in found)
    assert list(waiting) == []


def test_each_component_is_in_the_styleguide_and_in_the_readme():
    shown, told = (
        STYLEGUIDE.read_text(encoding="utf-8"),
        (COMPONENTS / "README.md").read_text(encoding="utf-8"),
    )
    names = set(components())
    assert {name for name in names - OF_THE_LAYOUT if not re.search(rf"<c-{name}[\s/>]", shown)} == set()
    entries = re.findall(r"^- \*\*(.+?)\*\*:", told, re.M)
    assert {name for entry in entries for name in entry.split(", ")} == names


def test_a_component_takes_nothing_from_the_page_around_it():
    """A name with no default that is not given is looked up in the page: its `url` would become the component's."""
    uses = "".join(path.read_text(encoding="utf-8") for path in tracked("templates/*.html"))
    found = []
    for component, text in components().items():
        declared = re.match(r"<c-vars (.*?)/>", text, re.S)
        for name in re.sub(r'"[^"]*"', "", declared[1]).split() if declared else ():
            if not name.endswith("="):
                tags = re.findall(rf"<c-{component}\s[^>]*>", uses)
                found += [tag for tag in tags if not re.search(rf"\s:?{name}=", tag)]
    assert found == []
