"""Room for the frames of Python's calls.

CPython since 3.11 keeps the frames of a thread in chunks of 16 KB. A call whose frame no longer fits takes a new chunk from
the operating system, and its return gives that chunk back; a loop that stands just at the end of a chunk pays for both with each
call. Of a list of fifty people the rows then cost 15–19 ms instead of 5.5, and at which depth they stand depends on the
server and on the middleware (findings/cpython-frame-chunks-slow-a-templates-loop.sh).
"""

import struct
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Returned = TypeVar("Returned")

_POINTER = struct.calcsize("P")
# A frame above a power of two gets a chunk of twice that: this one leaves nearly half of 512 KB to the calls inside it.
ROOM = 264 * 1024


def with_room(function: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """The same function, whose calls find `ROOM` bytes or less of frames in one chunk of memory, taken once a call."""

    def call(*args: Given.args, **options: Given.kwargs) -> Returned:
        return function(*args, **options)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM // _POINTER)
    return call
