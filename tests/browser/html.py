"""The Nu Html Checker (docs/adr/0015-html-checker.md): a Java program that says what a page's HTML gets wrong."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.services.harness import ROOT

JAR = Path(os.environ.get("VNU_JAR", ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"))
START_SECONDS = 120


class HtmlChecker:
    """The checker as a server of its own, on this machine alone."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        assert JAR.exists(), "the HTML checker is missing: make html-checker"
        self.process = subprocess.Popen(
            [
                "java", "-Xmx384m", "-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp", str(JAR),
                "nu.validator.servlet.Main", str(self.port),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def errors(self, html: str) -> list[str]:
        """What is wrong with a page, each with the place where; waits for the checker to come up."""
        body = Request(
            f"http://127.0.0.1:{self.port}/?out=json&level=error",
            data=html.encode(),
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                with urlopen(body, timeout=60) as answer:
                    found = json.load(answer)["messages"]
                break
            except (URLError, ConnectionError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
        return [
            f"{one['message']} {one.get('extract', '')[:120]!r}" for one in found if one["type"] == "error"
        ]
