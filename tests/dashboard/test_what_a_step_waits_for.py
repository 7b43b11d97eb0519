"""A step is told to who can act, and says what it waits for: a consent, a letter, a link of the platform."""

from datetime import timedelta

from django.utils import timezone

from dashboard.selectors.home import home_of
from documents.models import Order
from orgstructure.models import Employment
from outbox.models import Message
from registration.models import RegistrationCase
from roles.models import User
from tests import factories as f
from tests.dashboard.steps import opens, registered, step_of
from tests.standings import agree_to_handover


def test_lesson_a04_the_application_waits_for_the_consent_of_whom_it_names(
    school, director, appointed, teacher, client_of
):
    desk, office = client_of(appointed), client_of(director)
    case = f.RegistrationCaseFactory(order=Order.objects.get(kind="administrator"))
    step = step_of(appointed)
    assert (step.title, step.url) == (
        "Дайте согласие на передачу телефона и почты",
        "/registration/consents/",
    )
    assert opens(desk, step)
    page = desk.post(f"/registration/{case.pk}/submit/", follow=True).content.decode()
    assert (
        f"одобрить её он пока не сможет: нет согласия передать платформе телефон и почту ({teacher})" in page
    )
    assert step_of(appointed).title == "Дайте согласие на передачу телефона и почты"
    step = step_of(director)
    assert (step.title, step.who) == ("Заявка ждёт согласия на передачу телефона и почты", "администратор")
    assert step.detail == f"Нет согласия: {teacher.short_name}"
    assert opens(office, step)
    decision = f"/admin/registration/registrationcase/{case.pk}/change/"
    assert 'value="approve"' not in office.get(decision).content.decode()
    agree_to_handover(teacher, appointed)
    assert step_of(director).title == "Заявка на регистрацию ждёт одобрения"
    assert 'value="approve"' in office.get(decision).content.decode()


def test_lesson_a04_an_application_that_would_be_refused_is_to_be_returned(
    school, director, appointed, teacher, client_of
):
    order = Order.objects.get(kind="administrator")
    case = f.RegistrationCaseFactory(order=order, status="pending", submitted_at=timezone.now())
    agree_to_handover(teacher, appointed)
    type(school).objects.update(ogrn="")
    step = step_of(director)
    assert (step.title, step.word) == ("Верните заявку на регистрацию: одобрить её нельзя", "Вернуть")
    assert "ОГРН" in step.detail
    page = client_of(director).get(step.url).content.decode()
    assert 'value="approve"' not in page and "Верните заявку" in page
    RegistrationCase.objects.filter(pk=case.pk).update(
        status="approved", letter=f.FileFactory(organization=school), decided_at=timezone.now()
    )
    step = step_of(appointed)
    assert (step.title, step.word) == (
        "Отзовите заявку для правки: отправить её нельзя",
        "Отозвать для правки",
    )


def test_lesson_a04_a_consent_that_was_withdrawn_is_asked_for_before_the_sending(school, appointed, teacher):
    order = Order.objects.get(kind="administrator")
    paper = f.FileFactory(organization=school)
    case = f.RegistrationCaseFactory(order=order, status="approved", letter=paper, decided_at=timezone.now())
    assert step_of(appointed).url == "/registration/consents/"
    message = f.MessageFactory(organization=school, status="failed")
    case.sendings.create(organization=school, number=1, message=message)
    RegistrationCase.objects.filter(pk=case.pk).update(status="sent")
    step = step_of(appointed)
    assert step.title == "Заявка на регистрацию не ушла, и повторить отправку пока нельзя"
    assert step.url == "/registration/consents/"
    agree_to_handover(teacher, appointed)
    assert step_of(appointed).title == "Заявка на регистрацию не ушла: отправьте её повторно"


def test_lesson_a04_a_letter_in_the_folder_is_the_administrators_step(
    school, director, deputy, appointed, teacher
):
    order = Order.objects.get(kind="administrator")
    paper = f.FileFactory(organization=school)
    case = f.RegistrationCaseFactory(order=order, status="sent", letter=paper, decided_at=timezone.now())
    agree_to_handover(teacher, appointed)
    letter = f.MessageFactory(organization=school, status="folder")
    case.sendings.create(organization=school, number=1, message=letter)
    step = step_of(appointed)
    assert (step.url, step.word, step.who) == (f"/mail/{letter.pk}/", "Открыть письмо", "")
    for reader in (director, deputy):
        assert (step_of(reader).who, step_of(reader).word) == ("администратор", "Посмотреть")
    RegistrationCase.objects.filter(pk=case.pk).update(status="answered", answered_on=timezone.localdate())
    sent = next(one for group in step_of(director).groups for one in group.steps if "info@" in one.title)
    assert (sent.title, sent.detail) == (
        "Заявка на info@sferum.ru",
        "ответ получен; отправка № 1: сложено в папку",
    )


def test_lesson_a04_an_administrator_who_has_not_signed_in_holds_the_path(
    school, director, appointed, teacher, settings, client_of
):
    User.objects.filter(pk=appointed.pk).update(last_login=None)
    step = step_of(director)
    assert (step.title, step.who) == ("Администратор ещё не входил в портал", "администратор")
    assert step.detail == f"Вход открыт: {teacher.short_name}, {appointed.email}"
    letter = f.MessageFactory(organization=school, kind="access", to=appointed.email, status="folder")
    step = step_of(director)
    assert (step.title, step.who) == ("Письмо для входа администратора не ушло", "")
    assert "Письмо для пароля: сложено в папку. Почта портала не настроена: попросите того" in step.detail
    assert step.url == f"/mail/{letter.pk}/"
    assert opens(client_of(director), step)
    settings.SMTP_HOST = "mail.school.example"
    assert "«Забыли свой пароль?»" in step_of(director).detail
    Message.objects.update(status="sent", sent_at=timezone.now())
    assert step_of(director).title == "Администратор ещё не входил в портал"
    User.objects.filter(pk=appointed.pk).update(last_login=timezone.now())
    assert step_of(director).title == "Заявку на регистрацию готовит администратор"


def test_lesson_a04_one_is_told_to_invite_those_who_can_be_invited(
    school, appointed, director, teacher, staff_room, year, client_of
):
    """The figure is what the page will do; who waits for a link of the class waits for that step."""
    registered(school)
    left = f.PersonFactory(organization=school, kind="staff")
    for person in (teacher, f.PersonFactory(organization=school, kind="staff"), left):
        f.EnrolmentFactory(school_class=staff_room, role="teacher", person=person)
    Employment.objects.filter(person=left).update(valid_to=timezone.localdate() - timedelta(days=1))
    first, second = (f.SchoolClassFactory(year=year, grade=grade) for grade in (5, 6))
    f.EnrolmentFactory(school_class=first)
    f.EnrolmentFactory.create_batch(2, school_class=second)
    desk = client_of(appointed)

    def invitations():
        return next(
            one for group in step_of(appointed).groups for one in group.steps if one.title == "Приглашения"
        )

    def to_invite():
        shown = home_of(f.actor_of(appointed), timezone.now())
        [number] = [line.number for line in shown.lines if line.title.startswith("Челове")] or [0]
        assert number == desk.get("/links/everyone/").context["total"]
        return number

    assert to_invite() == 0
    assert (invitations().state, invitations().note) == ("later", "5 человек ждут ссылки класса на платформе")
    page = " ".join(desk.get("/links/everyone/").content.decode().split())
    assert "«Учительской»" in page and "для Учительская" not in page
    f.PlatformLinkFactory(school_class=staff_room, role="teacher")
    f.PlatformLinkFactory(school_class=first, role="pupil")
    assert to_invite() == 3
    assert invitations().call == "Пригласите тех, у кого нет ссылки: нужны 3 ссылки"
    assert invitations().note.endswith("ещё 2 человека ждут ссылки класса на платформе")


def test_lesson_a04_what_the_invitations_wait_for_is_true(school, director, appointed):
    order = Order.objects.get(kind="administrator")
    case = f.RegistrationCaseFactory(order=order)

    def office():
        return home_of(f.actor_of(director), timezone.now()).opens_after

    assert office() == "ответа платформы"
    paper = f.FileFactory(organization=school)
    rows = RegistrationCase.objects.filter(pk=case.pk)
    rows.update(status="answered", letter=paper, answered_on=timezone.localdate())
    assert office() == "входа на платформу по номеру из заявки"
    rows.update(status="registered", registered_on=timezone.localdate())
    assert office() == ""
