"""Mail transport: a letter handed over: to an SMTP server, or, when none is configured, to a folder. No database here."""

import smtplib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from core.mail_address import BadAddress, ascii_address
from outbox.advice import of_server
from outbox.headers import mailbox_of
from outbox.models import Message

Status, Hold = Message.Status, Message.Hold
STOPS_THE_BATCH = (Hold.SERVER, Hold.SETTINGS)
NEEDS_SIGN_IN = 530


@dataclass(frozen=True)
class Outcome:
    """What became of a try: SENT, FOLDER, QUEUED (try again later), FAILED (the server said no for good) or UNCERTAIN.

    `hold`: why it waits, where that is not the letter's fault.
    """

    status: str
    answer: str
    hold: str = Hold.NONE

    @property
    def stops_the_batch(self) -> bool:
        """There was no talk about this letter at all, so the next one would fare the same."""
        return self.hold in STOPS_THE_BATCH


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
    """Give `raw` away. `name` is the letter's own file name, so that in a folder a repeat replaces itself.

    No error leaves this function: whatever happens before the letter began to leave means that it did not (lesson E29).
    """
    if not settings.SMTP_HOST:
        return _to_folder(raw, name)
    try:
        recipient = ascii_address(to)
    except BadAddress as error:
        return Outcome(Status.FAILED, f"Письмо не ушло. {error}"[:500])
    try:
        connection = _greeted()
    except Exception as error:  # noqa: BLE001  (a password with other letters than ASCII is a UnicodeError …)
        return Outcome(Status.QUEUED, of_server(_words(error), server_of_today()), _fault(error))
    try:
        return _converse(connection, raw, recipient)
    except Exception as error:  # noqa: BLE001
        if connection.body_began:
            return Outcome(Status.UNCERTAIN, _words(error))
        return Outcome(Status.QUEUED, _words(error))
    finally:
        connection.close()


def server_of_today() -> str:
    """The mail server that the settings name."""
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _greeted() -> _Connection:
    """A connection that has named the sender, over TLS where the settings ask for it; it raises rather than go on in
    clear, and verifies the server's certificate either way (lesson E30)."""
    tls = ssl.create_default_context(cafile=settings.SMTP_CA_FILE or None)
    place: dict[str, Any] = {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "timeout": settings.EMAIL_TIMEOUT,
    }
    connection: _Connection = (
        _TlsConnection(context=tls, **place) if settings.EMAIL_USE_SSL else _Connection(**place)
    )
    try:
        if settings.EMAIL_USE_TLS and not settings.EMAIL_USE_SSL:
            connection.starttls(context=tls)
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        connection.ehlo_or_helo_if_needed()
        sender = ascii_address(mailbox_of(settings.DEFAULT_FROM_EMAIL)[1])
        code, answer = connection.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, answer, sender)
    except BaseException:
        connection.close()
        raise
    return connection


def _converse(connection: _Connection, raw: bytes, recipient: str) -> Outcome:
    code, answer = connection.rcpt(recipient)
    if code == NEEDS_SIGN_IN:  # some servers ask for it only now
        return Outcome(Status.QUEUED, of_server(_said(code, answer), server_of_today()), Hold.SETTINGS)
    if code in (250, 251):
        try:
            code, answer = connection.data(raw)
        except smtplib.SMTPDataError as error:  # the server does not want to hear it at all
            code, answer = error.smtp_code, _bytes(error.smtp_error)
    if code == 250:
        return Outcome(Status.SENT, _said(code, answer))
    return Outcome(Status.FAILED if code >= 500 else Status.QUEUED, _said(code, answer))


def _fault(error: Exception) -> str:
    """Whose fault it is that the talk ended before it came to the letter: the server's, which passes, or the settings'.

    A server that says no for good, a certificate that does not fit, a name that does not exist, a password that cannot
    be said: somebody has to mend the settings (lesson E28).
    """
    code = getattr(error, "smtp_code", 0)
    if isinstance(code, int) and code:
        return Hold.SETTINGS if code >= 500 else Hold.SERVER
    if isinstance(error, (smtplib.SMTPServerDisconnected, ssl.SSLEOFError)):
        return Hold.SERVER
    lasting = (smtplib.SMTPException, ssl.SSLError, FileNotFoundError)  # the last one: SMTP_CA_FILE
    passes = isinstance(error, OSError) and not isinstance(error, lasting)
    return Hold.SERVER if passes else Hold.SETTINGS


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, _bytes(error.smtp_error))
    return f"{type(error).__name__}: {error}"[:500]


def _bytes(answer: bytes | str) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer


def _said(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}"[:500]


def _to_folder(raw: bytes, name: str) -> Outcome:
    """A letter of a portal without SMTP: honestly put by, never «sent». A full folder is not the letter's fault."""
    try:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        part.write_bytes(raw)
        part.replace(folder / f"{name}.eml")
    except OSError as error:
        return Outcome(Status.QUEUED, f"{type(error).__name__}: {error.strerror}"[:500], Hold.FOLDER)
    return Outcome(Status.FOLDER, "Почта не настроена: письмо положено в папку, наружу не ушло.")
