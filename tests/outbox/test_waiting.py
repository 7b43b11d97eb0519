"""What is not a letter's fault: it waits for as long as it is needed, says why, and takes no other with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict
from outbox import delivery, rules, services
from outbox.advice import advice
from outbox.models import Message
from outbox.selectors import in_folder
from tests import factories as f

Status, Hold = Message.Status, Message.Hold
NOW = timezone.now


def text(response):
    return response.content.decode()


def sweep(at):
    """What the sweep does, at a moment of the test's choice."""
    delivery.give_up_late(at)
    return delivery.deliver_due(at)


@pytest.fixture
def letters(organization):
    return [f.MessageFactory(organization=organization, to=f"p{n}@family.example") for n in range(5)]


def reread(letters):
    return list(Message.objects.filter(pk__in=[letter.pk for letter in letters]).order_by("pk"))


def test_lesson_e27_a_night_without_a_server_uses_up_no_tries_and_all_leaves_in_the_morning(
    smtp, settings, letters, monkeypatch
):
    """Twelve hours, a sweep each minute: one connection in two minutes for all letters, one line among the tries."""
    real, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    evening = NOW()
    tried = 0
    for minute in range(0, 12 * 60, 30):
        at = evening + timedelta(minutes=minute)
        monkeypatch.setattr(delivery.clock, "now", lambda at=at: at)
        tried += sweep(at)
    assert tried == 24
    for letter in reread(letters):
        assert (letter.status, letter.attempts, letter.hold) == (Status.QUEUED, 0, Hold.SERVER)
        assert letter.tries.count() <= 1
    settings.EMAIL_PORT = real
    morning = evening + timedelta(hours=12, minutes=5)
    monkeypatch.setattr(delivery.clock, "now", lambda: morning)
    assert sweep(morning) == 5
    assert {(letter.status, letter.hold, letter.last_error) for letter in reread(letters)} == {
        (Status.SENT, "", "")
    }
    assert sorted(letter["To"] for letter in smtp.letters) == [f"p{n}@family.example" for n in range(5)]


def test_lesson_e27_the_limit_is_the_time_of_the_kind_and_not_a_number_of_tries(smtp, organization, deliver):
    smtp.script(["451"] * 30)
    letter = f.MessageFactory(organization=organization)
    for _ in range(30):
        Message.objects.update(next_attempt_at=NOW())
        assert deliver(letter).status == Status.QUEUED
    Message.objects.update(give_up_at=NOW(), next_attempt_at=NOW())
    smtp.script(["451"])
    assert deliver(letter).status == Status.FAILED
    lives = {kind: rules.lifetime(kind) for kind in ("password", "digest", "access", "registration")}
    assert sorted(lives, key=lives.__getitem__) == ["password", "digest", "access", "registration"]


def test_lesson_e27_what_nobody_needs_any_more_is_shown_and_does_not_leave(smtp, organization):
    letter = f.MessageFactory(organization=organization, give_up_at=NOW() - timedelta(seconds=1))
    assert sweep(NOW()) == 0
    letter.refresh_from_db()
    assert (letter.status, smtp.tried) == (Status.FAILED, [])
    assert "срок вышел" in letter.last_error


def test_lesson_e27_a_letter_of_a_link_is_tried_until_the_link_ends(organization):
    end = NOW() + timedelta(hours=5)
    draft = services.draft_message(
        organization=organization, kind="invitation", to="a@family.example", subject="с", body="т", actor=None,
        until=end,
    )  # fmt: skip
    assert draft.give_up_at == end


@pytest.mark.parametrize(
    "said",
    [
        "530 5.7.0 Authentication required", "553 5.7.1 Sender address rejected: not owned by user",
        "554 5.7.1 Sending limit exceeded", "550 5.1.0 Sender unknown", "501 5.1.7 Bad sender",
    ],
)  # fmt: skip
def test_lesson_e28_a_no_before_the_recipient_is_named_stops_the_batch_and_fails_no_letter(
    smtp, letters, client_of, administrator, said
):
    smtp.says["MAIL"] = said
    assert delivery.deliver_due(NOW()) == 1
    assert {(row.status, row.hold, row.attempts) for row in reread(letters)} == {
        (Status.QUEUED, Hold.SETTINGS, 0)
    }
    page = text(client_of(administrator).get("/mail/"))
    assert "Почта стоит: 5 писем ждут" in page
    assert said in page
    assert advice(Hold.SETTINGS, said) in page
    smtp.says.clear()
    assert delivery.deliver_due(NOW() + rules.HOLD) == 5


def test_lesson_e28_a_server_that_asks_to_sign_in_only_at_the_recipient_stops_the_batch_too(smtp, letters):
    smtp.says["RCPT"] = "530 5.7.0 Must authenticate"
    assert delivery.deliver_due(NOW()) == 1
    assert {row.hold for row in reread(letters)} == {Hold.SETTINGS}


def test_lesson_e28_a_no_to_one_recipient_is_that_letters_own(smtp, letters):
    smtp.says["RCPT"] = "550 5.1.1 No such user"
    assert delivery.deliver_due(NOW()) == 5
    assert {row.status for row in reread(letters)} == {Status.FAILED}


@pytest.mark.parametrize(
    ("answer", "mend"),
    [
        ("535 5.7.8 authentication failed", "SMTP_PASSWORD"),
        ("530 5.7.0 Must issue a STARTTLS command first", "SMTP_STARTTLS=1"),
        ("553 5.7.1 not owned", "MAIL_FROM"),
        ("554 5.7.1 limit", "предел отправки"),
        (
            "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate",
            "SMTP_CA_FILE",
        ),
        ("SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number", "SMTP_SSL=1"),
        ("UnicodeEncodeError: 'ascii' codec can't encode", "SMTP_PASSWORD"),
        ("something new", ".env"),
    ],
)
def test_lesson_e28_the_page_says_what_to_mend(answer, mend):
    assert mend in advice(Hold.SETTINGS, answer)


def test_lesson_e28_one_press_sends_all_again(smtp, client_of, administrator, organization):
    stuck = [f.MessageFactory(organization=organization, status=Status.FAILED, attempts=3) for _ in range(3)]
    waiting = f.MessageFactory(
        organization=organization, hold=Hold.SETTINGS, next_attempt_at=NOW() + timedelta(hours=1)
    )
    others = {
        status: f.MessageFactory(organization=organization, status=status)
        for status in (Status.SENT, Status.UNCERTAIN, Status.CANCELLED, Status.SENDING)
    }
    over = f.MessageFactory(
        organization=organization,
        status=Status.FAILED,
        kind="invitation",
        give_up_at=NOW() - timedelta(days=1),
    )
    web = client_of(administrator)
    assert "Отправить все снова: 3" in text(web.get("/mail/"))
    assert "Снова в очереди: 4 письма" in text(web.post("/mail/resend/", follow=True))
    assert {(row.status, row.attempts) for row in reread([*stuck, waiting])} == {(Status.QUEUED, 0)}
    for status, row in others.items():
        row.refresh_from_db()
        assert row.status == status
    over.refresh_from_db()
    assert over.status == Status.FAILED
    events = Event.objects.filter(verb="message.resent")
    assert {event.object_id for event in events} == {row.pk for row in stuck}
    assert {event.actor for event in events} == {administrator}
    assert delivery.deliver_due(NOW()) == 4
    assert "Отправлять заново нечего" in text(web.post("/mail/resend/", follow=True))


def test_lesson_e28_only_a_manager_of_this_school_sends_all_again(
    client_of, director, class_teacher, administrator, organization, other_organization
):
    theirs = f.MessageFactory(organization=other_organization, status=Status.FAILED)
    mine = f.MessageFactory(organization=organization, status=Status.FAILED)
    for user in (director, class_teacher):
        assert client_of(user).post("/mail/resend/").status_code == 403
    client_of(administrator).post("/mail/resend/")
    mine.refresh_from_db()
    assert mine.status == Status.QUEUED
    assert Message._base_manager.get(pk=theirs.pk).status == Status.FAILED


def test_lesson_e28_a_letter_whose_link_is_over_is_not_sent_again(organization, administrator):
    letter = f.MessageFactory(
        organization=organization, status=Status.FAILED, kind="invitation", give_up_at=NOW()
    )
    with pytest.raises(Conflict, match="уже ни к чему"):
        services.resend_message(message=letter, actor=administrator)


@pytest.mark.parametrize("password", ["пароль", "a\ud800"])
def test_lesson_e29_an_error_before_the_letter_means_it_did_not_leave(smtp, settings, letters, password):
    """The password cannot even be said to the server; that is an error of another family than a dead line."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", password
    assert delivery.deliver_due(NOW()) == 1
    assert {(row.status, row.hold) for row in reread(letters)} == {(Status.QUEUED, Hold.SETTINGS)}


def test_lesson_e29_a_name_that_cannot_be_is_no_letters_fault(settings, letters):
    settings.SMTP_HOST = settings.EMAIL_HOST = "a" * 70 + ".example"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT, settings.SMTP_CA_FILE = 25, 1, ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    delivery.deliver_due(NOW())
    assert {row.status for row in reread(letters)} == {Status.QUEUED}


def test_lesson_e29_a_folder_that_cannot_be_written_stops_no_letter_for_good(settings, tmp_path, letters):
    """A file stands where the folder should be: no user, not even root, can write into it."""
    (tmp_path / "taken").write_text("")
    settings.SMTP_HOST, settings.MAIL_DIR = "", tmp_path / "taken"
    assert delivery.deliver_due(NOW()) == 5, "each is tried: the next one may fit"
    assert {(row.status, row.hold, row.attempts) for row in reread(letters)} == {
        (Status.QUEUED, Hold.FOLDER, 0)
    }
    settings.MAIL_DIR = tmp_path / "mail"
    assert delivery.deliver_due(NOW() + rules.HOLD) == 5
    assert {row.status for row in reread(letters)} == {Status.FOLDER}


def test_lesson_e29_a_letter_in_the_folder_never_says_that_it_was_sent(
    settings, tmp_path, letters, client_of, administrator
):
    settings.SMTP_HOST, settings.MAIL_DIR = "", tmp_path
    delivery.deliver_due(NOW())
    web = client_of(administrator)
    page = text(web.get("/mail/"))
    assert "Сложено: 5 писем" in page
    assert "отправлено" not in page
    assert "сложено в папку" in page
    assert in_folder().count() == 5 == len(web.get("/mail/?status=folder").context["page"])
    letter = text(web.get(f"/mail/{letters[0].pk}/"))
    assert "никто его не получил" in letter
    assert {row.sent_at for row in reread(letters)} == {None}


def test_lesson_e29_what_lies_in_the_folder_leaves_once_there_is_a_server(
    settings, smtp, client_of, administrator, organization
):
    letter = f.MessageFactory(organization=organization, status=Status.FOLDER)
    web = client_of(administrator)
    assert "Отправить все снова: 1" in text(web.get("/mail/"))
    web.post("/mail/resend/")
    delivery.deliver_due(NOW())
    letter.refresh_from_db()
    assert letter.status == Status.SENT


def test_lesson_e27_home_says_that_mail_stands_and_leads_to_the_letters_that_wait(
    client_of, administrator, organization, settings
):
    settings.SMTP_HOST = "mail.school.example"
    held = f.MessageFactory.create_batch(2, organization=organization, status=Status.QUEUED, hold=Hold.SERVER)
    f.MessageFactory(organization=organization, status=Status.QUEUED)
    web = client_of(administrator)
    home = text(web.get("/"))
    assert "Письма ждут: почта стоит" in home
    assert {row.pk for row in web.get("/mail/?status=held").context["page"]} == {row.pk for row in held}
