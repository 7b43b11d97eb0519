"""P1: write down the expiry of 100,000 links (BENCH_LINKS=100000,1000000: of a million too) with a journal row each.

The baseline is one UPDATE and one INSERT of the journal, raw, in one transaction that holds everything.
"""

from typing import Any

from bench.engines import on_each_engine


def run() -> list[dict[str, Any]]:
    return on_each_engine("bench.expire_links")


if __name__ == "__main__":
    run()
