"""Rate limits lock by `cache.add`: of many at once exactly one may win."""

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from redis.backoff import NoBackoff
from redis.retry import Retry

from core.cache import LockingFileCache, PatientRedisCache


def test_s8_of_fifty_parallel_adds_exactly_one_wins(tmp_path):
    cache = LockingFileCache(str(tmp_path), {})
    with ThreadPoolExecutor(50) as threads:
        for n in range(20):
            wins = list(threads.map(lambda _, key=f"k{n}": cache.add(key, 1, 60), range(50)))
            assert wins.count(True) == 1


def test_r3_a_redis_that_is_away_remembers_nothing_and_fails_nobody():
    cache = PatientRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})
    assert cache.set("key", "value") is None
    assert cache.get("key", "nothing") == "nothing"
    assert cache.get("key") is None
    assert cache.add("lock", 1) is True
    assert cache.incr("misses") == 1
    assert cache.get_many(["key"]) == {}
    assert cache.delete("key") is cache.has_key("key") is cache.touch("key") is False


def test_lesson_f42_a_redis_that_hangs_costs_one_wait():
    """A server that takes the connection and never answers: as a stopped Redis does."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = dict(settings_of_redis()) | {"socket_timeout": 0.5}
        cache = PatientRedisCache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", {"OPTIONS": options})
        PatientRedisCache._away_until = 0.0
        began = time.monotonic()
        assert [cache.get(f"k{n}") for n in range(10)] == [None] * 10
        assert 0.4 < time.monotonic() - began < 1.4
    PatientRedisCache._away_until = 0.0


def settings_of_redis():
    """The options that the portal gives to its cache where it has a Redis."""
    code = "from sferum_portal.settings import CACHES as c; o = c['default']['OPTIONS']; print(o['retry']._retries)"
    env = os.environ | {"REDIS_URL": "redis://127.0.0.1:1/0", "DEMO": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return {"retry": Retry(NoBackoff(), int(done.stdout))}
