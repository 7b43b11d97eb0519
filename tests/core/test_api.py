"""What every API view shares: an action that the view's policy does not name is nobody's to do."""

import pytest
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from chats.api import ChatViewSet
from roles.services.accounts import create_api_token
from tests import factories as f


class Planted(ChatViewSet):
    """A view whose author forgot a line."""

    @action(detail=True, methods=["post"])
    def burn(self, request, pk):
        return Response({"burnt": self.get_object().pk})


class Named(Planted):
    policy = ChatViewSet.policy | {"burn": "chats.archive"}


@pytest.mark.parametrize("cursor", ["cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ==", "zzz"])
def test_a_cursor_that_the_list_never_gave_is_refused_in_words(client, organization, administrator, cursor):
    _, key = create_api_token(user=administrator, organization=organization, name="тест", actor=administrator)
    headers = {"Authorization": f"Token {key}"}
    response = client.get(f"/api/v1/people/?cursor={cursor}", headers=headers)
    assert (response.status_code, "Начните список сначала" in response.json()["detail"]) == (404, True)


@pytest.fixture
def ask(organization, administrator):
    _, key = create_api_token(user=administrator, organization=organization, name="тест", actor=administrator)

    def send(view, method, user_key=key, **routes):
        request = APIRequestFactory().generic(method, "/", headers={"Authorization": f"Token {user_key}"})
        chat = f.ChatFactory(organization=organization, kind="management")
        return view.as_view(routes or {"get": "list"})(request, pk=str(chat.pk))

    return send


def test_an_action_without_a_line_is_refused_to_everybody(ask):
    assert ask(Planted, "POST", post="burn").status_code == 403


def test_an_action_with_a_line_is_done(ask):
    assert ask(Named, "POST", post="burn").status_code == 200


def test_a_method_that_the_route_does_not_have_is_no_question_of_rights(ask):
    assert ask(Planted, "DELETE", post="burn").status_code == 405


def test_a_row_that_one_sees_and_may_not_touch_is_403(ask, organization, deputy):
    _, key = create_api_token(user=deputy, organization=organization, name="тест", actor=deputy)
    assert ask(Named, "GET", key, get="retrieve").status_code == 200
    assert ask(Planted, "POST", key, post="edit").status_code == 403
