"""All components on one page, with invented people: for those who build pages, and for the tests of the look."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.filters import Tab
from core.forms import EmailField, LineField, TextField
from core.web import public
from dashboard.navigation import Group, Item
from dashboard.selectors.next_step import Group as Stretch
from dashboard.selectors.next_step import NextStep
from files.models import Job
from orgstructure.models import Person
from registration.selectors import Step


class SampleForm(forms.Form):
    name = LineField(label="Фамилия, имя, отчество", help_text="Как в приказе", max_length=200)
    email = EmailField(label="Почта", required=False)
    role = forms.ChoiceField(label="Роль", choices=[("", "—"), ("t", "учитель"), ("p", "родитель")])
    way = forms.ChoiceField(
        label="Платформа", choices=[("vk", "VK Мессенджер"), ("max", "MAX")], widget=forms.RadioSelect
    )
    scan = forms.FileField(label="Скан приказа", required=False, help_text="PDF или снимок, до 10 МБ")
    note = TextField(label="Заметка", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="Приказ прочитан", help_text="Без этого подписать нельзя")


def _figures(should: int, confirmed: int, joined: int, invited: int, refused: int = 0) -> dict[str, int]:
    present = confirmed + joined
    missing = should - present - invited - refused
    return {
        "should": should,
        "confirmed": confirmed,
        "joined": joined,
        "present": present,
        "invited": invited,
        "missing": missing,
        "refused": refused,
    }


def _layout() -> dict[str, Any]:
    school = SimpleNamespace(pk=1, short_name="ООШ № 19", mark="19", get_platform_display="MAX")
    home = Item("/", "Главная", "house", current=True, count=7, hot=True)
    rooms = [
        Item("/links/", "Ссылки", "link", count=312),
        Item("/requests/", "Заявки", "user-check", count=4, hot=True),
        Item("/chats/", "Чаты", "messages-square"),
    ]
    return {
        "nav": [
            Group("", [home, Item("/registration/", "Регистрация", "clipboard-check")]),
            Group("Платформа", rooms),
        ],
        "tabs": [home, *rooms],
        "organization": school,
        "organizations": [school, SimpleNamespace(pk=2, short_name="СОШ № 4")],
        "account_links": [Item("/accounts/2fa/", "Второй фактор", "shield-check")],
        "year": "2026/27",
        "user_name": "Мария Ильина",
        "initials": "МИ",
    }


def _jobs() -> list[Job]:
    return [
        Job(pk=1, status="queued"),
        Job(pk=1, status="running", done=420, total=1000),
        Job(pk=1, status="done", done=1000, total=1000, result_id=1),
        Job(pk=1, status="failed", error="В классе нет ни одной действующей ссылки."),
    ]


def _steps() -> list[dict[str, Any]]:
    return [
        {"title": "Приказ № 112 подписан", "detail": "16 ноября", "state": "done"},
        {
            "title": "Ждём ответ платформы",
            "detail": "шестой день",
            "state": "now",
            "acts": [{"url": "#", "word": "Записать ответ"}],
        },
        {"title": "Вход по номеру +7 900 ••• 14-08", "state": "later"},
    ]


def _next() -> NextStep:
    steps = [
        Step("Приказ № 112 подписан", "done"),
        Step("Отправить на info@sferum.ru", "now", note="директор одобрил"),
    ]
    groups = (
        Stretch("Приказ и заявка", steps),
        Stretch("Ответ платформы", [Step("Ответ"), Step("Вход по номеру")]),
    )
    return NextStep(
        "Отправьте заявку на info@sferum.ru", "Директор одобрил её сегодня", "#", "Отправить", groups
    )


def _samples() -> dict[str, Any]:
    return {
        "layout": _layout(),
        "somebody": Person(last_name="Ахметова", first_name="Алина"),
        "groups": [
            ("Сотрудники", _figures(34, 27, 4, 2)),
            ("Ученики", _figures(402, 193, 75, 88)),
            ("Родители", _figures(587, 182, 129, 200, 6)),
        ],
        "lines": [
            {
                "number": 4,
                "title": "Заявки на вступление ждут решения",
                "detail": "Две похожи на учеников 6Б, один незнакомый номер",
                "url": "#",
                "action": "Решить",
                "hot": True,
            },
            {
                "number": 23,
                "title": "Ссылки истекают в среду",
                "detail": "1А и 1Б, родители: открыли 9, приняли 0",
                "url": "#",
                "action": "Напомнить",
            },
        ],
        "effects": [
            {
                "what": "closes",
                "sentence": "Перестаёт быть администратором: Новикова Н. В., последний день — 27 ноября",
            },
            {"what": "opens", "sentence": "Назначается администратором: Ильина С. А. с 28 ноября"},
            {"what": "changes", "sentence": "Отменяется приказ № 112"},
            {"what": "asks", "sentence": "Администратора не останется: назначьте его новым приказом"},
        ],
        "steps": _steps(),
        "next": _next(),
        "states": [
            "active expiring accepted expired annulled draft pending returned signed".split(),
            "queued sent failed uncertain new rejected planned created missing not_needed".split(),
        ],
        "jobs": _jobs(),
        "links": [
            (1, "Васильева Анна Петровна", "мать · Васильев Артём", "1А · родитель", "expiring"),
            (2, "Дмитриева Софья", "ученица", "1А · ученик", "active"),
            (3, "Ершов Матвей", "ученик", "1А · ученик", "accepted"),
            (4, "Жукова Ирина Олеговна", "мать · Жуков Лев · утечка ссылки", "1А · родитель", "annulled"),
        ],
        "tabs": [
            Tab("Активные", 312, "#", current=True),
            Tab("Истекают", 23, "#", current=False),
            Tab("Приняты", 586, "#", current=False),
        ],
        "page": {"previous": "a", "next": "b"},
        "form": SampleForm(),
        "wrong_form": SampleForm({"email": "почта", "agreed": ""}, prefix="wrong"),
    }


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """The catalogue of components, alive; only in the demo and in development."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    messages.info(request, "Так выглядит сообщение.")
    messages.success(request, "Аннулированы 23 ссылки.", extra_tags="/styleguide/")
    messages.error(request, "Телефон в приказе и в заявке разный.")
    return render(request, "dashboard/styleguide.html", _samples())
