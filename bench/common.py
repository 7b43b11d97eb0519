"""How the portal is measured: ours against a baseline in the same run, interleaved, median with minimum and maximum.

Every `bench/bench_*.py` has `run() -> list[dict]`, a list of what `compare` gave; `python -m bench.bench_sheet` runs
one. Each result is printed as a line to read and a line of JSON that begins with `RESULT `.
"""

import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

Side = Callable[..., Any]


def compare(
    name: str,
    ours: Side,
    baseline: Side,
    rounds: int = 5,
    *,
    setup: Callable[[int], Any] | None = None,
    unit: str = "s",
    higher_is_better: bool = False,
    reach_ratio: float | None = None,
    reach_ours: float | None = None,
    note: str = "",
) -> dict[str, Any]:
    """Measure two callables in turn and say how they relate.

    Each round calls both, in changing order, with `setup(round)` as their argument where a setup is given (fresh data,
    so that no cache of the round before answers). A call that gives a float has measured itself in `unit` (requests a
    second); any other is measured by the clock. One unmeasured round goes before. `reach_ratio` and `reach_ours` are
    the figures to reach: at most, or at least where higher is better.
    """
    figures: dict[str, list[float]] = {"ours": [], "baseline": []}
    sides = [("ours", ours), ("baseline", baseline)]
    for number in range(-1, rounds):
        data = () if setup is None else (setup(number),)
        for side, call in sides if number % 2 else sides[::-1]:
            figure = _measured(call, data)
            if number >= 0:
                figures[side].append(figure)
    ratios = [mine / theirs for mine, theirs in zip(figures["ours"], figures["baseline"], strict=True)]
    result = {
        "name": name,
        "unit": unit,
        "rounds": rounds,
        "ours": _spread(figures["ours"]),
        "baseline": _spread(figures["baseline"]),
        "ratio": _spread(ratios),
        "higher_is_better": higher_is_better,
        "reach": {"ratio": reach_ratio, "ours": reach_ours},
        "reached": _reached(
            figures["ours"], ratios, reach_ratio, reach_ours, higher_is_better=higher_is_better
        ),
        "note": note,
        **machine(),
    }
    report(result)
    return result


def _measured(call: Side, data: tuple[Any, ...]) -> float:
    gc.collect()
    started = time.perf_counter()
    own = call(*data)
    elapsed = time.perf_counter() - started
    return own if isinstance(own, float) else elapsed


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
    }


def _reached(
    ours: Sequence[float],
    ratios: Sequence[float],
    reach_ratio: float | None,
    reach_ours: float | None,
    *,
    higher_is_better: bool,
) -> bool | None:
    """Whether the medians reach the figures; None where there is none to reach."""
    wanted = [
        (statistics.median(values), limit)
        for values, limit in ((ratios, reach_ratio), (ours, reach_ours))
        if limit is not None
    ]
    if not wanted:
        return None
    return all(value >= limit if higher_is_better else value <= limit for value, limit in wanted)


def machine() -> dict[str, Any]:
    """Where and when: without it a figure means nothing."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def human(result: dict[str, Any]) -> str:
    """«P8 … ours 0.41 (0.40–0.45) s, baseline 0.35 (0.34–0.36) s, ratio 1.17 (1.15–1.25), reached»"""

    def spread(values: dict[str, float]) -> str:
        return "{median:g} ({min:g}–{max:g})".format(**values)

    verdict = {True: "reached", False: "NOT REACHED", None: "no figure to reach"}[result["reached"]]
    wanted = ", ".join(
        f"{what} {'≥' if result['higher_is_better'] else '≤'} {limit:g}"
        for what, limit in result["reach"].items()
        if limit is not None
    )
    tail = "".join((f" ({wanted})" if wanted else "", f"; {result['note']}" if result["note"] else ""))
    return (
        f"{result['name']}: ours {spread(result['ours'])} {result['unit']}, "
        f"baseline {spread(result['baseline'])} {result['unit']}, ratio {spread(result['ratio'])} — {verdict}{tail}"
    )


def report(result: dict[str, Any]) -> None:
    """Print a result for people and for the collector of docs/benchmarks.md."""
    print(human(result))
    print("RESULT " + json.dumps(result, ensure_ascii=False), flush=True)
