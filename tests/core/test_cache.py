"""Rate limits lock by `cache.add`: of many at once exactly one may win."""

from concurrent.futures import ThreadPoolExecutor

from core.cache import LockingFileCache


def test_s8_of_fifty_parallel_adds_exactly_one_wins(tmp_path):
    cache = LockingFileCache(str(tmp_path), {})
    with ThreadPoolExecutor(50) as threads:
        for n in range(20):
            wins = list(threads.map(lambda _, key=f"k{n}": cache.add(key, 1, 60), range(50)))
            assert wins.count(True) == 1
