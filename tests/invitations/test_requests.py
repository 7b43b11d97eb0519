"""The queue of requests and the board of the status «учитель» over HTTP (clauses 2.1 j, 2.1 k)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from invitations.models import JoinRequest
from orgstructure.models import Enrolment, Guardianship, Person
from roles.models import Verification
from tests import factories as f


@pytest.fixture
def link(school_class):
    return f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=60)


@pytest.fixture
def parent(school_class, organization):
    person = f.PersonFactory(
        organization=organization,
        kind="parent",
        last_name="Петрова",
        first_name="Анна",
        patronymic="Ивановна",
    )
    f.EnrolmentFactory(school_class=school_class, role="parent", person=person)
    return person


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def decide(browser, **answer):
    return browser.post("/requests/decide/", answer, follow=True)


def test_the_queue_says_whom_a_request_probably_means(admin, link, parent):
    f.JoinRequestFactory(invitation=link, full_name="Аня Петрова")
    page = admin.get("/requests/").content.decode()
    assert f'<option value="{parent.pk}" selected>' in page
    assert "похоже на" in page


def test_an_accepted_request_is_the_person_who_was_chosen(admin, link, parent, administrator):
    row = f.JoinRequestFactory(invitation=link)
    decide(admin, **{"accept": row.pk, f"person-{row.pk}": parent.pk})
    row.refresh_from_db()
    assert (row.status, row.person, row.decided_by) == ("accepted", parent, administrator)
    enrolment = Enrolment.objects.get(person=parent)
    assert enrolment.joined_at
    assert enrolment.confirmed_at


def test_an_unknown_parent_becomes_a_new_person_linked_to_the_named_child(admin, link, school_class):
    child = f.EnrolmentFactory(
        school_class=school_class, person__last_name="Петров", person__first_name="Александр"
    ).person
    row = f.JoinRequestFactory(invitation=link, full_name="Петрова Ольга Ивановна", child_name="Саша Петров")
    decide(admin, **{"accept": row.pk, f"person-{row.pk}": ""})
    row.refresh_from_db()
    assert row.person.full_name == "Петрова Ольга Ивановна"
    assert Guardianship.objects.get(guardian=row.person).pupil == child


def test_a_pupil_is_not_accepted_as_a_parent(admin, link, school_class):
    pupil = f.EnrolmentFactory(school_class=school_class).person
    row = f.JoinRequestFactory(invitation=link)
    page = decide(admin, **{"accept": row.pk, f"person-{row.pk}": pupil.pk}).content.decode()
    assert "Выберите другого человека" in page
    row.refresh_from_db()
    assert row.status == "new"


def test_a_rejection_asks_for_its_reason_and_keeps_it(admin, link):
    rows = f.JoinRequestFactory.create_batch(3, invitation=link)
    picks = [row.pk for row in rows]
    assert "Отклонить 3 заявки?" in decide(admin, do="reject", pick=picks).content.decode()
    assert JoinRequest.objects.filter(status="new").count() == 3
    decide(admin, do="reject", pick=picks, reason="не из этого класса")
    assert set(JoinRequest.objects.values_list("status", "reason")) == {("rejected", "не из этого класса")}
    assert "не из этого класса" in admin.get("/requests/?state=rejected").content.decode()


def test_many_are_accepted_at_once(admin, link):
    rows = f.JoinRequestFactory.create_batch(5, invitation=link)
    decide(admin, do="accept", pick=[row.pk for row in rows])
    assert JoinRequest.objects.filter(status="accepted").count() == 5
    assert Enrolment.objects.filter(confirmed_at__isnull=False).count() == 5


def test_what_another_has_decided_is_told(admin, link):
    row = f.JoinRequestFactory(invitation=link, status="withdrawn")
    assert "уже решены или отозваны" in decide(admin, accept=row.pk).content.decode()


@pytest.mark.parametrize("pick", ["999999", "9" * 30, "x", "", "-1"])
def test_numbers_that_are_nobodys_answer_404(admin, link, pick):
    assert decide(admin, do="accept", pick=pick).status_code == 404


def test_another_schools_request_does_not_exist(admin, other_organization):
    with scope(organization=other_organization):
        room = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=other_organization))
        foreign = f.InvitationFactory(school_class=room, kind="class", role="parent", max_uses=5)
        row = f.JoinRequestFactory(invitation=foreign)
    assert decide(admin, accept=row.pk).status_code == 404
    assert decide(admin, do="reject", pick=row.pk, reason="чужая").status_code == 404
    assert row.full_name not in admin.get("/requests/").content.decode()


def test_another_schools_person_cannot_be_chosen(admin, link, other_organization):
    row = f.JoinRequestFactory(invitation=link)
    with scope(organization=other_organization):
        stranger = f.PersonFactory(organization=other_organization, kind="parent")
    assert (
        "нет в списке школы"
        in decide(admin, **{"accept": row.pk, f"person-{row.pk}": stranger.pk}).content.decode()
    )
    row.refresh_from_db()
    assert row.status == "new"


def test_a_class_teacher_sees_the_own_class_and_decides_nothing(client_of, class_teacher, link, year):
    own = f.JoinRequestFactory(invitation=link, full_name="Своя Мария Петровна", phone="+79000001122")
    other = f.InvitationFactory(
        school_class=f.SchoolClassFactory(year=year, grade=9), kind="class", role="parent"
    )
    f.JoinRequestFactory(invitation=other, full_name="Чужая Мария Петровна")
    page = client_of(class_teacher).get("/requests/").content.decode()
    assert "Своя Мария" in page
    assert "Чужая Мария" not in page
    assert "900 000-11-22" not in page
    assert decide(client_of(class_teacher), accept=own.pk).status_code == 403


def queries(call):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return len(captured)


def test_queue_and_deciding_take_as_many_queries_for_one_as_for_thirty(admin, link, school_class):
    def many(number):
        return [
            f.JoinRequestFactory(
                invitation=link,
                full_name=f.EnrolmentFactory(
                    school_class=school_class, role="parent", person__kind="parent"
                ).person.full_name,
                child_name="Иванов Пётр",
            )
            for _ in range(number)
        ]

    admin.get("/requests/")
    counts = []
    for number in (1, 30):
        rows = many(number)
        looked = queries(lambda: admin.get("/requests/"))
        picks = [row.pk for row in rows]
        decided = queries(
            lambda picks=picks: admin.post("/requests/decide/", {"do": "accept", "pick": picks})
        )
        counts.append((looked, decided))
    assert counts[0] == counts[1]


@pytest.fixture
def teachers(staff_room):
    return [
        f.EnrolmentFactory(school_class=staff_room, role="teacher", person__kind="staff").person
        for _ in range(3)
    ]


def move(browser, to, people, **more):
    answer = {"to": to, "pick": [person.pk for person in people], **more}
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


def test_pupils_and_strangers_are_not_on_the_board(admin, organization):
    pupil = f.PersonFactory(organization=organization)
    assert move(admin, "confirmed", [pupil]).status_code == 404
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
        answer = {"to": "confirmed", "pick": [person.pk for person in people]}
        counts.append((looked, queries(lambda answer=answer: admin.post("/verification/move/", answer))))
    assert counts[0] == counts[1]
    assert Person.objects.filter(verification__status="confirmed").count() == 31
