"""What a server or Python said is told in Russian, and whose word it is."""

import re

import pytest

from outbox import delivery
from outbox.advice import advice, of_server, said
from outbox.models import Message
from outbox.texts import ANOTHER_SERVER
from outbox.transport import send_raw
from tests import factories as f


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("ConnectionRefusedError: [Errno 111] Connection refused", "не принял соединение"),
        ("TimeoutError: timed out", "не ответил вовремя"),
        ("gaierror: [Errno -2] Name or service not known", "Имя почтового сервера не нашлось"),
        (
            "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
            "Сертификат",
        ),
        ("SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number", "Шифрованная связь"),
        ("SMTPNotSupportedError: STARTTLS extension not supported by server.", "не умеет STARTTLS"),
        ("SMTPNotSupportedError: SMTP AUTH extension not supported by server.", "не предлагает войти"),
        ("SMTPException: No suitable authentication method found.", "способа входа"),
        ("SMTPServerDisconnected: Connection unexpectedly closed", "оборвал связь"),
        ("OSError: [Errno 101] Network is unreachable", "сеть недоступна"),
        ("OSError: No space left on device", "нет места"),
        ("BadAddress: Адрес «я@» не подходит.", "Адрес «я@» не подходит."),
    ],
)
def test_an_error_of_python_is_told_by_its_cause(answer, words):
    for kept in (answer, of_server(answer, "mail.school.example:587")):
        told = said(kept)
        assert words in told
        assert not re.search(r"[A-Z][a-z]+Error|Errno|SMTP[A-Z]", told)
    assert told.endswith("Сервер: mail.school.example:587.")


def test_the_words_of_a_server_are_quoted_and_what_is_russian_stays():
    kept = of_server("535 5.7.8 Authentication failed", "mail.school.example:587")
    assert said(kept) == "Почтовый сервер mail.school.example:587 ответил: «535 5.7.8 Authentication failed»."
    assert "имя или пароль" in advice("settings", kept)
    assert said("250 OK") == "Почтовый сервер ответил: «250 OK»."
    assert (
        said("Почта не настроена: письмо положено в папку.") == "Почта не настроена: письмо положено в папку."
    )
    assert "«KeyError: 'x'»" in said("KeyError: 'x'")
    assert said("") == ""


def test_mail_names_the_server_of_the_last_try_and_no_other(client_of, administrator, organization, settings):
    settings.SMTP_HOST = settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT, settings.SMTP_CA_FILE = 9, 2, ""
    letter = f.MessageFactory(organization=organization)
    delivery.deliver_messages([letter.pk], delivery.clock.now())
    web = client_of(administrator)
    for place in ("/mail/", f"/mail/{letter.pk}/"):
        page = text(web.get(place))
        assert "Почтовый сервер не принял соединение. Сервер: 127.0.0.1:9." in page
        assert "Проверьте SMTP_HOST и SMTP_PORT" in page
        assert "Refused" not in page and "Errno" not in page
    settings.EMAIL_PORT = 2525
    for place in ("/mail/", f"/mail/{letter.pk}/"):
        page = text(web.get(place))
        assert ANOTHER_SERVER in page
        assert "Проверьте SMTP_HOST" not in page
        assert "Сервер: 127.0.0.1:9." in page
    assert Message.objects.get().last_error.startswith("ConnectionRefusedError")  # the evidence stays


def test_a_long_answer_keeps_its_server(settings):
    settings.SMTP_HOST = settings.EMAIL_HOST = "x" * 600
    settings.SMTP_CA_FILE = ""
    outcome = send_raw(b"", to="a@b.example", name="1")
    assert len(outcome.answer) <= 500
