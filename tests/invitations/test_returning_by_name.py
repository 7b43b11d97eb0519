"""Coming back by the link of a class: one says who one is, and a stranger is told nothing (lesson B6)."""

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict
from invitations.codes import link_code, return_code
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.services import returning
from invitations.services.requests import reject_requests
from tests import factories as f
from tests.public.browser import mark_on, press


@pytest.fixture
def teacher(client_of, class_teacher):
    return client_of(class_teacher)


def url(link, tail=""):
    return f"/i/{link_code(link)}{tail}"


@pytest.fixture
def asked(school_class, organization):
    """A request by the link of a class, made in a browser that is gone."""
    f.ConsentTextFactory(organization=organization, role="parent")
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    shared = f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=5)
    press(
        Client(),
        url(shared),
        {"do": "accept", "agreed": "yes", "full_name": "Петрова Анна", "child_name": "Петров Илья"},
    )
    return JoinRequest.objects.get()


def ask_by_name(browser, shared, **names):
    typed = {"full_name": "Анна Петрова", "child_name": "Петров Илья", **names}
    place = url(shared, "/ask")
    return browser.post(place, {"mark": mark_on(browser, place), **typed}, follow=True)


@pytest.mark.parametrize("status", ["new", "accepted"])
def test_lesson_b06_by_a_class_link_one_says_who_one_is_and_is_let_back(asked, teacher, organization, status):
    anna = f.PersonFactory(organization=organization, first_name="Анна")
    JoinRequest.objects.update(status=status, person=anna if status == "accepted" else None)
    browser, shared = Client(), asked.invitation
    assert url(shared, "/ask") in browser.get(url(shared)).content.decode()
    assert "Просьба отправлена" in ask_by_name(browser, shared).content.decode()
    row = ReturnLink.objects.get()
    assert (row.request, row.status) == (asked, "asked")
    place = f"/requests/{asked.pk}/return/"
    for page in (f"/structure/classes/{asked.school_class_id}/", "/links/returns/"):
        assert place in teacher.get(page).content.decode()
    assert row.whose in teacher.get("/").content.decode()
    assert "Петров Илья" in teacher.get(place).content.decode()
    teacher.post(place, {"do": "grant"})
    opened = press(browser, f"/i/{return_code(row)}/return", {})
    assert ("max.ru/join" in browser.get(opened.url).content.decode()) == (status == "accepted")
    told = Event.objects.filter(object_id=asked.pk, verb__startswith="return.").order_by("id")
    assert list(told.values_list("verb", flat=True)) == ["return.asked", "return.granted", "return.used"]


@pytest.mark.parametrize(
    "names", [{"full_name": "Сидорова Ольга"}, {"child_name": "Сидоров Пётр"}, {"full_name": "Петрова"}]
)
def test_lesson_b06_a_stranger_is_not_told_whether_somebody_has_asked(asked, names):
    right = ask_by_name(Client(), asked.invitation)
    ReturnLink.objects.all().delete()
    wrong = ask_by_name(Client(), asked.invitation, **names)
    if " " in names.get("full_name", " "):
        assert wrong.content == right.content
    else:
        assert "хотя бы фамилию и имя" in wrong.content.decode()
    assert not ReturnLink.objects.exists()


def test_lesson_b06_by_a_closed_class_link_one_may_ask_to_come_back(asked):
    Invitation.objects.filter(pk=asked.invitation_id).update(
        status="annulled", annul_reason="сменили", annulled_at=timezone.now()
    )
    browser = Client()
    assert url(asked.invitation, "/ask") in browser.get(url(asked.invitation)).content.decode()
    ask_by_name(browser, asked.invitation)
    assert ReturnLink.objects.get().request == asked


@pytest.mark.parametrize("name", ["Анна Петрова", "Сидорова Ольга"])
def test_lesson_b06_asking_by_a_class_link_is_limited_and_that_is_said_alike(asked, name):
    for full_name in (name, " ".join(reversed(name.split())), name):
        page = ask_by_name(Client(), asked.invitation, full_name=full_name).content.decode()
        assert "Просьба отправлена" in page
    assert ReturnLink.objects.count() == (name == "Анна Петрова")
    ReturnLink.objects.update(status="closed")
    page = ask_by_name(Client(), asked.invitation, full_name=name).content.decode()
    assert "Просьба не передана" in page and "Просьба отправлена" not in page
    assert not ReturnLink.objects.filter(status="asked").exists()


def test_lesson_b06_a_request_that_was_turned_down_is_not_come_back_to(asked):
    JoinRequest.objects.update(status="rejected", reason="не из класса")
    ask_by_name(Client(), asked.invitation)
    assert not ReturnLink.objects.exists()
    with pytest.raises(Conflict, match="заявка подана"):
        asked.refresh_from_db()
        returning.ask_to_return(invitation=asked.invitation, request=asked)


@pytest.fixture
def asks_again(asked):
    """The request, whose author asks to come back and is not answered yet."""
    ask_by_name(Client(), asked.invitation)
    return asked


def listed(teacher, request):
    """Whether the three places that show who asks to come back show this one."""
    place = f"/requests/{request.pk}/return/"
    pages = f"/structure/classes/{request.school_class_id}/", "/links/returns/", "/"
    shown = [place in teacher.get(page).content.decode() for page in pages[:2]]
    return {*shown, "росит вернуться" in teacher.get("/").content.decode()}


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_lesson_b06_who_is_turned_down_asks_to_come_back_no_longer(asks_again, teacher, status):
    assert listed(teacher, asks_again) == {True}
    JoinRequest.objects.update(status=status)
    assert listed(teacher, asks_again) == {False}
    JoinRequest.objects.update(status="new")  # the decision was undone
    assert listed(teacher, asks_again) == {True}


def test_lesson_b06_by_an_annulled_link_nobody_asks_to_come_back(asked, teacher, organization, school_class):
    link = f.InvitationFactory(
        school_class=school_class,
        role="parent",
        status="accepted",
        accepted_at=timezone.now(),
        person=f.PersonFactory(organization=organization),
    )
    returning.ask_to_return(invitation=link)
    assert f"/links/{link.pk}/return/" in teacher.get("/links/returns/").content.decode()
    Invitation.objects.filter(pk=link.pk).update(
        status="annulled", annulled_at=timezone.now(), annul_reason="x"
    )
    assert f"/links/{link.pk}/return/" not in teacher.get("/links/returns/").content.decode()


def test_lesson_b06_before_a_rejection_one_is_told_who_will_not_see_it(
    asks_again, client_of, administrator, class_teacher
):
    other = f.JoinRequestFactory(invitation=asks_again.invitation, full_name="Сидорова Ольга")
    web = client_of(administrator)
    page = web.post("/requests/decide/", {"do": "reject", "pick": [asks_again.pk, other.pk]}).content.decode()
    assert "Отказ не увидит: Петрова Анна" in page
    assert "Отказ не увидит" not in web.post("/requests/decide/", {"reject": other.pk}).content.decode()


def test_lesson_b06_a_link_that_was_given_tells_of_the_rejection(asks_again, administrator, class_teacher):
    returning.grant_return(invitation=asks_again.invitation, request=asks_again, actor=class_teacher)
    rejected = {"requests": [asks_again], "reason": "не из этого класса", "actor": administrator}
    reject_requests(**rejected)
    browser = Client()
    opened = press(browser, f"/i/{return_code(ReturnLink.objects.get())}/return", {})
    told = browser.get(opened.url).content.decode()
    assert "Заявку отклонили" in told
    assert "не из этого класса" in told


def test_lesson_b06_who_waits_for_a_link_is_told_that_it_may_have_been_turned_down(asked):
    assert "заявку могли отклонить" in ask_by_name(Client(), asked.invitation).content.decode()


def test_lesson_b06_of_two_parents_of_one_name_the_child_tells_whose_request_it_is(school_class, teacher):
    shared = f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=9)
    of_darya, of_marya = (
        f.JoinRequestFactory(invitation=shared, full_name="Смирнова Анна Ивановна", child_name=child)
        for child in ("Смирнова Дарья", "Смирнова Марья")
    )
    for meant in (of_darya, of_marya):
        ask_by_name(Client(), shared, full_name="Смирнова Анна", child_name=meant.child_name)
        assert ReturnLink.objects.latest("pk").request == meant
    assert ReturnLink.objects.count() == 2
    page = teacher.get("/links/returns/").content.decode()
    assert "ребёнок Смирнова Дарья" in page
    assert "ребёнок Смирнова Марья" in page


def test_lesson_b06_of_two_who_are_named_alike_the_teacher_says_which(school_class, teacher):
    shared = f.InvitationFactory(school_class=school_class, role="pupil", kind="class", max_uses=9)
    namesakes = [
        f.JoinRequestFactory(
            invitation=shared,
            role="pupil",
            full_name="Смирнова Анна",
            child_name="",
            status="accepted",
            person=person,
        )
        for person in f.PersonFactory.create_batch(2, organization=school_class.organization)
    ]
    f.JoinRequestFactory(invitation=shared, role="pupil", full_name="Смирнов Антон", child_name="")
    ask_by_name(Client(), shared, full_name="Анна Смирнова")
    assert {row.request for row in ReturnLink.objects.all()} == set(namesakes)


def test_lesson_b06_one_who_asked_to_join_twice_asks_to_come_back_once(asked):
    f.JoinRequestFactory(invitation=asked.invitation, full_name="Петрова Анна", child_name="Петров Илья")
    ask_by_name(Client(), asked.invitation)
    assert ReturnLink.objects.count() == 1


def test_lesson_b06_a_link_that_was_used_leads_on_in_the_browser_that_used_it(asks_again, class_teacher):
    returning.grant_return(invitation=asks_again.invitation, request=asks_again, actor=class_teacher)
    place, browser = f"/i/{return_code(ReturnLink.objects.get())}/return", Client()
    way_on = press(browser, place, {}).url
    again = browser.get(place)
    assert (again.status_code, again.url) == (302, way_on)
    assert "Заявка отправлена" in browser.get(again.url).content.decode()
    assert Client().get(place).status_code == 410, "nobody else is led on"
