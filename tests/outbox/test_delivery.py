"""Delivery against a real, scripted SMTP server (quality R2, R4), and into a folder when none is configured."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from core.errors import Conflict
from outbox import delivery, placeholders, services
from outbox.models import Message
from outbox.rules import CLAIM_LIMIT, retry_delay
from tests import factories as f

Status = Message.Status


@pytest.fixture
def letter(organization):
    return services.queue_message(
        organization=organization, kind="test", to="anna@family.example", to_name="Анна Петрова",
        subject="Ссылка\nBcc: evil@x.example", body="Здравствуйте!", actor=None,
    )  # fmt: skip


def deliver(message):
    delivery.deliver_messages([message.pk], timezone.now())
    message.refresh_from_db()
    return message


def test_a_letter_leaves_with_its_own_message_id_and_no_smuggled_header(smtp, letter):
    assert deliver(letter).status == Status.SENT
    (sent,) = smtp.letters
    assert sent["Message-ID"] == letter.message_id
    assert sent["Subject"] == "Ссылка Bcc: evil@x.example"
    assert sent["Bcc"] is None
    assert sent["To"].addresses[0].display_name == "Анна Петрова"
    assert "Здравствуйте!" in sent.get_content()


def test_without_smtp_a_letter_lands_in_the_folder(settings, tmp_path, letter):
    settings.MAIL_DIR = tmp_path
    assert deliver(letter).status == Status.FOLDER
    assert letter.sent_at is None
    (path,) = tmp_path.glob("*.eml")
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["Message-ID"] == letter.message_id


def test_r4_the_same_task_ten_times_has_one_effect(smtp, letter):
    for _ in range(10):
        delivery.deliver_messages([letter.pk], timezone.now())
    assert len(smtp.letters) == 1
    assert letter.tries.count() == 1


@pytest.mark.parametrize("word", ["421", "451"])
def test_r2_a_passing_refusal_is_tried_again_after_a_growing_pause(smtp, letter, word):
    smtp.script([word])
    assert deliver(letter).status == Status.QUEUED
    assert letter.next_attempt_at > timezone.now() + retry_delay(1) - timedelta(seconds=5)
    assert word in letter.last_error
    assert retry_delay(3) == 4 * retry_delay(1)


@pytest.mark.parametrize("word", ["550", "552"])
def test_r2_a_final_refusal_is_shown_and_not_tried_again(smtp, letter, word):
    smtp.script([word])
    assert deliver(letter).status == Status.FAILED
    assert word in letter.tries.get().answer


@pytest.mark.parametrize("word", ["cut", "cut-taken", "timeout"])
def test_r2_a_line_gone_dead_after_the_letter_began_to_leave_is_for_a_person(smtp, letter, word):
    smtp.script([word])
    assert deliver(letter).status == Status.UNCERTAIN
    delivery.deliver_due(timezone.now() + timedelta(days=1))
    assert len(smtp.tried) == 1


def test_r2_a_server_that_is_not_there_is_tried_again(smtp, settings, letter):
    settings.EMAIL_PORT = 9
    assert deliver(letter).status == Status.QUEUED


def test_r2_no_tls_where_tls_is_asked_is_tried_again_and_nothing_leaves_in_clear(smtp, settings, letter):
    settings.EMAIL_USE_TLS = True
    assert deliver(letter).status == Status.QUEUED
    assert smtp.tried == []


def test_a_frozen_letter_leaves_byte_for_byte(smtp, organization):
    raw = "Subject: Заявка\r\nMessage-ID: <1@portal.example>\r\n\r\n.точка в начале строки\r\nконец\r\n".encode()
    message = services.queue_frozen(
        organization=organization, kind="test", to="info@sferum.example", subject="Заявка", raw=raw,
        message_id="<1@portal.example>", actor=None,
    )  # fmt: skip
    assert deliver(message).status == Status.SENT
    assert smtp.letters[0].get_payload(decode=True).decode() == ".точка в начале строки\r\nконец\r\n"
    assert len(message.sha256) == 64


def test_a_secret_is_filled_at_delivery_and_never_stored(smtp, organization):
    placeholders.register("secret", lambda pk: f"тайна-{pk}")
    message = services.queue_message(
        organization=organization,
        kind="test",
        to="a@family.example",
        subject="с",
        body="Вот: {{secret:7}}",
        actor=None,
    )
    deliver(message)
    assert "тайна-7" in smtp.letters[0].get_content()
    assert "тайна" not in message.body
    assert placeholders.mask(message.body) == "Вот: •••"


def test_what_a_dead_worker_left_is_set_aside_for_a_person_and_one_press_sends_it(
    smtp, letter, administrator
):
    Message.objects.update(
        status=Status.SENDING, claimed_at=timezone.now() - CLAIM_LIMIT - timedelta(seconds=1)
    )
    assert delivery.set_aside_orphaned(timezone.now()) == 1
    letter.refresh_from_db()
    services.resend_message(message=letter, actor=administrator)
    assert deliver(letter).status == Status.SENT
    assert smtp.letters[0]["Message-ID"] == letter.message_id


def test_a_living_workers_letter_is_not_set_aside(letter):
    Message.objects.update(status=Status.SENDING, claimed_at=timezone.now())
    assert delivery.set_aside_orphaned(timezone.now()) == 0


def test_a_sent_letter_is_neither_resent_nor_marked(smtp, letter, administrator):
    deliver(letter)
    with pytest.raises(Conflict):
        services.resend_message(message=letter, actor=administrator)
    with pytest.raises(Conflict):
        services.mark_as_sent(message=letter, actor=administrator)


def test_queueing_many_takes_a_fixed_number_of_statements(organization, django_assert_num_queries):
    def drafts(n):
        return [
            services.draft_message(
                organization=organization,
                kind="t",
                to=f"p{i}@family.example",
                subject="с",
                body="т",
                actor=None,
            )
            for i in range(n)
        ]

    with django_assert_num_queries(3):
        services.queue_messages(drafts(1))
    with django_assert_num_queries(3):
        services.queue_messages(drafts(30))


def test_a_letter_to_a_name_of_another_alphabet_and_quotes_is_whole(smtp, organization):
    message = f.MessageFactory(organization=organization, to_name='Иванова "Мария", О\'Коннор')
    assert deliver(message).status == Status.SENT
    assert smtp.letters[0]["To"].addresses[0].addr_spec == "parent@family.example"


def test_a_wrong_password_is_not_the_letters_fault_and_stops_the_batch(smtp, settings, organization):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
    letters = [f.MessageFactory(organization=organization) for _ in range(5)]
    assert delivery.deliver_messages([letter.pk for letter in letters], timezone.now()) == 1
    assert Message.objects.filter(status=Status.QUEUED).count() == 5


def test_an_answer_that_comes_after_the_letter_was_set_aside_still_counts(smtp, letter):
    delivery.transition(letter, Status.SENDING, claimed_at=timezone.now(), attempts=1)
    delivery.set_aside_orphaned(timezone.now() + CLAIM_LIMIT * 2)
    delivery._mark(letter, delivery.Outcome(Status.SENT, "250 OK"))
    letter.refresh_from_db()
    assert (letter.status, letter.last_error) == (Status.SENT, "")


def test_what_a_person_decided_meanwhile_stands_against_a_late_answer(smtp, letter, administrator):
    delivery.transition(letter, Status.SENDING, claimed_at=timezone.now(), attempts=1)
    delivery.set_aside_orphaned(timezone.now() + CLAIM_LIMIT * 2)
    services.resend_message(message=Message.objects.get(), actor=administrator)
    with pytest.raises(Conflict):
        delivery._mark(letter, delivery.Outcome(Status.FAILED, "550"))
    letter.refresh_from_db()
    assert letter.status == Status.QUEUED
    assert not letter.tries.exists()


def test_an_impossible_address_is_shown_and_stops_no_other(smtp, organization):
    impossible = f.MessageFactory(organization=organization, to="почта@school.example")
    sound = f.MessageFactory(organization=organization)
    delivery.deliver_messages([impossible.pk, sound.pk], timezone.now())
    impossible.refresh_from_db()
    assert impossible.status == Status.FAILED
    assert deliver(sound).status == Status.SENT


def test_a_password_link_typed_into_a_school_name_does_not_reach_another_address(
    smtp, organization, director
):
    """Otherwise an administrator could have the director's way in sent to themselves."""
    text = f"Школа {{{{password:{director.pk}}}}}"
    mine, theirs = (
        f.MessageFactory(organization=organization, body=text, to=to)
        for to in (director.email, "me@school.example")
    )
    assert {deliver(mine).status, deliver(theirs).status} == {Status.SENT}
    assert "/accounts/password/reset/key/" in smtp.letters[0].get_content()
    assert smtp.letters[1].get_content().strip() == "Школа •••"
