"""The cache of the embedded run."""

import fcntl
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class LockingFileCache(FileBasedCache):
    """Django's file cache with an `add` that only one process wins: the rate limits lock by it, as they do in Redis."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        self._createdir()  # type: ignore[attr-defined]  # missing in the stubs
        with (Path(self._dir) / "add.lock").open("a") as gate:  # type: ignore[attr-defined]
            fcntl.flock(gate, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)
