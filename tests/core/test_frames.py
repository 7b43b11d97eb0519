"""A loop of calls takes no memory from the operating system anew for each of them, however deep it stands."""

import resource
from collections.abc import Callable

import pytest

from core.frames import with_room
from sferum_portal.wsgi import application

CALLS, DEPTHS = 500, 250


def _leaf() -> None:
    return None


def _loop() -> int:
    """How many pages of memory the system gave while a function was called so many times."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        _leaf()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _at(depth: int, work: Callable[[], int]) -> int:
    return _at(depth - 1, work) if depth else work()


def _worst(start: Callable[[int], int]) -> int:
    return max(start(depth) for depth in range(DEPTHS))


def test_a_loop_at_the_end_of_a_chunk_of_frames_takes_a_new_one_for_each_call() -> None:
    """What `with_room` is there for: the day this fails, it may go."""
    assert _worst(lambda depth: _at(depth, _loop)) >= CALLS


def test_no_depth_is_dear_in_a_function_with_room() -> None:
    roomy = with_room(lambda depth: _at(depth, _loop))

    assert _worst(roomy) < CALLS // 10


def test_a_function_with_room_gives_and_raises_what_the_function_does() -> None:
    roomy = with_room(divmod)

    assert roomy(7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        roomy(7, 0)


def test_every_request_is_answered_with_room() -> None:
    assert application.__code__ == with_room(print).__code__
