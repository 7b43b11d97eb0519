"""The caches: files in the embedded run, Redis on a server."""

import fcntl
import time
from pathlib import Path
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = structlog.get_logger(__name__)
REST_SECONDS = 5


class LockingFileCache(FileBasedCache):
    """Django's file cache with an `add` that only one process wins: the rate limits lock by it, as they do in Redis."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        self._createdir()  # type: ignore[attr-defined]  # missing in the stubs
        with (Path(self._dir) / "add.lock").open("a") as gate:  # type: ignore[attr-defined]
            fcntl.flock(gate, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)


class PatientRedisCache(RedisCache):
    """Redis that may be away: then nothing is remembered, and nobody sees an error.

    What lives here is rate limits and the beat's sign of life. While Redis is away the limits do not hold (a minute
    of that is better than a school that cannot sign in), and `/readyz` says so. After one failure this process does not
    ask for some seconds: a Redis that hangs costs a page one wait, and not one for each question.
    """

    _away_until = 0.0

    def get(self, *args: Any, **kwargs: Any) -> Any:
        default = args[1] if len(args) > 1 else kwargs.get("default")
        return self._try(super().get, default, *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().add, True, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().delete, False, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._try(super().has_key, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict:
        return self._try(super().get_many, {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list:
        return self._try(super().set_many, [], *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._try(super().incr, delta, key, delta, version)

    def _try(self, operation: Any, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < PatientRedisCache._away_until:
            return otherwise
        try:
            return operation(*args, **kwargs)
        except RedisError as error:
            PatientRedisCache._away_until = time.monotonic() + REST_SECONDS
            log.warning("cache_away", error=type(error).__name__)
            return otherwise
