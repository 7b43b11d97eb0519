"""Mail transport: a letter handed over: to an SMTP server, or, when none is configured, to a folder. No database here."""

import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from outbox.models import Message

Status = Message.Status


@dataclass(frozen=True)
class Outcome:
    """What became of a try: SENT, QUEUED (try again later), FAILED (the server said no for good) or UNCERTAIN.

    `server_away`: there was no talk about this letter at all, so the next one would fare the same.
    """

    status: str
    answer: str
    server_away: bool = False


class _Connection(smtplib.SMTP):
    """An SMTP connection that knows whether the letter itself has begun to leave."""

    body_began = False
    _go_ahead = False

    def getreply(self) -> Any:
        reply = super().getreply()
        self._go_ahead = reply[0] == 354
        return reply

    def send(self, s: Any) -> None:
        if self._go_ahead:
            self.body_began = True
        super().send(s)


class _TlsConnection(smtplib.SMTP_SSL, _Connection):
    pass


def send_raw(raw: bytes, *, to: str, name: str) -> Outcome:
    """Give `raw` away. `name` is the letter's own file name, so that in a folder a repeat replaces itself."""
    if not settings.SMTP_HOST:
        return _to_folder(raw, name)
    try:
        connection = _connect()
    except (OSError, smtplib.SMTPException) as error:
        # Whatever is wrong here (no server, no TLS, a wrong password) is not the letter's fault: it waits.
        return Outcome(Status.QUEUED, _words(error), server_away=True)
    try:
        return _converse(connection, raw, to)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        if connection.body_began:
            return Outcome(Status.UNCERTAIN, _words(error))
        return Outcome(_retry_or_fail(error), _words(error))
    finally:
        connection.close()


def _connect() -> _Connection:
    """A greeted connection, over TLS where the settings ask for it; it raises rather than go on in clear."""
    kind = _TlsConnection if settings.EMAIL_USE_SSL else _Connection
    connection = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
    try:
        if settings.EMAIL_USE_TLS and not settings.EMAIL_USE_SSL:
            connection.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection


def _converse(connection: _Connection, raw: bytes, to: str) -> Outcome:
    code, answer = connection.mail(settings.DEFAULT_FROM_EMAIL)
    if code == 250:
        code, answer = connection.rcpt(_ascii_domain(to))
    if code in (250, 251):
        code, answer = connection.data(raw)
    text = f"{code} {answer.decode(errors='replace')}"[:500]
    if code == 250:
        return Outcome(Status.SENT, text)
    return Outcome(Status.FAILED if code >= 500 else Status.QUEUED, text)


def _ascii_domain(address: str) -> str:
    """«почта» of a Cyrillic domain travels under the ASCII name of that domain."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def _retry_or_fail(error: Exception) -> str:
    """Before the letter began to leave: a permanent answer or an impossible address ends it, a dead line does not."""
    code = getattr(error, "smtp_code", 0)
    final = isinstance(error, ValueError) or (isinstance(code, int) and 500 <= code < 600)
    return Status.FAILED if final else Status.QUEUED


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = (
            error.smtp_error.decode(errors="replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        return f"{error.smtp_code} {text}"[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _to_folder(raw: bytes, name: str) -> Outcome:
    folder = Path(settings.MAIL_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    part.write_bytes(raw)
    part.replace(folder / f"{name}.eml")
    return Outcome(Status.SENT, "Почта не настроена: письмо положено в папку, наружу не ушло.")
