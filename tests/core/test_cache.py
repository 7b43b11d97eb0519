"""Rate limits lock by `cache.add`: of many at once exactly one may win."""

from concurrent.futures import ThreadPoolExecutor

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
