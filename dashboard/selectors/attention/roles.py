"""What waits about who is who: who has no access, unconfirmed teachers, classes without a leader."""

from django.urls import reverse

from core import clock
from core.russian import plural_form
from dashboard.selectors.attention.line import Line, first_of, names
from orgstructure.models import SchoolClass
from roles.models import Assignment
from roles.selectors import awaiting_confirmation, leaders_without_access


def administrator_without_access() -> Line | None:
    """Appointed by an order, yet nobody has opened the door to the portal."""
    held = Assignment.objects.in_force(clock.today()).filter(
        role__in=(Assignment.Role.ADMINISTRATOR, Assignment.Role.ADDITIONAL_ADMINISTRATOR)
    )
    rows, total = first_of(held.filter(person__membership=None).select_related("person").order_by("pk"))
    people = [assignment.person for assignment in rows]
    if not people:
        return None
    url = reverse("dashboard:person", args=[people[0].pk])
    detail = names([person.short_name for person in people], total)
    return Line(total, "Администратор назначен, но войти не может", detail, url, "Открыть вход", True)


def class_teachers_without_access() -> Line | None:
    """Named, yet nobody has opened the door to the portal: they can invite nobody into their classes."""
    rows, total = first_of(leaders_without_access(clock.today()))
    title = plural_form(
        total,
        "Классный руководитель без входа в портал",
        "Классных руководителя без входа в портал",
        "Классных руководителей без входа в портал",
    )
    detail = names([person.short_name for person in rows], total)
    return Line(total, title, detail, reverse("roles:without_access"), "Открыть вход") if total else None


def unverified() -> Line | None:
    """Those who stand on the board: who has left «Учительская» is not on it."""
    rows, total = first_of(awaiting_confirmation(clock.today()))
    if not total:
        return None
    waiting = [row.person.short_name for row in rows]
    title = plural_form(
        total,
        "Учитель ждёт подтверждения статуса",
        "Учителя ждут подтверждения статуса",
        "Учителей ждут подтверждения статуса",
    )
    return Line(total, title, names(waiting, total), reverse("roles:verification"), "Открыть")


def classes_without_teacher(leaderless: list[SchoolClass]) -> Line | None:
    n = len(leaderless)
    title = plural_form(
        n,
        "Класс без классного руководителя",
        "Класса без классного руководителя",
        "Классов без классного руководителя",
    )
    detail = names([str(row) for row in leaderless], n)
    return Line(n, title, detail, reverse("roles:teachers"), "Назначить") if n else None


def empty_classes(empty: list[SchoolClass]) -> Line | None:
    n = len(empty)
    title = plural_form(n, "Класс без учеников", "Класса без учеников", "Классов без учеников")
    detail = names([str(row) for row in empty], n)
    return Line(n, title, detail, reverse("orgstructure:people_paste"), "Вставить списки") if n else None
