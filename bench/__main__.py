"""`make bench`: every measurement, one after another, into docs/benchmarks.md. `make bench ARGS="sheet expire"`: only these."""

import importlib
import sys
from pathlib import Path
from typing import Any

from bench.common import machine

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Measured by `make bench` on {cores} cores, Python {python}, {system}, {at}. Every figure is a ratio taken in one run: ours and its
denominator in turn, five rounds, median (minimum–maximum). The figures to reach are those of the quality plan (P1–P5, P8, P15).
Each section is one module of `bench/`, whose first lines say what is measured against what.

"""
NOTES = PAGE.with_name("benchmarks-notes.md")


def main(wanted: list[str]) -> int:
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    if wanted:
        names = [name for name in names if name.removeprefix("bench_") in wanted]
    sections, failed = [], 0
    for name in names:
        module = importlib.import_module(f"bench.{name}")
        try:
            results = module.run()
        except AssertionError as error:
            failed += 1
            sections.append(f"## {name}\n\n{_first_line(module)}\n\nFAILED: {error}\n")
            continue
        sections.append(f"## {name}\n\n{_first_line(module)}\n\n{_table(results)}\n")
    if not wanted:
        notes = NOTES.read_text(encoding="utf-8") if NOTES.exists() else ""
        PAGE.write_text(HEAD.format(**machine()) + "\n".join(sections) + notes, encoding="utf-8")
    return 1 if failed else 0


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
