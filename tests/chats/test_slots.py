"""The chats of a class, as the page of the class shows them."""

import html
import re

from django.template.loader import render_to_string
from django.test import RequestFactory

from chats import selectors
from tests import factories as f


def slots_page(user, school_class):
    request = RequestFactory().get("/")
    request.access = f.actor_of(user)
    slots = selectors.class_slots(school_class, request.access)
    return render_to_string("chats/_class_slots.html", {"slots": slots}, request)


def test_the_card_of_a_class_shows_four_slots_and_leads_on(class_teacher, school_class, parents_chat):
    page = slots_page(class_teacher, school_class)
    assert [word in page for word in ("Ученики", "Родители", "Педагоги", "Предметы и другие")] == [True] * 4
    assert f"/chats/{parents_chat.pk}/" in page
    assert f"/chats/classes/{school_class.pk}/" in page


def test_the_card_leads_nobody_where_they_may_not_go(subject_teacher, deputy, school_class, parents_chat):
    page = slots_page(subject_teacher, school_class)
    assert f"/chats/{parents_chat.pk}/" not in page
    assert f"/chats/classes/{school_class.pk}/" not in page
    page = slots_page(deputy, school_class)
    assert f"/chats/{parents_chat.pk}/" in page
    assert f"/chats/classes/{school_class.pk}/" not in page


def test_the_staff_room_has_no_slots(administrator, staff_room):
    assert "slot" not in slots_page(administrator, staff_room).split("#}")[-1]


def test_lesson_a02_the_figure_of_the_other_chats_leads_to_its_rows(
    client_of, administrator, class_teacher, subject_teacher, organization, school_class, parents_chat
):
    place = {"organization": organization, "school_class": school_class}
    for name, link in (("Химия", "https://max.ru/join/a"), ("Физика", "https://max.ru/join/b"), ("Труд", "")):
        subject, state = (
            f.SubjectFactory(organization=organization, name=name),
            "created" if link else "planned",
        )
        f.ChatFactory(**place, kind="subject", subject=subject, status=state, link=link)
    f.ChatFactory(**place, kind="other", status="created", link="https://max.ru/join/c")
    for reader in (administrator, class_teacher):
        page = slots_page(reader, school_class)
        assert "создано 3 из 5" in page  # and the lesson of `subject_teacher`, which has no chat yet
        address = html.unescape(re.search(r'href="(/chats/list/[^"]*)"', page)[1])
        response = client_of(reader).get(address)
        assert {chat.kind for chat in response.context["page"].rows} == {"subject", "other"}
        assert len(response.context["page"].rows) == 3
    assert "/chats/list/" not in slots_page(subject_teacher, school_class)
