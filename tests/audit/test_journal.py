"""The journal: its rows are final, its page says in Russian who did what, and finds it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from audit import selectors
from audit.filters import JournalFilter
from audit.models import Event, JournalIsFinal
from audit.services import record, record_many
from roles.policy import Actor
from tests import factories as f
from undo.models import Run


def text(response):
    return response.content.decode()


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def event(organization, administrator, school_class):
    return record("class.edited", school_class, actor=administrator, changes={"letter": ["А", "Б"]})


@pytest.mark.parametrize(
    "change",
    [
        lambda event: Event.objects.update(verb="x"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: Event.objects.bulk_update([event], ["verb"]),
        lambda event: event.save(),
        lambda event: event.delete(),
    ],
)
def test_a_row_of_the_journal_is_neither_changed_nor_deleted(event, change):
    with pytest.raises(JournalIsFinal):
        change(event)
    event.refresh_from_db()
    assert event.verb == "class.edited"


def test_the_journal_says_in_russian_what_was_done_and_leads_to_it(web, event, school_class):
    page = text(web.get("/journal/"))
    assert "Класс изменён" in page
    assert "литера: А → Б" in page
    assert f'href="/structure/classes/{school_class.pk}/"' in page


def test_states_dates_and_rows_in_details_are_in_words(organization, administrator):
    person = f.PersonFactory(organization=organization, kind="staff")
    verification = f.VerificationFactory(person=person)
    moved = record("verification.moved", verification, actor=administrator, to="pending", reason="")
    assert selectors.line_of(moved).details == [("кому или во что", "на подтверждении")]
    assignment = f.AssignmentFactory(person=person, role="deputy")
    opened = record(
        "assignment.opened", assignment, actor=None, role="deputy", order=person, valid_from=date(2020, 9, 1)
    )
    details = dict(selectors.line_of(opened).details)
    assert details == {"роль": "заместитель директора", "приказ": str(person), "с": "1 сентября 2020"}


def test_unknown_verbs_and_broken_details_are_shown_and_break_nothing(web, organization):
    record("old.thing", organization, actor=None, strange="2026-99-99", changes={"gone": "one"}, empty=None)
    page = text(web.get("/journal/"))
    assert "Old.thing" in page
    assert "2026-99-99" in page


def test_html_in_names_is_shown_as_text(web, school_class):
    record(
        "class.edited",
        school_class,
        actor="<b>Иван</b>",
        label="<script>alert(1)</script>",
        reason="<i>x</i>",
    )
    page = text(web.get("/journal/"))
    assert "<script>alert" not in page
    assert "<b>Иван" not in page
    assert "<i>x" not in page


@pytest.mark.parametrize(
    ("kind", "word"), [("administrator", "о назначении администратора"), ("gone", "gone")]
)
def test_a_kind_of_order_is_told_by_the_title_that_its_room_registered(
    organization, administrator, kind, word
):
    order = f.OrderFactory(person=f.PersonFactory(organization=organization, kind="staff"))
    drafted = record("order.drafted", order, actor=administrator, kind=kind)
    assert selectors.line_of(drafted).details == [("вид", word)]


@pytest.fixture
def three(organization, administrator, director, school_class):
    person = f.PersonFactory(organization=organization, last_name="Жукова")
    record("person.added", person, actor=director)
    record("class.created", school_class, actor=administrator)
    record("chat.planned", f.ChatFactory(organization=organization, school_class=school_class), actor=None)
    return person


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("group=people", {"person.added"}),
        ("group=chats", {"chat.planned"}),
        ("text=жукова", {"person.added"}),
        ("text=ЖУКОВА", {"person.added"}),
        ("text=Портал", {"chat.planned"}),
        ("text=nobody", set()),
        ("text=Добавлен", {"person.added"}),
        ("since=2000-01-01&until=2000-12-31", set()),
        ("since=2000-01-01", {"person.added", "class.created", "chat.planned"}),
        ("object=nonsense", {"person.added", "class.created", "chat.planned"}),
        (
            "object=orgstructure.person:99999999999999999999999",
            {"person.added", "class.created", "chat.planned"},
        ),
    ],
)
def test_the_filter_finds(web, three, query, shown):
    response = web.get(f"/journal/?{query}")
    assert response.status_code == 200
    assert {line.event.verb for line in response.context["lines"]} == shown


def test_the_filter_finds_by_person_and_by_object(web, three, director):
    lines = web.get(f"/journal/?actor={director.pk}").context["lines"]
    assert [line.event.verb for line in lines] == ["person.added"]
    response = web.get(f"/journal/?object=orgstructure.person:{three.pk}")
    assert [line.event.verb for line in response.context["lines"]] == ["person.added"]
    assert "Только о предмете" in text(response)


def test_both_days_of_a_period_are_in_it(organization):
    event = record("organization.edited", organization, actor=None)
    day = timezone.localtime(event.at).date()
    reader = Actor(user=None, organization=organization, roles=frozenset({"director"}))
    rows = selectors.journal(reader)
    assert list(JournalFilter({"since": day, "until": day}, rows).qs) == [event]
    assert not JournalFilter({"until": day - timedelta(days=1)}, rows).qs.exists()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=32.13.2026", "дату"),
        ("until=9999-12-31", "«31.12.9999» не годится"),
        ("since=0001-01-01", "«01.01.0001» не годится"),
        ("since=2026-11-22&until=2026-11-01", "раньше начала"),
        ("actor=999999", "варианта нет"),
        ("actor=99999999999999999999999", "варианта нет"),
        ("group=secret", "secret"),
        ("text=" + "ы" * 300, "100"),
    ],
)
def test_a_wrong_filter_says_what_is_wrong(web, event, query, words):
    response = web.get(f"/journal/?{query}")
    assert response.status_code == 400
    assert words in text(response).replace("нулевые", "ноль")


def test_two_wrong_days_are_told_each_by_its_name(web, event):
    page = text(web.get("/journal/?since=32.13.2026&until=99.99.2026"))
    told = page.split('role="alert">')[1].split("</div>")[0]
    assert told.count("«С»:") == told.count("«По»:") == 1


def test_a_broken_cursor_is_the_first_page(web, event):
    assert web.get("/journal/?cursor=%00evil").status_code == 200


def test_another_schools_journal_does_not_exist(web, event, other_organization):
    with scope(organization=other_organization):
        record("organization.edited", other_organization, actor=None)
    assert {line.event.organization_id for line in web.get("/journal/").context["lines"]} == {
        event.organization_id
    }


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("director", 200),
        ("additional_administrator", 200),
        ("deputy", 403),
        ("class_teacher", 403),
        ("subject_teacher", 403),
    ],
)
def test_administrators_and_the_director_read_the_journal(request, client_of, role, status):
    assert client_of(request.getfixturevalue(role)).get("/journal/").status_code == status


def test_the_journal_costs_the_same_at_one_row_and_at_thirty(
    web, organization, school_class, django_assert_num_queries, django_assert_max_num_queries
):
    record("class.created", school_class, actor=None)
    with django_assert_max_num_queries(15) as first:
        web.get("/journal/")
    record_many("class.created", [school_class] * 29, actor=None)
    with django_assert_num_queries(len(first)):
        assert len(web.get("/journal/").context["lines"]) == 30


def test_the_journal_is_paged(web, organization, school_class):
    record_many("class.created", [school_class] * 60, actor=None)
    first = web.get("/journal/").context["page"]
    second = web.get(f"/journal/?cursor={first.next}").context["page"]
    assert (len(first), len(second), second.next) == (50, 10, None)


def test_moments_are_in_local_time(organization):
    event = record(
        "invitation.created",
        organization,
        actor=None,
        expires_at=datetime.fromisoformat("2020-06-01T21:30:00+00:00"),
    )
    assert selectors.line_of(event).details == [("действует до", "2 июня 2020, 00:30")]


def test_a_line_leads_nowhere_where_its_reader_may_not_go(client_of, administrator, director, organization):
    run = Run.objects.create(
        organization=organization, kind="links.made", title="Приглашено", created_by=administrator
    )
    record("run.undone", run, actor=administrator)
    page = f"/actions/{run.pk}/"
    assert client_of(director).get(page).status_code == 404
    assert f'href="{page}"' not in text(client_of(director).get("/journal/"))
    assert f'href="{page}"' in text(client_of(administrator).get("/journal/"))
