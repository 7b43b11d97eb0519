"""Class × who for the whole school: saved at once, conflicts by row, displacing asked first, undone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from orgstructure.models import Enrolment, Subject
from roles.models import Assignment
from roles.services.teachers import Row, TableConflict, set_teachers
from tests import factories as f
from tests.undo.tables import all_tables, differences
from undo.models import Run
from undo.services import undo_run

URL = reverse("roles:teachers")


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def staff(organization, staff_room):
    names = [("Белова", "Анна", "Ивановна"), ("Белова", "Алла", "Олеговна"), ("Рощин", "Пётр", "Ильич")]
    return [
        f.PersonFactory(
            organization=organization,
            kind="staff",
            post="учитель",
            last_name=last,
            first_name=first,
            patronymic=p,
        )
        for last, first, p in names
    ]


@pytest.fixture
def classes(year):
    return [f.SchoolClassFactory(year=year, grade=grade) for grade in (5, 6, 7)]


def led():
    rows = Assignment.objects.class_teachers(clock.today())
    return dict(rows.values_list("school_class__grade", "person__last_name"))


def fields(classes, *who, drawn=()):
    drawn = [*drawn, *[""] * 9]
    sent = {f"who-{row.pk}": name for row, name in zip(classes, who, strict=True)}
    return sent | {f"drawn-{row.pk}": drawn[n] for n, row in enumerate(classes)}


def test_the_table_is_saved_at_once_and_undone(client_of, administrator, staff, classes):
    client = client_of(administrator)
    before = all_tables()
    done = client.post(URL, fields(classes, "Рощин", "Белова Анна", ""), follow=True)
    assert "Сохранено: 2 класса." in text(done)
    assert led() == {5: "Рощин", 6: "Белова"}
    assert Enrolment.objects.filter(role="teacher").count() == 2
    assert "без приказа 2" in text(client.get(URL))
    client.post(reverse("undo:undo", args=[Run.objects.get().pk]))
    assert differences(before, all_tables()) == []


def test_lesson_a02_those_without_an_order_are_counted_and_shown(client_of, administrator, staff, classes):
    """The figure leads to exactly its rows; saved from there, the classes that were not shown stay as they are."""
    client = client_of(administrator)
    client.post(URL, fields(classes, "Рощин", "Белова Анна", ""))
    page = client.get(f"{URL}?only=without_order")
    rows = [line.school_class for line in page.context["lines"]]
    assert rows == classes[:2]
    assert 'href="?only=without_order">без приказа 2</a>' in client.get(URL).content.decode()
    [drawn] = page.context["lines"][0].drawn
    sent = {f"who-{rows[0].pk}": "Белова Алла", f"drawn-{rows[0].pk}": str(drawn), "confirmed": "1"}
    client.post(URL, sent | {"only": "without_order"})
    assert (
        Assignment.objects.class_teachers(clock.today()).get(school_class=rows[0]).person.first_name == "Алла"
    )
    assert led() == {5: "Белова", 6: "Белова"}


def test_a_row_that_cannot_be_read_is_named_and_nothing_is_saved(client_of, administrator, staff, classes):
    page = client_of(administrator).post(URL, fields(classes, "Рощин", "Белова", "Сидоров"))
    shown = text(page)
    assert page.status_code == 400
    assert "«Белова»: подходят Белова Алла Олеговна, Белова Анна Ивановна" in shown
    assert "«Сидоров»: такого сотрудника нет" in shown
    assert 'value="Сидоров"' in shown
    assert not Assignment.objects.class_teachers(clock.today()).exists()


@pytest.mark.parametrize("typed", ["рощин", "Рощин П. И.", "Рощин П.", "Рощин Пётр Ильич", " Рощин  Петр "])
def test_a_person_is_known_by_what_one_alone_is_called(client_of, administrator, staff, classes, typed):
    client_of(administrator).post(URL, fields(classes, typed, "", ""))
    assert led() == {5: "Рощин"}


def test_namesakes_are_told_apart(client_of, administrator, organization, classes):
    first, second = [
        f.PersonFactory(organization=organization, kind="staff", last_name="Ким", post=post)
        for post in ("физик", "химик")
    ]
    client = client_of(administrator)
    label = f"Ким Пётр Сергеевич (химик, № {second.pk})"
    assert label in text(client.get(URL))
    assert client.post(URL, fields(classes, "Ким", "", "")).status_code == 400
    client.post(URL, fields(classes, label, "", ""))
    assert Assignment.objects.class_teachers(clock.today()).get().person == second


def test_lesson_a05_who_is_displaced_is_named_before_the_press_and_comes_back_by_undo(
    client_of, administrator, staff, classes
):
    former = f.AssignmentFactory(
        person=staff[0], role="class_teacher", school_class=classes[0], valid_from=f.YEAR_START
    )
    client = client_of(administrator)
    before = all_tables()
    sent = fields(classes, "Рощин", "", "", drawn=[str(former.person_id)])
    asked = client.post(URL, sent)
    shown = text(asked)
    assert "Перестаёт быть классным руководителем" in shown
    assert "Белова А. И." in shown
    assert 'name="confirmed"' in shown
    assert differences(before, all_tables()) == []
    client.post(URL, sent | {"confirmed": "1"})
    assert led() == {5: "Рощин"}
    undo_run(run=Run.objects.get(), actor=administrator)
    assert differences(before, all_tables()) == []


def test_whoever_was_assigned_today_and_displaced_is_back_after_undo(
    administrator, organization, staff, classes
):
    f.AssignmentFactory(
        person=staff[0], role="class_teacher", school_class=classes[0], valid_from=clock.today()
    )
    before = all_tables()
    row = Row(classes[0], frozenset({staff[0].pk}), (staff[2],))
    done = set_teachers(organization=organization, rows=[row], subject="", actor=administrator)
    assert led() == {5: "Рощин"}
    undo_run(run=done.run, actor=administrator)
    assert differences(before, all_tables()) == []


def test_a_row_changed_by_somebody_else_meanwhile_is_a_conflict_and_nothing_is_saved(
    client_of, administrator, staff, classes
):
    f.AssignmentFactory(
        person=staff[0], role="class_teacher", school_class=classes[0], valid_from=f.YEAR_START
    )
    page = client_of(administrator).post(URL, fields(classes, "Рощин", "Рощин", ""))
    assert page.status_code == 400
    assert "здесь записали другое: Белова Анна Ивановна" in text(page)
    assert led() == {5: "Белова"}


def test_somebody_who_left_is_a_conflict_of_the_row(administrator, organization, classes):
    gone = f.PersonFactory(organization=organization, kind="staff", left_on=clock.today() - timedelta(days=1))
    with pytest.raises(TableConflict) as refused:
        set_teachers(
            organization=organization,
            rows=[Row(classes[0], frozenset(), (gone,))],
            subject="",
            actor=administrator,
        )
    assert "больше не работает" in refused.value.rows[classes[0].pk]


def test_a_subject_is_taught_by_several_and_a_new_one_is_made_and_undone(
    client_of, administrator, organization, staff, classes
):
    client = client_of(administrator)
    before = all_tables()
    sent = fields(classes, "Рощин; Белова Анна", "Рощин", "") | {"subject": "английский язык"}
    client.post(f"{URL}?subject=английский+язык", sent)
    subject = Subject.objects.get()
    taught = Assignment.objects.filter(subject=subject, role="subject_teacher")
    assert taught.count() == 3
    assert "Рощин Пётр Ильич; " not in text(client.get(URL))
    assert "Белова Анна Ивановна; Рощин Пётр Ильич" in text(client.get(URL, {"subject": "Английский язык"}))
    undo_run(run=Run.objects.get(), actor=administrator)
    assert differences(before, all_tables()) == []


def test_a_class_has_one_leader(client_of, administrator, staff, classes):
    page = client_of(administrator).post(URL, fields(classes, "Рощин; Белова Анна", "", ""))
    assert "у класса один, а вписано 2" in text(page)


def test_what_is_not_changed_costs_nothing_and_makes_no_run(client_of, administrator, staff, classes):
    shown = client_of(administrator).post(URL, fields(classes, "", "", ""), follow=True)
    assert "Ничего не изменилось" in text(shown)
    assert not Run.objects.exists()


def test_sixty_classes_cost_what_one_costs(
    administrator, organization, year, staff, django_assert_max_num_queries
):
    for number in (1, 60):
        rows = [
            Row(f.SchoolClassFactory(year=year, grade=1 + n % 11), frozenset(), (staff[n % 3],))
            for n in range(number)
        ]
        with django_assert_max_num_queries(26):
            set_teachers(organization=organization, rows=rows, subject="", actor=administrator)


def test_after_an_undo_somebody_who_leads_meanwhile_stays(administrator, organization, staff, classes):
    f.AssignmentFactory(
        person=staff[0], role="class_teacher", school_class=classes[0], valid_from=f.YEAR_START
    )
    row = Row(classes[0], frozenset({staff[0].pk}), (staff[2],))
    done = set_teachers(organization=organization, rows=[row], subject="", actor=administrator)
    again = Row(classes[0], frozenset({staff[2].pk}), (staff[1],))
    set_teachers(organization=organization, rows=[again], subject="", actor=administrator)
    outcome = undo_run(run=done.run, actor=administrator)
    assert led() == {5: "Белова"}
    assert Assignment.objects.class_teachers(clock.today()).get().person == staff[1]
    assert ("Белова Анна", "место уже занято другим") in [(row.label, row.reason) for row in outcome.kept]


def test_those_without_an_order_are_counted_for_the_whole_school(client_of, administrator, staff, classes):
    """Leaders and all subjects together, each figure with the way to exactly its rows."""
    client = client_of(administrator)
    client.post(URL, fields(classes, "Рощин", "Белова Анна", ""))
    client.post(URL, {"subject": "Физика", **fields(classes, "Рощин; Белова Анна", "", "")})
    page = text(client.get(URL))
    assert "Без приказа во всей школе: 3 ·" in page
    assert "Физика 1</a>" in page
    shown = client.get(URL, {"subject": "Физика", "only": "without_order"}).context["lines"]
    assert [line.school_class for line in shown] == classes[:1]
    assert "Пишите фамилию" in page[: page.index("<table")]


def test_a_school_whose_teachers_have_orders_is_told_nothing(client_of, administrator, classes):
    assert "Без приказа" not in text(client_of(administrator).get(URL))


def test_a_whole_surname_is_meant_before_longer_ones(client_of, administrator, organization, staff, classes):
    for last in ("Ли", "Лисицына"):
        f.PersonFactory(organization=organization, kind="staff", last_name=last, first_name="Анна")
    client_of(administrator).post(URL, fields(classes, "ли", "Лис", ""))
    assert led() == {5: "Ли", 6: "Лисицына"}
    f.PersonFactory(organization=organization, kind="staff", last_name="Ли", first_name="Пётр")
    page = text(client_of(administrator).post(URL, fields(classes, "", "", "Ли")))
    assert "«Ли»: подходят Ли Анна" in page
    assert "Лисицына" not in page.split("подходят")[1].split("Напишите")[0]
