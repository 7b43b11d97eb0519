"""«Структура», a class, a person: who sees what, exact figures, a flat number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from audit.services import record
from core import clock
from invitations.selectors.coverage import coverage
from invitations.selectors.presence import people_of
from orgstructure.models import SchoolClass
from orgstructure.services.school import edit_class
from tests import factories as f

PHONE = "+79000001234"


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def queries(client, url):
    client.get(url)  # sessions, templates
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def enrol(school_class, **fields):
    person = fields.pop("person", None) or f.PersonFactory(
        organization=school_class.organization, **fields.pop("of", {})
    )
    return f.EnrolmentFactory(school_class=school_class, person=person, **fields)


@pytest.fixture
def in_all_states(school_class):
    """One pupil in each state: (state, enrolment)."""
    now = timezone.now()
    rows = {
        "confirmed": enrol(school_class, joined_at=now, confirmed_at=now),
        "joined": enrol(school_class, joined_at=now),
        "invited": enrol(school_class),
        "refused": enrol(school_class),
        "not_invited": enrol(school_class),
    }
    f.InvitationFactory(school_class=school_class, person=rows["invited"].person)
    dead = f.InvitationFactory(
        school_class=school_class,
        person=rows["not_invited"].person,
        created_at=now - timedelta(days=20),
        expires_at=now - timedelta(seconds=1),
    )
    assert dead.status == "active"  # its time is over, though nobody has written it down
    f.InvitationFactory(
        school_class=school_class,
        person=rows["refused"].person,
        status="annulled",
        annulled_at=now,
        annul_reason="отказ",
    )
    f.DecisionFactory(
        subject=rows["refused"].person,
        decision="refused",
        text=f.ConsentTextFactory(organization=school_class.organization),
    )
    return rows


def test_each_state_is_counted_once(in_all_states, school_class):
    one = coverage(timezone.now())[school_class.pk, "pupil"]
    assert (one.should, one.confirmed, one.joined, one.invited, one.refused, one.missing) == (
        5,
        1,
        1,
        1,
        1,
        1,
    )
    assert {e.pk: e.presence for e in people_of(school_class, timezone.now())} == {
        e.pk: state for state, e in in_all_states.items()
    }


def test_who_left_is_not_counted(in_all_states, school_class):
    f.leaves(in_all_states["joined"].person, clock.today() - timedelta(days=1))
    assert coverage(timezone.now())[school_class.pk, "pupil"].should == 4


def test_a_refusal_taken_back_is_no_refusal(in_all_states, school_class):
    person = in_all_states["refused"].person
    f.DecisionFactory(
        subject=person,
        text=f.ConsentTextFactory(organization=school_class.organization, number=2),
    )
    one = coverage(timezone.now())[school_class.pk, "pupil"]
    assert (one.refused, one.missing) == (0, 2)


def test_the_structure_costs_the_same_for_thirty_classes(client_of, administrator, school_class, staff_room):
    enrol(school_class)
    web = client_of(administrator)
    one = queries(web, "/structure/")
    for grade in range(1, 11):
        for letter in "ЭЮЯ":
            enrol(f.SchoolClassFactory(year=school_class.year, grade=grade, letter=letter))
    assert queries(web, "/structure/") == one


def test_a_class_costs_the_same_for_thirty_people(client_of, administrator, school_class):
    enrol(school_class)
    enrol(school_class, role="parent", of={"kind": "parent"})
    web = client_of(administrator)
    url = f"/structure/classes/{school_class.pk}/"
    one = queries(web, url)
    for _ in range(30):
        enrol(school_class)
        enrol(school_class, role="parent", of={"kind": "parent"})
    assert queries(web, url) == one


def test_the_people_cost_the_same_for_thirty(client_of, administrator, school_class):
    enrol(school_class)
    web = client_of(administrator)
    one = queries(web, "/people/?kind=pupil")
    for _ in range(30):
        enrol(school_class)
    assert queries(web, "/people/?kind=pupil") == one


def test_a_person_costs_the_same_with_many_links_and_children(client_of, administrator, school_class):
    organization = school_class.organization
    parent = f.PersonFactory(organization=organization, kind="parent")
    web = client_of(administrator)

    def child():
        pupil = enrol(school_class).person
        f.GuardianshipFactory(guardian=parent, pupil=pupil)
        f.InvitationFactory(
            school_class=school_class,
            person=parent,
            role="parent",
            status="annulled",
            annulled_at=timezone.now(),
            annul_reason="x",
        )

    child()
    one = queries(web, f"/people/{parent.pk}/")
    for _ in range(30):
        child()
    assert queries(web, f"/people/{parent.pk}/") == one


def test_an_empty_school_is_told_what_to_do_first(client_of, administrator, staff_room):
    text = page(client_of(administrator), "/structure/")
    assert "Создать классы" in text
    assert "Учительская" in text


def test_a_teacher_sees_the_own_class_and_no_other(client_of, class_teacher, school_class, year):
    other = f.SchoolClassFactory(year=year, grade=7, letter="Я")
    mine, stranger = enrol(school_class).person, enrol(other).person
    web = client_of(class_teacher)
    assert "7Я" not in page(web, "/structure/")
    assert mine.last_name in page(web, f"/structure/classes/{school_class.pk}/")
    assert page(web, f"/people/{mine.pk}/")
    assert web.get(f"/structure/classes/{other.pk}/").status_code == 404
    assert web.get(f"/people/{stranger.pk}/").status_code == 404
    assert web.get("/people/").status_code == 403


def test_phones_are_for_managers_and_the_director(
    client_of, administrator, director, deputy, class_teacher, subject_teacher, school_class
):
    pupil = enrol(school_class, of={"phone": PHONE}).person
    f.GuardianshipFactory(
        pupil=pupil, guardian=enrol(school_class, role="parent", of={"kind": "parent", "phone": PHONE}).person
    )
    urls = [f"/people/{pupil.pk}/", f"/structure/classes/{school_class.pk}/"]
    for user, sees in [
        (administrator, True), (director, True), (deputy, False), (class_teacher, False), (subject_teacher, False),
    ]:  # fmt: skip
        text = "".join(page(client_of(user), url) for url in urls)
        assert ("12-34" in text) is sees
        assert PHONE not in text


def test_the_classes_link_is_for_those_who_lead_it(
    client_of, administrator, director, deputy, class_teacher, subject_teacher, school_class
):
    f.PlatformLinkFactory(school_class=school_class, link="https://max.ru/join/secret")
    for user, sees in [
        (administrator, True), (director, True), (class_teacher, True), (deputy, False), (subject_teacher, False),
    ]:  # fmt: skip
        assert ("join/secret" in page(client_of(user), f"/structure/classes/{school_class.pk}/")) is sees


def test_the_rows_of_another_school_do_not_exist(client_of, administrator, other_organization):
    with scopes_disabled(), scope(organization=other_organization):
        theirs = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=other_organization))
        person = enrol(theirs).person
    web = client_of(administrator)
    for url in (
        f"/structure/classes/{theirs.pk}/",
        f"/structure/classes/{theirs.pk}/edit/",
        f"/people/{person.pk}/",
        f"/people/{person.pk}/edit/",
        f"/people/{person.pk}/guardian/",
        f"/people/new/?class={theirs.pk}&kind=pupil",
        "/people/999999999/",
    ):
        assert web.get(url).status_code == 404, url


def test_who_should_be_invited_is_one_press_away(client_of, class_teacher, school_class, in_all_states):
    text = page(client_of(class_teacher), f"/structure/classes/{school_class.pk}/")
    assert "Пригласить 1" in text
    assert f"{reverse('invitations:new')}?class={school_class.pk}&amp;role=pupil" in text
    for word in ("подтверждён", "вступил", "приглашён", "отказ", "без ссылки"):
        assert word in text


def test_the_teachers_of_a_class_are_invited_into_the_staff_room(
    client_of, administrator, organization, school_class, staff_room
):
    """A press beside them led to a form that knows pupils and parents only."""
    teacher = f.PersonFactory(organization=organization, kind="staff")
    for row in (staff_room, school_class):
        f.EnrolmentFactory(school_class=row, person=teacher, role="teacher")
    web = client_of(administrator)
    own, room = (page(web, f"/structure/classes/{row.pk}/") for row in (school_class, staff_room))
    assert f"/links/new/?class={school_class.pk}&amp;role=teacher" not in own
    assert f"/links/new/?class={staff_room.pk}&amp;role=teacher" in room


def test_a_teacher_sees_no_children_of_other_classes(
    client_of, administrator, class_teacher, school_class, year
):
    parent = enrol(school_class, role="parent", of={"kind": "parent"}).person
    mine = enrol(school_class).person
    other = enrol(f.SchoolClassFactory(year=year, grade=8)).person
    for pupil in (mine, other):
        f.GuardianshipFactory(guardian=parent, pupil=pupil)
    text = page(client_of(class_teacher), f"/people/{parent.pk}/")
    assert mine.full_name in text
    assert other.full_name not in text
    assert other.full_name in page(client_of(administrator), f"/people/{parent.pk}/")


def test_the_history_of_a_class_is_in_words(client_of, administrator, school_class):
    edit_class(school_class=school_class, actor=administrator, letter="Э")
    assert "Класс изменён" in page(client_of(administrator), f"/structure/classes/{school_class.pk}/")


def test_the_history_of_a_person_tells_appointments_too(client_of, administrator, organization, school_class):
    person = f.PersonFactory(organization=organization, kind="staff")
    appointed = f.AssignmentFactory(person=person, role="class_teacher", school_class=school_class)
    record("assignment.opened", appointed, actor=administrator)
    text = " ".join(page(client_of(administrator), f"/people/{person.pk}/").split())
    assert f"Назначение начато: {appointed}" in text


def test_lesson_c13_a_class_begins_with_who_has_not_joined(
    client_of, class_teacher, school_class, in_all_states
):
    """First who waits, with what to do; then who wants to be reached otherwise; the chats; the rest folded."""
    text = " ".join(page(client_of(class_teacher), f"/structure/classes/{school_class.pk}/").split())
    order = [
        "Не вступили — 2",
        "Другой способ связи — 1",
        "Чаты класса",
        "<h2>Ученики</h2>",
        "<h2>Кто ведёт</h2>",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "2 из 5" in text
    waiting = text[places[0] : places[1]]
    assert in_all_states["invited"].person.last_name in waiting
    assert in_all_states["not_invited"].person.last_name in waiting
    assert in_all_states["joined"].person.last_name not in waiting
    link = in_all_states["invited"].person.invitations.get()
    assert f"/links/share/?link={link.pk}" in waiting
    assert f"/links/share/?class={school_class.pk}" in waiting
    assert "<details" not in text[: places[0]].split("<main")[1]
    assert text.count('<details class="card fold') == 5


def test_lesson_c13_who_may_not_hand_out_links_sees_no_button(
    client_of, subject_teacher, school_class, in_all_states
):
    text = page(client_of(subject_teacher), f"/structure/classes/{school_class.pk}/")
    assert "Не вступили — 2" in text
    assert "/links/share/" not in text


def test_rarer_ways_of_the_structure_stand_behind_one_button(
    client_of, administrator, director, school_class
):
    text = " ".join(page(client_of(administrator), "/structure/").split())
    head, rarer = text.split('<summary class="btn">Ещё</summary>')
    head, rarer = head.split("<h1>Структура</h1>")[1], rarer.split("</details>")[0]
    assert [
        word for word in ("Кто ведёт классы", "Ссылки классов", "Вставить людей") if word not in head
    ] == []
    assert [word for word in ("по списку", "Один класс", "Следующий год") if word not in rarer] == []
    assert head.count('class="btn') == 3
    SchoolClass.objects.all().delete()
    empty = " ".join(page(client_of(administrator), "/structure/").split())
    assert (
        '<a class="btn primary" href="/structure/generate/"'
        in empty.split('<summary class="btn">Ещё</summary>')[0]
    )


def test_who_may_not_change_the_structure_has_no_more_of_it(client_of, class_teacher):
    text = page(client_of(class_teacher), "/structure/")
    assert '<summary class="btn">Ещё</summary>' not in text
