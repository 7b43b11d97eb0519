"""A school from its first day to a parent's accepted link, on SQLite, with a real worker, beat and mail server."""

import io
import re
import sqlite3
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from tests.browser.driver import PHONE
from tests.services.harness import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PASSWORD = "тихий-сад-и-41-яблоко"  # noqa: S105
SCHOOL = {
    "--full-name": "Муниципальное казённое общеобразовательное учреждение «Основная школа № 19»",
    "--short-name": "МКОУ «ООШ № 19»",
    "--mark": "19",
    "--locality": "с. Заречное",
    "--address": "357000, Ставропольский край, с. Заречное, ул. Школьная, д. 1",
    "--inn": "2600000013",
    "--ogrn": "1022600000015",
    "--phone": "+79000000019",
    "--email": "school19@school.example",
    "--time-zone": "Europe/Moscow",
    "--director": "Калинина Ольга Николаевна",
    "--director-email": "director@school.example",
}
PARENTS = """Белова Анна Игоревна; +7 900 000-21-01; belova@home.example
Гусев Пётр Ильич
Орлова Алла Викторовна, orlova@home.example"""


class Town:
    """The portal's processes, its mail server and its database, as the story needs them."""

    def __init__(self, portal, smtp, visits):
        self.portal, self.smtp, self.visits = portal, smtp, visits
        self.read = 0

    def rows(self, sql, *values):
        with sqlite3.connect(f"file:{self.portal.var}/portal.sqlite3?mode=ro", uri=True) as database:
            return database.execute(sql, values).fetchall()

    def one(self, sql, *values):
        [[value]] = self.rows(sql, *values)
        return value

    def letter(self, to):
        """The next letter to this address; letters to others before it count as read."""

        def found():
            for number, letter in enumerate(self.smtp.letters[self.read :], self.read + 1):
                if letter["To"] and to in letter["To"]:
                    self.read = number
                    return letter
            return None

        return wait_until(found, 60, f"a letter to {to}")

    def new_person(self):
        return self.visits.page(self.portal.url)


@pytest.fixture
def town(embedded_portal, smtp, visits):
    embedded_portal.env |= smtp.env | {"BEAT_MAX_SECONDS": "1"}
    embedded_portal.web()
    embedded_portal.worker("--beat")
    return Town(embedded_portal, smtp, visits)


def test_from_the_first_day_to_an_accepted_link(town):
    director = opens_the_school(town)
    administrator = appoints_the_administrator(town, director)
    applies_to_the_platform(town, director, administrator)
    makes_the_structure(town, administrator)
    link = makes_links(town, administrator)
    accepts_on_the_phone(town, link)
    rejects_a_stranger(town, administrator)
    sees_the_unclaimed_expire(town, administrator)
    assert [p.complaints for p in (director, administrator)] == [[], []]


def opens_the_school(town):
    town.portal.manage("create_school", *(word for pair in SCHOOL.items() for word in pair))
    assert town.rows("select kind from orgstructure_schoolclass") == [("staff_room",)]
    return sets_a_password(town, "director@school.example")


def sets_a_password(town, email):
    """Follow the letter that came to this address, choose a password, sign in."""
    letter = town.letter(email).get_body(("plain",)).get_content()
    page = town.new_person()
    page.goto(re.search(r"http\S+", letter).group())
    for name in ("password1", "password2"):
        page.fill(f"[name={name}]", PASSWORD)
    page.get_by_role("button", name="Сохранить пароль").click()
    if not page.locator("nav.side").count():
        page.goto("/accounts/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Войти", exact=True).click()
    page.locator("nav.side").wait_for()
    return page


def appoints_the_administrator(town, director):
    director.goto("/people/new/?kind=staff")
    fills(director, last_name="Иванова", first_name="Мария", patronymic="Петровна", post="учитель математики")
    fills(director, phone="8 900 000 14 08", email="ivanova@school.example")
    director.get_by_role("button", name="Записать").click()
    seen(director, "Иванова Мария Петровна: записано")
    director.goto("/documents/new/?kind=administrator")
    director.select_option("[name=person]", label="Иванова Мария Петровна · учитель математики")
    director.get_by_role("button", name="Подготовить").click()
    director.get_by_role("button", name="Передать себе на подпись").click()
    seen(director, "Приказ ждёт вашей подписи")
    assert town.one("select status from documents_order") == "pending"

    director.goto("/admin/")
    director.get_by_role("link", name="Решить").click()
    director.fill("[name=number]", "112")
    director.get_by_role("button", name="Подписать").click()
    seen(director, "Приказ № 112")
    seen(director, "подписан и действует: Иванова Мария Петровна")
    assert town.rows("select status, number from documents_order") == [("signed", "112")]
    assert town.rows("select role from roles_assignment where valid_to is null and order_id is not null") == [
        ("administrator",)
    ]
    director.goto("/")
    seen(director, "Откройте вход администратору: Иванова М. П.")
    director.get_by_role("link", name="Открыть вход").first.click()
    director.get_by_role("button", name="Открыть вход").click()
    seen(director, "Вход открыт")
    return sets_a_password(town, "ivanova@school.example")


def applies_to_the_platform(town, director, administrator):
    administrator.goto("/registration/")
    administrator.get_by_role("link", name="Подготовить заявку").click()
    administrator.locator("main form.fields button.primary").click()
    seen(administrator, "+7 900 000-14-08")
    administrator.goto("/registration/consents/")
    administrator.get_by_role("button", name="Даю согласие на передачу моих данных").click()
    wait_until(lambda: town.rows("select decision from consents_decision") == [("given",)])
    administrator.goto("/registration/")
    administrator.get_by_role("button", name="Передать директору").click()
    director.goto("/admin/")
    director.get_by_role("link", name="Решить").click()
    seen(director, "info@sferum.ru")
    director.get_by_role("button", name="Одобрить").click()
    seen(director, "Заявка одобрена")
    administrator.goto("/registration/")
    administrator.get_by_role("button", name="Отправить").click()
    letter = town.letter("info@sferum.ru")
    assert "Иванова Мария Петровна" in letter.get_body(("plain",)).get_content()
    [paper] = letter.iter_attachments()
    words = " ".join(PdfReader(io.BytesIO(paper.get_content())).pages[0].extract_text().split())
    assert "Назначить Иванову Марию Петровну" in words
    wait_until(lambda: town.one("select status from registration_registrationcase") == "sent", 20)
    wait_until(lambda: town.rows("select 1 from outbox_message where status='sent' and frozen is not null"))
    administrator.goto("/registration/")
    seen(administrator, "Ждём ответ")


def makes_the_structure(town, administrator):
    administrator.goto("/structure/generate/")
    fills(administrator, first="1", last="9", letters="А, Б", exceptions="9Б")
    administrator.get_by_role("button", name="Показать, что получится").click()
    seen(administrator, "Будет создано: 17 классов")
    administrator.get_by_role("button", name="Создать", exact=True).click()
    administrator.wait_for_url("**/structure/")
    assert town.one("select count(*) from orgstructure_schoolclass where kind='study'") == 17

    seen(administrator, "1А")
    school_class = town.one("select id from orgstructure_schoolclass where grade=1 and letter='А'")
    administrator.goto(f"/structure/classes/{school_class}/edit/")
    fills(administrator, link_all="https://web.max.ru/join/first-a")
    administrator.get_by_role("button", name="Сохранить", exact=True).click()

    administrator.goto("/people/paste/")
    administrator.select_option("[name=role]", "parent")
    administrator.select_option("[name=school_class]", label="1А")
    fills(administrator, text=PARENTS + "\nIvanova Maria")
    shows = administrator.locator("main .actions").get_by_role("button", name="Показать, что получится")
    shows.click()
    seen(administrator, "1 строка ждёт исправления или ответа")
    assert town.one("select count(*) from orgstructure_enrolment where role='parent'") == 0
    assert administrator.input_value("[name=text]").startswith("Белова")
    administrator.get_by_text("Весь список текстом").click()
    fills(administrator, text=PARENTS)
    shows.click()
    administrator.get_by_role("button", name="Записать 3 человека").click()
    administrator.get_by_role("link", name="Белова Анна").first.wait_for()
    assert town.one("select count(*) from orgstructure_enrolment where role='parent'") == 3


def makes_links(town, administrator):
    administrator.goto("/links/new/")
    administrator.select_option("[name=class]", label="1А")
    administrator.locator("#role").wait_for()
    administrator.select_option("#role", "parent")
    administrator.get_by_text("Белова Анна Игоревна").wait_for()
    administrator.get_by_role("button", name="Создать ссылки").click()
    seen(administrator, "3 ссылки созданы")
    assert town.rows("select status, count(*) from invitations_invitation group by 1") == [("active", 3)]
    administrator.get_by_role("button", name=re.compile("Отправить почтой")).click()
    letter = town.letter("belova@home.example").get_body(("plain",)).get_content()
    assert "/i/" not in "".join(map(str, town.rows("select body from outbox_message")))
    return re.search(r"http\S+/i/\S+", letter).group()


def accepts_on_the_phone(town, link):
    parent = town.visits.page(town.portal.url, **PHONE)
    parent.goto(link)
    seen(parent, "1А класс: родители")
    seen(parent, "Вступайте из своего профиля, не из профиля ребёнка")
    with parent.context.expect_page() as opened:
        parent.get_by_role("link", name="согласие на обработку персональных данных").click()
    opened.value.get_by_role("heading", name=re.compile("Согласие")).first.wait_for()
    opened.value.close()
    parent.get_by_role("button", name="Принять приглашение").click()
    seen(parent, "согласие")  # not ticked yet: the page says so and nothing is used up
    assert town.one("select count(*) from invitations_invitation where status='accepted'") == 0
    parent.check("[name=agreed]")
    parent.get_by_role("button", name="Принять приглашение").click()
    seen(parent, "Приглашение принято. Дальше два шага.")
    way = parent.get_by_role("link", name="Войти в 1А")
    assert way.get_attribute("href") == "https://web.max.ru/join/first-a"
    assert town.one("select count(*) from invitations_invitation where status='accepted'") == 1
    assert town.rows("select decision from consents_decision") == [("given",), ("given",)]

    other = town.visits.page(town.portal.url, **PHONE)
    other.goto(link)
    seen(other, "Приглашение уже принято")
    parent.goto(link)
    seen(parent, "Вы уже приняли приглашение")
    seen(parent, "Войти в 1А")


def rejects_a_stranger(town, administrator):
    school_class = town.one("select id from orgstructure_schoolclass where grade=1 and letter='А'")
    administrator.goto(f"/links/new/?class={school_class}&role=parent")
    administrator.get_by_role("button", name="Создать ссылку класса").click()
    link = administrator.locator("[data-copy*='/i/']").first.get_attribute("data-copy")
    stranger = town.visits.page(town.portal.url, **PHONE)
    stranger.goto(link)
    fills(stranger, full_name="Чужаков Семён Олегович", child_name="Белова Вера")
    stranger.check("[name=agreed]")
    stranger.get_by_role("button", name="Попроситься в класс").click()
    seen(stranger, "Заявка отправлена")

    administrator.goto("/requests/")
    seen(administrator, "Чужаков Семён Олегович")
    administrator.keyboard.press("j")
    administrator.keyboard.press("r")
    administrator.fill("#reason", "не родитель ученика")
    administrator.get_by_role("button", name="Отклонить", exact=True).click()
    seen(administrator, "Никто не ждёт решения")
    assert town.rows("select status, reason from invitations_joinrequest") == [
        ("rejected", "не родитель ученика")
    ]
    stranger.reload()
    seen(stranger, "Причина: не родитель ученика")
    assert stranger.get_by_role("link", name="Войти в").count() == 0


def sees_the_unclaimed_expire(town, administrator):
    unclaimed = town.one(
        "select i.id from invitations_invitation i join orgstructure_person p on p.id = i.person_id "
        "where p.last_name = 'Гусев'"
    )
    with sqlite3.connect(town.portal.var / "portal.sqlite3", timeout=20) as database:
        past = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        database.execute(
            "update invitations_invitation set created_at = datetime(?, '-31 days'), "
            "expires_at = datetime(?, '-1 minute') where id = ?",
            (str(past), str(past), unclaimed),
        )
    status = "select status from invitations_invitation where id = ?"
    wait_until(lambda: town.one(status, unclaimed) == "expired", 60, "beat to write the expiry down")
    administrator.goto(f"/links/{unclaimed}/")
    seen(administrator, "истекла")
    assert town.one("select count(*) from invitations_invitation where status='active'") == 2


def fills(page, **fields):
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)


def seen(page, words):
    page.get_by_text(words).first.wait_for(timeout=15_000)
