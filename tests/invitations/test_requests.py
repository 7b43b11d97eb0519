"""The queue of requests over HTTP (clause 2.1 j)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from audit.models import Event
from invitations.models import JoinRequest
from orgstructure.models import Enrolment, Guardianship
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


def test_lesson_a01_an_accepted_request_is_the_person_who_was_chosen_and_confirms_nobody(
    admin, link, parent, administrator
):
    row = f.JoinRequestFactory(invitation=link)
    decide(admin, **{"accept": row.pk, f"person-{row.pk}": parent.pk})
    row.refresh_from_db()
    assert (row.status, row.person, row.decided_by) == ("accepted", parent, administrator)
    enrolment = Enrolment.objects.get(person=parent)
    assert enrolment.joined_at
    assert enrolment.confirmed_at is None  # nobody has looked on the platform


@pytest.fixture
def guess(admin, link, school_class):
    """An accepted request of a new parent who named «Саша Петров», and the pupil whom that probably means."""
    child = f.EnrolmentFactory(
        school_class=school_class, person__last_name="Петров", person__first_name="Александр"
    ).person
    row = f.JoinRequestFactory(invitation=link, full_name="Петрова Ольга Ивановна", child_name="Саша Петров")
    decide(admin, **{"accept": row.pk, f"person-{row.pk}": ""})
    row.refresh_from_db()
    return row, child


def test_an_unknown_parent_becomes_a_new_person_and_the_named_child_a_guess(admin, guess):
    row, child = guess
    assert (row.person.full_name, row.likely_child) == ("Петрова Ольга Ивановна", child)
    assert not Guardianship.objects.exists()
    for page in ("/requests/?state=accepted", f"/people/{row.person_id}/"):
        shown = admin.get(page).content.decode()
        assert f"Вероятно, ребёнок: {child.full_name}" in shown.replace('<span class="num">', "")
        assert "Записать как ребёнка" in shown


@pytest.fixture
def abramov(school_class, organization):
    """A pupil of the class with two parents."""
    child = f.EnrolmentFactory(
        school_class=school_class, person__last_name="Абрамов", person__first_name="Кирилл"
    ).person
    for name in ("Ольга Павловна", "Инна Сергеевна"):
        first, patronymic = name.split()
        parent = f.PersonFactory(
            organization=organization, last_name="Абрамова", first_name=first, patronymic=patronymic
        )
        f.GuardianshipFactory(guardian=parent, pupil=child)
    return child


@pytest.mark.parametrize(
    ("child", "said"),
    [
        ("Артём Кузнецов", "Ребёнок: Кузнецов Артём — в классе, родителей в портале нет"),
        (
            "Абрамов Кирилл",
            "Ребёнок: Абрамов Кирилл — в классе, родители уже есть: Абрамова И. С., Абрамова О. П.",
        ),
        ("Соколов Глеб", "Ребёнок: такого ребёнка в списке класса нет"),
        ("Белов Пётр", "Ребёнок: в классе таких несколько: Белов Пётр Ильич, Белов Пётр Олегович"),
    ],
)
def test_a_true_mother_and_a_stranger_do_not_look_alike(admin, link, school_class, abramov, child, said):
    for last, first, patronymic in (
        ("Кузнецов", "Артём", ""), ("Белов", "Пётр", "Ильич"), ("Белов", "Пётр", "Олегович"),
    ):  # fmt: skip
        f.EnrolmentFactory(
            school_class=school_class,
            person__last_name=last,
            person__first_name=first,
            person__patronymic=patronymic,
        )
    row = f.JoinRequestFactory(invitation=link, full_name="Козлова Нина Львовна", child_name=child)
    assert said in admin.get("/requests/").content.decode()
    asked = decide(admin, reject=row.pk).content.decode()
    assert said.removeprefix("Ребёнок: ")[1:] in asked  # the question begins with a capital


def test_who_says_whose_child_it_is_sees_the_parents_that_the_child_has(admin, link, abramov):
    row = f.JoinRequestFactory(invitation=link, full_name="Козлов Пётр Ильич", child_name="Абрамов Кирилл")
    decide(admin, **{"accept": row.pk, f"person-{row.pk}": ""})
    page = admin.get("/requests/?state=accepted").content.decode()
    assert "· родители уже есть: Абрамова И. С., Абрамова О. П." in page


def test_a_guess_becomes_a_guardianship_when_somebody_says_so(admin, guess, administrator):
    row, child = guess
    assert admin.post(f"/requests/{row.pk}/child/").status_code == 302
    assert Guardianship.objects.get(guardian=row.person).pupil == child
    assert Event.objects.get(verb="guardian.linked").actor == administrator
    page = admin.get(f"/people/{row.person_id}/").content.decode()
    assert "Вероятно" not in page
    assert child.full_name in page
    again = admin.post(f"/requests/{row.pk}/child/", follow=True).content.decode()
    assert "Подтверждать нечего" in again
    assert Guardianship.objects.count() == 1


def test_who_confirms_a_guess_stays_on_the_page_where_it_was_pressed(admin, guess):
    row, _ = guess
    for page in ("/requests/?state=accepted", f"/people/{row.person_id}/"):
        assert f'name="next" value="{page}"' in admin.get(page).content.decode()
        assert admin.post(f"/requests/{row.pk}/child/", {"next": page}).url == page


def test_what_is_decided_has_no_ticks(admin, guess):
    row, _ = guess
    assert f'value="{row.pk}" data-pick' not in admin.get("/requests/?state=accepted").content.decode()
    fresh = f.JoinRequestFactory(invitation=row.invitation)
    assert f'value="{fresh.pk}" data-pick' in admin.get("/requests/").content.decode()


def test_a_guess_that_was_linked_by_hand_is_not_shown(admin, guess):
    row, child = guess
    f.GuardianshipFactory(guardian=row.person, pupil=child)
    assert "Вероятно" not in admin.get("/requests/?state=accepted").content.decode()
    assert "Вероятно" not in admin.get(f"/people/{row.person_id}/").content.decode()


def test_the_own_class_teacher_confirms_a_guess_and_another_does_not(
    client_of, class_teacher, guess, organization, year
):
    row, child = guess
    stranger = f.user_with_role(
        organization, "class_teacher", school_class=f.SchoolClassFactory(year=year, grade=9)
    )
    assert client_of(stranger).post(f"/requests/{row.pk}/child/").status_code == 404
    assert (
        "Записать как ребёнка" in client_of(class_teacher).get("/requests/?state=accepted").content.decode()
    )
    assert client_of(class_teacher).post(f"/requests/{row.pk}/child/").status_code == 302
    assert Guardianship.objects.get().pupil == child


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
    assert Enrolment.objects.filter(joined_at__isnull=False, confirmed_at=None).count() == 5


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


def test_queue_and_deciding_take_as_many_queries_for_one_as_for_thirty(admin, link, school_class, abramov):
    def many(number):
        return [
            f.JoinRequestFactory(
                invitation=link,
                full_name=f.EnrolmentFactory(
                    school_class=school_class, role="parent", person__kind="parent"
                ).person.full_name,
                child_name=abramov.full_name,
            )
            for _ in range(number)
        ]

    admin.get("/requests/")
    counts = []
    # After the first round there are accepted parents without a child, whom the page names.
    for number in (1, 1, 30):
        rows = many(number)
        looked = queries(lambda: admin.get("/requests/"))
        picks = [row.pk for row in rows]
        decided = queries(
            lambda picks=picks: admin.post("/requests/decide/", {"do": "accept", "pick": picks})
        )
        counts.append((looked, decided))
    assert counts[1] == counts[2]


def test_a_second_tab_is_not_asked_for_the_reason_of_what_is_decided(admin, link):
    row = f.JoinRequestFactory(invitation=link)
    waiting = f.JoinRequestFactory(invitation=link)
    decide(admin, accept=row.pk)
    page = admin.post("/requests/decide/", {"reject": row.pk}, follow=True)
    assert page.redirect_chain[-1][0] == "/requests/"
    assert "Решать нечего" in page.content.decode()
    asked = admin.post("/requests/decide/", {"do": "reject", "pick": [row.pk, waiting.pk]})
    assert [one.pk for one in asked.context["rows"]] == [waiting.pk]


def test_a_name_that_stands_first_in_a_request_is_offered_behind_the_surname(admin, link):
    row = f.JoinRequestFactory(invitation=link, full_name="Мария Петровна Гуревич")
    page = admin.get("/requests/").content.decode()
    assert "Записать нового так:" in page
    assert "Гуревич Мария Петровна" in page
    decide(admin, **{"accept": row.pk, f"case-{row.pk}": "on"})
    row.refresh_from_db()
    assert row.person.full_name == "Гуревич Мария Петровна"
