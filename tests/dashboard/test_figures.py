"""Every figure beside a room of the navigation, and of the home page's lines, leads to a list of exactly its rows."""

import re

import pytest
from django.utils import timezone

from dashboard.selectors.home import home_of
from tests import factories as f

LISTS = ("/links/", "/mail/", "/documents/", "/requests/")


@pytest.fixture
def busy(organization, school_class):
    """Rows of every state in each room that has a figure, more than a page of some."""
    person = f.PersonFactory(organization=organization, kind="staff")
    f.OrderFactory(person=person, signed=True)
    f.OrderFactory(
        person=person, kind="additional_administrator", status="pending", submitted_at=timezone.now()
    )
    for status in ("failed", "uncertain", "queued", "sent", "folder", "failed"):
        f.MessageFactory(organization=organization, status=status)
    f.MessageFactory.create_batch(2, organization=organization, status="queued", hold="server")
    shared = f.InvitationFactory(school_class=school_class, role="parent", kind="class", max_uses=9)
    for status in ("new", "accepted", "new", "new"):
        f.JoinRequestFactory(
            invitation=shared,
            status=status,
            person=f.PersonFactory(organization=organization) if status == "accepted" else None,
        )
    f.InvitationFactory.create_batch(60, school_class=school_class)
    f.InvitationFactory(
        school_class=school_class, status="annulled", annulled_at=timezone.now(), annul_reason="x"
    )


def rows_behind(web, address):
    """How many rows a list shows over all its pages."""
    total, path = 0, address.partition("?")[0]
    while address:
        answer = web.get(address)
        assert answer.status_code == 200, address
        total += len(answer.context["page"].rows)
        following = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        address = path + following.group(1).replace("&amp;", "&") if following else None
    return total


@pytest.mark.parametrize("who", ["administrator", "director", "class_teacher"])
def test_lesson_a02_every_figure_leads_to_exactly_its_rows(
    busy, who, organization, school_class, client_of, request
):
    if who == "class_teacher":
        user = f.user_with_role(organization, "class_teacher", school_class=school_class)
    else:
        user = request.getfixturevalue(who)
    web = client_of(user)
    layout = web.get("/").context["layout"]
    figures = [
        (item.url, item.count) for group in layout["nav"] for item in group.items if item.count is not None
    ]
    lines = [
        (line.url, line.number)
        for line in home_of(f.actor_of(user), timezone.now()).lines
        if line.url.startswith(LISTS) and not re.search(r"/(\d+|everyone)/", line.url)
    ]
    assert len(figures) == {"administrator": 4, "director": 3, "class_teacher": 0}[who]
    for address, number in [*figures, *lines]:
        assert rows_behind(web, address) == number, address
