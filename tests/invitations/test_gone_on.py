"""What the browser that accepted reads once another one goes on by a link for coming back (lesson B6)."""

import pytest
from django.test import Client

from invitations.codes import link_code, return_code
from invitations.services import returning
from tests import factories as f
from tests.public.browser import mark_on, press


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("role", "said"), [("parent", "Вы продолжили"), ("pupil", "Ты продолжил")])
def test_lesson_b06_the_first_browser_is_told_that_another_one_went_on(
    school_class, organization, administrator, role, said
):
    f.ConsentTextFactory(organization=organization, role=role)
    f.PlatformLinkFactory(school_class=school_class, role=role, link="https://max.ru/join/class")
    born = {"birth_date": "2005-01-01"} if role == "pupil" else {}
    person = f.PersonFactory(organization=organization, **born)
    f.EnrolmentFactory(school_class=school_class, role=role, person=person)
    link = f.InvitationFactory(school_class=school_class, role=role, person=person)
    url = f"/i/{link_code(link)}"
    first, second, stranger = Client(), Client(), Client()
    press(first, url, {"do": "accept", "agreed": "yes"})
    assert "продолжил" not in text(stranger.get(url))
    link.refresh_from_db()
    row = returning.grant_return(invitation=link, actor=administrator)
    back = f"/i/{return_code(row)}/return"
    assert press(second, back, {}).status_code == 302
    page = text(first.get(url))
    assert f"{said} на другом устройстве" in page
    assert "там же, где приним" not in page
    assert "Попросить ссылку" in page
    assert mark_on(second, url)
