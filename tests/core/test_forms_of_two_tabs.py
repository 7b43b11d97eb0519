"""Two tabs, two presses: a form of another school writes nothing, a form sent twice is done once."""

import threading

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from lxml import html

from core.models import OnceMark
from core.once import TERM, forget_marks
from orgstructure.models import Person
from roles.models import ApiToken
from roles.services.accounts import create_api_token
from tests import factories as f
from tests.access.routes import ROUTES
from tests.access.test_every_route import rows_of

STAFF = {"kind": "staff", "last_name": "Почтова", "first_name": "Мария", "patronymic": "", "post": "учитель"}
# What is of the account, and of no school; the last one leads out of the mismatch.
OF_NO_SCHOOL = ("/accounts/", "/theme/", "/roles/switch/")


@pytest.fixture
def two_schools(organization, other_organization, administrator):
    """The administrator works in another school too."""
    with scope(organization=other_organization):
        person = f.PersonFactory(organization=other_organization, kind="staff", post="учитель")
        f.MembershipFactory(person=person, user=administrator)
        f.AssignmentFactory(person=person, role="deputy")
    return other_organization


def forms_of(client, path):
    """The POST forms of a page: {action: {field: value}}."""
    page = client.get(path)
    if page.status_code != 200 or "html" not in page["Content-Type"]:
        return {}
    found = html.fromstring(page.content.decode()).xpath("//form[@method='post']")
    return {form.get("action") or path: filled(form) for form in found}


def filled(form):
    return {name: value or "" for name, value in form.fields.items()}


def pages_of_the_school(own):
    for name, row in ROUTES.items():
        if "GET" in row.methods:
            kwargs = dict(row.extra) | ({"pk": own[row.row].pk} if row.row else {})
            yield reverse(name, kwargs=kwargs)
    yield from ("/admin/", f"/admin/documents/order/{own['order'].pk}/change/")


@scopes_disabled()
def rows_of_all_tables():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("role", ["administrator", "director"])
def test_lesson_f34_every_form_says_its_school_and_a_stale_one_is_refused(
    role, organization, other_organization, client_of
):
    own = rows_of(organization)
    user = f.user_with_role(organization, role)
    with scope(organization=other_organization):
        person = f.PersonFactory(organization=other_organization, kind="staff", post="учитель")
        f.MembershipFactory(person=person, user=user)
    client, seen = client_of(user), set()
    client.post("/roles/switch/", {"organization": organization.pk})
    before = rows_of_all_tables()
    for path in pages_of_the_school(own):
        for action, fields in forms_of(client, path).items():
            if action.startswith(OF_NO_SCHOOL) or action in seen:
                continue
            seen.add(action)
            assert fields.get("_school") == str(organization.pk), (path, action)
            assert fields.get("_once"), (path, action)
            stale = client.post(action, fields | {"_school": other_organization.pk})
            assert stale.status_code == 409, (path, action)
    assert len(seen) > 4
    assert rows_of_all_tables() == before


def test_lesson_f34_a_stale_tab_writes_nothing_and_shows_what_was_typed(
    organization, two_schools, administrator, client_of
):
    client = client_of(administrator)
    client.post("/roles/switch/", {"organization": organization.pk})
    fields = forms_of(client, "/organization/")["/organization/"]
    client.post("/roles/switch/", {"organization": two_schools.pk})
    answer = client.post(
        "/organization/",
        fields | {"short_name": "МКОУ «Новая»"},
        headers={"Referer": "http://testserver/organization/"},
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "МКОУ «Новая»" in page
    assert fields["csrfmiddlewaretoken"] not in page.split("Что было введено")[1]
    two_schools.refresh_from_db()
    assert two_schools.short_name == "МБОУ «СОШ № 4»"
    way = [form for form in forms_of_answer(answer) if form.get("next", "").startswith("http")]
    assert way[0]["next"] == "http://testserver/organization/"
    assert client.post("/roles/switch/", way[0] | {"organization": organization.pk}).url == "/organization/"


def forms_of_answer(answer):
    return [filled(form) for form in html.fromstring(answer.content.decode()).xpath("//form[@method='post']")]


def test_lesson_f34_who_works_in_two_schools_names_one_also_by_htmx(
    organization, two_schools, administrator, client_of
):
    client = client_of(administrator)
    client.post("/roles/switch/", {"organization": organization.pk})
    assert client.post("/chats/plan/").status_code == 409
    assert client.post("/chats/plan/", headers={"X-School": str(two_schools.pk)}).status_code == 409
    assert client.post("/chats/plan/", headers={"X-School": str(organization.pk)}).status_code == 302
    body = html.fromstring(client.get("/").content.decode()).xpath("//body")[0]
    assert f'"X-School": "{organization.pk}"' in body.get("data-hx-headers")


def test_lesson_f35_a_form_sent_twice_makes_one_row_and_is_answered_the_same(
    organization, staff_room, administrator, client_of
):
    client = client_of(administrator)
    fields = forms_of(client, "/people/new/")["/people/new/"] | STAFF
    first, second = client.post("/people/new/", fields), client.post("/people/new/", fields)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Person.objects.filter(last_name="Почтова").count() == 1
    assert "Почтова Мария: записано." in client.get(second.url).content.decode()


def test_lesson_f35_the_form_mended_and_sent_again_is_another_press(
    organization, staff_room, administrator, client_of
):
    client = client_of(administrator)
    fields = forms_of(client, "/people/new/")["/people/new/"] | STAFF
    assert client.post("/people/new/", fields | {"last_name": ""}).status_code == 400
    assert client.post("/people/new/", fields).status_code == 302
    client.post("/people/new/", fields | {"first_name": "Анна"})
    assert set(Person.objects.filter(last_name="Почтова").values_list("first_name", flat=True)) == {
        "Мария",
        "Анна",
    }


def test_lesson_f35_a_key_shown_once_is_shown_to_the_second_press_too(organization, administrator, client_of):
    client = client_of(administrator)
    form = forms_of(client, "/roles/tokens/")["/roles/tokens/"] | {"name": "выгрузка"}
    first, second = client.post("/roles/tokens/", form), client.post("/roles/tokens/", form)
    assert first.content == second.content
    assert ApiToken.objects.count() == 1
    [mark] = OnceMark.objects.all()
    assert b"token" not in bytes(mark.answer)


def test_lesson_f35_marks_are_forgotten_after_a_term(organization, administrator, client_of, time_machine):
    client = client_of(administrator)
    client.post("/chats/plan/", forms_of(client, "/roles/tokens/")["/roles/tokens/"])
    assert forget_marks() == 0
    OnceMark.objects.update(created_at=OnceMark.objects.get().created_at - 2 * TERM)
    assert forget_marks() == 1


@pytest.mark.django_db(transaction=True)
def test_lesson_f35_of_two_at_once_one_is_done_and_both_are_answered_the_same(client_of):
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        f.StaffRoomFactory(organization=organization)
        user = f.user_with_role(organization, "administrator")
    client = client_of(user)
    fields = forms_of(client, "/people/new/")["/people/new/"] | STAFF
    answers, together = [], threading.Barrier(4)

    def press():
        tab = Client()
        tab.cookies = client.cookies.copy()
        together.wait(20)
        try:
            answers.append(tab.post("/people/new/", fields))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer.url for answer in answers}) == 1
    with scope(organization=organization):
        assert Person.objects.filter(last_name="Почтова").count() == 1


@pytest.fixture
def api(organization, administrator):
    _, key = create_api_token(user=administrator, organization=organization, name="т", actor=administrator)
    return Client(headers={"Authorization": f"Token {key}"})


def call(api, path, body, key):
    return api.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})


def test_lesson_f35_a_call_with_its_key_is_done_once(api, organization, school_class):
    path = "/api/v1/links/class/"
    body = {"school_class": school_class.pk, "role": "parent", "max_uses": 9}
    first, second = call(api, path, body, "a-1"), call(api, path, body, "a-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = call(api, path, body | {"max_uses": 8}, "a-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    wrong = call(api, path, body, "ключ")
    assert wrong.status_code == 400
    refused = call(api, path, body | {"role": "x"}, "a-2")
    assert refused.status_code == 400
    assert call(api, path, body, "a-2").json()["id"] != first.json()["id"]


def test_lesson_f44_what_is_shown_to_somebody_signed_in_is_kept_nowhere(
    organization, api, administrator, client_of
):
    own = rows_of(organization)
    client = client_of(administrator)
    for path in pages_of_the_school(own):
        assert "no-store" in client.get(path)["Cache-Control"], path
    director = client_of(f.user_with_role(organization, "director"))
    assert "no-store" in director.get("/admin/")["Cache-Control"]
    assert "no-store" in api.get("/api/v1/people/")["Cache-Control"]


def test_lesson_f34_what_was_typed_is_shown_once(organization, two_schools, administrator, client_of):
    client = client_of(administrator)
    client.post("/roles/switch/", {"organization": organization.pk})
    fields = forms_of(client, "/organization/")["/organization/"]
    assert "initial-full_name" in fields
    client.post("/roles/switch/", {"organization": two_schools.pk})
    page = client.post("/organization/", fields | {"full_name": "Новая школа"}).content.decode()
    typed = page.split("Что было введено")[1]
    assert typed.count(fields["short_name"]) == 1
    assert fields["full_name"] not in typed
