"""Several threads at one row, begun together."""

import os
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django_scopes import scope

from core.errors import Refusal

ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))  # by hand: RACE_ROUNDS=500 (docs/benchmarks.md)


def at_once(school: Any, verbs: list[Callable[[], object]]) -> list[object]:
    """Every verb in a thread of its own, begun together: its result, or the error that it met."""
    barrier = threading.Barrier(len(verbs))
    results: list[object] = [TimeoutError("still running after a minute")] * len(verbs)

    def run(place: int, verb: Callable[[], object]) -> None:
        try:
            with scope(organization=school):
                barrier.wait(20)
                results[place] = verb()
        except Exception as error:  # noqa: BLE001  (the test looks at what it was)
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def won(results: list[object]) -> list[object]:
    """What the winners returned; anything but a refusal of ours among the losers fails the test."""
    strange = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refusal)]
    assert not strange, strange
    return [r for r in results if not isinstance(r, Exception)]
