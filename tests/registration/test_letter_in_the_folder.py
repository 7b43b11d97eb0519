"""Without a mail server the letter lies in a folder: its page says what to do, and the room says it while it is true."""

import pytest

from outbox.models import Message
from registration.models import RegistrationCase
from registration.services import resend_case


@pytest.fixture
def desk(client_of, administrator):
    return client_of(administrator)


def text(response):
    return response.content.decode()


def test_the_page_of_a_letter_in_the_folder_leads_on(desk, sent, settings):
    """Download it, send it by one's own mail, record the answer: all of it stands at the top."""
    settings.SMTP_HOST = ""
    Message.objects.update(status="folder")
    letter = Message.objects.get(kind="registration")
    page = " ".join(text(desk.get(f"/mail/{letter.pk}/")).split())
    note, below = page.split("Письмо</h2>", 1)
    assert f'href="/mail/{letter.pk}/raw/"' in note
    assert f"отправьте на {letter.to}" in note
    assert '<a class="btn" href="/registration/">К регистрации: записать ответ</a>' in note
    assert "Дата</dt><dd" in below
    assert "+0300" not in below


def test_mail_that_goes_nowhere_is_told_while_a_letter_has_to_leave(desk, sent, settings):
    settings.SMTP_HOST = ""
    Message.objects.update(status="folder")
    assert "Почтовый сервер не настроен" in text(desk.get("/registration/"))
    RegistrationCase.objects.update(status="answered", answer="Ждём вас", answered_on="2026-11-20")
    assert "Почтовый сервер не настроен" not in text(desk.get("/registration/"))


def test_lesson_a01_why_a_letter_lies_in_the_folder_is_told_by_the_settings_of_today(desk, sent, settings):
    Message.objects.update(status="folder")
    for host, said, not_said in [
        ("", "почта не настроена", "не была"),
        ("mail.school.example", "не была", "не настроен"),
    ]:
        settings.SMTP_HOST = host
        for place in ("/registration/", "/"):
            page = text(desk.get(place))
            assert said in page and not_said not in page
            assert "не ушла" in page


def test_lesson_e28_a_letter_in_the_folder_does_not_follow_the_one_that_left(
    desk, sent, administrator, settings
):
    """Once mail works and the application has left anew, «Отправить все снова» would double it at the platform."""
    Message.objects.update(status="folder")
    settings.SMTP_HOST = "mail.school.example"
    assert "Отправить все снова: 1" in text(desk.get("/mail/"))
    second = resend_case(case=sent, actor=administrator).message
    Message.objects.filter(pk=second.pk).update(status="sent")
    assert "Отправить все снова" not in text(desk.get("/mail/"))
    desk.post("/mail/resend/")
    assert set(Message.objects.values_list("status", flat=True)) == {"folder", "sent"}
    assert "1 письмо уже ни к чему" in text(desk.get("/mail/"))


def test_lesson_a01_a_sending_says_at_once_where_it_goes(desk, approved, settings):
    settings.SMTP_HOST = ""
    said = text(desk.post(f"/registration/{approved.pk}/send/", follow=True))
    assert "почта не настроена, письмо ляжет в папку" in said
    assert "Отправка № 1 в очереди" not in said


def test_a_letter_in_the_folder_is_not_told_as_sent_in_a_second_tab(desk, sent):
    Message.objects.update(status="folder")
    said = text(desk.post(f"/registration/{sent.pk}/send/", follow=True))
    assert "Заявка уже отправлена" not in said
    assert "письмо сложено в папку, и платформа его не получила" in said
    said = text(desk.post(f"/registration/{sent.pk}/take-back/", follow=True))
    assert "Заявка уже отправлена" not in said
    Message.objects.update(status="sent")
    assert "уже отправлена" in text(desk.post(f"/registration/{sent.pk}/send/", follow=True))
