"""«Следующий шаг» after a refusal: what was mended is to be handed on, what was refused is told with its reason."""

import pytest
from django.utils import timezone

from dashboard.selectors.home import home_of
from documents import services as papers
from documents.models import Order
from invitations.services.acceptance import disown_invitation
from registration import services
from registration.models import RegistrationCase
from tests import factories as f
from tests.dashboard.steps import opens, registered, step_of
from tests.standings import agree_to_handover


@pytest.fixture
def returned(school, director, appointed, teacher):
    """The application, which the director has sent back."""
    school.inn, school.ogrn = "2600000013", "1022600000015"
    school.save()
    agree_to_handover(teacher, appointed)
    case = services.draft_case(organization=school, actor=appointed)
    services.submit_case(case=case, actor=appointed)
    return services.return_case(case=case, reason="Поправьте телефон школы", actor=director)


def save_school(client, school, **changed):
    fields = (
        "full_name",
        "short_name",
        "mark",
        "inn",
        "ogrn",
        "locality",
        "address",
        "phone",
        "email",
        "website",
    )
    names = (*fields, "platform", "time_zone", "paper_size")
    data = {name: getattr(school, name) for name in names} | changed
    return client.post("/organization/", data)


def test_lesson_a04_a_mended_application_is_to_be_handed_on(returned, appointed, client_of):
    desk = client_of(appointed)
    assert (step_of(appointed).title, step_of(appointed).word) == (
        "Исправьте заявку на регистрацию: её вернули",
        "Изменить",
    )
    page = f"/registration/{returned.pk}/edit/"
    assert desk.post(page, {"phone": "", "email": "", "comment": "Исправлено"}).status_code == 302
    step = step_of(appointed)
    assert (step.title, step.word, step.url) == (
        "Передайте заявку директору снова",
        "Передать директору",
        "/registration/",
    )
    lines = home_of(f.actor_of(appointed), timezone.now()).lines
    assert [line.title for line in lines if "аявк" in line.title] == []
    services.submit_case(case=returned, actor=appointed)
    services.return_case(case=returned, reason="Ещё раз", actor=Order.objects.get().decided_by)
    assert step_of(appointed).title == "Исправьте заявку на регистрацию: её вернули"


def test_lesson_a04_the_schools_own_data_are_mended_from_the_application(
    returned, appointed, school, client_of
):
    desk = client_of(appointed)
    page = f"/registration/{returned.pk}/edit/"
    there = f"/organization/?next={page}"
    form = desk.get(page)
    assert f'value="{there}"' in form.content.decode()
    left = desk.post(page, {"phone": "+7 900 000-77-77", "comment": "Пишу", "email": "", "aside": there})
    assert (left.status_code, left["Location"]) == (303, there)
    assert save_school(desk, school, phone="+78652000001", next=page)["Location"] == page
    back = desk.get(page)
    assert back.status_code == 200
    assert "+7 900 000-77-77" in back.content.decode()
    assert ">\nПишу</textarea>" in back.content.decode()
    assert "invalid" not in back.content.decode()
    assert "Пишу" not in desk.get(page).content.decode()  # once
    assert step_of(appointed).title == "Передайте заявку директору снова"


def test_lesson_a04_a_mended_order_is_to_be_handed_on(school, director, teacher, client_of):
    order = papers.draft_order(
        organization=school,
        kind="administrator",
        lines=[papers.Line(person=teacher, phone="+79000001408", email="a@school.example")],
        actor=director,
    )
    papers.submit_order(order=order, signer=f.signer_of(school), actor=director)
    papers.return_order(order=order, reason="Не то основание", actor=director)
    assert step_of(director).title == "Исправьте приказ о назначении: его вернули"
    line = papers.Line(person=teacher, phone="+79000001408", email="a@school.example")
    papers.edit_order(order=order, lines=[line], basis="Устав", actor=director)
    step = step_of(director)
    assert (step.title, step.word) == ("Передайте приказ о назначении себе на подпись снова", "Передать")
    assert step.url == f"/documents/{order.pk}/"
    assert opens(client_of(director), step)


def test_lesson_a04_a_refusal_of_the_platform_is_told_with_its_reason(
    returned, appointed, director, school, client_of
):
    RegistrationCase.objects.update(
        status="rejected",
        letter=f.FileFactory(organization=school),
        answered_on=timezone.localdate(),
        answer="Не приложен\nподписанный приказ",
    )
    step = step_of(appointed)
    assert step.title == "Подготовьте новую заявку на регистрацию"
    assert step.detail.startswith("Платформа отказала ")
    assert "Не приложен подписанный приказ" in step.detail
    step = step_of(director)
    assert step.title.startswith("Платформа отказала, новую заявку готовит администратор")
    assert "Не приложен подписанный приказ" in step.detail


def test_lesson_a01_an_empty_card_does_not_contradict_the_step_above_it(school, director, teacher, client_of):
    f.OrderFactory(person=teacher, status="pending", submitted_at=timezone.now())
    page = client_of(director).get("/").content.decode()
    assert ("Больше ничего не ждёт." in page, "Сегодня ничего не ждёт." in page) == (True, False)


def test_lesson_a04_whose_link_fell_to_a_stranger_is_not_invited_in_passing(
    school, appointed, teacher, staff_room, year, client_of
):
    registered(school)
    first = f.SchoolClassFactory(year=year, grade=1, letter="А")
    f.EnrolmentFactory(school_class=staff_room, role="teacher", person=teacher, joined_at=timezone.now())
    f.EnrolmentFactory(
        school_class=staff_room,
        role="teacher",
        person=f.PersonFactory(organization=school, kind="staff"),
        joined_at=timezone.now(),
    )
    f.AssignmentFactory(person=teacher, role="class_teacher", school_class=first)
    lost, other = f.EnrolmentFactory.create_batch(2, school_class=first)
    for place, role in ((staff_room, "teacher"), (first, "pupil"), (first, "parent")):
        f.PlatformLinkFactory(school_class=place, role=role, link=f"https://max.ru/join/{role}")
    disown_invitation(invitation=f.InvitationFactory(school_class=first, person=lost.person))
    step = step_of(appointed)
    assert step.title == "Пригласите того, у кого нет ссылки: нужна 1 ссылка"
    assert step.detail == "1А; кроме них, 1 ссылка попала не тому"
    page = client_of(appointed).get("/links/everyone/").content.decode()
    assert "<dt>пригласим</dt><dd>1</dd>" in page
    assert "<dt>ссылка попала не тому</dt><dd>1</dd>" in page
    f.InvitationFactory(school_class=first, person=other.person)
    step = step_of(appointed)
    assert step.title == "Узнайте, кому отдали ссылку, и выпустите новую: 1 ссылка попала не тому"
    assert step.url == "/links/?state=disowned"
    assert opens(client_of(appointed), step)
