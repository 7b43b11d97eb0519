"""Chats over the API: the same services and the same policy as the pages."""

import json

import pytest
from django.test import Client

from chats.models import Chat
from roles.models import ApiToken
from tests import factories as f
from tests.chats.conftest import LINK, staff, teach

ROOT = "/api/v1/chats/"


class Api:
    """A client with a key of one account in one school."""

    def __init__(self, user, organization):
        _, self.key = ApiToken.objects.create(user=user, organization=organization, name="проверка")
        self.client = Client(headers={"Authorization": f"Token {self.key}"})

    def get(self, address="", **query):
        return self.client.get(f"{ROOT}{address}", query)

    def post(self, address="", **data):
        return self.client.post(f"{ROOT}{address}", json.dumps(data), content_type="application/json")


@pytest.fixture
def api(organization, administrator):
    return Api(administrator, organization)


def test_nobody_without_a_key(client, parents_chat):
    assert client.get(ROOT).status_code == 401


def test_the_register_is_read_and_filtered(api, organization, parents_chat):
    f.ChatFactory(organization=organization, kind="head_teachers", title="Педсовет")
    rows = api.get().json()["results"]
    assert {row["title"] for row in rows} == {"Педсовет", parents_chat.title}
    for query in (
        {"kind": "class_parents"},
        {"status": "created"},
        {"school_class": parents_chat.school_class_id},
    ):
        assert [row["id"] for row in api.get(**query).json()["results"]] == [parents_chat.pk]
    assert api.get(kind="nonsense").status_code == 400
    assert api.get(school_class="9" * 40).status_code == 400


def test_a_chat_says_its_link_only_to_whom_it_may(api, organization, deputy, class_teacher, parents_chat):
    assert api.get(f"{parents_chat.pk}/").json() == {
        "id": parents_chat.pk,
        "title": parents_chat.title,
        "kind": "class_parents",
        "status": "created",
        "school_class": {"id": parents_chat.school_class_id, "name": parents_chat.school_class.title},
        "subject": None,
        "platform": "max",
        "link": LINK,
        "owner": None,
        "second_admin": None,
    }
    assert Api(deputy, organization).get(f"{parents_chat.pk}/").json()["link"] is None
    assert Api(class_teacher, organization).get(f"{parents_chat.pk}/").json()["link"] == LINK


def test_the_whole_life_of_a_chat(api, organization, school_class):
    owner, second = staff(organization), staff(organization)
    made = api.post(kind="class_parents", school_class=school_class.pk)
    assert (made.status_code, made.json()["status"]) == (201, "planned")
    pk = made.json()["id"]
    assert api.post(f"{pk}/link/", link=LINK).json()["status"] == "created"
    edited = api.post(f"{pk}/edit/", title="Родители", platform="max", owner=owner.pk, second_admin=second.pk)
    assert (edited.json()["title"], edited.json()["owner"]["id"]) == ("Родители", owner.pk)
    assert api.post(f"{pk}/archive/", reason="выпуск").json()["status"] == "archived"
    assert api.post(f"{pk}/archive/", reason="выпуск").status_code == 409
    assert api.post(f"{pk}/restore/").json()["status"] == "created"
    twice = api.post(kind="class_parents", school_class=school_class.pk)
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")


def test_with_a_link_a_chat_is_created_at_once(api):
    made = api.post(kind="head_teachers", link=LINK)
    assert (made.status_code, made.json()["status"], made.json()["link"]) == (201, "created", LINK)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "class_parents"}, "school_class"),
        ({"kind": "head_teachers", "link": "javascript:alert(1)"}, "link"),
        ({"kind": "head_teachers", "link": "max.ru/" + "a" * 6_000}, "link"),
        ({"kind": "head_teachers", "title": "🎓"}, "title"),
        ({"kind": "head_teachers", "title": "\ud800"}, "title"),
        ({"kind": "head_teachers", "owner": "я"}, "owner"),
        ({"kind": "head_teachers", "owner": 10**30}, "owner"),
        ({"kind": "head_teachers", "owner": True}, "owner"),
        ({"kind": "head_teachers", "owner": 1.5}, "owner"),
        ({}, "kind"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(api, data, field):
    response = api.post(**data)
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [field]
    assert not Chat.objects.exists()


def test_another_schools_rows_are_no_rows(api, foreign_chat, other_organization):
    stranger = staff(other_organization)
    assert api.get(f"{foreign_chat.pk}/").status_code == 404
    assert api.post(f"{foreign_chat.pk}/link/", link=LINK).status_code == 404
    assert api.post(kind="head_teachers", owner=stranger.pk).status_code == 400


def test_the_policy_is_the_pages_own(
    organization, deputy, class_teacher, subject_teacher, parents_chat, school_class, year, subject
):
    reader, leader, teacher = (Api(user, organization) for user in (deputy, class_teacher, subject_teacher))
    another = f.SchoolClassFactory(organization=organization, year=year, grade=6)
    assert reader.post(f"{parents_chat.pk}/link/", link=LINK).status_code == 403
    assert reader.post(kind="head_teachers").status_code == 403
    assert leader.post(kind="class_pupils", school_class=school_class.pk).status_code == 201
    assert leader.post(kind="class_pupils", school_class=another.pk).status_code == 403
    assert leader.post(f"{parents_chat.pk}/archive/", reason="x").status_code == 403
    assert teacher.get(f"{parents_chat.pk}/").status_code == 404
    assert teacher.post(kind="subject", school_class=school_class.pk, subject=subject.pk).status_code == 403
    teach(subject_teacher.memberships.get().person, school_class, subject)
    assert teacher.post(kind="subject", school_class=school_class.pk, subject=subject.pk).status_code == 201


def test_the_list_costs_the_same_with_one_and_with_thirty(
    api, organization, parents_chat, year, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15) as counted:
        api.get()
    for _ in range(30):
        f.ChatFactory(
            organization=organization,
            school_class=f.SchoolClassFactory(organization=organization, year=year),
            owner=staff(organization),
        )
    with django_assert_max_num_queries(len(counted)):
        assert len(api.get().json()["results"]) == 31


def test_lesson_c15_a_message_with_a_link_in_it_is_taken_and_its_host_tells_the_platform(api, parents_chat):
    answer = api.post(f"{parents_chat.pk}/link/", link="Присоединяйтесь к чату: vk.me/join/AbC-8.").json()
    assert (answer["link"], answer["platform"]) == ("https://vk.me/join/AbC-8", "vk")


def test_lesson_c16_an_address_that_browsers_read_otherwise_is_refused_with_a_sentence(api, parents_chat):
    for link in ("https://max.ru\\@evil.example/x", "https://a@max.ru/x", "https://max.ru/\u202ex"):
        answer = api.post(f"{parents_chat.pk}/link/", link=link)
        assert answer.status_code == 400
        assert "браузер прочтёт его иначе" in answer.json()["fields"]["link"][0]
    parents_chat.refresh_from_db()
    assert parents_chat.link == LINK
