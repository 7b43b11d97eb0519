"""P2: create 1,000 and 100,000 personal links with a journal row each, by the service, against a raw COPY of these rows.

On SQLite, which has no COPY, the baseline is `executemany` of ready tuples. The service is called as the pages call it:
at most MAX_AT_ONCE people at a time, enrolments read by it, links read back.
"""

from typing import Any

from bench.engines import on_each_engine


def run() -> list[dict[str, Any]]:
    return on_each_engine("bench.create_links")


if __name__ == "__main__":
    run()
