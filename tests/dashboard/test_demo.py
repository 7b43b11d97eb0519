"""The demo school: made on any day, in all states, every page of it opens to whoever may be there."""

import json
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from django_scopes import scope

from chats.models import Chat
from consents.models import Standing
from core import clock
from documents.models import Order
from invitations.models import Invitation
from orgstructure.models import AcademicYear, Guardianship, Organization, Person, SchoolClass
from orgstructure.selectors import platform_links_of, with_platform_links
from outbox.models import Message
from registration.models import RegistrationCase
from roles.models import User

# Before the year that the school began in, and after it.
DAYS = ["2026-08-31", "2027-09-03"]
LINK = re.compile(r'href="(/[^"#]*)"')


@pytest.fixture(params=DAYS)
def demo(request, db):
    """The demo, made on that day; the clock stands there."""
    with time_machine.travel(datetime.fromisoformat(f"{request.param}T07:30").replace(tzinfo=UTC)):
        call_command("demo", verbosity=0)
        yield Organization.objects.earliest("pk")


def test_lesson_f45_the_demo_is_made_on_any_day_and_every_page_of_it_opens(demo):
    with scope(organization=demo):
        year = AcademicYear.objects.get()
        assert year.starts_on <= clock.today() <= year.ends_on
        _has_all_states(demo)
    who = json.loads((settings.VAR_DIR / "demo.json").read_text())
    for person in who:
        client = Client()
        client.force_login(
            User.objects.get(email=person["email"]),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        seen = _walk(client)
        assert len(seen) > 5, person["role"]


def _walk(client):
    """One page of every route that links lead to, from home on; {route: address}. None of them may fail."""
    seen, ahead = {}, ["/"]
    while ahead:
        path = ahead.pop(0)
        route = resolve(path.partition("?")[0]).route
        if route in seen:
            continue
        seen[route] = path
        answer = client.get(path, follow=True)
        assert answer.status_code < 500, path
        if answer.headers["Content-Type"].startswith("text/html"):
            ahead += [
                link.replace("&amp;", "&")
                for link in LINK.findall(answer.content.decode())
                if not link.startswith(("/static/", "/media/"))
            ]
    return seen


def _has_all_states(school):
    day = clock.today()
    assert set(Order.objects.values_list("status", flat=True)) >= {"signed", "pending"}
    assert set(Invitation.objects.values_list("status", flat=True)) == set(Invitation.Status.values)
    assert set(Chat.objects.values_list("status", flat=True)) == set(Chat.Status.values)
    assert Chat.objects.filter(status="created", owner__isnull=False, second_admin=None).exists()
    assert Chat.objects.filter(status="created", second_admin__isnull=False).exists()
    assert Person.objects.staff(day).filter(pk__in=Guardianship.objects.values("guardian")).exists()
    assert Message.objects.filter(status="failed").exclude(last_error="").exists()
    assert Message.objects.filter(status="queued", hold="server", next_attempt_at__gt=clock.now()).exists()
    assert not Message.objects.filter(status="sent").exists()
    assert Standing.objects.filter(state="refused").exists()
    twins = Person.objects.pupils(day).filter(last_name="Двойникова", patronymic="Олеговна")
    assert twins.count() == 2
    assert Guardianship.objects.filter(pupil__in=twins).values("guardian").distinct().count() == 1
    classes = with_platform_links(SchoolClass.objects.of_today(day))
    assert {any(platform_links_of(place).values()) for place in classes} == {True, False}
    with scope(organization=Organization.objects.exclude(pk=school.pk).get()):
        assert RegistrationCase.objects.get().status == "pending"
