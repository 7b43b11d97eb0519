"""What the page of a link says: codes with a tail, what was typed, twins, ты, one road, no name in a preview (B8, B9)."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from consents.models import ConsentText, Decision, Standing
from consents.services import ensure_text
from core.russian import familiar
from invitations.codes import LENGTH, find_code, link_code, short_code
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Enrolment, Organization, Person, SchoolClass
from tests import factories as f
from tests.public.browser import mark_on, press

ACCEPT = {"do": "accept", "agreed": "yes"}
FORMAL = re.compile(r"\b(вы|вас|вам|ваш\w*|\w+[ий]те|\w+ьте)\b", re.IGNORECASE)


@pytest.fixture
def make(school_class, organization, administrator):
    """`make("pupil", …)`: a personal link into the class in a role."""

    def link(role: str, *, kind: str = "personal", into: SchoolClass | None = None, **person: object):
        place = into or school_class
        if not ConsentText.objects.filter(role=role).exists():
            f.ConsentTextFactory(organization=organization, role=role)
        if kind == "class":
            return f.InvitationFactory(school_class=place, role=role, kind="class", max_uses=9)
        who = f.PersonFactory(organization=organization, **person)
        f.EnrolmentFactory(school_class=place, role=role, person=who)
        return f.InvitationFactory(school_class=place, role=role, person=who, created_by=administrator)

    return link


def url(link, tail=""):
    return f"/i/{link_code(link)}{tail}"


def page_of(client, path):
    return client.get(path).content.decode()


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


@pytest.mark.parametrize(
    "tail", [".", ",", ")", "»", "/", "&utm_source=vk", ".»", "…", "%0A", "%20", "/next."]
)
def test_lesson_b08_a_link_with_a_tail_opens(client, make, tail):
    link = make("parent")
    answer = client.get(url(link) + tail)
    assert (answer.status_code, answer.url) == (302, url(link))


@pytest.mark.parametrize("sign", ["%0A", "%20", "%0D%0A", "%C2%AD", "%E2%80%8B", "%250A"])
def test_lesson_b08_a_link_broken_in_the_middle_opens(client, make, sign):
    link = make("parent")
    code = link_code(link)
    assert client.get(f"/i/{code[:20]}{sign}{code[20:]}").url == url(link)


def test_lesson_b08_a_code_is_found_in_a_message_and_nowhere_else(make):
    code = link_code(make("parent"))
    assert len(code) == LENGTH
    assert find_code(f"Вот ссылка: «https://portal.example/i/{code}». Ждём!") == code
    assert find_code(f"{code}-") == code
    assert find_code("A" * LENGTH) == ""
    assert find_code("") == ""


def test_lesson_b08_a_forged_code_with_a_tail_takes_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        for path in ("/i/" + "A" * LENGTH + ".", "/i/a/b/c", "/i/" + "A" * LENGTH + "/next/"):
            assert client.get(path).status_code == 404


def test_lesson_b08_a_code_from_paper_is_read_with_what_stands_around_it(client, make):
    link = make("parent")
    digits = short_code(link)
    spaced = f"{digits[:4]} {digits[4:8]} {digits[8:]}"
    for typed in (f"«{spaced}».", f"№ {spaced}", spaced.replace("0", "О"), spaced.replace(" ", "\u00a0")):
        assert client.post("/i/", {"code": typed}).url == url(link)
    assert client.post("/i/", {"code": f"https://portal.example{url(link)}."}).url == url(link)
    assert client.post("/i/", {"code": "482З 7730 9154"}).status_code == 400


def test_lesson_b08_an_unknown_link_names_the_schools_way_of_help_and_no_school(client, organization):
    page = page_of(client, "/i/nonsense")
    assert "классному руководителю" in page
    assert "телефон есть на сайте школы" in page
    assert organization.short_name not in page
    assert organization.phone not in page


def test_lesson_b08_an_unknown_page_sends_a_stranger_to_the_school_and_the_code(client, organization):
    answer = client.get("/nothing/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "телефон есть на сайте школы" in page
    assert 'href="/i/"' in page
    assert "поиском" not in page
    assert organization.short_name not in page


def test_lesson_b09_a_wrong_field_keeps_the_tick_and_all_that_was_typed(client, make):
    link = make("parent", kind="class")
    answer = {**ACCEPT, "full_name": "Анна", "child_name": "Петров Илья", "phone": ""}
    page = press(client, url(link), answer).content.decode()
    assert 'value="yes" checked' in page
    assert 'value="Петров Илья"' in page


def test_lesson_b09_a_missing_consent_takes_the_focus_to_it(client, make):
    link = make("parent")
    page = press(client, url(link), {"do": "accept"}).content.decode()
    tick = re.search(r'<input type="checkbox" name="agreed"[^>]*>', page)[0]
    assert "autofocus" in tick
    assert 'aria-invalid="true" aria-describedby="no-consent"' in tick
    assert 'id="no-consent"' in page


def test_lesson_b09_twins_are_both_named_and_the_title_tells_children_apart(client, make, school_class):
    link = make("parent")
    for name in ("Анна", "Пётр"):
        pupil = f.EnrolmentFactory(school_class=school_class, person__first_name=name).person
        f.GuardianshipFactory(guardian=link.person, pupil=pupil)
    page = page_of(client, url(link))
    both = " и ".join(
        Person.objects.get(pk=pk).masked_name
        for pk in link.person.wards.order_by("pk").values_list("pupil", flat=True)
    )
    assert f"родитель учеников: {both}" in words_of(page)
    assert both in page.split("<title>")[1].split("</title>")[0]


def test_lesson_b09_a_preview_of_the_link_has_the_school_and_nobodys_name(client, make, organization):
    link = make("parent")
    metas = re.findall(r'<meta property="og:[^>]+>', page_of(client, url(link)))
    assert any("og:title" in meta and organization.short_name in meta for meta in metas)
    for name in (link.person.first_name, link.person.last_name, str(link.created_by)):
        assert not [meta for meta in metas if name in meta]


def test_lesson_b09_a_pupil_is_told_ty_on_every_page(client, make, administrator):
    """Only the line for the parent's consent speaks to the parent."""
    link = make("pupil", birth_date=date(2008, 1, 1))
    shared = make("pupil", kind="class", into=link.school_class)
    pages = [page_of(client, url(link)), page_of(client, url(shared))]
    pages.append(press(client, url(link), {"do": "accept"}).content.decode())
    pages.append(press(client, url(shared), {**ACCEPT, "full_name": "Илья"}).content.decode())
    refuser, stray, expired = (make("pupil", birth_date=date(2008, 1, 1)) for _ in range(3))
    pages.append(client.get(press(client, url(refuser), {"do": "refuse"}).url).content.decode())
    pages.append(client.get(press(client, url(stray), {"do": "not_me"}).url).content.decode())
    Invitation.objects.filter(pk=expired.pk).update(status="expired")
    pages.append(page_of(client, url(expired)))
    pages.append(client.get(press(client, url(link), ACCEPT).url).content.decode())
    pages.append(page_of(Client(), url(link)))
    asked = press(client, url(shared), {**ACCEPT, "full_name": "Петров Илья"}).url
    pages.append(page_of(client, asked))
    JoinRequest.objects.update(status="rejected", reason="не тот класс")
    pages.append(page_of(client, asked))
    found = [FORMAL.findall(words_of(page).replace("на сайте", "")) for page in pages]
    assert found == [[] for _ in pages]


@pytest.mark.parametrize(
    ("formal", "said"),
    [
        ("Отметьте согласие: без него нельзя.", "Отметь согласие: без него нельзя."),
        ("ФИО «Илья»: напишите хотя бы фамилию и имя.", "ФИО «Илья»: напиши хотя бы фамилию и имя."),
        ("Нажмите ещё раз. Спросите того, кто вас пригласил.", "Нажми ещё раз. Спроси того, кто тебя пригласил."),
        ("Телефон есть на сайте школы.", "Телефон есть на сайте школы."),
    ],
)  # fmt: skip
def test_lesson_b09_a_refusal_is_said_to_a_pupil_as_to_a_pupil(formal, said):
    assert familiar(formal) == said


def test_lesson_b09_a_refusal_keeps_its_own_page_when_it_is_loaded_again(client, make):
    link = make("parent")
    place = press(client, url(link), {"do": "refuse", "contact_note": "звоните"}).url
    for _ in range(2):
        assert "Отказ записан" in page_of(client, place)
        assert "Отказ записан" in page_of(client, url(link))
    assert "аннулировано" in page_of(Client(), url(link))


def test_lesson_b09_the_staff_room_is_declined(client, make, staff_room):
    link = make("teacher", into=staff_room)
    f.PlatformLinkFactory(school_class=staff_room, role="teacher", link="https://max.ru/join/staff")
    page = words_of(page_of(client, press(client, url(link), ACCEPT).url))
    assert "Войти в «Учительскую»" in page
    assert "Войти в Учительская" not in page


def test_lesson_b09_without_a_platform_link_no_button_is_promised(client, make, administrator):
    page = words_of(page_of(client, press(client, url(make("parent")), ACCEPT).url))
    assert "кнопку ниже" not in page
    assert "школа ещё не вписала" in page
    assert str(administrator) in page


def test_lesson_b09_a_class_without_a_platform_link_is_told_where_links_are_made(
    client_of, administrator, school_class
):
    client = client_of(administrator)
    warning = "ссылка на класс ещё не вписана"
    new = f"/links/new/?class={school_class.pk}&role=parent"
    assert warning in words_of(page_of(client, new))
    f.PlatformLinkFactory(school_class=school_class, role="pupil", link="https://max.ru/join/pupils")
    assert warning in words_of(page_of(client, new))
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    assert warning not in words_of(page_of(client, new))


def test_lesson_b09_every_end_page_has_the_schools_phone(client, make):
    Organization.objects.update(phone="+79000000019")
    ends = {}
    for state in ("expired", "annulled", "accepted", "refuse", "not_me"):
        link = make("parent")
        if state in ("refuse", "not_me"):
            ends[state] = page_of(client, press(client, url(link), {"do": state}).url)
            continue
        why = {"annulled_at": link.created_at, "annul_reason": "утечка"} if state == "annulled" else {}
        Invitation.objects.filter(pk=link.pk).update(status=state, **why)
        ends[state] = page_of(client, url(link))
    assert [state for state, page in ends.items() if 'href="tel:+79000000019"' not in page] == []


def test_lesson_b09_what_follows_is_one_road_of_three_steps(client, make, school_class):
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    place = press(client, url(make("parent")), ACCEPT).url
    assert "Дальше два шага" in words_of(page_of(client, place)), "nobody plans a chat"
    f.ChatFactory(organization=school_class.organization, school_class=school_class, status="planned")
    words = words_of(page_of(client, place))
    assert "Дальше три шага" in words
    steps = ["Установите MAX на свой телефон", f"Войдите в класс {school_class}", "Откройте чаты"]
    assert sorted(steps, key=words.index) == steps
    back = page_of(client, f"{place}&back=1")
    assert "MAX установлен" not in words_of(back)  # nobody has said so
    for page in (page_of(client, place), back, page_of(client, f"{place}&installed=1")):
        assert re.search(
            r'href="https://max\.ru/?[^"]*"[^>]*>(?:\s|<svg.*?</svg>)*Установить', page, re.DOTALL
        )
    assert "MAX установлен" in words_of(page_of(client, f"{place}&installed=1"))
    assert "Принять приглашение" in words_of(page_of(client, url(make("parent"))))
    SchoolClass.objects.update(platform="vk")
    assert "Установите VK Мессенджер" in words_of(page_of(client, place))


def test_lesson_b10_each_role_is_led_by_its_own_platform_link(client, make, school_class):
    for role in ("parent", "pupil"):
        f.PlatformLinkFactory(school_class=school_class, role=role, link=f"https://max.ru/join/{role}")
    for role, other in (("parent", "pupil"), ("pupil", "parent")):
        page = page_of(client, press(client, url(make(role)), ACCEPT).url)
        assert f"https://max.ru/join/{role}" in page
        assert f"https://max.ru/join/{other}" not in page


@pytest.mark.parametrize(
    ("birth_date", "capacity"), [(None, "representative"), (date(2020, 5, 1), "representative"), (date(2008, 5, 1), "self")]
)  # fmt: skip
def test_under_fourteen_or_of_unknown_birthday_a_representative_consents(client, make, birth_date, capacity):
    link = make("pupil", birth_date=birth_date)
    page = words_of(page_of(client, url(link)))
    assert ("Я — родитель" in page) == (capacity == "representative")
    press(client, url(link), ACCEPT)
    decision = Decision.objects.get()
    assert (decision.capacity, decision.subject) == (capacity, link.person)
    assert decision.giver == (link.person if capacity == "self" else None)


def ticked(page):
    """The radio buttons of who consents: {value: whether it is chosen}."""
    return {
        value: "checked" in rest
        for value, rest in re.findall(r'<input type="radio" name="giver" value="(\w+)"([^>]*)>', page)
    }


def test_the_one_known_representative_is_named_and_who_is_named_consented(client, make):
    link = make("pupil")
    mother = f.PersonFactory(organization=link.organization)
    f.GuardianshipFactory(pupil=link.person, guardian=mother)
    page = page_of(client, url(link))
    assert "Кто даёт согласие за ребёнка?" in words_of(page)
    assert mother.masked_name in words_of(page)
    assert ticked(page) == {str(mother.pk): True, "other": False}
    press(client, url(link), ACCEPT | {"giver": str(mother.pk)})
    assert Decision.objects.get().giver == mother


def test_who_has_refused_for_oneself_consents_for_the_child_only_where_they_say_so(client, make):
    link = make("pupil")
    own = make("parent")
    father = own.person
    f.GuardianshipFactory(pupil=link.person, guardian=father)
    press(client, url(own), {"do": "refuse"})
    page = page_of(client, url(link))
    assert ticked(page) == {str(father.pk): False, "other": False}
    said = press(client, url(link), ACCEPT)
    assert "Отметь, кто даёт согласие" in words_of(said.content.decode())
    press(client, url(link), ACCEPT | {"giver": str(father.pk)})
    about_child = Decision.objects.get(subject=link.person)
    assert (about_child.giver, about_child.decision) == (father, "given")
    assert Standing.objects.get(subject=father).state == "refused"


def test_a_parent_consents_for_the_own_data_as_page_and_text_say(client, make, organization):
    ensure_text(organization=organization, role="parent")
    link = make("parent")
    page = words_of(page_of(client, url(link)))
    assert "моих и ребёнка" not in page
    text = words_of(
        page_of(client, reverse("public:consent", args=[ConsentText.objects.get(role="parent").pk]))
    )
    assert "данных моего ребёнка" not in text
    assert "Согласие на обработку данных самого обучающегося сюда не входит" in text
    press(client, url(link), ACCEPT)
    assert Decision.objects.get().subject == link.person


@pytest.mark.parametrize("who", ["mother", "other", "nobody", "stranger"])
def test_lesson_b09_of_several_representatives_the_page_asks_which_consents(client, make, who):
    link = make("pupil")
    mother, father, stranger = (f.PersonFactory(organization=link.organization) for _ in range(3))
    for one in (mother, father):
        f.GuardianshipFactory(pupil=link.person, guardian=one)
    page = words_of(page_of(client, url(link)))
    assert mother.masked_name in page
    assert "другой представитель" in page
    answer = {"mother": mother.pk, "other": "other", "nobody": "", "stranger": stranger.pk}[who]
    said = press(client, url(link), {**ACCEPT, "giver": answer})
    if who in ("nobody", "stranger"):
        assert "Отметь, кто даёт согласие" in words_of(said.content.decode())
        assert not Decision.objects.exists()
        assert said.status_code == 400
    else:
        assert Decision.objects.get().giver == (mother if who == "mother" else None)


def test_who_asks_as_a_pupil_by_a_class_link_has_a_parents_consent(client, make):
    link = make("pupil", kind="class")
    assert "Я — родитель" in words_of(page_of(client, url(link)))
    press(client, url(link), {**ACCEPT, "full_name": "Петров Илья"})
    assert Decision.objects.get().capacity == "representative"


def test_before_a_link_is_closed_the_page_says_whose(client, make):
    link = make("parent", first_name="Елена", last_name="Носова", patronymic="Игоревна")
    page = words_of(page_of(client, url(link)))
    assert page.count("Ссылка Елены Н. перестанет работать.") == 2
    assert Enrolment.objects.filter(person=link.person).exists()
    assert mark_on(client, url(link))


def test_lesson_d20_a_word_for_a_parent_is_no_surname(client, make):
    """«папа Олег Коваль» became a person of the surname «Папа»."""
    link = make("parent", kind="class")
    typed = {"full_name": "папа Олег Коваль", "child_name": "Коваль Никита"} | ACCEPT
    said = words_of(press(client, url(link), typed).content.decode())
    assert "напишите без слова «папа», фамилию первой" in said
    assert not JoinRequest.objects.exists()
    assert press(client, url(link), typed | {"full_name": "Коваль Олег Ильич"}).status_code == 302
