"""Headers and bodies as bytes, for every kind of letter: only ASCII, short lines, no encoded word inside an address."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest

from core.mail_address import BadAddress, ascii_address
from outbox import delivery
from outbox.headers import ascii_file_name, header_bytes
from outbox.letters import header_text
from outbox.models import Message
from outbox.texts import KINDS
from registration.letter import Attachment, read_letter, stamp, write_letter
from tests import factories as f

Status = Message.Status
LONG_NAME = "МБОУ «СОШ № 3», филиал, Константинопольская-Новониколаевская улица, дом 5, имени Героя"
LONG_LINE = "слово " * 400 + "x" * 3000


def registration_letter(name=LONG_NAME, address="mama@школа.рф", text=LONG_LINE):
    content = write_letter(
        sender=(name, "portal@школа.рф"), to="info@сферум.рф", reply_to=(name, address), subject=name * 2, text=text,
        attachments=[Attachment("Приказ № 7 «О назначении».pdf", "application/pdf", b"%PDF" * 999)],
    )  # fmt: skip
    return stamp(content, message_id="<1@portal.example>", at=delivery.clock.now())


def composed_letter(organization, kind):
    return delivery.compose(
        f.MessageFactory(
            organization=organization, kind=kind, to="mama@школа.рф", to_name=LONG_NAME,
            reply_to="shkola@школа.рф", subject=LONG_NAME * 2, body=LONG_LINE,
        )
    )  # fmt: skip


@pytest.fixture(params=[*KINDS, "frozen"])
def raw(request, organization, settings):
    settings.DEFAULT_FROM_EMAIL = "Портал «Школа» <portal@школа.рф>"
    return (
        registration_letter() if request.param == "frozen" else composed_letter(organization, request.param)
    )


def test_lesson_e31_every_letter_is_ascii_in_short_lines(raw):
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not re.search(rb"(?<!\r)\n", raw)
    assert b"8bit" not in raw.lower()
    transfer = set(re.findall(rb"(?im)^content-transfer-encoding: (\S+)\r$", raw))
    assert transfer == {b"base64"}


def test_lesson_e31_addresses_are_punycode_and_never_encoded_words(raw):
    head = raw.split(b"\r\n\r\n", 1)[0].replace(b"\r\n ", b" ").decode()
    headers = dict(line.split(": ", 1) for line in head.split("\r\n"))
    for name in ("From", "To", "Reply-To"):
        address = headers[name].rsplit("<", 1)[-1].rstrip(">")
        assert re.fullmatch(r"[a-z]+@xn--[a-z0-9-]+\.xn--p1ai", address), headers[name]
    assert str(make_header(decode_header(headers["Subject"]))) == LONG_NAME * 2
    assert header_text(raw, "From").endswith("@xn--80atdl2c.xn--p1ai>")
    assert {"Date", "Message-ID"} <= set(headers)


def test_lesson_e31_the_words_come_out_as_they_were_put_in(raw):
    message = message_from_bytes(raw, policy=policy.default)
    assert message.get_body(("plain",)).get_content().strip() == LONG_LINE.strip()
    # Read as RFC 2047 says. (Python's own address headers keep a space between two encoded words.)
    assert LONG_NAME in header_text(raw, "Subject")


@pytest.mark.parametrize(
    "name", ["Анна", 'O\'Neil, "Bob"', "=?utf-8?q?x?=", "a\r\nBcc: evil@x.example", "x" * 300, "Ё" * 300, "\x00\ud800", ""]
)  # fmt: skip
def test_lesson_e31_any_name_stays_inside_its_header(name):
    raw = header_bytes([("To", (name, "a@school.example")), ("Subject", name)])
    message = message_from_bytes(raw + b"\r\n", policy=policy.default)
    assert set(message) == {"To", "Subject"}
    (address,) = message["To"].addresses
    assert address.addr_spec == "a@school.example"


def test_lesson_e31_a_letter_to_mama_at_a_cyrillic_domain_arrives_under_its_ascii_name(
    smtp, organization, deliver
):
    message = f.MessageFactory(organization=organization, to="mama@школа.рф")
    assert deliver(message).status == Status.SENT
    assert b"\r\nTo: mama@xn--80atdl2c.xn--p1ai\r\n" in smtp.raw[0]
    assert smtp.envelopes[0][1] == ["mama@xn--80atdl2c.xn--p1ai"]


@pytest.mark.parametrize("address", ["мама@школа.рф", "мама@school.example"])
def test_lesson_e31_a_mailbox_in_other_letters_fails_in_plain_words_and_stops_no_other(
    smtp, organization, deliver, address
):
    impossible = f.MessageFactory(organization=organization, to=address)
    sound = f.MessageFactory(organization=organization)
    assert deliver(impossible).status == Status.FAILED
    assert address in impossible.last_error
    assert "латинские" in impossible.last_error
    assert deliver(sound).status == Status.SENT


@pytest.mark.parametrize(
    "address", ["", "@", "mama", "mama@", "@школа.рф", "a b@x.ru", "a@x..ru", f"a@{'ы' * 90}.рф", "a@b\n.ru"]
)  # fmt: skip
def test_lesson_e31_what_is_no_address_is_refused_with_a_sentence(address):
    with pytest.raises(BadAddress, match="адрес|Адрес"):
        ascii_address(address)


def test_lesson_i56_an_attachment_has_a_name_that_the_oldest_reader_shows():
    raw = registration_letter()
    assert b'name="Prikaz_7_O_naznachenii.pdf"' in raw
    (attachment,) = read_letter(raw).attachments
    assert attachment.name == "Приказ № 7 «О назначении».pdf"
    assert ascii_file_name("№") == "file"
    assert ascii_file_name("Щит.JPEG") == "Schit.JPEG"
