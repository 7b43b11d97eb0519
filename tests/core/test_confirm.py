"""What a decision takes away is named before the press, and nothing is done until it is confirmed."""

import pytest
from django.urls import reverse

from chats.models import Chat
from core import clock
from documents.models import Order
from orgstructure.models import PlatformLink
from outbox.models import Message
from roles.models import ApiToken, Assignment, Membership
from tests import factories as f


def text(response):
    return " ".join(response.content.decode().split())


def ended(organization, school_class, administrator):
    person = f.PersonFactory(organization=organization, kind="staff", last_name="Котова", first_name="Ева")
    row = f.AssignmentFactory(
        person=person, role="class_teacher", school_class=school_class, valid_from=f.YEAR_START
    )
    words = ["Перестаёт быть классным руководителем", "Котова Е. С."]
    return reverse("roles:end", args=[row.pk]), {}, words, led


def led():
    return Assignment.objects.class_teachers(clock.today()).exists()


def displaced(organization, school_class, administrator):
    ended(organization, school_class, administrator)
    fresh = f.PersonFactory(organization=organization, kind="staff")
    sent = {"person": fresh.pk, "role": "class_teacher", "school_class": school_class.pk}
    former = Assignment.objects.get(role="class_teacher")
    return reverse("roles:assign"), sent, ["Котова Е. С."], lambda: alone_is(former)


def alone_is(former):
    rows = Assignment.objects.class_teachers(clock.today())
    return rows.get().person_id == former.person_id


def access_closed(organization, school_class, administrator):
    membership = f.MembershipFactory(person=f.PersonFactory(organization=organization, kind="staff"))
    ApiToken.objects.create(user=membership.user, organization=organization, name="выгрузка")
    words = ["больше не войдёт в портал", membership.user.email, "ключи API (1)"]
    there = Membership.objects.filter(pk=membership.pk).exists
    return reverse("roles:revoke", args=[membership.pk]), {}, words, there


def key_revoked(organization, school_class, administrator):
    token = ApiToken.objects.create(user=administrator, organization=organization, name="выгрузка")[0]
    return (
        reverse("roles:token_revoke", args=[token.pk]),
        {},
        ["Ключ API «выгрузка» перестанет работать"],
        ApiToken.objects.filter(pk=token.pk).exists,
    )


def platform_link_changed(organization, school_class, administrator):
    f.PlatformLinkFactory(school_class=school_class, role="pupil")
    sent = {"grade": school_class.grade, "letter": school_class.letter, "platform": school_class.platform}
    sent |= {"link_pupil": "https://max.ru/join/other", "link_parent": ""}
    words = ["для учеников портал больше никого не поведёт", "её заменит новая"]
    there = PlatformLink.objects.current().filter(version=1).exists
    return reverse("orgstructure:class_edit", args=[school_class.pk]), sent, words, there


def letter_cancelled(organization, school_class, administrator):
    letter = f.MessageFactory(organization=organization, status="queued", subject="Приглашение")
    there = Message.objects.filter(pk=letter.pk, status="queued").exists
    return reverse("outbox:cancel", args=[letter.pk]), {}, ["Письмо «Приглашение» не уйдёт"], there


def order_dropped(organization, school_class, administrator):
    person = f.PersonFactory(organization=organization, kind="staff")
    order = f.OrderFactory(person=person)
    there = Order.objects.filter(pk=order.pk).exclude(status="dropped").exists
    return reverse("documents:order_drop", args=[order.pk]), {}, ["Снимается подготовленный приказ"], there


def chat_unlinked(organization, school_class, administrator):
    chat = f.ChatFactory(
        organization=organization, school_class=school_class, status="created", link="https://max.ru/join/a"
    )
    there = Chat.objects.filter(pk=chat.pk, status="created").exists
    sent = {"link": "", "platform": chat.platform}
    return reverse("chats:link", args=[chat.pk]), sent, ["Ссылка чата", "убирается"], there


DECISIONS = [
    ended,
    displaced,
    access_closed,
    key_revoked,
    platform_link_changed,
    letter_cancelled,
    order_dropped,
    chat_unlinked,
]


@pytest.mark.parametrize("decision", DECISIONS)
def test_lesson_a05_what_ends_is_named_first_and_ends_when_confirmed(
    client_of, organization, school_class, staff_room, administrator, decision
):
    address, sent, words, is_still_there = decision(organization, school_class, administrator)
    client = client_of(administrator)
    asked = client.post(address, sent)
    shown = text(asked)
    assert asked.status_code == 200
    assert [word for word in words if word not in shown] == []
    assert 'name="confirmed" value="1"' in shown
    assert is_still_there()
    again = client.post(address, sent | {"confirmed": "1", "shown": "of another page"})
    assert "ничего не сделано" in text(again)
    assert is_still_there()
    done = client.post(address, sent | {"confirmed": "1", "shown": asked.context["mark"]})
    assert done.status_code == 302
    assert not is_still_there()


ALREADY = "Это уже сделано раньше: второй раз ничего не изменилось."
# What a second press is told: how it is by now, or, where it asks for what stands already, that it stands.
TOLD_AGAIN = [
    (ended, 200, "Назначение уже закончено."),
    (displaced, 200, "классный руководитель."),
    (access_closed, 200, ALREADY),
    (key_revoked, 200, ALREADY),
    (platform_link_changed, 200, "сохранено."),
    (letter_cancelled, 200, "Письмо уже отменено"),
    (order_dropped, 200, "Приказ уже снят"),
    (chat_unlinked, 400, "Впишите ссылку: без неё чат остаётся запланированным."),
]


@pytest.mark.parametrize(("decision", "status", "words"), TOLD_AGAIN)
def test_lesson_a05_a_second_press_in_another_tab_is_told_what_is_so_and_changes_nothing(
    client_of, organization, school_class, staff_room, administrator, decision, status, words
):
    address, sent, _, is_still_there = decision(organization, school_class, administrator)
    client = client_of(administrator)
    client.post(address, sent | {"confirmed": "1"}, follow=True)
    assert not is_still_there()

    told = client.post(address, sent | {"confirmed": "1"}, follow=True)

    assert (told.status_code, words in text(told)) == (status, True)
    assert not is_still_there()


def test_every_decision_that_is_asked_about_is_pressed_twice():
    assert [decision for decision, _, _ in TOLD_AGAIN] == DECISIONS


def test_another_schools_row_answers_as_one_that_is_gone(client_of, administrator, other_organization):
    person = f.PersonFactory(organization=other_organization, kind="staff")
    their_class = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=other_organization))
    theirs = f.AssignmentFactory(
        person=person, role="class_teacher", school_class=their_class, valid_from=f.YEAR_START
    )
    client = client_of(administrator)
    for pk in (theirs.pk, 10**9):
        for sent in ({"confirmed": "1"}, {"next": "/structure/"}):
            told = client.post(reverse("roles:end", args=[pk]), sent, follow=True)
            assert "второй раз ничего не изменилось" in text(told)
    assert client.post(reverse("roles:end", args=[theirs.pk])).status_code == 404


def test_lesson_a05_the_page_that_asks_carries_all_that_was_typed_and_a_way_back_of_ours(
    client_of, organization, school_class, administrator
):
    address, _, _, _ = ended(organization, school_class, administrator)
    client = client_of(administrator)
    shown = text(client.post(address, {"next": "/structure/", "many": ["1", "2"]}))
    assert 'name="many" value="1"' in shown
    assert 'name="many" value="2"' in shown
    assert 'href="/structure/">Не надо' in shown
    stranger = text(client.post(address, {"next": "https://evil.example/"}))
    assert 'href="/">Не надо' in stranger


def test_lesson_a05_an_operator_is_asked_whom_he_shuts_out(client_of, organization, operator):
    user = f.MembershipFactory(person=f.PersonFactory(organization=organization, kind="staff")).user
    client = client_of(operator)
    sent = {"action": "block_users", "_selected_action": [user.pk]}
    address = reverse("admin:roles_user_changelist")
    shown = text(client.post(address, sent))
    assert f"({user.email}) больше не войдёт ни в одну школу" in shown
    user.refresh_from_db()
    assert user.is_active
    client.post(address, sent | {"confirmed": "1"})
    user.refresh_from_db()
    assert not user.is_active


def test_a_decision_that_takes_nothing_away_is_not_asked(
    client_of, organization, school_class, administrator
):
    fresh = f.PersonFactory(organization=organization, kind="staff")
    sent = {"person": fresh.pk, "role": "class_teacher", "school_class": school_class.pk}
    assert client_of(administrator).post(reverse("roles:assign"), sent).status_code == 302
    assert led()
