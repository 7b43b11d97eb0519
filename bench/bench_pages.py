"""Every kind of page that each role comes to, CPU time and queries, against the last build of the redesign (a78a267).

Both builds carry over the demo school of tests/data on SQLite, each by its own migrations, and answer the same addresses
in turn with the packages of today, each in a process of its own. Of a page counts the cheapest request of each round.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.common import machine, report
from tests.data import make, pages
from tests.services.harness import ROOT

BASE = "a78a267"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
TIMES = 5  # requests of a page in one round
ONLY = os.environ.get("BENCH_PAGES", "")  # "admin /people/": only roles and addresses with this in them
LIMIT = 1.1


class Build:
    """A build that answers what its pages cost."""

    def __init__(self, code: Path, var: Path):
        var.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "bench" / "see_pages.py"), str(var)],
            cwd=code,
            env={"PATH": os.environ["PATH"], "SECRET_KEYS": make.SECRET, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hear(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def cost(self, role: str, path: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        print(json.dumps({"role": role, "path": path, "times": TIMES}), file=self.process.stdin, flush=True)
        return self.hear()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def builds() -> Iterator[tuple[Build, Build]]:
    """This build and the one before, ready."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory(prefix="sferum-bench-") as name:
        folder = Path(name)
        subprocess.run([*git, "add", "--quiet", "--detach", str(folder / "base"), BASE], check=True)
        made = [Build(ROOT, folder / "ours"), Build(folder / "base", folder / "theirs")]
        try:
            assert [build.hear() for build in made] == ["ready", "ready"]
            yield made[0], made[1]
        finally:
            for build in made:
                build.stop()
            subprocess.run([*git, "remove", "--force", str(folder / "base")], check=True)


def kinds() -> list[tuple[str, str]]:
    """(role, address), the first of each shape."""
    known, _ = pages.load(make.HERE / f"pages-{make.BUILD}.json.gz")
    first = {(page.role, pages.shape_of(page.path)): (page.role, page.path) for page in reversed(known)}
    return [kind for kind in reversed(first.values()) if ONLY in " ".join(kind)]


def run() -> list[dict[str, Any]]:
    wanted = kinds()
    ours: dict[Any, list[dict[str, Any]]] = {kind: [] for kind in wanted}
    theirs: dict[Any, list[dict[str, Any]]] = {kind: [] for kind in wanted}
    with builds() as (mine, base):
        for number in range(ROUNDS):
            for kind in wanted:
                for build, found in ((mine, ours), (base, theirs))[:: 1 if number % 2 else -1]:
                    found[kind].append(build.cost(*kind))
    return _results(wanted, ours, theirs)


def _results(wanted: list[Any], ours: dict[Any, Any], theirs: dict[Any, Any]) -> list[dict[str, Any]]:
    """A line for each role, and one for each page that is dearer than it may be."""
    ratios, results = {}, []
    for kind in wanted:
        ratios[kind] = [
            mine["seconds"] / base["seconds"] for mine, base in zip(ours[kind], theirs[kind], strict=True)
        ]
        print(
            f"{statistics.median(ratios[kind]):.3f}  {1000 * statistics.median(c['seconds'] for c in theirs[kind]):6.1f} → "
            f"{1000 * statistics.median(c['seconds'] for c in ours[kind]):6.1f} ms  "
            f"{theirs[kind][0]['queries']:3} → {ours[kind][0]['queries']:3} queries  {ours[kind][0]['status']}  {' '.join(kind)}"
        )
    for role in dict.fromkeys(role for role, _ in wanted):
        mine = [kind for kind in wanted if kind[0] == role]
        medians = [statistics.median(ratios[kind]) for kind in mine]
        dearest = mine[medians.index(max(medians))][1]
        more = [f"{k[1]} {theirs[k][0]['queries']} → {ours[k][0]['queries']}" for k in mine
                if ours[k][0]["queries"] > theirs[k][0]["queries"] * LIMIT]  # fmt: skip
        note = f"ratios are those of pages; the dearest: {dearest}; queries risen by more than 10 %: {', '.join(more) or 'none'}"
        results.append(_line(f"{len(mine)} pages of {role}, all together", mine, medians, ours, theirs, note))
    for kind in wanted:
        if statistics.median(ratios[kind]) > LIMIT:
            results.append(_line(f"dearer: {' '.join(kind)}", [kind], ratios[kind], ours, theirs, ""))
    return results


def _line(
    name: str, kinds: list[Any], ratios: list[float], ours: dict[Any, Any], theirs: dict[Any, Any], note: str
) -> dict[str, Any]:
    sides = {
        side: [1000 * sum(found[kind][number]["seconds"] for kind in kinds) for number in range(ROUNDS)]
        for side, found in (("ours", ours), ("baseline", theirs))
    }
    spreads = {
        side: {"median": round(statistics.median(v), 4), "min": round(min(v), 4), "max": round(max(v), 4)}
        for side, v in (sides | {"ratio": ratios}).items()
    }
    result = {
        "name": name,
        "unit": "ms of CPU",
        "rounds": ROUNDS,
        **spreads,
        "higher_is_better": False,
        "reach": {"ratio": LIMIT, "ours": None},
        "reached": (spreads["ratio"]["max"] if len(kinds) > 1 else spreads["ratio"]["median"]) <= LIMIT,
        "note": note,
        **machine(),
    }
    report(result)
    return result


if __name__ == "__main__":
    run()
