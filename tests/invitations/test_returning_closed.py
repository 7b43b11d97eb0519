"""A press on what another tab has closed: a request to come back, a link for it."""

import pytest
from django.utils import timezone

from invitations.models import ReturnLink
from invitations.services import returning
from tests import factories as f


@pytest.fixture
def accepted(school_class, organization):
    person = f.PersonFactory(organization=organization, kind="parent")
    return f.InvitationFactory(
        school_class=school_class, role="parent", person=person, status="accepted", accepted_at=timezone.now()
    )


@pytest.fixture
def teacher(client_of, class_teacher):
    return client_of(class_teacher)


@pytest.mark.parametrize(
    "first, said",
    [
        (["close"], "Эта просьба уже закрыта"),
        (["grant", "close"], "Эта ссылка уже закрыта"),
        (["grant", "use"], "по этой ссылке уже вошли"),
    ],
)
def test_lesson_b06_what_another_tab_has_closed_is_said_on_the_page_it_was_pressed_on(
    accepted, teacher, first, said
):
    returning.ask_to_return(invitation=accepted)
    place, row = f"/links/{accepted.pk}/return/", ReturnLink.objects.get()
    assert f'name="row" value="{row.pk}"' in teacher.get(place).content.decode()
    for do in first:
        if do == "use":
            returning.use_return(row=ReturnLink.objects.get(), mark="another browser")
        else:
            teacher.post(place, {"do": do, "row": row.pk})
    answer = teacher.post(place, {"do": "close", "row": row.pk}, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(place, 302)])
    assert said in answer.content.decode()


def test_lesson_b06_a_stale_press_closes_no_later_asking(accepted, teacher):
    returning.ask_to_return(invitation=accepted)
    place, first = f"/links/{accepted.pk}/return/", ReturnLink.objects.get()
    teacher.post(place, {"do": "close", "row": first.pk})
    later = returning.ask_to_return(invitation=accepted)
    teacher.post(place, {"do": "close", "row": first.pk})
    later.refresh_from_db()
    assert later.status == "asked"
