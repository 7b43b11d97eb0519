"""An SMTP server that does to each letter what the test wrote down for it."""

import asyncio
import threading
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import public

# aiosmtpd takes a decorator from the top-level module `public` of another package; here that name is a room of ours.
public.public = lambda thing: thing  # type: ignore[attr-defined]

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import SMTP, Envelope, Session  # noqa: E402

from tests.services.harness import free_port  # noqa: E402

del public.public

REPLIES = {
    "accept": "250 OK",
    "421": "421 4.3.2 Service shutting down",
    "451": "451 4.7.1 Greylisted, try again later",
    "550": "550 5.1.1 No such user",
    "552": "552 5.3.4 Message too big",
}


class ScriptedSmtp:
    """Start it, set `script`, look at `letters`.

    Each letter takes the next word of the script, "accept" when it is used up: a reply of REPLIES; "timeout"
    (nothing is said for a minute); "cut" (the line goes dead after DATA, the letter not taken); "cut-taken"
    (taken, but the line goes dead before the reply); "hold" (waits in DATA until `release()`, then taken).
    `pause` seconds pass between taking a letter and saying so: the moment to kill somebody.
    """

    def __init__(self, *, ssl_context: Any = None, tls_context: Any = None) -> None:
        """`ssl_context`: TLS from the first byte; `tls_context`: STARTTLS, without which nothing is taken."""
        self.port = free_port()
        self.letters: list[EmailMessage] = []
        self.tried: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.says: dict[str, str] = {}
        self.pause = 0.0
        self.holding = threading.Event()
        self._released = threading.Event()
        self._script: list[str] = []
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            data_size_limit=30_000_000,
            ssl_context=ssl_context,
            **({"tls_context": tls_context, "require_starttls": True} if tls_context else {}),
        )

    @property
    def env(self) -> dict[str, str]:
        """What a portal's process needs to send through this server."""
        return {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.port),
            "SMTP_STARTTLS": "0",
            "SMTP_TIMEOUT": "3",
        }

    def use(self, settings: Any, *, timeout: int = 1) -> None:
        """The portal of this very process sends through this server from now on, in clear and unsigned."""
        settings.SMTP_HOST = settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = self.port, timeout
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = settings.SMTP_CA_FILE = ""

    def script(self, words: Iterable[str]) -> None:
        self._script = list(words)

    def release(self) -> None:
        self._released.set()

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self.release()
        self._controller.stop(no_assert=True)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """`says["MAIL"]` is answered to every sender, `says["RCPT"]` to every recipient."""
        if no := self.says.get("MAIL"):
            return no
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if no := self.says.get("RCPT"):
            return no
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content: Any = envelope.content
        letter = message_from_bytes(content, policy=policy.default)
        self.tried.append(letter)
        self.raw.append(content)
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        word = self._script.pop(0) if self._script else "accept"
        if word == "timeout":
            await asyncio.sleep(60)
        if word == "hold":
            self.holding.set()
            await asyncio.to_thread(self._released.wait, 60)
        if word in ("accept", "hold", "cut-taken"):
            self.letters.append(letter)
        await asyncio.sleep(self.pause)
        if word in ("cut", "cut-taken") and server.transport:
            server.transport.abort()
        return REPLIES.get(word, REPLIES["accept"])
