"""The letter to the platform as a whole RFC 5322 message: made, frozen and read back here.

What the director approves is bytes: everything but the two lines that only a sending can have (Date, Message-ID).
A sending puts these two in front and changes nothing else, so each sending ends with the approved bytes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from core.errors import Invalid
from core.mail_address import BadAddress
from outbox.headers import ascii_file_name, header_bytes
from outbox.letters import header_text


@dataclass(frozen=True)
class Attachment:
    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Letter:
    """A letter as it was read out of its bytes."""

    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    attachments: list[Attachment]
    content: bytes
    message_id: str = ""
    date: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        return len(self.content)


def write_letter(
    *,
    sender: tuple[str, str],
    to: str,
    reply_to: tuple[str, str],
    subject: str,
    text: str,
    attachments: Sequence[Attachment],
) -> bytes:
    """The bytes to approve: the same content gives the same bytes. Names are (name, address).

    Invalid for an address that no mail server could take.
    """
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(text, charset="utf-8", cte="base64")
    for attachment in attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        message.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            filename=attachment.name,
            params={"name": ascii_file_name(attachment.name)},  # for readers older than RFC 2231 (lesson I56)
        )
    digest = hashlib.sha256("\0".join([subject, text, *(a.sha256 for a in attachments)]).encode()).hexdigest()
    message.set_boundary(
        f"=_sferum_{digest[:40]}"
    )  # a random one would make each look at the letter another letter
    try:
        headers = header_bytes(
            [("From", sender), ("To", ("", to)), ("Reply-To", reply_to), ("Subject", subject)]
        )
    except BadAddress as error:
        raise Invalid(f"{error} Исправьте его.", field="email") from None
    return headers + message.as_bytes()


def stamp(content: bytes, *, message_id: str, at: datetime) -> bytes:
    """The approved bytes as one sending of them: with its own Date and Message-ID in front."""
    return f"Date: {format_datetime(at)}\r\nMessage-ID: {message_id}\r\n".encode("ascii") + content


def read_letter(content: bytes) -> Letter:
    """What stands in the bytes: a page shows this and nothing else."""
    message: Any = message_from_bytes(content, policy=policy.SMTP)
    body = message.get_body(("plain",))
    return Letter(
        sender=header_text(content, "From"),
        to=header_text(content, "To"),
        reply_to=header_text(content, "Reply-To"),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
        attachments=[
            Attachment(part.get_filename() or "", part.get_content_type(), part.get_content())
            for part in message.iter_attachments()
        ],
        content=content,
        message_id=str(message["Message-ID"] or ""),
        date=str(message["Date"] or ""),
    )
