"""`make bench`: every measurement, one after another, into docs/benchmarks.md. `make bench ARGS="sheet expire"`: only these."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
PAGE, RESULTS, NOTES = (DOCS / f"benchmarks{ending}" for ending in (".md", ".json", "-notes.md"))
HEAD = """# Benchmarks

Measured by `make bench`. Every figure is a ratio taken in one run: ours and its denominator in turn, median
(minimum–maximum) of the rounds. The figures to reach are those of the quality plan (P1–P5, P8, P15). Each section is one
module of `bench/`, whose first lines say what is measured against what; `make bench ARGS="sheet expire"` measures only
these anew.
"""


def main(wanted: list[str]) -> int:
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    if wanted:
        names = [name for name in names if name.removeprefix("bench_") in wanted]
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in names:
        known[name] = importlib.import_module(f"bench.{name}").run()
        # After each, so that one that is stopped half-way keeps what is measured.
        RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(_page(known), encoding="utf-8")
    return 0


def _page(known: dict[str, list[dict[str, Any]]]) -> str:
    sections = [HEAD]
    for name in sorted(known):
        one = known[name][0]
        where = f"{one['cores']} cores, Python {one['python']}, {one['system']}, {one['at']}, {one['rounds']} rounds"
        about = _first_line(importlib.import_module(f"bench.{name}"))
        sections.append(f"## {name}\n\n{about}\n\n{where}\n\n{_table(known[name])}\n")
    notes = NOTES.read_text(encoding="utf-8") if NOTES.exists() else ""
    return "\n".join(sections) + notes


def _first_line(module: Any) -> str:
    return (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


def _table(results: list[dict[str, Any]]) -> str:
    lines = ["| what | ours | denominator | ratio | to reach | |", "| --- | --- | --- | --- | --- | --- |"]
    for result in results:
        sign = "≥" if result["higher_is_better"] else "≤"
        wanted = ", ".join(
            f"{what if what == 'ratio' else result['unit']} {sign} {limit:g}"
            for what, limit in result["reach"].items()
            if limit is not None
        )
        verdict = {True: "reached", False: "**not reached**", None: ""}[result["reached"]]
        cells = [
            result["name"] + (f" ({result['note']})" if result["note"] else ""),
            f"{_spread(result['ours'])} {result['unit']}",
            f"{_spread(result['baseline'])} {result['unit']}",
            _spread(result["ratio"]),
            wanted,
            verdict,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(values: dict[str, float]) -> str:
    return f"{values['median']:g} ({values['min']:g}–{values['max']:g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
