"""«Почта»: what left, what waits, what failed; what only a person can decide; secrets only for those who may."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from audit.models import Event
from core.states import state_words
from outbox import delivery, placeholders, services
from outbox.models import Attempt, Message
from tests import factories as f

Status = Message.Status


def text(response):
    return response.content.decode()


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


def letter_in(organization, status, **fields):
    return f.MessageFactory(organization=organization, status=status, **fields)


@pytest.mark.parametrize("status", Status.values)
def test_every_state_is_shown_in_the_list_and_on_the_letter(web, organization, status):
    message = letter_in(organization, status, subject=f"Письмо {status}", claimed_at=timezone.now())
    assert f"Письмо {status}" in text(web.get("/mail/"))
    assert f"Письмо {status}" in text(web.get(f"/mail/?status={status}"))
    other = next(value for value in Status.values if value != status)
    assert f"Письмо {status}" not in text(web.get(f"/mail/?status={other}"))
    assert web.get(f"/mail/{message.pk}/").status_code == 200


def test_letters_in_doubt_stand_on_top_with_their_two_presses(web, organization):
    message = letter_in(organization, Status.UNCERTAIN, subject="Сомнительное")
    letter_in(organization, Status.SENT, subject="Ушедшее")
    page = text(web.get("/mail/"))
    assert page.index("Сомнительное") < page.index("Ушедшее")
    assert f"/mail/{message.pk}/resend/" in page
    assert f"/mail/{message.pk}/sent/" in page


@pytest.mark.parametrize(
    ("press", "before", "after", "verb"),
    [
        ("resend", Status.UNCERTAIN, Status.QUEUED, "message.resent"),
        ("resend", Status.FAILED, Status.QUEUED, "message.resent"),
        ("sent", Status.UNCERTAIN, Status.SENT, "message.marked_sent"),
        ("cancel", Status.QUEUED, Status.CANCELLED, "message.cancelled"),
        ("cancel", Status.FAILED, Status.CANCELLED, "message.cancelled"),
    ],
)
def test_one_press_decides_and_is_journalled(web, organization, administrator, press, before, after, verb):
    message = letter_in(organization, before, attempts=8)
    response = web.post(f"/mail/{message.pk}/{press}/", {"next": "/mail/?status=failed", "confirmed": "1"})
    assert response.url == "/mail/?status=failed"
    message.refresh_from_db()
    assert message.status == after
    event = Event.objects.get(verb=verb)
    assert (event.object_id, event.actor) == (message.pk, administrator)


@pytest.mark.parametrize(
    ("press", "status"),
    [
        ("resend", Status.QUEUED), ("resend", Status.SENT), ("resend", Status.CANCELLED),
        ("sent", Status.QUEUED), ("sent", Status.FAILED), ("sent", Status.CANCELLED),
        ("cancel", Status.SENDING), ("cancel", Status.SENT), ("cancel", Status.UNCERTAIN),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused_with_a_sentence(web, organization, press, status):
    message = letter_in(organization, status)
    page = text(web.post(f"/mail/{message.pk}/{press}/", follow=True))
    assert f"{state_words(Message, status)}: сделать это больше нельзя" in page
    message.refresh_from_db()
    assert message.status == status
    assert not Event.objects.exists()


@pytest.mark.parametrize("press", ["resend", "sent"])
def test_a_letter_that_is_being_sent_is_not_sent_once_more(web, organization, press):
    """That would double it unseen."""
    message = letter_in(organization, Status.SENDING)
    page = text(web.post(f"/mail/{message.pk}/{press}/", follow=True))
    assert "Письмо: пока вы решали, здесь что-то изменилось" in page
    message.refresh_from_db()
    assert message.status == Status.SENDING
    assert not Event.objects.exists()


def test_an_address_of_another_site_is_not_gone_back_to(web, organization):
    message = letter_in(organization, Status.FAILED)
    response = web.post(f"/mail/{message.pk}/resend/", {"next": "https://evil.example/"})
    assert response.url == f"/mail/{message.pk}/"


def test_links_in_a_letter_are_for_those_who_may_resend_it_and_sign_in_links_for_nobody(
    client_of, administrator, director, organization, monkeypatch
):
    monkeypatch.setattr(placeholders, "_resolvers", {"link": "тайна-{}".format, "password": "вход-{}".format})
    message = letter_in(organization, Status.SENT, body="Вот {{link:7}} и {{password:8}}")
    seen = text(client_of(administrator).get(f"/mail/{message.pk}/"))
    assert "Вот тайна-7 и •••" in seen
    assert "Вот ••• и •••" in text(client_of(director).get(f"/mail/{message.pk}/"))


def test_what_registers_a_sign_in_link_keeps_it_off_pages():
    assert "password" not in placeholders._shown


RAW = (
    "From: portal@school.example\r\nTo: info@sferum.example\r\nSubject: =?utf-8?b?0JfQsNGP0LLQutCw?=\r\n"
    "Message-ID: <1@portal.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<b>Просим</b> зарегистрировать\r\n"
    '--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="a<b>.html"\r\n\r\n'
    "<script>1</script>\r\n"
    "--b--\r\n"
).encode()


@pytest.fixture
def frozen(organization):
    return services.queue_frozen(
        organization=organization, kind="registration", to="info@sferum.example", subject="Заявка", raw=RAW,
        message_id="<1@portal.example>", actor=None,
    )  # fmt: skip


def test_a_frozen_letter_is_read_back_out_of_its_bytes_with_html_as_text(web, frozen):
    page = text(web.get(f"/mail/{frozen.pk}/"))
    assert "&lt;b&gt;Просим&lt;/b&gt; зарегистрировать" in page
    assert "a&lt;b&gt;.html" in page
    assert frozen.sha256 in page
    assert web.get(f"/mail/{frozen.pk}/raw/").content == RAW


@pytest.mark.parametrize("path", ["files/1/", "raw/"])
def test_files_of_a_letter_are_saved_and_never_shown_by_the_browser(web, frozen, path):
    response = web.get(f"/mail/{frozen.pk}/{path}")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["files/0/", "files/2/", "files/99999999999999999999/"])
def test_a_file_that_is_not_in_the_letter_is_not_found(web, frozen, path):
    assert web.get(f"/mail/{frozen.pk}/{path}").status_code == 404


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe\x00", b"Subject: x\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Subject: y\r\n\r\nz\r\n--b--",
        b"Subject: =?utf-8?b?!!!?=\r\nTo: <<>>\r\nDate: never\r\n\r\n",
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_read_breaks_no_page(web, organization, raw):
    message = letter_in(organization, Status.SENT, frozen=raw)
    assert web.get(f"/mail/{message.pk}/").status_code == 200


def test_a_composed_letter_has_no_bytes_to_download(web, organization):
    assert web.get(f"/mail/{letter_in(organization, Status.SENT).pk}/raw/").status_code == 404


def test_every_attempt_is_shown_with_the_servers_words(web, organization):
    message = letter_in(organization, Status.QUEUED, attempts=2, last_error="451 later")
    for number in (1, 2):
        Attempt.objects.create(
            organization=organization,
            message=message,
            number=number,
            outcome="queued",
            answer=f"451 later {number}",
        )
    page = text(web.get(f"/mail/{message.pk}/"))
    assert "451 later 1" in page
    assert "451 later 2" in page


def test_another_schools_letter_does_not_exist(web, other_organization):
    with scope(organization=other_organization):
        message = letter_in(other_organization, Status.UNCERTAIN, subject="Чужое")
    assert "Чужое" not in text(web.get("/mail/"))
    for path in ("", "raw/", "files/1/"):
        assert web.get(f"/mail/{message.pk}/{path}").status_code == 404
    for press in ("resend", "sent", "cancel"):
        assert web.post(f"/mail/{message.pk}/{press}/").status_code == 404


@pytest.mark.parametrize("number", ["99999999999999999999", "0"])
def test_a_number_that_is_no_letter_is_not_found(web, organization, number):
    assert web.get(f"/mail/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "decides"),
    [
        ("additional_administrator", 200, 302), ("director", 200, 403), ("deputy", 403, 403),
        ("class_teacher", 403, 403), ("subject_teacher", 403, 403),
    ],
)  # fmt: skip
def test_who_reads_the_mail_and_who_decides(request, client_of, organization, role, reads, decides):
    message = letter_in(organization, Status.FAILED)
    client = client_of(request.getfixturevalue(role))
    assert [client.get(path).status_code for path in ("/mail/", f"/mail/{message.pk}/")] == [reads, reads]
    assert client.post(f"/mail/{message.pk}/resend/").status_code == decides
    assert client.get(f"/mail/{message.pk}/resend/").status_code == 405


def test_the_list_costs_the_same_at_one_letter_and_at_thirty(
    web, organization, django_assert_num_queries, django_assert_max_num_queries
):
    letter_in(organization, Status.UNCERTAIN)
    with django_assert_max_num_queries(15) as first:
        web.get("/mail/")
    for _ in range(29):
        letter_in(organization, Status.UNCERTAIN)
    with django_assert_num_queries(len(first)):
        assert len(web.get("/mail/").context["page"]) == 30


def test_a_letter_that_cannot_be_put_together_is_shown_and_stops_no_other(
    web, organization, settings, tmp_path
):
    settings.MAIL_DIR = tmp_path
    broken = letter_in(organization, Status.QUEUED, body="{{nobody_fills_this:1}}")
    sound = letter_in(organization, Status.QUEUED)
    assert delivery.deliver_messages([broken.pk, sound.pk], timezone.now()) == 2
    for message in (broken, sound):
        message.refresh_from_db()
    assert (broken.status, sound.status) == (Status.FAILED, Status.FOLDER)
    assert "не составлено" in text(web.get(f"/mail/{broken.pk}/"))
    assert web.get(f"/mail/{broken.pk}/").status_code == 200


@pytest.fixture
def held(organization):
    return letter_in(
        organization, Status.QUEUED, hold="server", last_error="Connection refused",
        next_attempt_at=timezone.now() + timedelta(minutes=2), give_up_at=timezone.now() + timedelta(minutes=1),
    )  # fmt: skip


def test_without_a_mail_server_nothing_is_said_of_one_that_does_not_answer(web, held, settings):
    settings.SMTP_HOST = ""
    page = text(web.get("/mail/"))
    assert "Почтовый сервер не настроен" in page
    assert "Почта стоит" not in page
    own = text(web.get(f"/mail/{held.pk}/"))
    assert "Почтовый сервер не настроен" in own
    assert "повторит" not in own
    failed = letter_in(held.organization, Status.FAILED)
    assert "лягут в папку и не уйдут" in text(web.post("/mail/resend/", follow=True))
    Message.objects.filter(pk=failed.pk).update(status=Status.FAILED)
    again = text(web.post(f"/mail/{failed.pk}/resend/", follow=True))
    assert "ляжет в папку и не уйдёт" in again
    assert "в течение минуты" not in again


def test_a_held_letter_tells_its_last_try_and_that_it_was_not_tried_itself(web, held, settings):
    settings.SMTP_HOST = "mail.school.example"
    own = text(web.get(f"/mail/{held.pk}/"))
    assert "после этого срок письма выйдет" in own
    assert "будет пробовать" not in own
    assert "Само это письмо ещё не отправляли" in own
