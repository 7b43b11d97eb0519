"""The pages of «Люди» at 50,000 people (BENCH_PEOPLE), all in one school and a thousand in each, time of the request on the
server, ≤ 30 ms.

The baseline is the same page of a school of 100 people in the same database. Each request goes from the application in, signed
in as the administrator; of a page counts the cheapest of five requests of each round.
"""

from typing import Any

from bench.engines import on_each_engine


def run() -> list[dict[str, Any]]:
    return on_each_engine("bench.people_pages")


if __name__ == "__main__":
    run()
