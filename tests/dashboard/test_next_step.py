"""«Следующий шаг»: true for its reader from the first day to the first accepted link, and a button that opens."""

from django.urls import resolve
from django.utils import timezone

from dashboard.selectors.attention import Line
from dashboard.selectors.home import home_of
from dashboard.selectors.next_step import to_sign
from documents.models import Order
from invitations.models import Invitation
from outbox.models import Message
from registration.models import RegistrationCase
from tests import factories as f
from tests.dashboard.steps import opens, registered, step_of
from tests.standings import agree_to_handover


def test_lesson_a04_the_first_day_of_the_director(school, director, teacher, client_of):
    window = client_of(director)
    step = step_of(director)
    assert (step.title, step.word) == ("Назначьте администратора: подготовьте приказ", "Подготовить приказ")
    assert opens(window, step)
    order = f.OrderFactory(person=teacher)
    assert step_of(director).title == "Передайте приказ о назначении себе на подпись"
    assert "Передать себе на подпись" in window.get(f"/documents/{order.pk}/").content.decode()
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
    assert step_of(deputy).title.startswith("Одобренная заявка ждёт отправки администратором с ")
    message = f.MessageFactory(organization=school, status="failed")
    case.sendings.create(organization=school, number=1, message=message)
    stands("sent")
    assert step_of(appointed).title == "Заявка на регистрацию не ушла: отправьте её повторно"
    Message.objects.update(status="sent", sent_at=now)
    assert "Ждём ответ платформы с " in step_of(appointed).detail
    stands("answered", answered_on=timezone.localdate())
    assert step_of(appointed).title.startswith("Войдите на платформу по номеру +7 900")
    assert opens(desk, step_of(appointed))


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
        "Пригласите тех, у кого нет ссылки: нужны 3 ссылки",
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
    assert (step.title, step.url) == (
        "Передайте ссылки: 3 не переданы",
        "/links/?state=active&handed=no",
    )
    assert opens(desk, step)
    assert step_of(deputy).title == "Администратор передаёт ссылки людям"
    Invitation.objects.update(handed_at=timezone.now(), handed_how="paper")
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
