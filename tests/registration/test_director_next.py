"""After a decision in the admin site the director reads what happened, and whose step is next."""

import re

import pytest
from django.utils import timezone

from documents import services as papers
from tests import factories as f

CURRENT = re.compile(r'<a class="room" href="([^"]+)" aria-current="page"')


@pytest.fixture
def window(client_of, director):
    return client_of(director)


@pytest.fixture
def first_order(teacher, director):
    """The administrator's order, which waits for the director; nobody administers the portal yet."""
    line = papers.Line(person=teacher)
    drafted = papers.draft_order(
        organization=teacher.organization, kind="administrator", lines=[line], actor=director
    )
    signer = f.signer_of(teacher.organization)
    return papers.submit_order(order=drafted, signer=signer, actor=director)


def text(response):
    return response.content.decode()


def test_lesson_a04_after_signing_the_director_goes_on_to_the_own_next_step(window, first_order, teacher):
    address = f"/admin/documents/order/{first_order.pk}/change/"
    seen = window.get(address).context["seen"]
    signed = {"decision": "sign", "number": "1", "dated_on": timezone.localdate(), "seen": seen}
    page = text(window.post(address, signed, follow=True))
    assert "подписан и действует: " + teacher.full_name in page
    assert f"Откройте вход администратору: {teacher.short_name}" in page
    assert f'<a class="btn primary" href="/people/{teacher.pk}/">Открыть вход</a>' in page
    assert "Дальше — " not in page


def test_lesson_a04_after_approving_the_director_reads_that_the_administrator_is_next(window, pending):
    address = f"/admin/registration/registrationcase/{pending.pk}/change/"
    assert "next-title" not in text(window.get("/admin/"))  # the application itself is the step
    seen = window.get(address).context["letter"].sha256
    page = text(window.post(address, {"decision": "approve", "seen": seen}, follow=True))
    assert "Заявка одобрена" in page
    assert "Дальше — администратор" in page
    assert "Одобренная заявка ждёт отправки администратором с " in page


def test_lesson_a04_after_returning_the_director_reads_whose_turn_it_is(window, pending):
    address = f"/admin/registration/registrationcase/{pending.pk}/change/"
    page = text(window.post(address, {"decision": "return", "reason": "Не тот телефон"}, follow=True))
    assert "Заявка возвращена" in page
    assert "Дальше — администратор" in page


@pytest.mark.parametrize("tail", ["", "documents/order/", "registration/registrationcase/", "{pk}"])
def test_the_menu_says_that_one_is_among_the_decisions(window, pending, tail):
    path = tail.replace("{pk}", f"registration/registrationcase/{pending.pk}/change/")
    page = text(window.get(f"/admin/{path}"))
    assert CURRENT.findall(page) == ["/admin/"]
    assert '<summary aria-current="true">' in page  # on a phone the room is found under «Ещё»
    assert '<summary aria-current="true">' not in text(window.get("/structure/"))


def test_whoever_signs_nothing_has_no_decisions_in_the_menu(client_of, administrator):
    assert 'href="/admin/"' not in text(client_of(administrator).get("/"))
