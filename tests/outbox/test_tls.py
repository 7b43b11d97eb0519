"""TLS with a server whose certificate nobody knows, and with the same server once its authority is known (lesson E30)."""

import ssl
import subprocess

import pytest

from outbox.models import Message
from tests import factories as f
from tests.services.smtp import ScriptedSmtp

Status, Hold = Message.Status, Message.Hold


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate of 127.0.0.1, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1".split(),
            *"-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem".split(),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(params=["TLS from the first byte", "STARTTLS"])
def tls_smtp(request, settings, certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    at_once = request.param != "STARTTLS"
    server = ScriptedSmtp(**{"ssl_context" if at_once else "tls_context": context})
    server.start()
    server.use(settings)
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = at_once, not at_once
    yield server
    server.stop()


def test_lesson_e30_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said(
    tls_smtp, organization, deliver, settings
):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "secret"
    letter = deliver(f.MessageFactory(organization=organization))
    assert (letter.status, letter.hold) == (Status.QUEUED, Hold.SETTINGS)
    assert "CERTIFICATE_VERIFY_FAILED" in letter.last_error
    assert tls_smtp.tried == []


def test_lesson_e30_it_is_taken_once_its_authority_is_known(
    tls_smtp, organization, deliver, settings, certificate
):
    settings.SMTP_CA_FILE = str(certificate[0])
    assert deliver(f.MessageFactory(organization=organization)).status == Status.SENT
    assert len(tls_smtp.letters) == 1


def test_lesson_e30_a_certificate_of_another_name_is_refused(
    tls_smtp, organization, deliver, settings, certificate
):
    settings.SMTP_CA_FILE = str(certificate[0])
    settings.EMAIL_HOST = "localhost"
    letter = deliver(f.MessageFactory(organization=organization))
    assert (letter.status, letter.hold) == (Status.QUEUED, Hold.SETTINGS)
    assert "CERTIFICATE_VERIFY_FAILED" in letter.last_error


def test_lesson_e30_a_file_of_an_authority_that_is_not_there_is_the_settings_fault(
    tls_smtp, organization, deliver, settings, tmp_path
):
    settings.SMTP_CA_FILE = str(tmp_path / "nowhere.pem")
    assert deliver(f.MessageFactory(organization=organization)).hold == Hold.SETTINGS
