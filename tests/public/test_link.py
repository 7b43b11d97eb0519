"""The page of a link over HTTP (quality P5, S1, S3, S7, S9)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from consents.models import Decision
from invitations.codes import link_code, short_code
from invitations.marks import mark_of
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Enrolment, Guardianship, Person
from tests import factories as f
from tests.public.browser import mark_on, press


@pytest.fixture
def text(organization):
    return f.ConsentTextFactory(organization=organization, role="parent")


@pytest.fixture
def link(school_class, text, administrator):
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    f.PlatformLinkFactory(school_class=school_class, role="pupil", link="https://max.ru/join/pupils")
    child = f.EnrolmentFactory(school_class=school_class).person
    parent = f.EnrolmentFactory(school_class=school_class, role="parent", person__kind="parent").person
    f.GuardianshipFactory(guardian=parent, pupil=child)
    return f.InvitationFactory(
        school_class=school_class, role="parent", person=parent, created_by=administrator
    )


@pytest.fixture
def class_link(school_class, text):
    return f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=2)


def url(link, tail=""):
    return f"/i/{link_code(link)}{tail}"


def dump():
    """Every row of every table of ours, as text."""
    with connection.cursor() as cursor:
        tables = [
            t for t in connection.introspection.table_names(cursor) if not t.startswith("django_migrations")
        ]
        rows = []
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            # PostgreSQL gives bytes as a view, whose text is its place in memory
            plain = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
            rows += [f"{table}: {row}" for row in sorted(map(repr, plain))]
    return rows


def test_the_page_names_a_child_only_as_long_as_the_parent_represents_it(client, link, school_class):
    assert "родитель ученика: Пётр И." in opened(client, link)
    ward = Guardianship.objects.get()
    Person.objects.filter(pk=ward.pupil_id).update(first_name="Анна", patronymic="")
    assert "родитель ученицы: Анна И." in opened(client, link)
    Guardianship.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert "родитель ученика" not in opened(client, link)
    Guardianship.objects.update(valid_to=None)
    Enrolment.objects.filter(person=ward.pupil).update(role="teacher")
    assert "родитель ученика" not in opened(client, link)


def opened(client, link):
    return client.get(url(link)).content.decode()


def test_the_page_says_who_what_and_until_when(client, link):
    page = client.get(url(link)).content.decode()
    for words in (
        "МКОУ «ООШ № 19»",
        str(link.created_by),
        link.person.masked_name,
        "со своего телефона",
        "согласие",
    ):
        assert words in page
    assert link.person.last_name not in page.split("<title>")[1].split("</title>")[0]


def test_a_class_teacher_is_named_as_such(client, link, class_teacher):
    assert f"администратор школы {link.created_by}" in client.get(url(link)).content.decode()
    Invitation.objects.update(created_by=class_teacher)
    assert f"классный руководитель {class_teacher}" in client.get(url(link)).content.decode()


def test_a_consent_that_changed_while_it_was_read_is_read_again(client, link, text, organization):
    f.ConsentTextFactory(organization=organization, role="parent", number=2, body="Новый текст.")
    response = press(client, url(link), {"agreed": "yes", "text": text.pk})
    assert response.status_code == 400
    assert not Decision.objects.exists()


def test_p5_opening_takes_at_most_three_queries(client, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert client.get(url(link)).status_code == 200


def test_somebody_signed_in_at_another_school_sees_the_page_alone(
    client_of, link, other_organization, django_assert_max_num_queries
):
    with scope(organization=other_organization):
        browser = client_of(f.user_with_role(other_organization, "director"))
    with django_assert_max_num_queries(3 + 4):  # the session, the account, its schools, its roles
        page = browser.get(url(link)).content.decode()
    assert link.person.masked_name in page


def test_p5_a_forged_code_takes_no_query(client, link, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(url(link)[:-1] + ("A" if url(link)[-1] != "A" else "Q")).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_s1_a_thousand_robots_that_open_a_link_change_no_row(client, link, class_link, method):
    before = dump()
    for n in range(1_000):
        getattr(client, method)(
            url(link if n % 2 else class_link), HTTP_USER_AGENT="TelegramBot (like TwitterBot)"
        )
    for path in ("/i/", url(link, "/next"), f"/consent/{f.ConsentText.objects.get().pk}/"):
        getattr(client, method)(path)
    assert dump() == before


def test_s3_link_pages_are_not_kept_indexed_or_told_onwards(client, link):
    for path in (url(link), "/i/", url(link, "/next"), "/i/nonsense"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "http" not in response.content.decode().replace(
            "http://www.w3.org", ""
        ) or response.status_code in (200, 302)


def test_s7_unknown_forged_and_other_versions_answer_alike(client, link):
    missing = Invitation(pk=link.pk + 999, version=1)
    other_version = Invitation(pk=link.pk, version=9)
    answers = [client.get(path) for path in ("/i/" + "A" * 35, "/i/x", url(missing), url(other_version))]
    bodies = {a.content.replace(a.wsgi_request.path.encode(), b"") for a in answers}
    assert {a.status_code for a in answers} == {404}
    assert len({len(body) for body in bodies}) == 1


def test_a_parent_accepts_and_goes_on_to_the_platform(client, link):
    response = press(client, url(link), {"do": "accept", "agreed": "yes"})
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "https://max.ru/join/class" in page
    assert "join/pupils" not in page  # each role goes its own way
    assert Decision.objects.get().subject == link.person
    assert Enrolment.objects.get(person=link.person).joined_at


def test_the_platforms_link_is_shown_only_to_the_browser_that_accepted(client, link):
    press(client, url(link), {"do": "accept", "agreed": "yes"})
    stranger = Client()
    assert stranger.get(url(link, "/next")).status_code == 302
    response = stranger.get(url(link))
    assert response.status_code == 410
    assert "https://max.ru/join/class" not in response.content.decode()


def test_a_double_press_and_the_back_button_lead_to_the_same_page(client, link):
    for _ in range(2):
        assert press(client, url(link), {"do": "accept", "agreed": "yes"}).status_code == 302
    assert client.get(url(link)).status_code == 302
    assert Decision.objects.count() == 1


def test_without_the_tick_the_page_says_what_is_missing(client, link):
    response = press(client, url(link), {"do": "accept"})
    assert response.status_code == 400
    assert "Отметьте согласие" in response.content.decode()
    assert Invitation.objects.get(pk=link.pk).status == "active"


@pytest.mark.parametrize(
    ("state", "words"),
    [("expired", "истекло"), ("annulled", "аннулировано"), ("accepted", "уже принято")],
)
def test_a_dead_link_says_which_and_whom_to_ask(client, link, state, words):
    changes = {"status": state}
    if state == "expired":
        changes = {"created_at": timezone.now() - timedelta(days=9), "expires_at": timezone.now()}
    if state == "annulled":
        changes |= {"annulled_at": timezone.now(), "annul_reason": "утечка"}
    Invitation.objects.filter(pk=link.pk).update(**changes)
    response = client.get(url(link))
    assert response.status_code == 410
    page = response.content.decode()
    assert words in page
    assert str(link.created_by) in page
    assert "утечка" not in page
    assert press(client, url(link), {"do": "accept", "agreed": "yes"}).status_code == 410


def test_a_refusal_and_not_me_close_the_link(client, link):
    response = press(client, url(link), {"do": "refuse", "contact_note": "звоните"})
    assert "Отказ записан" in client.get(response.url).content.decode()
    assert Client().get(url(link)).status_code == 410


def test_by_a_class_link_one_asks_and_sees_what_became_of_it(client, class_link):
    answer = {
        "do": "accept",
        "agreed": "yes",
        "full_name": "петрова Анна",
        "child_name": "Петров Илья",
        "phone": "",
    }
    response = press(client, url(class_link), answer)
    assert response.status_code == 302, response.content.decode()
    assert "Заявка отправлена" in client.get(response.url).content.decode()
    assert JoinRequest.objects.get().child_name == "Петров Илья"
    for _ in range(2):  # a second tap is no fault
        mark = mark_of(client.cookies["gate"].value, class_link.pk)
        assert client.post(url(class_link, "/withdraw"), {"mark": mark}).status_code == 302
        assert JoinRequest.objects.get().status == "withdrawn"
    again = url(class_link, "?again=1")
    assert "Попроситься ещё раз" in client.get(response.url).content.decode()
    form = client.get(again)
    assert form.status_code == 200
    assert [
        name for name in ("петрова Анна", "Петров Илья") if f'value="{name}"' not in form.content.decode()
    ] == []
    assert press(client, again, answer).status_code == 302
    assert "Заявка отправлена" in client.get(response.url).content.decode()
    assert press(client, again, answer).status_code == 302  # a request that waits is not made twice
    assert JoinRequest.objects.count() == 2


def test_lesson_d19_a_foreign_phone_by_a_class_link_says_what_it_will_not_do(
    client, class_link, client_of, administrator
):
    answer = {"do": "accept", "agreed": "yes", "full_name": "Петрова Анна", "child_name": "Петров Илья"}
    done = press(client, url(class_link), {**answer, "phone": "+375 29 123-45-67"})
    note = "на платформе понадобится российский номер"
    assert note in client.get(done.url).content.decode()
    assert note in client_of(administrator).get("/requests/").content.decode()


@pytest.mark.parametrize(
    "path", ["/i/%00", "/i/%ED%A0%80", "/i/" + "A" * 5000, "/i/<script>", "/consent/" + "9" * 30 + "/"]
)
def test_s12_nonsense_in_the_address_is_an_unknown_link(client, db, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"do": "accept"}).status_code in (404, 405)


@pytest.mark.parametrize(
    "junk", ["\x00", "\u202e", "💥" * 500, "<script>alert(1)</script>", "'; DROP TABLE x;--"]
)
def test_s12_nonsense_in_a_field_is_no_error_of_ours(client, link, class_link, junk):
    for answer in (
        {"do": "accept", "agreed": junk},
        {"do": junk},
        {"full_name": junk, "agreed": "yes", "text": junk},
    ):
        assert press(client, url(class_link), answer).status_code == 400
    assert client.post("/i/", {"code": junk}).status_code == 400
    response = press(client, url(link), {"do": "refuse", "contact_note": junk})
    assert response.status_code == 302
    note = Decision.objects.get().contact_note
    assert "\x00" not in note
    assert len(note) <= 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", "Пeтрова Анна", "латинская буква «e»"),
        ("full_name", "Петрова 😀", "знак «😀»"),
        ("full_name", "Я" * 300, "фамилию и имя"),
        ("full_name", "Анна", "фамилию и имя"),
        ("child_name", "", "Обязательное поле"),
        ("phone", "8 900 O00-14-08", "Нуль пишут цифрой"),
        ("phone", "12", "не хватает кода"),
        ("phone", "+7 914 555-12-34 доб. 12", "добавочный номер"),
        ("phone", "+37529123456", "такого номера не бывает"),
    ],
)
def test_bad_input_is_told_with_the_value_and_nothing_typed_is_lost(client, class_link, field, value, words):
    answer = {"agreed": "yes", "full_name": "Петрова Анна", "child_name": "Петров Илья", "phone": ""} | {
        field: value
    }
    response = press(client, url(class_link), answer)
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page or "неполный" in page
    assert not JoinRequest.objects.exists()
    for kept in filter(None, answer.values()):
        assert f'value="{kept}"' in page


def test_a_code_from_paper_opens_the_link(client, link):
    digits = short_code(link)
    response = client.post("/i/", {"code": f"{digits[:4]} {digits[4:8]}-{digits[8:]}"})
    assert response.url == url(link)


def test_s9_thirty_misses_are_enough_but_an_honest_code_opens_all_the_same(client, link):
    wrong = "000000000000"
    for _ in range(30):
        assert client.post("/i/", {"code": wrong}).status_code == 400
    assert client.post("/i/", {"code": short_code(link)}).status_code == 302
    assert client.post("/i/", {"code": wrong}).status_code == 429


def test_s9_past_the_limit_one_code_in_five_seconds_is_looked_at(client, link, settings):
    # A clock that is moved by hand moves this cache; Redis keeps its own.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(30):
            client.post("/i/", {"code": "000000000000"})
        guesses = [client.post("/i/", {"code": short_code(link)}).status_code for _ in range(20)]
        assert guesses == [302] + [429] * 19
        clock.shift(6)
        assert client.post("/i/", {"code": short_code(link)}).status_code == 302


def test_s9_right_codes_are_never_counted(client, link):
    """A class of sixty behind one address types sixty right codes."""
    assert {client.post("/i/", {"code": short_code(link)}).status_code for _ in range(60)} == {302}


def test_s9_another_address_is_not_shut_out(client, link):
    for _ in range(31):
        client.post("/i/", {"code": "000000000000"}, REMOTE_ADDR="192.0.2.1")
    assert client.post("/i/", {"code": "000000000000"}, REMOTE_ADDR="192.0.2.2").status_code == 400


@pytest.mark.parametrize("secure", [True, False])
def test_a_browser_told_to_send_no_referrer_sends_origin_null_and_is_let_in(link, secure):
    browser = Client(enforce_csrf_checks=True)
    mark = mark_on(browser, url(link))
    answer = {"do": "accept", "agreed": "yes", "mark": mark}
    assert browser.post(url(link), answer, secure=secure, HTTP_ORIGIN="null").status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "http://[evil"},
        {"HTTP_REFERER": "https://evil.example/"},
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_a_form_of_another_site_is_turned_away_even_with_a_mark(link, headers):
    browser = Client(enforce_csrf_checks=True)
    answer = {"do": "accept", "agreed": "yes", "mark": mark_on(browser, url(link))}
    assert browser.post(url(link), answer, secure=True, **headers).status_code == 403
    assert Invitation.objects.get().status == "active"


def test_s2_no_code_is_anywhere_in_the_database_after_the_whole_story(client, link, class_link):
    codes = [link_code(link), short_code(link), link_code(class_link), short_code(class_link)]
    press(client, url(link), {"do": "accept", "agreed": "yes"})
    client.post("/i/", {"code": short_code(class_link)})
    everything = "\n".join(dump())
    assert [code for code in codes if code in everything] == []


@pytest.fixture
def pupil_link(organization, year, administrator):
    third = f.SchoolClassFactory(year=year, grade=3, letter="А")
    f.ConsentTextFactory(organization=organization, role="pupil")
    person = f.EnrolmentFactory(school_class=third).person
    Person.objects.filter(pk=person.pk).update(birth_date="2000-01-01")
    return f.InvitationFactory(school_class=third, role="pupil", person=person, created_by=administrator)


@pytest.mark.parametrize(("status", "promised"), [("", False), ("archived", False), ("planned", True)])
def test_no_chat_is_promised_that_nobody_plans(client, pupil_link, status, promised):
    if status:
        place = pupil_link.school_class
        f.ChatFactory(organization=place.organization, school_class=place, kind="class_pupils", status=status)
    assert "чат" not in client.get(url(pupil_link)).content.decode().split("<main", 1)[-1]
    page = client.get(press(client, url(pupil_link), {"do": "accept", "agreed": "yes"}).url).content.decode()
    page = " ".join(page.split())
    assert "Войди в класс" in page
    assert ("Появятся, когда школа тебя примет" in page) is promised
