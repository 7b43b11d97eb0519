"""The API: keys, scope, rights, verbs, flat lists."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from invitations.models import Invitation, JoinRequest
from orgstructure.models import Guardianship
from roles.services.accounts import create_api_token, revoke_api_token
from tests import factories as f

LISTS = [
    "organizations",
    "years",
    "classes",
    "subjects",
    "people",
    "enrolments",
    "chats",
    "links",
    "requests",
]


@pytest.fixture
def api(organization):
    """`api(user)`: a client with a key of that user in the school."""

    def make(user, school=organization) -> Client:
        _, key = create_api_token(user=user, organization=school, name="тест", actor=user)
        return Client(headers={"Authorization": f"Token {key}"})

    return make


def post(client, path, body=None):
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


def test_without_a_key_nothing_is_told(client, client_of, administrator):
    assert client.get("/api/v1/people/").status_code == 401
    assert client_of(administrator).get("/api/v1/people/").status_code == 401


def test_a_revoked_key_opens_nothing(api, administrator, organization):
    token, key = create_api_token(
        user=administrator, organization=organization, name="т", actor=administrator
    )
    client = Client(headers={"Authorization": f"Token {key}"})
    assert client.get("/api/v1/people/").status_code == 200
    revoke_api_token(token=token, actor=administrator)
    assert client.get("/api/v1/people/").status_code == 401


def test_a_key_is_not_in_the_database(administrator, organization):
    token, key = create_api_token(
        user=administrator, organization=organization, name="т", actor=administrator
    )
    assert key not in (token.digest, token.token_key)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_thirty(api, administrator, school_class, year, name):
    client = api(administrator)
    counts = []
    for n in (1, 29):
        for _ in range(n):
            place = f.SchoolClassFactory(year=year)
            f.EnrolmentFactory(school_class=place)
            f.SubjectFactory(organization=year.organization)
            f.ChatFactory(organization=year.organization, school_class=place)
            link = f.InvitationFactory(school_class=place, kind="class", role="parent", max_uses=3)
            f.JoinRequestFactory(invitation=link)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/{name}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", LISTS)
def test_another_schools_row_is_not_found(api, administrator, other_organization, name):
    with scope(organization=other_organization):
        year = f.AcademicYearFactory(organization=other_organization)
        place = f.SchoolClassFactory(year=year)
        link = f.InvitationFactory(school_class=place)
        rows = {
            "organizations": other_organization,
            "years": year,
            "classes": place,
            "subjects": f.SubjectFactory(organization=other_organization),
            "people": link.person,
            "enrolments": f.EnrolmentFactory(school_class=place),
            "chats": f.ChatFactory(organization=other_organization, school_class=place),
            "links": link,
            "requests": f.JoinRequestFactory(invitation=link),
        }
    assert api(administrator).get(f"/api/v1/{name}/{rows[name].pk}/").status_code == 404


def test_a_teachers_key_sees_the_own_classes_and_no_phone(
    api, class_teacher, school_class, year, administrator
):
    mine = f.EnrolmentFactory(school_class=school_class, person__phone="+79000001111").person
    f.EnrolmentFactory(school_class=f.SchoolClassFactory(year=year))
    rows = {row["id"]: row for row in api(class_teacher).get("/api/v1/people/").json()["results"]}
    assert mine.pk in rows
    assert {row["phone"] for row in rows.values()} == {None}
    assert len(api(class_teacher).get("/api/v1/classes/").json()["results"]) == 1
    assert api(administrator).get(f"/api/v1/people/{mine.pk}/").json()["phone"] == "+79000001111"


def test_links_are_made_annulled_and_their_code_is_given_apart(api, administrator, school_class):
    people = [f.EnrolmentFactory(school_class=school_class).person for _ in range(2)]
    client = api(administrator)
    body = {"people": [p.pk for p in people], "school_class": school_class.pk, "role": "pupil"}
    made = post(client, "links/", body)
    assert made.status_code == 201, made.json()
    ids = [row["id"] for row in made.json()["links"]]
    assert client.get(f"/api/v1/links/{ids[0]}/code/").json()["url"].count("/i/") == 1
    assert post(client, "links/annul/", {"ids": ids, "reason": "утечка"}).json() == {"count": 2}
    again = post(client, "links/annul/", {"ids": ids, "reason": "утечка"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_a_class_teacher_makes_no_teachers_link_by_the_api_either(api, class_teacher, school_class):
    body = {"school_class": school_class.pk, "role": "teacher", "max_uses": 3}
    assert post(api(class_teacher), "links/class/", body).status_code == 403
    assert not Invitation.objects.exists()


def test_requests_are_decided(api, administrator, school_class):
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=9)
    rows = [f.JoinRequestFactory(invitation=link) for _ in range(2)]
    client = api(administrator)
    assert post(client, "requests/accept/", {"decisions": [{"id": rows[0].pk, "person": None}]}).json() == {
        "count": 1
    }
    assert post(client, "requests/reject/", {"ids": [rows[1].pk], "reason": "чужой"}).json() == {"count": 1}
    assert set(JoinRequest.objects.values_list("status", flat=True)) == {"accepted", "rejected"}


def test_a_likely_child_is_confirmed(api, administrator, deputy, school_class):
    child = f.EnrolmentFactory(school_class=school_class).person
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=9)
    row = f.JoinRequestFactory(invitation=link, child_name=child.full_name)
    client = api(administrator)
    post(client, "requests/accept/", {"decisions": [{"id": row.pk, "person": None}]})
    assert client.get(f"/api/v1/requests/{row.pk}/").json()["likely_child"]["id"] == child.pk
    assert post(api(deputy), f"requests/{row.pk}/child/").status_code == 403
    done = post(client, f"requests/{row.pk}/child/")
    assert (done.status_code, done.json()["likely_child"]) == (200, None)
    assert Guardianship.objects.get().pupil == child
    assert post(client, f"requests/{row.pk}/child/").status_code == 409


def test_a_person_is_told_by_the_rows(api, administrator, organization, school_class):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    both = f.PersonFactory(organization=organization, kind="staff", post="учитель")
    f.GuardianshipFactory(guardian=both, pupil=pupil)
    gone = f.PersonFactory(organization=organization, kind="staff", left_on="2026-10-01")
    client = api(administrator)

    def told(person):
        row = client.get(f"/api/v1/people/{person.pk}/").json()
        return row["kind"], row["kinds"], row["post"], row["left_on"]

    assert told(pupil) == ("pupil", ["pupil"], "", None)
    assert told(both) == ("staff", ["staff", "parent"], "учитель", None)
    assert told(gone) == ("staff", [], "", "2026-10-01")
    assert told(f.PersonFactory(organization=organization)) == ("", [], "", None)
    found = client.get("/api/v1/people/?kind=parent").json()["results"]
    assert [row["id"] for row in found] == [both.pk]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": []},
        {"ids": ["x"], "reason": "р"},
        {"ids": [2**70], "reason": "р"},
        {"ids": [1], "reason": ""},
        {"ids": [1], "reason": "\x00"},
        [],
        "строка",
    ],
)
def test_a_wrong_body_is_told_and_nothing_happens(api, administrator, body):
    assert post(api(administrator), "links/annul/", body).status_code == 400


def test_a_row_that_is_not_there_is_named(api, administrator):
    answer = post(api(administrator), "links/annul/", {"ids": [987], "reason": "р"})
    assert answer.status_code == 404
    assert "987" in answer.json()["detail"]


def test_the_schema_has_no_warnings_and_its_page_opens(client, tmp_path, db):
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()


def test_a_teacher_learns_no_name_of_another_class_by_its_number(api, class_teacher, school_class, year):
    stranger = f.EnrolmentFactory(school_class=f.SchoolClassFactory(year=year)).person
    body = {"people": [stranger.pk], "school_class": school_class.pk, "role": "pupil"}
    response = post(api(class_teacher), "links/", body)
    assert response.status_code == 400
    assert stranger.last_name not in response.content.decode()


def test_lesson_c12_links_are_noted_as_handed_over(api, administrator, school_class):
    link = f.InvitationFactory(school_class=school_class)
    client = api(administrator)
    assert post(client, "links/handed/", {"ids": [link.pk], "how": "messenger"}).json() == {"count": 1}
    row = client.get(f"/api/v1/links/{link.pk}/").json()
    assert row["handed_how"] == "messenger"
    assert row["handed_at"]
    assert client.get("/api/v1/links/?handed=messenger").json()["results"][0]["id"] == link.pk
    assert client.get("/api/v1/links/?handed=no").json()["results"] == []
    assert post(client, "links/handed/", {"ids": [link.pk], "how": "pigeon"}).status_code == 400
