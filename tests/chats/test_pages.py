"""Chats in the web: who may, what is shown, what is refused and how."""

import pytest

from audit.models import Event
from chats import services
from chats.models import Chat
from tests import factories as f
from tests.chats.conftest import LINK, staff, teach, text


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def own_web(client_of, class_teacher):
    return client_of(class_teacher)


@pytest.fixture
def another_class(organization, year):
    return f.SchoolClassFactory(organization=organization, year=year, grade=6, letter="В")


# The map


def test_lesson_a01_on_the_map_a_planned_chat_is_still_a_gap(web, school_class, another_class, parents_chat):
    page = text(web.get("/chats/"))
    assert "2 класса · 7 пробелов · у 1 чата один администратор" in page
    assert "Запланировать недостающие 7" in page
    after = text(web.post("/chats/plan/", follow=True))
    assert "Запланировано: 7 чатов" in after
    assert "7 пробелов, из них 7 запланировано без ссылки" in " ".join(after.split())
    assert Chat.objects.filter(status="planned").count() == 7
    for n, chat in enumerate(Chat.objects.filter(status="planned")):
        services.set_chat_link(chat=chat, link=f"https://max.ru/join/gap-{n}", actor=None)
    assert "пробелов нет" in text(web.get("/chats/"))


def test_looking_at_the_map_writes_nothing(web, school_class):
    web.get("/chats/")
    web.get(f"/chats/classes/{school_class.pk}/")
    assert not Chat.objects.exists()


def test_a_map_without_classes_says_what_to_do(web, organization):
    assert "Классов ещё нет" in text(web.get("/chats/"))


def test_a_class_teacher_sees_and_plans_the_own_class_only(own_web, school_class, another_class):
    page = text(own_web.get("/chats/"))
    assert "1 класс ·" in page
    assert "Чаты руководства" not in page
    own_web.post("/chats/plan/")
    assert set(Chat.objects.values_list("school_class", flat=True)) == {school_class.pk}


def test_a_subject_teacher_sees_only_cells_they_belong_to(
    client_of, subject_teacher, school_class, parents_chat
):
    page = text(client_of(subject_teacher).get("/chats/"))
    assert "Педагоги" in page
    assert "Родители" not in page
    assert f"/chats/{parents_chat.pk}/" not in page


def test_a_deputy_reads_and_does_not_write(client_of, deputy, parents_chat, school_class):
    web = client_of(deputy)
    page = text(web.get("/chats/"))
    assert "Запланировать" not in page
    assert web.post("/chats/plan/").status_code == 403
    page = text(web.get(f"/chats/{parents_chat.pk}/"))
    assert LINK not in page
    assert "Её видят те, кто ведёт чат" in page
    for address in ("edit", "link", "archive"):
        assert web.get(f"/chats/{parents_chat.pk}/{address}/").status_code == 403
    assert web.get(f"/chats/classes/{school_class.pk}/").status_code == 403
    assert f"/chats/classes/{school_class.pk}/" not in text(web.get("/chats/"))
    assert web.get("/chats/new/").status_code == 403


# One chat


def test_a_class_teacher_has_the_link_of_the_own_chat(own_web, parents_chat):
    page = text(own_web.get(f"/chats/{parents_chat.pk}/"))
    assert f'data-copy="{LINK}"' in page
    assert "В архив" not in page
    assert own_web.get(f"/chats/{parents_chat.pk}/archive/").status_code == 403


def test_what_is_not_ones_own_does_not_exist(
    client_of, subject_teacher, own_web, parents_chat, another_class
):
    assert client_of(subject_teacher).get(f"/chats/{parents_chat.pk}/").status_code == 404
    other = f.ChatFactory(organization=another_class.organization, school_class=another_class, title="6В")
    for address in ("", "edit/", "link/"):
        assert own_web.get(f"/chats/{other.pk}/{address}").status_code == 404
    assert own_web.get(f"/chats/classes/{another_class.pk}/").status_code == 404


def test_a_subject_teacher_keeps_the_own_subjects_chat_only(
    client_of, subject_teacher, school_class, organization, subject
):
    web = client_of(subject_teacher)
    own = subject_teacher.memberships.get().person.assignments.get().subject
    data = {"kind": "subject", "school_class": school_class.pk, "subject": own.pk, "link": LINK}
    response = web.post("/chats/new/", data, follow=True)
    chat = Chat.objects.get()
    assert response.redirect_chain == [(f"/chats/{chat.pk}/", 302)]
    assert LINK in text(response)
    other = f.ChatFactory(
        organization=organization, kind="subject", school_class=school_class, subject=subject
    )
    assert web.get(f"/chats/{other.pk}/").status_code == 404
    assert web.post("/chats/new/", data | {"subject": subject.pk}).status_code == 400
    page = text(web.get(f"/chats/classes/{school_class.pk}/"))
    assert f'name="subject-{own.pk}"' in page
    assert 'name="class_parents"' not in page


def test_the_director_keeps_leadership_chats(client_of, director, parents_chat):
    web = client_of(director)
    response = web.post("/chats/new/", {"kind": "head_teachers"}, follow=True)
    chat = Chat.objects.get(kind="head_teachers")
    assert chat.owner == director.memberships.get().person
    assert "Руководитель · педагоги" in text(response)
    web.post(f"/chats/{chat.pk}/link/", {"link": f"{LINK}-2"})
    web.post(f"/chats/{chat.pk}/archive/", {"reason": "год кончился"})
    chat.refresh_from_db()
    assert (chat.status, chat.link) == ("archived", f"{LINK}-2")
    assert web.get(f"/chats/{parents_chat.pk}/edit/").status_code == 403
    assert web.post(f"/chats/{parents_chat.pk}/archive/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("address", ["", "edit/", "link/", "archive/"])
def test_another_schools_chat_is_not_found(web, foreign_chat, address):
    assert web.get(f"/chats/{foreign_chat.pk}/{address}").status_code == 404
    assert web.post(f"/chats/{foreign_chat.pk}/restore/").status_code == 404


def test_another_schools_class_and_people_cannot_be_chosen(web, other_organization, organization):
    foreign = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=other_organization))
    stranger = staff(other_organization)
    assert web.get(f"/chats/classes/{foreign.pk}/").status_code == 404
    page = text(
        web.post("/chats/new/", {"kind": "class_parents", "school_class": foreign.pk, "owner": stranger.pk})
    )
    assert "Такого класса у вас нет" in page
    assert "нет среди сотрудников" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"link": "javascript:alert(1)"}, "не ссылка"),
        ({"link": "https://evil.example/join"}, "ведёт на evil.example"),
        ({"link": "https://max.ru.evil.example/join"}, "ведёт на max.ru.evil.example"),
        ({"link": "https://max.ru/" + "a" * 600}, "длиннее 500"),
        ({"link": "https://max.ru/"}, "главную страницу max.ru"),
        ({"link": "https://vk.cc/abc"}, "короткая ссылка"),
        ({"link": "https://max.ru\\@evil.example/x"}, "браузер прочтёт его иначе"),
        ({"link": "https://vk.me/join/1", "platform": "max"}, "Проверьте ссылку или платформу"),
        ({"title": "Наш чат 🎓"}, "🎓"),
        ({"title": "Ы" * 300}, "300 знаков"),
        ({"kind": "everybody"}, "Выберите корректный вариант"),
        ({"kind": "class_parents", "school_class": ""}, "Выберите класс"),
        ({"kind": "subject"}, "Выберите предмет"),
        ({"kind": "head_teachers"}, "Уберите класс"),
        ({"platform": "telegram"}, "Выберите корректный вариант"),
        ({"school_class": "99999999999999999999"}, "Такого класса у вас нет"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(web, school_class, changes, words):
    data = {"kind": "class_parents", "school_class": school_class.pk, "title": "Мой чат"} | changes
    response = web.post("/chats/new/", data)
    assert response.status_code == 400
    assert words in text(response)
    if "title" not in changes:
        assert "Мой чат" in text(response)
    assert not Chat.objects.exists()


def test_the_same_form_sent_twice_makes_one_chat(web, school_class):
    data = {"kind": "class_parents", "school_class": school_class.pk}
    assert web.post("/chats/new/", data).status_code == 302
    again = web.post("/chats/new/", data)
    assert again.status_code == 400
    assert "уже есть" in text(again)
    assert Chat.objects.count() == 1


def test_a_chat_is_edited_and_its_second_keeper_is_another(web, parents_chat, organization):
    owner, second = staff(organization), staff(organization)
    data = {"title": "5А родители", "platform": "max", "owner": owner.pk, "second_admin": owner.pk}
    response = web.post(f"/chats/{parents_chat.pk}/edit/", data)
    assert response.status_code == 400
    assert "Второй администратор — другой человек" in text(response)
    web.post(f"/chats/{parents_chat.pk}/edit/", data | {"second_admin": second.pk})
    parents_chat.refresh_from_db()
    assert (parents_chat.title, parents_chat.second_admin) == ("5А родители", second)
    page = text(web.get(f"/chats/{parents_chat.pk}/"))
    assert "Изменён" in page


def test_archiving_asks_once_with_a_reason_and_can_be_undone(web, parents_chat):
    assert "Почему чат больше не нужен" in text(web.get(f"/chats/{parents_chat.pk}/archive/"))
    assert web.post(f"/chats/{parents_chat.pk}/archive/", {"reason": " "}).status_code == 400
    page = text(web.post(f"/chats/{parents_chat.pk}/archive/", {"reason": "выпуск"}, follow=True))
    assert "Отправлен в архив: выпуск" in page
    again = web.post(f"/chats/{parents_chat.pk}/archive/", {"reason": "ещё раз"})
    assert again.status_code == 400
    page = text(web.post(f"/chats/{parents_chat.pk}/restore/", follow=True))
    assert "снова в работе" in page
    assert "Чат уже создан: сделать это больше нельзя." in text(
        web.post(f"/chats/{parents_chat.pk}/restore/", follow=True)
    )
    parents_chat.refresh_from_db()
    assert parents_chat.status == "created"


# The links of a class


def test_a_class_teacher_writes_all_links_in_one_form(own_web, school_class, organization, subject):
    teach(staff(organization), school_class, subject)
    page = text(own_web.get(f"/chats/classes/{school_class.pk}/"))
    assert f'name="subject-{subject.pk}"' in page
    response = own_web.post(
        f"/chats/classes/{school_class.pk}/",
        {"class_parents": LINK, f"subject-{subject.pk}": f"{LINK}-2", "class_pupils": ""},
        follow=True,
    )
    assert "Сохранено: 2 ссылки" in text(response)
    assert set(Chat.objects.values_list("kind", "status")) == {
        ("class_parents", "created"),
        ("subject", "created"),
    }
    assert not any(LINK in str(event.details) + event.object_label for event in Event.objects.all())


def test_one_wrong_link_saves_none_and_stands_at_its_field(own_web, school_class):
    response = own_web.post(
        f"/chats/classes/{school_class.pk}/",
        {"class_pupils": LINK, "class_parents": "https://evil.example/x"},
    )
    assert response.status_code == 400
    page = text(response)
    assert "ведёт на evil.example" in page.split('id="id_class_parents-error"')[1]
    assert f'value="{LINK}"' in page
    assert not Chat.objects.exists()


def test_an_old_tab_undoes_nothing(own_web, school_class, parents_chat):
    own_web.post(
        f"/chats/classes/{school_class.pk}/",
        {"class_parents": "", "initial-class_parents": "", "class_pupils": f"{LINK}-2"},
    )
    parents_chat.refresh_from_db()
    assert parents_chat.link == LINK
    own_web.post(
        f"/chats/classes/{school_class.pk}/",
        {"class_parents": "", "initial-class_parents": LINK, "confirmed": "1"},
    )
    parents_chat.refresh_from_db()
    assert (parents_chat.link, parents_chat.status) == ("", "planned")


def test_lesson_c15_a_pasted_message_gives_the_link_and_the_platform(web, parents_chat):
    assert 'type="url"' not in text(web.get(f"/chats/{parents_chat.pk}/link/"))
    web.post(f"/chats/{parents_chat.pk}/link/", {"link": "Присоединяйтесь к чату: max.ru/join/AbC-8."})
    parents_chat.refresh_from_db()
    assert (parents_chat.link, parents_chat.platform) == ("https://max.ru/join/AbC-8", "max")
    web.post(f"/chats/{parents_chat.pk}/link/", {"link": "Наш чат (http://vk.me/join/AbC)"})
    parents_chat.refresh_from_db()
    assert (parents_chat.link, parents_chat.platform) == ("https://vk.me/join/AbC", "vk")


def test_lesson_c15_the_link_of_another_chat_is_refused_by_its_name(web, parents_chat, organization):
    other = f.ChatFactory(organization=organization, kind="head_teachers", title="Педсовет")
    response = web.post(f"/chats/{other.pk}/link/", {"link": f"{LINK}/"})
    assert response.status_code == 400
    assert "уже вписана у чата «5А · родители»" in text(response)
    web.post(f"/chats/{parents_chat.pk}/archive/", {"reason": "выпуск"})
    assert web.post(f"/chats/{other.pk}/link/", {"link": LINK}).status_code == 302
    page = text(web.post(f"/chats/{parents_chat.pk}/restore/", follow=True))
    assert "уже вписана у чата «Педсовет»" in page


def test_lesson_c15_all_errors_of_a_form_are_told_at_once(own_web, school_class, parents_chat):
    address = f"/chats/classes/{school_class.pk}/"
    assert 'type="url"' not in text(own_web.get(address))
    wrong = {"class_pupils": f"Чат: {LINK}.", "class_parents": "нет", "class_teachers": "https://vk.cc/1"}
    response = own_web.post(address, wrong)
    assert response.status_code == 400
    page = text(response)
    assert "уже вписана у чата" in page.split('id="id_class_pupils-error"')[1][:200]
    assert "не ссылка" in page.split('id="id_class_parents-error"')[1][:200]
    assert "короткая ссылка" in page.split('id="id_class_teachers-error"')[1][:200]
    parents_chat.refresh_from_db()
    assert (parents_chat.link, Chat.objects.count()) == (LINK, 1)


def test_lesson_c16_a_stored_link_of_older_rules_is_no_button(web, parents_chat):
    address = f"/chats/{parents_chat.pk}/"
    assert f'href="{LINK}"' in text(web.get(address))
    Chat.objects.update(link="https://max.ru\\@evil.example/x")
    page = text(web.get(address))
    assert "evil.example" in page
    assert 'href="https://max.ru' not in page
    assert "Скопируйте её там заново" in page


# The list


def test_lesson_a02_a_button_counts_the_rows_that_its_address_shows(
    web, parents_chat, organization, another_class
):
    place = {"organization": organization, "school_class": another_class}
    f.ChatFactory(**place, kind="other", status="created", link="https://max.ru/join/c")
    address = {"school_class": another_class.pk}
    tabs = {tab.label: tab for tab in web.get("/chats/list/", address).context["tabs"]}
    assert {label: tab.count for label, tab in tabs.items()} == {"Все": 1, "Создан": 1}
    for tab in tabs.values():
        assert len(web.get(f"/chats/list/{tab.address}").context["page"].rows) == tab.count


def test_the_list_is_filtered_and_survives_any_address(web, parents_chat, organization):
    f.ChatFactory(organization=organization, kind="head_teachers", title="Педсовет")
    assert "Педсовет" not in text(web.get("/chats/list/?status=created"))
    assert "Педсовет" in text(web.get("/chats/list/?kind=head_teachers"))
    page = text(web.get(f"/chats/list/?school_class={parents_chat.school_class_id}"))
    assert ("Педсовет" in page, "5А · родители" in page) == (False, True)
    for address in ("?status=%00", "?school_class=²", "?school_class=" + "9" * 40, "?kind=x&cursor=forged"):
        assert web.get(f"/chats/list/{address}").status_code == 200
    assert "Таких чатов нет" in text(web.get("/chats/list/?status=archived"))


def test_pages_cost_the_same_with_one_and_with_thirty(
    web, organization, year, school_class, subject, django_assert_max_num_queries
):
    addresses = ("/chats/", "/chats/list/", f"/chats/classes/{school_class.pk}/")
    _fill(organization, school_class, subject)
    costs = []
    for address in addresses:
        with django_assert_max_num_queries(25) as counted:
            web.get(address)
        costs.append(len(counted))
    for i in range(30):
        another = f.SchoolClassFactory(organization=organization, year=year, grade=5 + i % 5)
        _fill(organization, another, f.SubjectFactory(organization=organization))
    for address, cost in zip(addresses, costs, strict=True):
        with django_assert_max_num_queries(cost):
            assert web.get(address).status_code == 200


def _fill(organization, school_class, subject):
    teacher = staff(organization)
    f.AssignmentFactory(person=teacher, role="class_teacher", school_class=school_class)
    teach(teacher, school_class, subject)
    for kind, about in (("class_parents", None), ("subject", subject)):
        f.ChatFactory(
            organization=organization, kind=kind, school_class=school_class, subject=about, owner=teacher
        )


def test_a_chats_page_costs_the_same_with_one_and_with_thirty_members(
    web, parents_chat, school_class, django_assert_max_num_queries
):
    def enrol():
        f.EnrolmentFactory(school_class=school_class, role="parent")

    enrol()
    with django_assert_max_num_queries(25) as counted:
        web.get(f"/chats/{parents_chat.pk}/")
    for _ in range(29):
        enrol()
    with django_assert_max_num_queries(len(counted)):
        assert "вступили 0 из 30" in text(web.get(f"/chats/{parents_chat.pk}/"))


# The slots on the card of a class
