"""«Следующий шаг»: true for its reader from the first day to the first accepted link, and a button that opens."""

import pytest
from django.urls import resolve
from django.utils import timezone

from dashboard.selectors.attention import Line
from dashboard.selectors.home import home_of
from dashboard.selectors.next_step import to_sign
from documents.models import Order
from outbox.models import Message
from registration.models import RegistrationCase
from roles.models import User
from tests import factories as f
from tests.access.test_every_route import one_page
from tests.standings import agree_to_handover


@pytest.fixture
def school(organization, year, staff_room):
    organization.inn, organization.ogrn = "2600000019", "1022600000019"
    organization.save()
    return organization


@pytest.fixture
def teacher(school):
    return f.PersonFactory(
        organization=school, kind="staff", last_name="Орлова", post="учитель", phone="+79000001408"
    )


@pytest.fixture
def appointed(school, teacher):
    """The administrator of the school, let in, by a signed order."""
    user = f.UserFactory(full_name=teacher.full_name)
    f.MembershipFactory(person=teacher, user=user)
    paper = f.FileFactory(organization=school, content=one_page())
    order = f.OrderFactory(person=teacher, signed=True, pdf=paper)
    f.AssignmentFactory(person=teacher, role="administrator", order=order)
    return user


def step_of(user):
    return home_of(f.actor_of(user), timezone.now()).next


def opens(client, step):
    """The button leads where its reader may go."""
    return client.get(step.url).status_code == 200


def test_lesson_a04_the_first_day_of_the_director(school, director, teacher, client_of):
    window = client_of(director)
    step = step_of(director)
    assert (step.title, step.word) == ("Назначьте администратора: подготовьте приказ", "Подготовить приказ")
    assert opens(window, step)
    order = f.OrderFactory(person=teacher)
    assert step_of(director).title == "Передайте приказ о назначении на подпись"
    assert step_of(director).url == f"/documents/{order.pk}/"
    Order.objects.update(status="pending", submitted_at=timezone.now())
    step = step_of(director)
    assert step.title == "Приказ ждёт вашей подписи"
    assert opens(window, step)


def test_lesson_a04_a_returned_first_order_reaches_the_director_who_alone_can_mend_it(
    school, director, teacher, client_of
):
    f.OrderFactory(
        person=teacher, status="returned", decided_at=timezone.now(), return_reason="Не та фамилия"
    )
    step = step_of(director)
    assert step.title == "Исправьте приказ о назначении: его вернули"
    assert step.detail == "Не та фамилия"
    assert opens(client_of(director), step)


def test_lesson_a04_an_appointed_administrator_has_to_be_let_in(school, director, teacher, client_of):
    f.AssignmentFactory(
        person=teacher, role="administrator", order=f.OrderFactory(person=teacher, signed=True)
    )
    step = step_of(director)
    assert step.title == f"Откройте вход администратору: {teacher.short_name}"
    assert opens(client_of(director), step)


def test_lesson_a04_the_application_walks_from_hand_to_hand(
    school, director, deputy, appointed, teacher, client_of
):
    desk, office, reader = client_of(appointed), client_of(director), client_of(deputy)
    assert step_of(appointed).title == "Подготовьте заявку на регистрацию"
    assert step_of(director).title == "Заявку на регистрацию готовит администратор"
    assert opens(reader, step_of(deputy))
    order = Order.objects.get(kind="administrator")
    case = f.RegistrationCaseFactory(order=order)
    agree_to_handover(teacher, appointed)
    assert step_of(appointed).word == "Передать директору"
    assert opens(desk, step_of(appointed))

    def stands(status, **fields):
        RegistrationCase.objects.filter(pk=case.pk).update(status=status, **fields)

    now = timezone.now()
    stands("pending", submitted_at=now)
    assert step_of(director).title == "Заявка на регистрацию ждёт одобрения"
    assert opens(office, step_of(director))
    assert "Заявка ждёт решения директора с " in step_of(appointed).detail
    assert step_of(appointed).title == "Заведите классы"
    stands("returned", decided_at=now, return_reason="Нет ОГРН")
    step = step_of(appointed)
    assert (step.title, step.detail) == ("Исправьте заявку на регистрацию: её вернули", "Нет ОГРН")
    assert opens(desk, step)
    paper = f.FileFactory(organization=school)
    stands("approved", letter=paper, decided_at=now)
    step = step_of(appointed)
    assert (step.title, step.word) == ("Отправьте заявку на info@sferum.ru", "Отправить")
    assert step.url == "/registration/"
    assert step_of(deputy).title.startswith("Одобренную заявку ещё не отправил администратор")
    message = f.MessageFactory(organization=school, status="failed")
    case.sendings.create(organization=school, number=1, message=message)
    stands("sent")
    assert step_of(appointed).title == "Заявка на регистрацию не ушла: отправьте её повторно"
    Message.objects.update(status="sent", sent_at=now)
    assert "Ждём ответ платформы с " in step_of(appointed).detail
    stands("answered", answered_on=timezone.localdate())
    assert step_of(appointed).title.startswith("Войдите на платформу по номеру +7 900")
    assert opens(desk, step_of(appointed))


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
    assert "«Забыли пароль?»" in step_of(director).detail
    Message.objects.update(status="sent", sent_at=timezone.now())
    assert step_of(director).title == "Администратор ещё не входил в портал"
    User.objects.filter(pk=appointed.pk).update(last_login=timezone.now())
    assert step_of(director).title == "Заявку на регистрацию готовит администратор"


def test_lesson_a04_from_the_answer_to_the_first_accepted_link(
    school, appointed, teacher, staff_room, year, client_of, deputy
):
    desk = client_of(appointed)
    order = Order.objects.get(kind="administrator")
    f.RegistrationCaseFactory(
        order=order,
        status="registered",
        letter=f.FileFactory(organization=school),
        registered_on="2026-11-20",
    )
    titles, pages = [], []

    def walk():
        step = step_of(appointed)
        titles.append(step.title)
        pages.append(resolve(step.url).view_name)
        assert opens(desk, step)

    walk()
    first = f.SchoolClassFactory(year=year, grade=5, letter="А")
    walk()
    for _ in range(2):
        f.EnrolmentFactory(
            school_class=staff_room, role="teacher", person=f.PersonFactory(organization=school, kind="staff")
        )
    walk()
    pupil = f.EnrolmentFactory(school_class=first)
    walk()
    f.AssignmentFactory(person=teacher, role="class_teacher", school_class=first)
    walk()
    for place, role in ((staff_room, "teacher"), (first, "pupil"), (first, "parent")):
        f.PlatformLinkFactory(school_class=place, role=role, link=f"https://max.ru/join/{role}")
    walk()
    assert titles == [
        "Заведите классы",
        "Внесите сотрудников: вставьте их список",
        "Внесите людей: 1 класс пуст",
        "Назначьте классных руководителей: 5А",
        "Впишите ссылки классов на платформе: Учительская, 5А",
        "Пригласите тех, у кого нет ссылки: 3 человека",
    ]
    assert pages == [
        "orgstructure:class_generate", "orgstructure:people_paste", "orgstructure:people_paste", "roles:teachers",
        "orgstructure:platform_links", "invitations:everyone",
    ]  # fmt: skip
    assert step_of(appointed).is_open
    for place in (staff_room, first):
        for enrolment in place.enrolments.all():
            f.InvitationFactory(school_class=place, person=enrolment.person, role=enrolment.role)
    step = step_of(appointed)
    assert (step.title, step.url) == ("Ждём первую принятую ссылку", "")
    pupil.joined_at = timezone.now()
    pupil.save()
    assert step_of(appointed) is None
    assert step_of(deputy) is None


def test_lesson_a01_a_step_that_is_not_done_is_not_told_as_done(school, director, appointed):
    steps = [step for group in step_of(appointed).groups for step in group.steps]
    begun = next(step for step in steps if step.is_now)
    assert begun.title == "Заявка готовится"
    assert begun.at is None
    done = ("подготовлена", "одобрил", "ушла", "ссылка принята", "выполнен", "зарегистрирована")
    assert not [
        step.title for step in steps if step.state != "done" and any(word in step.title for word in done)
    ]


def test_lesson_a01_an_empty_school_is_not_told_that_all_is_well(school, appointed, client_of):
    page = client_of(appointed).get("/").content.decode()
    assert "в порядке" not in page
    assert "Следующий шаг" in page


def test_lesson_a04_what_the_next_step_says_is_not_said_twice(school, director, teacher):
    f.OrderFactory(person=teacher, status="returned", decided_at=timezone.now(), return_reason="Нет подписи")
    page = home_of(f.actor_of(director), timezone.now())
    assert page.next.url not in [line.url for line in page.lines]


def test_the_step_of_several_papers_says_how_many():
    one, two = Line(1, "Приказ ждёт вашей подписи", "", "/", "", True), Line(2, "Приказа ждут", "", "/", "")
    assert [to_sign([line]).title for line in (one, two)] == ["Приказ ждёт вашей подписи", "2 приказа ждут"]


def registered(school):
    return f.RegistrationCaseFactory(
        order=Order.objects.get(kind="administrator"),
        status="registered",
        letter=f.FileFactory(organization=school),
        registered_on=timezone.localdate(),
    )


def test_lesson_a01_what_cannot_be_done_yet_asks_for_no_attention(
    school, appointed, teacher, staff_room, year
):
    f.EnrolmentFactory(school_class=staff_room, role="teacher", person=teacher)

    def titles():
        return " ".join(line.title for line in home_of(f.actor_of(appointed), timezone.now()).lines)

    assert "без ссылки" not in titles()
    f.SchoolClassFactory(year=year)
    assert "без ссылки" not in titles()
    registered(school)
    assert "без ссылки" in titles()


def test_lesson_a04_the_path_stays_until_every_step_is_done_and_a_few_empty_classes_hold_nothing_up(
    school, appointed, deputy, staff_room, year, teacher
):
    registered(school)
    for _ in range(2):
        f.EnrolmentFactory(
            school_class=staff_room, role="teacher", person=f.PersonFactory(organization=school, kind="staff")
        )
    classes = [f.SchoolClassFactory(year=year, grade=grade) for grade in range(1, 6)]
    f.EnrolmentFactory(school_class=classes[0], joined_at=timezone.now())
    step = step_of(appointed)
    assert (step.title, step.detail) == ("Внесите людей: 4 класса пусты", "Люди есть в 1 классе из 5")
    assert step.is_open
    assert step_of(deputy).is_open
    for row in classes[1:4]:
        f.EnrolmentFactory(school_class=row)
    assert step_of(appointed).title.startswith("Назначьте классных руководителей")
    people = next(one for group in step_of(appointed).groups for one in group.steps if one.title == "Люди")
    assert (people.state, people.acts[0].word) == ("now", "Вставить списки")


def test_a_paper_that_waits_is_named_without_the_platforms_long_name(school, director, teacher):
    heading = "О назначении администратора информационно-коммуникационной образовательной платформы «Сферум»"
    f.OrderFactory(person=teacher, heading=heading, status="pending", submitted_at=timezone.now())
    assert step_of(director).detail == f"О назначении администратора: {teacher.short_name}"
