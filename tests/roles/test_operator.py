"""The operator's desk: a school with its director, and accounts shut out or let in."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone
from django_scopes import scope

from audit.models import Event
from documents.models import Order
from orgstructure.models import Organization, SchoolClass
from outbox.models import Message
from registration.selectors import overview_of
from roles.models import Assignment, Membership, User
from tests import factories as f

SCHOOLS = "/admin/orgstructure/organization/"
USERS = "/admin/roles/user/"
FORM = {
    "full_name": "Школа № 7",
    "short_name": "СОШ № 7",
    "mark": "7",
    "locality": "с. Луговое",
    "address": "ул. Мира, 1",
    "platform": "max",
    "time_zone": "Asia/Kamchatka",
    "director-last_name": "Орлов",
    "director-first_name": "Пётр",
    "director-email": "orlov@school.example",
}


def test_an_operator_makes_a_school_with_its_director(client_of, operator):
    web = client_of(operator)
    page = web.get(SCHOOLS + "add/").content.decode()
    assert '<option value="" selected>Выберите</option>' in page
    assert '<option value="Europe/Moscow">' in page
    assert web.post(SCHOOLS + "add/", FORM).status_code == 302
    made = Organization.objects.get()
    assert made.time_zone == "Asia/Kamchatka"
    with scope(organization=made):
        assert SchoolClass.objects.get().is_staff_room
        assert Message.objects.get().to == "orlov@school.example"
    assert "СОШ № 7" in web.get(SCHOOLS).content.decode()
    assert web.get(f"{SCHOOLS}{made.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"short_name": ""}, "Обязательное поле"),
        ({"inn": "12"}, "ИНН «12»"),
        ({"time_zone": ""}, "Обязательное поле"),
        ({"director-last_name": "Orlov"}, "латинская буква"),
        ({"director-email": ""}, "Обязательное поле"),
        ({"director-phone": "+49 151 23456789"}, "не российский"),
    ],
)
def test_a_wrong_school_is_refused_and_what_was_typed_stays(client_of, operator, change, words):
    response = client_of(operator).post(SCHOOLS + "add/", FORM | change)
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert "с. Луговое" in page
    assert not Organization.objects.exists()


def test_nobody_but_an_operator_makes_schools(client_of, director, administrator):
    assert client_of(director).get(SCHOOLS + "add/").status_code == 403
    assert client_of(director).post(SCHOOLS + "add/", FORM).status_code == 403
    assert client_of(director).get(USERS).status_code == 403
    assert client_of(administrator).get(SCHOOLS).status_code in (302, 403)
    assert Organization.objects.count() == 1


def test_an_account_is_shut_out_and_let_in_again(client_of, operator, administrator):
    web, theirs = client_of(operator), client_of(administrator)
    act = {"_selected_action": [administrator.pk], "action": "block_users"}
    assert theirs.get("/").status_code == 200
    web.post(USERS, act | {"confirmed": "1"})
    assert not User.objects.get(pk=administrator.pk).is_active
    assert theirs.get("/").status_code == 302
    web.post(USERS, act | {"action": "unblock_users"})
    assert User.objects.get(pk=administrator.pk).is_active


def test_an_operator_cannot_lock_the_door_from_outside(client_of, operator):
    f.UserFactory()
    page = client_of(operator).post(
        USERS, {"_selected_action": [operator.pk], "action": "block_users"}, follow=True
    )
    assert "Себе вход закрыть нельзя" in page.content.decode()
    assert User.objects.get(pk=operator.pk).is_active


def test_lists_of_the_installation_cost_the_same_for_many(client_of, operator, django_assert_max_num_queries):
    f.OrganizationFactory.create_batch(30)
    f.UserFactory.create_batch(30)
    web = client_of(operator)
    for url in (SCHOOLS, USERS):
        with django_assert_max_num_queries(12):
            web.get(url)


def test_lesson_a04_the_board_says_where_each_school_stands_and_who_is_waited_for(
    client_of, operator, organization, other_organization, director
):
    person = f.PersonFactory(organization=organization, kind="staff")
    f.OrderFactory(person=person, status="pending", submitted_at=timezone.now() - timedelta(days=9))
    page = client_of(operator).get(SCHOOLS).content.decode()
    assert "2 школы в этой установке" in page
    assert "Подпись директора" in page
    assert "директор, 9 дней" in page
    assert "директора нет" in page  # the other school has nobody
    found = client_of(operator).get(SCHOOLS, {"q": "сош"}).content.decode()
    assert "МБОУ «СОШ № 4»" in found.replace("\u00a0", " ")
    assert "МКОУ «ООШ № 19»" not in found


def test_lesson_a04_a_draft_of_the_next_order_does_not_move_a_school_back(
    client_of, operator, organization, director
):
    person = f.PersonFactory(organization=organization, kind="staff")
    f.MembershipFactory(person=person)
    signed = f.OrderFactory(person=person, signed=True)
    f.AssignmentFactory(person=person, role="administrator", order=signed)
    before = step_on_the_board(client_of(operator))
    following = f.PersonFactory(organization=organization, kind="staff")
    draft = f.OrderFactory(person=following)
    for status in ("draft", "pending", "returned"):
        moved = {"submitted_at": timezone.now(), "decided_at": timezone.now(), "return_reason": "Не та"}
        Order.objects.filter(pk=draft.pk).update(status=status, **(moved if status != "draft" else {}))
        assert step_on_the_board(client_of(operator)) == before, status
        overview = overview_of(organization)
        assert next(step for step in overview.steps if step.is_now).title == "Заявка готовится"
    assert "Заявка готовится" in before


def test_lesson_a04_the_board_tells_of_a_missing_consent_and_of_a_letter_with_a_password_in_the_folder(
    client_of, operator, organization
):
    organization.inn, organization.ogrn = "2600000019", "1022600000019"
    organization.save()
    person = f.PersonFactory(organization=organization, kind="staff", phone="+79000001408")
    account = f.UserFactory(last_login=None)
    f.MembershipFactory(person=person, user=account)
    signed = f.OrderFactory(person=person, signed=True)
    f.AssignmentFactory(person=person, role="administrator", order=signed)
    f.MessageFactory(organization=organization, kind="access", to=account.email, status="folder")
    assert "Почта портала не настроена" in step_on_the_board(client_of(operator))
    type(account).objects.filter(pk=account.pk).update(last_login=timezone.now())
    f.RegistrationCaseFactory(order=signed, status="pending", submitted_at=timezone.now())
    assert f"нет согласия: {person.short_name}" in step_on_the_board(client_of(operator))


def step_on_the_board(web):
    """What the row of the only school says."""
    return " ".join(re.sub(r"<[^>]+>", " ", web.get(SCHOOLS).content.decode().split("<tbody")[1]).split())


def test_the_board_is_paged_by_keyset_and_costs_the_same_for_many(
    client_of, operator, django_assert_max_num_queries
):
    f.OrganizationFactory.create_batch(2)
    web = client_of(operator)
    with django_assert_max_num_queries(14) as few:
        web.get(SCHOOLS)
    for number in range(40):
        f.OrganizationFactory(short_name=f"СОШ № {number:02}")
    with django_assert_max_num_queries(len(few)):
        page = web.get(SCHOOLS).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', page).group(1)
    assert page.count("<tr") == 31
    assert web.get(SCHOOLS + unescape(following)).content.decode().count("<tr") == 13


def test_an_operator_begins_at_the_board(client, client_of, operator):
    answer = client.post("/accounts/login/", {"login": operator.email, "password": "correct-horse-19"})
    assert answer.url == SCHOOLS
    assert client_of(operator).get("/").url == SCHOOLS


def back(web, school, **fields):
    names = {"last_name": "Орлов", "first_name": "Пётр", "patronymic": "", "gender": "", "phone": ""}
    return web.post(f"{SCHOOLS}{school.pk}/change/", names | fields)


def test_a_director_who_lost_the_mailbox_is_let_in_by_another(client_of, operator, organization, director):
    person = director.memberships.get().person
    person.last_name, person.search_name = "Лебедев", "лебедев петр сергеевич"
    person.save()
    name = {name: getattr(person, name) for name in ("last_name", "first_name", "patronymic")}
    web = client_of(operator)
    assert person.full_name in web.get(f"{SCHOOLS}{organization.pk}/change/").content.decode()
    same = back(web, organization, **name, email=director.email)
    assert same.status_code == 400
    assert "Забыли свой пароль" in same.content.decode()
    assert back(web, organization, **name, email="new@school.example").status_code == 302
    membership = Membership.objects.get(person=person)
    assert membership.user.email == "new@school.example"
    assert Assignment.objects.get(role="director", valid_to=None).person == person
    assert set(Event.objects.values_list("verb", flat=True)) == {
        "access.given",
        "access.revoked",
        "director.restored",
        "person.edited",  # the card had no address
    }
    assert client_of(director).get("/").status_code == 403
    assert client_of(membership.user).get("/").status_code == 200


def test_nothing_but_the_name_of_the_former_director_is_filled_in_for_another(
    client_of, operator, organization, director, staff_room
):
    """The form is sent as it came, but for the name and the address: the new card has nothing of the former's."""
    former = director.memberships.get().person
    former.phone, former.gender, former.birth_date = "+79000000401", "f", date(1970, 3, 12)
    former.save()
    web = client_of(operator)
    form = web.get(f"{SCHOOLS}{organization.pk}/change/").context["form"]
    came = {name: str(form[name].value() or "") for name in form.fields}
    assert came["last_name"] == former.last_name
    typed = {"last_name": "Орлов", "first_name": "Пётр", "patronymic": "", "email": "orlov@school.example"}
    assert web.post(f"{SCHOOLS}{organization.pk}/change/", came | typed).status_code == 302
    person = Assignment.objects.get(role="director", valid_to=None).person
    assert (person.full_name, person.phone, person.gender, person.birth_date) == ("Орлов Пётр", "", "", None)


def test_another_director_takes_the_place_of_one_who_is_gone(
    client_of, operator, organization, director, staff_room
):
    former = director.memberships.get().person
    assert back(client_of(operator), organization, email="orlov@school.example").status_code == 302
    held = Assignment.objects.in_force(timezone.localdate()).get(role="director")
    assert held.person.full_name == "Орлов Пётр"
    assert not Membership.objects.filter(person=former).exists()
    assert Message.objects.get().to == "orlov@school.example"


def test_nobody_but_an_operator_gives_a_director_back(client_of, director, organization):
    assert back(client_of(director), organization, email="x@school.example").status_code == 403
    assert not Message.objects.exists()


def test_a_second_press_makes_no_second_school(client_of, operator):
    web = client_of(operator)
    web.post(SCHOOLS + "add/", FORM)
    again = web.post(SCHOOLS + "add/", FORM | {"director-email": "another@school.example"})
    assert again.status_code == 400
    page = again.content.decode()
    assert "уже заведена" in page
    assert "Это другая школа с тем же названием" in page
    assert Organization.objects.count() == 1
    other = FORM | {"director-email": "another@school.example", "same_name": "on"}
    assert web.post(SCHOOLS + "add/", other).status_code == 302
    elsewhere = FORM | {"director-email": "third@school.example", "locality": "с. Степное"}
    assert web.post(SCHOOLS + "add/", elsewhere).status_code == 302
    assert Organization.objects.count() == 3


def test_a_number_of_accounts_stands_beside_no_noun_that_disagrees(client_of, operator, administrator):
    page = " ".join(client_of(operator).get(USERS).content.decode().split())
    assert ("Всего: 3" in page, re.findall(r"\d учётн\w+ запис\w+", page)) == (True, [])


def test_the_board_asks_each_school_on_its_own_day(client_of, operator):
    web = client_of(operator)
    with time_machine.travel(datetime(2026, 12, 14, 15, 0, tzinfo=UTC), tick=False):
        web.post(SCHOOLS + "add/", FORM)
        made = Organization.objects.get()
        with scope(organization=made):
            assert Assignment.objects.get().valid_from == date(2026, 12, 15)  # tomorrow in Moscow
            person = Assignment.objects.get().person
            order = f.OrderFactory(organization=made, signed=True, person=person)
            Order.objects.update(effective_on=date(2026, 12, 15))
            f.AssignmentFactory(
                person=person, role="administrator", order=order, valid_from=date(2026, 12, 15)
            )
        board, own = (
            unescape(web.get(page).content.decode()) for page in (SCHOOLS, f"{SCHOOLS}{made.pk}/change/")
        )
        assert "директора нет" not in board
        assert "Ни директора, ни администратора" not in own
        assert "приказ вступит в силу" not in own + board


def test_a_director_given_back_without_a_mail_server_is_promised_no_letter(client_of, operator):
    web = client_of(operator)
    web.post(SCHOOLS + "add/", FORM)
    back = {"last_name": "Орлов", "first_name": "Пётр", "email": "new@school.example"}
    page = web.post(f"{SCHOOLS}{Organization.objects.get().pk}/change/", back, follow=True).content.decode()
    assert "Доступ директору открыт." in page
    assert "уходит" not in page
    assert "письмо для new@school.example сложено в папку" in page


def test_a_directors_name_in_capitals_is_asked_about(client_of, operator):
    web = client_of(operator)
    sent = FORM | {"director-last_name": "ТИМЧЕНКО", "director-first_name": "Алла"}
    asked = web.post(SCHOOLS + "add/", sent)
    assert asked.status_code == 400
    assert "обычно пишут «Тимченко»" in asked.content.decode()
    assert web.post(SCHOOLS + "add/", sent | {"director-as_typed": "on"}).status_code == 302
