"""A load of HTTP requests over so many kept connections; only the status is read, to spare the cores."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice


@dataclass
class Load:
    """What came of it: requests a second, statuses, the slowest."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return sum(self.statuses.values()) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.times)[int(len(self.times) * share) - 1]


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def post(path: str, body: bytes, cookie: str = "") -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nCookie: {cookie}\r\n\r\n"
    )
    return head.encode() + body


def send(port: int, requests: list[bytes], connections: int = 64) -> Load:
    """Send every request once; each connection takes the next when its last is answered."""
    return asyncio.run(_send(port, requests, connections))


async def _send(port: int, requests: list[bytes], connections: int) -> Load:
    waiting = iter(requests)
    load = Load(0.0)

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            load.statuses[await _answer(reader)] += 1
            load.times.append(time.perf_counter() - began)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    load.seconds = time.perf_counter() - started
    return load


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in islice(lines, 1, None)
            if line.lower().startswith(b"content-length")
        ),
        None,
    )
    if length is not None:
        await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in head.lower():
        while (size := int(await reader.readline(), 16)) or await reader.readline() is None:
            await reader.readexactly(size + 2)
    return int(lines[0].split()[1])
