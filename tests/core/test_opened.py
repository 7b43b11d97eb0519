"""Two tabs over one row: what one has stored, the other does not write over without a word (lessons F, two tabs)."""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from orgstructure.models import Person
from tests import factories as f
from tests.access.routes import ROUTES
from tests.access.test_every_route import rows_of
from tests.core.test_forms_of_two_tabs import forms_of, forms_of_answer


@dataclass(frozen=True)
class Edit:
    """A form over a stored row: what one person changes in it, what another does meanwhile, how theirs is told."""

    field: str
    theirs: str
    told: str
    mine: str
    other: str = ""  # a field that only one of them touches
    others: str = ""
    row: str = ""


EDITS = {
    "orgstructure:organization_edit": Edit(
        "phone", "8 (41641) 2-35-07", "+7 41641 2-35-07", "8 (41641) 2-35-08", "address", "ул. Новая, 1"
    ),
    "orgstructure:person_edit": Edit(
        "birth_date", "2015-02-01", "01.02.2015", "2015-02-02", "email", "p@example.ru", row="pupil"
    ),
    "orgstructure:class_edit": Edit("mark", "ОВЗ", "«ОВЗ»", "филиал", row="class"),
    "documents:order_edit": Edit(
        "basis",
        "Письмо.\r\nДоговор.",
        "«Письмо. Договор.»",
        "Положение.",
        "email",
        "i@example.ru",
        row="order",
    ),
    "registration:edit": Edit(
        "phone",
        "8 900 000-14-09",
        "+7 900 000-14-09",
        "8 900 000-14-10",
        "comment",
        "Просим.\r\nЖдём.",
        row="case",
    ),
    "chats:edit": Edit("title", "Наш чат", "«Наш чат»", "Чат класса", row="chat"),
    "chats:link": Edit("link", "https://max.ru/join/1", "join/1", "https://max.ru/join/2", row="chat"),
    "chats:class_links": Edit(
        "class_parents", "https://max.ru/join/1", "join/1", "https://max.ru/join/2", row="class"
    ),
}
# These send their changed fields alone: one left as it was is nobody's word.
PARTIAL = {"orgstructure:class_edit", "chats:class_links"}
WHOLE = sorted(name for name, edit in EDITS.items() if name not in PARTIAL and edit.other)


@pytest.fixture
def tab(organization, client_of):
    """(client, address) of the form over a row."""
    own = rows_of(organization)
    Person.objects.filter(pk=own["pupil"].pk).update(last_name="Новиков", first_name="Пётр", patronymic="")
    client = client_of(f.user_with_role(organization, "administrator"))

    def open_form(name):
        row = EDITS[name].row
        return client, reverse(name, kwargs={"pk": own[row].pk} if row else {})

    return open_form


def shown(client, path):
    return as_sent(forms_of(client, path)[path])


def of_answer(answer, field):
    return as_sent(next(fields for fields in forms_of_answer(answer) if field in fields))


def as_sent(fields):
    """As a browser sends them: the first line's end of a text area is of the markup, each other one is CRLF."""
    return {name: value.removeprefix("\n").replace("\n", "\r\n") for name, value in fields.items()}


def words(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u2011", "-").replace("\r\n", "\n")


def test_lesson_f34_each_form_over_a_row_is_told_apart_here():
    edits = {
        name
        for name in ROUTES
        if name.endswith(("edit", "class_links", ":link")) and "POST" in ROUTES[name].methods
    }
    assert edits == set(EDITS)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_lesson_f34_each_field_carries_what_it_was_opened_with(name, tab):
    client, path = tab(name)
    fields = shown(client, path)
    seen = [bound for bound in client.get(path).context["form"] if not bound.is_hidden]
    assert seen
    for bound in seen:
        assert fields[bound.html_initial_name] == fields[bound.html_name], bound.name


@pytest.mark.parametrize("name", sorted(EDITS))
def test_lesson_f34_a_field_changed_in_two_tabs_is_refused_once_and_loses_nothing(name, tab):
    client, path = tab(name)
    edit, (first, second) = EDITS[name], (shown(client, path), shown(client, path))
    assert client.post(path, first | {edit.field: edit.theirs}).status_code == 302
    refused = client.post(path, second | {edit.field: edit.mine})
    assert refused.status_code == 400
    assert "Пока вы заполняли, здесь записали другое" in words(refused)
    assert edit.told in words(refused)
    again = of_answer(refused, edit.field)
    assert again[edit.field] == edit.mine
    kept = shown(client, path)
    assert kept[edit.field] != second[edit.field]
    assert client.post(path, again).status_code == 302
    assert shown(client, path)[edit.field] not in (kept[edit.field], second[edit.field])


@pytest.mark.parametrize("name", sorted(EDITS))
def test_lesson_f34_the_same_written_in_two_tabs_is_no_conflict(name, tab):
    client, path = tab(name)
    edit, (first, second) = EDITS[name], (shown(client, path), shown(client, path))
    assert client.post(path, first | {edit.field: edit.theirs}).status_code == 302
    assert client.post(path, second | {edit.field: edit.theirs}).status_code == 302


@pytest.mark.parametrize("name", WHOLE)
def test_lesson_f34_a_field_left_alone_takes_what_was_stored_meanwhile(name, tab):
    client, path = tab(name)
    edit, (first, second) = EDITS[name], (shown(client, path), shown(client, path))
    assert client.post(path, first | {edit.field: edit.theirs}).status_code == 302
    stored = shown(client, path)[edit.field]
    refused = client.post(path, second | {edit.other: edit.others})
    assert refused.status_code == 400
    assert "Оно и подставлено" in words(refused)
    again = of_answer(refused, edit.field)
    assert again[edit.other] == edit.others
    assert client.post(path, again).status_code == 302
    now = shown(client, path)
    assert (now[edit.field], now[edit.other]) == (stored, edit.others)
    assert client.post(path, now).status_code == 302


def test_lesson_f34_what_is_wrong_and_what_was_changed_are_told_at_once(tab):
    client, path = tab("orgstructure:person_edit")
    first, second = shown(client, path), shown(client, path)
    client.post(path, first | {"birth_date": "2015-02-01", "email": "p@example.ru"})
    refused = client.post(path, second | {"phone": "923", "email": "q@example.ru"})
    page = words(refused)
    for told in ("01.02.2015", "p@example.ru", "«923»"):
        assert told in page
    again = of_answer(refused, "phone")
    assert (again["phone"], again["birth_date"], again["email"]) == ("923", "2015-02-01", "q@example.ru")
    assert client.post(path, again | {"phone": ""}).status_code == 302
    row = Person.objects.get(email="q@example.ru")
    assert f"{row.birth_date}" == "2015-02-01"


def test_lesson_f34_another_person_put_into_an_order_meanwhile_takes_no_phone_of_the_former(
    tab, organization
):
    client, path = tab("documents:order_edit")
    other = f.PersonFactory(organization=organization, kind="staff", post="учитель", phone="+79000001409")
    first, second = shown(client, path), shown(client, path)
    changed = {"person": str(other.pk), "phone": "", "email": "o@example.ru"}
    assert client.post(path, first | changed).status_code == 302
    refused = client.post(path, second | {"basis": "Положение."})
    assert other.full_name in words(refused)
    again = of_answer(refused, "basis")
    assert (again["person"], again["phone"], again["email"]) == (
        str(other.pk),
        "+7 900 000-14-09",
        "o@example.ru",
    )
    assert client.post(path, again).status_code == 302
    now = shown(client, path)
    assert (now["person"], now["phone"], now["basis"]) == (str(other.pk), "+7 900 000-14-09", "Положение.")
