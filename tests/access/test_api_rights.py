"""The API asks the policy: every action of every route has a line, and each list is what the line says."""

import pytest
from django.test import Client

from roles.policy import RIGHTS
from roles.services.accounts import create_api_token
from sferum_portal.api import router
from tests import factories as f
from tests.access.test_pairs import fill, people_of, places_of

ROUTES = {prefix: viewset for prefix, viewset, _ in router.registry}
ROLES = (
    "administrator", "director", "deputy", "class_teacher", "subject_teacher", "teacher_of_two_classes", "ended",
    "member_without_role",
)  # fmt: skip


@pytest.fixture
def users(organization):
    places, subjects = places_of(organization)
    users = people_of(organization, places, subjects)
    fill(organization, places, subjects, [user.memberships.get().person for user in users.values()])
    return users


@pytest.mark.parametrize("prefix", ROUTES)
def test_every_action_of_a_route_has_its_line(prefix):
    viewset = ROUTES[prefix]
    actions = {action.__name__ for action in viewset.get_extra_actions()}
    actions |= {
        name for name in ("list", "retrieve", "create", "update", "destroy") if hasattr(viewset, name)
    }
    assert set(viewset.policy) == actions
    assert set(viewset.policy.values()) <= set(RIGHTS.lines)


@pytest.mark.parametrize("prefix", ROUTES)
def test_a_list_has_the_rows_of_its_line_or_is_refused(prefix, users, organization):
    action, model = ROUTES[prefix].policy["list"], ROUTES[prefix].serializer_class.Meta.model
    shown = {}
    for who in ROLES:
        actor = f.actor_of(users[who])
        _, key = create_api_token(user=users[who], organization=organization, name="т", actor=users[who])
        client = Client(headers={"Authorization": f"Token {key}"})
        first = client.get(f"/api/v1/{prefix}/")
        assert first.status_code == (200 if actor.can(action) else 403), (prefix, who)
        if first.status_code == 200:
            shown[who] = ids_of(client, first.json())
            assert shown[who] == set(actor.rows(action, model).values_list("pk", flat=True)), (prefix, who)
    assert shown["administrator"]


def ids_of(client, page):
    """The numbers of all rows of a list, page by page."""
    found = {row["id"] for row in page["results"]}
    while page["next"]:
        page = client.get(page["next"]).json()
        found |= {row["id"] for row in page["results"]}
    return found
