"""docs/lessons.md names, for each lesson, tests that carry its number and pages that exist."""

import re
from pathlib import Path

import pytest

from tests.architecture import ROOT, tracked

ROW = re.compile(r"^\| (?P<key>[A-I]\d+) [^|]*\|(?P<mechanism>[^|]*)\|(?P<tests>[^|]*)\|(?P<pages>[^|]*)\|$")


def lessons() -> list[re.Match]:
    text = (ROOT / "docs/lessons.md").read_text(encoding="utf-8")
    return [row for line in text.splitlines() if (row := ROW.match(line))]


def named(cell: str) -> list[str]:
    """The files that a cell names: in `code` or as a [link](../path)."""
    return re.findall(r"`([^`]+\.\w+)`|\]\(([^)]+)\)", cell)


def path_of(found: tuple[str, str]) -> Path:
    code, link = found
    return (ROOT / code) if code else (ROOT / "docs" / link).resolve()


def carries(text: str, key: str) -> bool:
    return f"test_lesson_{key[0].lower()}{int(key[1:]):02}_" in text


@pytest.mark.parametrize("row", lessons(), ids=lambda row: row["key"])
def test_what_a_lesson_names_is_there(row):
    tests, pages = map(path_of, named(row["tests"])), map(path_of, named(row["pages"]))
    assert [str(path) for path in (*tests, *pages) if not path.exists()] == []
    without = [code for code, _ in named(row["tests"]) if not carries((ROOT / code).read_text(), row["key"])]
    assert without == [], f"no test there carries the number {row['key']}"


def test_every_file_with_a_test_of_a_lesson_is_named_beside_it():
    rows = {row["key"]: row["tests"] for row in lessons()}
    missing = []
    for path in tracked("tests/*.py"):
        for area, number in set(
            re.findall(r"def test_lesson_([a-i])(\d\d)_", path.read_text(encoding="utf-8"))
        ):
            key = f"{area.upper()}{int(number)}"
            if f"`{path.relative_to(ROOT)}`" not in rows.get(key, ""):
                missing.append(f"{key}: {path.relative_to(ROOT)}")
    assert missing == []


AREAS = {"A": (1, 5), "B": (6, 11), "C": (12, 17), "D": (19, 25), "E": (26, 33), "F": (34, 47), "I": (53, 57)}


def test_every_lesson_has_a_row_that_names_a_test_or_a_page():
    rows = {row["key"]: row for row in lessons()}
    expected = {f"{area}{n}" for area, (first, last) in AREAS.items() for n in range(first, last + 1)}
    assert expected - set(rows) == set()
    assert [key for key, row in rows.items() if not named(row["tests"]) and not named(row["pages"])] == []
