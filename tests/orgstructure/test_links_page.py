"""All links of the classes on one page: who sees which, what is written, refused by its cell, never lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from audit.models import Event
from orgstructure.models import PlatformLink
from orgstructure.services.platform_links import LinkConflict, Wanted, set_platform_links
from tests import factories as f
from undo.models import Run
from undo.services import undo_run

URL = reverse("orgstructure:platform_links")


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def classes(year, staff_room):
    return [f.SchoolClassFactory(year=year, grade=grade, letter="А") for grade in (5, 6, 7)]


def link(n):
    return f"https://max.ru/join/{n}"


def shown(client):
    """What a browser would send of the table as it is shown."""
    fields = {}
    for line in client.get(URL).context["lines"]:
        for cell in line.cells.values():
            fields |= {cell.name: cell.typed, f"was-{cell.name}": cell.drawn}
    return fields


def name(row, role):
    return f"link-{row.pk}-{role}"


def current():
    rows = PlatformLink.objects.current().order_by("school_class", "role")
    return [(row.school_class.title, row.role) for row in rows.select_related("school_class")]


def test_links_of_many_classes_are_written_at_once_and_read_out_of_pasted_text(web, classes, staff_room):
    sent = shown(web)
    sent |= {
        name(classes[0], "pupil"): "Вступайте в класс: max.ru/join/1.",
        name(classes[1], "parent"): link(2),
        name(classes[2], "all"): link(3),
        name(staff_room, "teacher"): link(4),
    }
    done = web.post(URL, sent, follow=True)
    assert "Сохранено: 6 ссылок в 4 классах. Одна для всех считается за каждую роль." in text(done)
    assert f.platform_link_of(classes[0], "pupil") == link(1)
    assert f.platform_link_of(classes[1], "parent") == link(2)
    assert {f.platform_link_of(classes[2], role) for role in ("pupil", "parent", "teacher")} == {link(3)}
    assert f.platform_link_of(staff_room, "teacher") == link(4)
    assert Event.objects.filter(verb="class.link_written").count() == 6
    assert "Ничего не изменилось" in text(web.post(URL, shown(web), follow=True))


def test_the_classes_that_lack_links_come_first(web, classes, staff_room):
    f.PlatformLinkFactory(school_class=staff_room, role="teacher", link=link(0))
    for role in ("pupil", "parent"):
        f.PlatformLinkFactory(school_class=classes[0], role=role, link=link(1))
    page = web.get(URL)
    titles = [str(line.school_class) for line in page.context["lines"]]
    assert titles == ["6А", "7А", "Учительская", "5А"]
    assert "без ссылок 2 класса из 4" in text(page)


def test_wrong_links_are_told_at_once_each_in_its_cell_and_nothing_is_lost_or_written(web, classes):
    sent = shown(web) | {
        name(classes[0], "pupil"): link(1),
        name(classes[1], "parent"): "нет",
        name(classes[2], "teacher"): "https://vk.com/join/1",
    }
    page = web.post(URL, sent)
    assert page.status_code == 400
    assert "6А, для родителей: «нет» — не ссылка" in text(page)
    assert "7А, для педагогов: Ссылка «https://vk.com/join/1» ведёт на vk.com" in text(page)
    assert f'value="{link(1)}"' in text(page)
    assert 'value="нет"' in text(page)
    assert not PlatformLink.objects.exists()


def test_one_link_for_all_or_links_by_role_not_both(web, classes):
    sent = shown(web) | {name(classes[0], "all"): link(1), name(classes[0], "pupil"): link(2)}
    page = web.post(URL, sent)
    assert (page.status_code, "5А: впишите либо одну ссылку для всех" in text(page)) == (400, True)
    assert not PlatformLink.objects.exists()


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_link_of_two_classes_is_refused_by_name(web, classes, slash):
    f.PlatformLinkFactory(school_class=classes[0], role="pupil", link=link(1))
    page = web.post(URL, shown(web) | {name(classes[1], "parent"): link(1) + slash})
    assert page.status_code == 400
    assert f"6А, для родителей: ссылка {link(1) + slash} уже у 5А." in text(page)
    twice = {name(classes[1], "pupil"): link(2), name(classes[2], "all"): link(2)}
    page = web.post(URL, shown(web) | twice)
    assert f"6А, для учеников: ссылка {link(2)} уже у 7А." in text(page)
    assert f"ссылка {link(2)} уже у 6А." in text(page)
    assert current() == [("5А", "pupil")]


def test_a_link_of_two_classes_is_refused_on_the_page_of_a_class_too(web, classes):
    f.PlatformLinkFactory(school_class=classes[0], role="pupil", link=link(1))
    sent = {"grade": 6, "letter": "А", "platform": "max", "link_parent": link(1)}
    page = web.post(f"/structure/classes/{classes[1].pk}/edit/", sent)
    assert (page.status_code, f"ссылка {link(1)} уже у 5А" in text(page)) == (400, True)
    assert current() == [("5А", "pupil")]


def test_a_link_for_all_of_another_class_is_told_where_it_was_typed(web, classes):
    f.PlatformLinkFactory(school_class=classes[0], role="pupil", link=link(1))
    page = web.post(URL, shown(web) | {name(classes[1], "all"): link(1)})
    cells = next(line for line in page.context["lines"] if line.school_class == classes[1]).cells
    assert [role for role, cell in cells.items() if cell.error] == ["all"]
    assert cells["all"].typed == link(1)


def test_two_classes_change_their_links_with_each_other(administrator, classes):
    for row, n in zip(classes[:2], (1, 2), strict=True):
        f.PlatformLinkFactory(school_class=row, role="pupil", link=link(n))
    swapped = [Wanted(classes[0], "pupil", link(2), link(1)), Wanted(classes[1], "pupil", link(1), link(2))]
    assert set_platform_links(links=swapped, actor=administrator) == 2
    assert f.platform_link_of(classes[0], "pupil") == link(2)


def test_a_link_of_last_years_class_may_serve_this_years(administrator, organization, classes):
    before = f.AcademicYearFactory(organization=organization, starts_on="2025-09-01", ends_on="2026-08-31")
    f.PlatformLinkFactory(school_class=f.SchoolClassFactory(year=before), role="pupil", link=link(1))
    assert set_platform_links(links=[Wanted(classes[0], "pupil", link(1))], actor=administrator) == 1


def test_what_another_wrote_meanwhile_is_shown_and_a_second_press_decides(web, administrator, classes):
    sent = shown(web) | {name(classes[0], "pupil"): link(1), name(classes[1], "pupil"): link(2)}
    set_platform_links(links=[Wanted(classes[0], "pupil", link(9))], actor=administrator)
    page = web.post(URL, sent)
    assert page.status_code == 400
    assert f"5А, для учеников: пока вы заполняли, здесь вписали {link(9)}" in text(page)
    assert f.platform_link_of(classes[1], "pupil") == ""
    again = {
        key: value
        for line in page.context["lines"]
        for cell in line.cells.values()
        for key, value in ((cell.name, cell.typed), (f"was-{cell.name}", cell.drawn))
    }
    web.post(URL, again | {"confirmed": "1"})
    assert f.platform_link_of(classes[0], "pupil") == link(1)
    assert f.platform_link_of(classes[1], "pupil") == link(2)


def test_an_old_tab_that_typed_elsewhere_undoes_nothing(web, administrator, classes):
    sent = shown(web) | {name(classes[1], "pupil"): link(2)}
    set_platform_links(links=[Wanted(classes[0], "pupil", link(9))], actor=administrator)
    web.post(URL, sent)
    assert f.platform_link_of(classes[0], "pupil") == link(9)
    assert f.platform_link_of(classes[1], "pupil") == link(2)


def test_a_link_that_stops_to_serve_is_asked_about_first(web, classes):
    f.PlatformLinkFactory(school_class=classes[0], role="pupil", link=link(1))
    sent = shown(web) | {name(classes[0], "pupil"): ""}
    asked = web.post(URL, sent)
    assert "По прежней ссылке 5А для учеников портал больше никого не поведёт" in text(asked)
    assert current() == [("5А", "pupil")]
    web.post(URL, sent | {"confirmed": "1"})
    assert current() == []


def test_a_class_teacher_writes_the_links_of_the_own_class_and_sees_no_other(
    client_of, class_teacher, school_class, classes
):
    client = client_of(class_teacher)
    assert [line.school_class for line in client.get(URL).context["lines"]] == [school_class]
    client.post(
        URL, shown(client) | {name(school_class, "pupil"): link(1), name(classes[0], "pupil"): link(2)}
    )
    assert [place for place, _ in current()] == [school_class.title]


def test_another_schools_class_is_no_row_of_the_table(web, classes, other_organization):
    with scope(organization=other_organization):
        theirs = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=other_organization))
    web.post(URL, {name(theirs, "pupil"): link(1)})
    with scope(organization=other_organization):
        assert not PlatformLink.objects.exists()


@pytest.mark.parametrize("who", ["deputy", "director", "subject_teacher"])
def test_who_writes_no_links_has_no_such_page(client_of, request, who):
    assert client_of(request.getfixturevalue(who)).get(URL).status_code == 403


def test_sixty_classes_cost_what_one_costs(administrator, year):
    def save(classes):
        wanted = [
            Wanted(row, role, link(f"{row.pk}-{role}"), "") for row in classes for role in ("pupil", "parent")
        ]
        assert set_platform_links(links=wanted, actor=administrator) == 2 * len(classes)

    counts = []
    for number in (1, 30):
        classes = [f.SchoolClassFactory(year=year, grade=number % 11) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            save(classes)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_asks_of_sixty_classes_what_it_asks_of_one(web, year, staff_room):
    counts = []
    for _ in range(2):
        for _ in range(15):
            f.PlatformLinkFactory(school_class=f.SchoolClassFactory(year=year), role="pupil")
        web.get(URL)
        with CaptureQueriesContext(connection) as queries:
            web.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_from_the_form_of_a_class_one_goes_on_to_the_next_that_lacks_a_link(web, classes, staff_room):
    f.PlatformLinkFactory(school_class=staff_room, role="teacher", link=link(0))
    for role in ("pupil", "parent"):
        f.PlatformLinkFactory(school_class=classes[1], role=role, link=link(6))

    def form(row):
        return f"/structure/classes/{row.pk}/edit/"

    assert "Сохранить и к следующему: 7А" in text(web.get(form(classes[0])))
    sent = {"grade": 5, "letter": "А", "platform": "max", "link_all": link(5), "then": "next"}
    assert web.post(form(classes[0]), sent)["Location"] == form(classes[2])
    assert "к следующему" not in text(web.get(form(classes[2])))
    assert "Сохранить и к следующему: 7А" in text(web.get(form(classes[1])))


def test_a_conflict_names_every_place(administrator, classes):
    f.PlatformLinkFactory(school_class=classes[0], role="pupil", link=link(1))
    taken = [Wanted(row, "pupil", link(1)) for row in classes[1:]]
    with pytest.raises(LinkConflict) as refused:
        set_platform_links(links=taken, actor=administrator)
    assert set(refused.value.places) == {(row.pk, "pupil") for row in classes[1:]}


def test_a_saved_table_is_one_action_and_is_undone(web, classes, staff_room, administrator):
    set_platform_links(links=[Wanted(classes[0], "pupil", link(1))], actor=administrator)
    sent = shown(web) | {name(classes[0], "pupil"): link(5), name(classes[1], "pupil"): link(6)}
    asked = web.post(URL, sent)
    assert "После нажатия это можно будет отменить." in text(asked)
    page = web.post(URL, sent | {"confirmed": "1"}, follow=True)
    run = Run.objects.get()
    assert f"/actions/{run.pk}/" in text(page)
    assert "Ссылки классов на платформе: 2" in text(web.get("/actions/"))
    undo_run(run=run, actor=administrator)
    assert current() == [(classes[0].title, "pupil")]
    assert shown(web)[name(classes[0], "pupil")] == "max.ru/join/1"


def test_an_undo_leaves_what_somebody_has_written_since(web, classes, staff_room, administrator):
    web.post(URL, shown(web) | {name(classes[0], "pupil"): link(5), name(classes[1], "pupil"): link(6)})
    set_platform_links(links=[Wanted(classes[0], "pupil", link(7))], actor=administrator)
    undo_run(run=Run.objects.get(), actor=administrator)
    assert current() == [(classes[0].title, "pupil")]
    assert shown(web)[name(classes[0], "pupil")] == "max.ru/join/7"


def test_a_cell_names_the_hosts_of_its_own_platform(web, classes):
    page = text(web.post(URL, shown(web) | {name(classes[0], "pupil"): "нет ссылки"}))
    assert "она начинается с max.ru/." in page
    assert "vk.me" not in page
