"""The board of the status «учитель» over HTTP (clause 2.1 k)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgstructure.models import Enrolment, Person
from roles.models import Verification
from tests import factories as f


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def queries(call):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return len(captured)


@pytest.fixture
def teachers(staff_room):
    return [
        f.EnrolmentFactory(school_class=staff_room, role="teacher", person__kind="staff").person
        for _ in range(3)
    ]


def move(browser, to, people, **more):
    ids = [person.pk for person in people]
    answer = {"to": to, "pick": ids, "sure": ids, **more}
    return browser.post("/verification/move/", answer, follow=True)


def test_confirmed_teachers_count_as_confirmed_wherever_they_have_joined(admin, teachers, school_class):
    joined = f.EnrolmentFactory(
        school_class=school_class, role="teacher", person=teachers[0], joined_at="2026-11-01T00:00Z"
    )
    invited = f.EnrolmentFactory(school_class=school_class, role="teacher", person=teachers[1])
    page = move(admin, "confirmed", teachers).content.decode()
    assert "3 учителя" in page
    assert set(Verification.objects.values_list("status", flat=True)) == {"confirmed"}
    for enrolment, confirmed in ((joined, True), (invited, False)):
        enrolment.refresh_from_db()
        assert (enrolment.confirmed_at is not None) == confirmed
    assert Enrolment.objects.filter(school_class__kind="staff_room", confirmed_at__isnull=False).count() == 3


def test_a_refusal_needs_a_reason_and_shows_it(admin, teachers):
    move(admin, "pending", teachers)
    assert "Напишите причину" in move(admin, "refused", teachers[:1]).content.decode()
    page = move(admin, "refused", teachers[:1], reason="в профиле другое имя").content.decode()
    assert "в профиле другое имя" in page
    assert Verification.objects.get(person=teachers[0]).status == "refused"
    move(admin, "pending", teachers[:1])
    assert Verification.objects.get(person=teachers[0]).reason == ""


def test_a_confirmation_that_is_taken_back_is_no_longer_counted(admin, teachers):
    move(admin, "confirmed", teachers[:1])
    move(admin, "not_started", teachers[:1])
    assert not Enrolment.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize(("to", "words"), [("", "Состояния"), ("<b>", "Состояния"), ("refused", "причину")])
def test_a_wrong_move_is_told_in_words(admin, teachers, to, words):
    assert words in move(admin, to, teachers).content.decode()


def test_nobody_ticked_and_nobody_movable_are_told(admin, teachers):
    assert "Никто не отмечен" in move(admin, "pending", []).content.decode()
    assert "Никого не удалось" in move(admin, "refused", teachers, reason="x").content.decode()


def test_pupils_and_strangers_are_not_on_the_board(admin, organization, other_organization):
    pupil = f.PersonFactory(organization=organization)
    assert "кто-то из отмеченных ушёл" in move(admin, "confirmed", [pupil]).content.decode()
    stranger = f.PersonFactory(organization=other_organization)
    assert move(admin, "confirmed", [stranger]).status_code == 404
    assert not Verification.objects.exists()


def test_the_board_and_a_move_take_as_many_queries_for_one_as_for_thirty(admin, staff_room):
    admin.get("/verification/")
    counts = []
    for number in (1, 30):
        people = [
            f.EnrolmentFactory(school_class=staff_room, role="teacher", person__kind="staff").person
            for _ in range(number)
        ]
        looked = queries(lambda: admin.get("/verification/"))
        ids = [person.pk for person in people]
        answer = {"to": "confirmed", "pick": ids, "sure": ids}
        counts.append((looked, queries(lambda answer=answer: admin.post("/verification/move/", answer))))
    assert counts[0] == counts[1]
    assert Person.objects.filter(verification__status="confirmed").count() == 31


def test_who_has_not_joined_is_named_before_they_are_confirmed(admin, teachers):
    Enrolment.objects.filter(person=teachers[0]).update(joined_at="2026-11-01T00:00Z")
    page = move(admin, "confirmed", teachers, sure=[]).content.decode()
    assert "Подтвердить тех, кто ещё не вступил?" in page
    assert [name in page for name in (f"<li>{one.full_name}</li>" for one in teachers)] == [False, True, True]
    assert not Verification.objects.filter(status="confirmed").exists()
    assert move(admin, "confirmed", teachers, sure=[teachers[1].pk]).context.get(
        "outside"
    )  # one more was ticked since
    move(admin, "confirmed", teachers[:1], sure=[])
    assert Verification.objects.get(status="confirmed").person == teachers[0]
    move(admin, "confirmed", teachers[1:], sure=[one.pk for one in teachers[1:]])
    assert Verification.objects.filter(status="confirmed").count() == 3
