"""Letters that have nothing to bring any more are neither sent nor counted as waiting; one press drops them (lesson E28)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict
from outbox import services
from outbox.models import Message
from tests import factories as f

Status = Message.Status


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def mail_works(settings):
    settings.SMTP_HOST = "mail.school.example"


def text(response):
    return response.content.decode()


def of_a_link(link, **fields):
    fields |= {"subject_type": "invitations.invitation", "subject_id": link.pk, "kind": "invitation"}
    return f.MessageFactory(organization=link.organization, status=Status.FOLDER, **fields)


def closed_link(school_class):
    return f.InvitationFactory(
        school_class=school_class,
        role="parent",
        status="annulled",
        annulled_at=timezone.now(),
        annul_reason="ошибка",
    )


def status_of(letter):
    return Message._base_manager.get(pk=letter.pk).status


@pytest.mark.usefixtures("mail_works")
def test_lesson_e28_a_letter_of_a_closed_link_is_not_offered_again(web, school_class, administrator):
    works = of_a_link(f.InvitationFactory(school_class=school_class, role="parent"))
    over = of_a_link(closed_link(school_class))
    assert "Отправить все снова: 1" in text(web.get("/mail/"))
    assert "Отправить ещё раз" in text(web.get(f"/mail/{works.pk}/"))
    page = text(web.get(f"/mail/{over.pk}/"))
    assert "Отправить ещё раз" not in page
    assert "Письмо уже ни к чему" in page
    with pytest.raises(Conflict, match="уже ни к чему"):
        services.resend_message(message=over, actor=administrator)
    web.post("/mail/resend/")
    assert (status_of(works), status_of(over)) == (Status.QUEUED, Status.FOLDER)
    assert not Event.objects.filter(verb="message.resent", object_id=over.pk).exists()


@pytest.mark.usefixtures("mail_works")
def test_lesson_e28_a_way_to_a_password_is_over_once_its_owner_has_signed_in(web, organization, director):
    letter = f.MessageFactory(
        organization=organization, status=Status.FOLDER, kind="access", to=director.email
    )
    type(director).objects.filter(pk=director.pk).update(last_login=timezone.now() - timedelta(days=1))
    assert "Отправить все снова: 1" in text(web.get("/mail/"))
    type(director).objects.filter(pk=director.pk).update(last_login=timezone.now() + timedelta(seconds=1))
    assert "Отправить все снова" not in text(web.get("/mail/"))
    assert "Снова в очереди" not in text(web.post("/mail/resend/", follow=True))
    assert status_of(letter) == Status.FOLDER


def test_lesson_e28_one_press_drops_what_nobody_needs(web, client_of, school_class, class_teacher):
    works = of_a_link(f.InvitationFactory(school_class=school_class, role="parent"))
    over = [of_a_link(closed_link(school_class)) for _ in range(2)]
    assert client_of(class_teacher).post("/mail/drop/").status_code == 403
    assert "2 письма уже ни к чему" in text(web.get("/mail/"))
    assert "Отменено, потому что уже ни к чему: 2 письма." in text(web.post("/mail/drop/", follow=True))
    assert [status_of(letter) for letter in (*over, works)] == [
        Status.CANCELLED,
        Status.CANCELLED,
        Status.FOLDER,
    ]
    assert Event.objects.filter(verb="message.cancelled").count() == 2
    assert "Отменять нечего" in text(web.post("/mail/drop/", follow=True))


def test_lesson_e28_a_letter_that_waits_anew_tells_no_old_answer(web, organization):
    letter = f.MessageFactory(
        organization=organization, status=Status.FAILED, last_error="550 нет такого ящика"
    )
    web.post(f"/mail/{letter.pk}/resend/")
    letter.refresh_from_db()
    assert (letter.status, letter.last_error) == (Status.QUEUED, "")
