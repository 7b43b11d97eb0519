"""`make run` as a newcomer meets it: on a copy of the project, the demo school made, kept, and begun anew.

How long it takes (P15) is measured by bench/bench_start.py.
"""

import json
import sys
from pathlib import Path

import pytest

from tests.services.make import Make, copy_project

pytestmark = [pytest.mark.services, pytest.mark.timeout(900)]
VENV = Path(sys.executable).parents[1]  # the tests' own: to install the packages is another measurement


def test_the_first_start_makes_a_school_the_second_keeps_it_a_reset_begins_anew(tmp_path):
    copy = copy_project(tmp_path / "portal")
    database = copy / "var" / "portal.sqlite3"
    first = Make(copy, venv=VENV)
    first.stop()
    people = json.loads((copy / "var" / "demo.json").read_text(encoding="utf-8"))
    assert len(people) >= 5
    assert all(person["email"] in first.output and person["password"] in first.output for person in people)
    born = database.stat().st_ino

    second = Make(copy, venv=VENV)
    second.stop()
    assert database.stat().st_ino == born
    assert "Создаю" not in second.output
    assert people[0]["password"] in second.output

    anew = Make(copy, "demo-reset", venv=VENV)
    anew.stop()
    assert "Создаю демонстрационную школу" in anew.output
