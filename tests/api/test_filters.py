"""One filter for a list's page and for the API: the same query finds the same rows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.pagination import PAGE_SIZE
from roles.services.accounts import create_api_token
from tests import factories as f

PAGES = {"links": "/links/", "requests": "/requests/", "people": "/people/", "chats": "/chats/list/"}
QUERIES = [
    ("links", "state=all"),
    ("links", "state=active"),
    ("links", "state=expiring"),
    ("links", "state=annulled&role=pupil"),
    ("links", "state=all&status=accepted"),
    ("links", "state=all&kind=class"),
    ("links", "state=all&school_class={place}"),
    ("links", "state=all&class={place}&role=parent"),
    ("links", "state=all&q=Ёлкин"),
    ("links", "state=all&person={pupil}"),
    ("requests", "status=new"),
    ("requests", "status=rejected"),
    ("requests", "state=accepted"),
    ("requests", "status=new&school_class={other}"),
    ("requests", "status=new&role=parent"),
    ("people", "kind=pupil"),
    ("people", "kind=pupil&school_class={place}"),
    ("people", "kind=pupil&class={other}"),
    ("people", "kind=pupil&state=joined"),
    ("people", "kind=pupil&state=not_joined"),
    ("people", "kind=pupil&q=ёлкин паша"),
    ("people", "kind=pupil&q=000-12-34"),
    ("people", "kind=pupil&name=ёлк"),
    ("chats", ""),
    ("chats", "status=created"),
    ("chats", "kind=class_parents"),
    ("chats", "school_class={place}&kind=class_pupils"),
    ("chats", "class={other}"),
]  # fmt: skip
WRONG = [
    ("links", "state=x", 404),
    ("links", "state=all&school_class=x", 404),
    ("links", "state=all&school_class=99999999999999999999", 404),
    ("links", "state=all&role=x", 200),
    ("requests", "status=x", 404),
    ("people", "kind=x", 200),
    ("people", "kind=pupil&school_class=x", 200),
    ("people", "kind=pupil&state=x", 200),
    ("chats", "status=x", 200),
    ("chats", "kind=x&school_class=²", 200),
]


@pytest.fixture
def facts(organization, school_class, year, administrator):
    """Rows in every state, in two classes; what an address may name of them."""
    other = f.SchoolClassFactory(organization=organization, year=year, grade=6, letter="В")
    for place in (school_class, other):
        pupil = f.EnrolmentFactory(school_class=place, role="pupil", joined_at=timezone.now()).person
        f.EnrolmentFactory(school_class=place, role="pupil")
        for status in ("active", "accepted", "expired"):
            f.InvitationFactory(school_class=place, person=pupil, status=status)
        f.InvitationFactory(
            school_class=place,
            person=pupil,
            status="annulled",
            annul_reason="ошибка",
            annulled_at=timezone.now(),
        )
        soon = timezone.now() + timedelta(days=1)
        f.InvitationFactory(school_class=place, expires_at=soon)
        link = f.InvitationFactory(school_class=place, kind="class", person=None, role="parent", max_uses=30)
        for status in ("new", "accepted", "rejected"):
            f.JoinRequestFactory(invitation=link, school_class=place, role="parent", status=status)
        f.ChatFactory(
            organization=organization,
            school_class=place,
            kind="class_parents",
            status="created",
            link="https://max.ru/x",
        )
        f.ChatFactory(organization=organization, school_class=place, kind="class_pupils", status="planned")
    known = f.EnrolmentFactory(
        school_class=school_class,
        role="pupil",
        person__last_name="Ёлкин",
        person__first_name="Паша",
        person__phone="+79000001234",
    )
    f.InvitationFactory(school_class=school_class, person=known.person)
    return {"place": school_class.pk, "other": other.pk, "pupil": known.person_id}


@pytest.fixture
def web(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def api(organization, administrator):
    _, key = create_api_token(user=administrator, organization=organization, name="тест", actor=administrator)
    return Client(headers={"Authorization": f"Token {key}"})


@pytest.mark.parametrize(("name", "query"), QUERIES)
def test_a_page_and_the_api_find_the_same_rows(web, api, facts, name, query):
    query = query.format(**facts)
    shown = {row.pk for row in web.get(f"{PAGES[name]}?{query}").context["page"]}
    answer = api.get(f"/api/v1/{name}/?{query}")
    assert answer.status_code == 200
    assert {row["id"] for row in answer.json()["results"]} == shown
    assert 0 < len(shown) < PAGE_SIZE


@pytest.mark.parametrize(("name", "query", "status"), WRONG)
def test_a_wrong_value_narrows_nothing_on_a_page_and_is_refused_by_the_api(
    web, api, facts, name, query, status
):
    page = web.get(f"{PAGES[name]}?{query}")
    assert page.status_code == status
    if status == 200:
        wide = "&".join(part for part in query.split("&") if part in ("state=all", "kind=pupil"))
        unnarrowed = {row["id"] for row in api.get(f"/api/v1/{name}/?{wide}").json()["results"]}
        assert {row.pk for row in page.context["page"]} == unnarrowed
    assert api.get(f"/api/v1/{name}/?{query}").status_code == 400


@pytest.mark.parametrize("address", PAGES.values())
def test_the_fields_of_a_filter_have_no_ids_that_another_form_could_have(web, facts, address):
    html = web.get(address).content.decode()
    form = html[html.index('<div class="filters">') :].split("</div>")[0]
    assert " id=" not in form


def test_a_button_keeps_the_other_filters_and_drops_the_page(web, facts):
    tabs = web.get(f"/links/?class={facts['place']}&cursor=x&role=pupil").context["tabs"]
    assert [tab.label for tab in tabs if tab.current] == ["Активные"]
    assert tabs[-1].address == f"?class={facts['place']}&role=pupil&state=all"
