"""An address that is only sent to, opened as a page (a bookmark, a restored tab); a press that failed leaves no message."""

import re

import pytest
from django.contrib import messages
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from core.errors import Conflict
from files.models import File
from tests.access import test_every_route as every_route
from tests.core.test_odd_input import Walk, pages

own, users = every_route.own, every_route.users
WAY = re.compile(r'<div class="fault">.*?<a class="btn primary" href="([^"]*)"', re.DOTALL)


@pytest.fixture
def walk(own, users, client_of):
    File.objects.update(content=every_route.one_page())
    return Walk(users, client_of, own)


def test_lesson_f39_every_address_that_takes_only_forms_shows_a_page_with_a_way_back(walk):
    met = 0
    for address in pages():
        role, path = walk.whose(address), walk.real(address)
        answer = walk.ask(role, path)
        if answer is None or answer.status_code != 405:
            continue
        met += 1
        assert "POST" in answer["Allow"], address.name
        text = answer.content.decode()
        assert "Здесь нет страницы" in text, address.name
        way = WAY.search(text)[1]
        assert walk.ask(role, way).status_code in (200, 302), (address.name, way)
    assert met > 25
    assert not walk.wrong, walk.told


def test_lesson_f39_a_program_is_told_the_same_in_json(walk, organization):
    answer = Client().put("/theme/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Здесь нет страницы" in answer.content.decode()


@pytest.mark.parametrize("raised", [IntegrityError("FOREIGN KEY constraint failed"), Conflict("нельзя")])
@pytest.mark.parametrize("once", ["", "mark-of-a-page"])
def test_lesson_a05_a_press_that_failed_leaves_no_message_of_what_it_did(
    client_of, administrator, own, monkeypatch, raised, once
):
    """The message is about work that was rolled back: neither this page nor the next one shows it."""

    def undo(run, actor, shown):
        raise raised

    def told(request, *args):
        messages.warning(request, "Отменено не всё: ниже то, чего вернуть нельзя")
        return []

    monkeypatch.setattr("undo.views.check", told)
    monkeypatch.setattr("undo.views.undo_run", undo)
    monkeypatch.setattr("undo.views.refusals_as_messages", _nothing)
    client = client_of(administrator)
    address = reverse("undo:undo", args=[own["run"].pk])
    answer = client.post(address, {"_once": once} if once else {})
    assert answer.status_code == 409
    assert "Отменено не всё" not in answer.content.decode()
    assert "Отменено не всё" not in client.get("/").content.decode()


class _nothing:
    def __init__(self, request):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False
