"""Home by role: what waits, how far the school is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dashboard.selectors.home import home_of
from invitations.codes import link_url
from invitations.models import Invitation
from invitations.selectors.coverage import coverage
from tests import factories as f


def lines_of(user, organization):
    return home_of(f.actor_of(user), timezone.now()).lines


@pytest.fixture
def busy(organization, school_class, staff_room):
    """A class with a pupil in each state, a request that waits, an order that waits."""
    now = timezone.now()
    states = {}
    for name, dates in (
        ("confirmed", (now, now)),
        ("joined", (now, None)),
        ("invited", (None, None)),
        ("missing", (None, None)),
    ):
        states[name] = f.EnrolmentFactory(
            school_class=school_class, joined_at=dates[0], confirmed_at=dates[1]
        )
    f.InvitationFactory(
        school_class=school_class, person=states["invited"].person, expires_at=now + timedelta(days=1)
    )
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=9)
    f.JoinRequestFactory(invitation=link)
    person = f.PersonFactory(organization=organization, kind="staff")
    f.OrderFactory(person=person, status="pending", submitted_at=now)
    f.MessageFactory(organization=organization, status="uncertain")
    return states


def test_coverage_counts_everybody_once(busy, school_class):
    figures = coverage(timezone.now())[school_class.pk, "pupil"]
    assert (figures.should, figures.confirmed, figures.joined, figures.invited, figures.missing) == (
        4,
        1,
        1,
        1,
        1,
    )
    assert figures.present == 2


def test_a_link_past_its_time_is_no_invitation(busy, school_class):
    later = timezone.now() + timedelta(days=2)
    assert coverage(later)[school_class.pk, "pupil"].invited == 0


def test_a_refusal_is_counted_apart(busy, school_class, organization):
    text = f.ConsentTextFactory(organization=organization)
    f.InvitationFactory(school_class=school_class, person=busy["missing"].person, status="expired")
    f.DecisionFactory(text=text, subject=busy["missing"].person, decision="refused")
    figures = coverage(timezone.now())[school_class.pk, "pupil"]
    assert (figures.refused, figures.missing) == (1, 0)


def test_the_administrator_is_told_what_waits_hot_things_first(busy, administrator, organization):
    lines = lines_of(administrator, organization)
    titles = [line.title for line in lines]
    assert titles[:2] == ["Письмо ждёт решения", "Заявка на вступление ждёт решения"]
    assert not any(re.search(r"\b0 —", line.detail) for line in lines), "what is not there is not counted"
    assert "Ссылка скоро истечёт" in titles
    assert all(line.number > 0 and line.url.startswith("/") for line in lines)


def test_the_director_is_told_what_to_sign(busy, director, organization):
    step = home_of(f.actor_of(director), timezone.now()).next
    assert step.title == "Приказ ждёт вашей подписи"
    assert step.url.startswith("/admin/")


def test_a_class_teacher_sees_only_the_own_classes(client_of, busy, class_teacher, school_class, year):
    other = f.SchoolClassFactory(year=year, grade=9)
    page = client_of(class_teacher).get("/").content.decode()
    assert f"/structure/classes/{school_class.pk}/" in page
    assert f"/structure/classes/{other.pk}/" not in page
    assert "Мой статус" in page


def test_a_class_teacher_is_told_what_waits_in_the_own_class_and_led_to_these_rows(
    client_of, busy, class_teacher, school_class, organization, year, staff_room
):
    """Requests, links that end, chats without a link: of the class that one leads, not of one where one only teaches."""
    other = f.SchoolClassFactory(year=year, grade=9)
    f.AssignmentFactory(
        person=f.actor_of(class_teacher).person,
        role="subject_teacher",
        school_class=other,
        subject=f.SubjectFactory(organization=organization),
    )
    link = f.InvitationFactory(school_class=other, kind="class", role="parent", max_uses=9)
    f.JoinRequestFactory(invitation=link)
    lines = {line.title: line for line in lines_of(class_teacher, organization)}
    client = client_of(class_teacher)

    def page_of(title):
        return client.get(lines[title].url).context

    asked = "Заявка на вступление ждёт решения администратора"
    assert (lines[asked].number, lines[asked].action, lines[asked].hot) == (1, "Посмотреть", False)
    assert [row.request.school_class for row in page_of(asked)["lines"]] == [school_class]
    ending = "Ссылка скоро истечёт"
    assert lines[ending].number == len(page_of(ending)["page"].rows) == 1
    unhanded = "Ссылки не переданы"
    assert lines[unhanded].action == "Передать"
    assert lines[unhanded].number == len(page_of(unhanded)["page"].rows) == 2
    Invitation.objects.update(handed_at=timezone.now(), handed_how="paper")
    assert not any("передан" in line.title for line in lines_of(class_teacher, organization))
    chats = "Обязательных чата без ссылки"
    shown = page_of(chats)["map"]
    assert [row.school_class for row in shown.rows] == [school_class]
    assert lines[chats].number == shown.gaps == 3
    whole = client.get("/chats/").context["map"]
    assert whole.gaps > 3, "a chat of the class where one only teaches is missing too"


def test_who_only_teaches_is_told_of_no_class(subject_teacher, organization, school_class, busy):
    assert lines_of(subject_teacher, organization) == []


def test_home_takes_the_same_number_of_queries_for_one_class_and_for_thirty(
    client_of, administrator, year, staff_room
):
    client = client_of(administrator)
    counts = []
    for n in (1, 29):
        for _ in range(n):
            f.EnrolmentFactory(school_class=f.SchoolClassFactory(year=year))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] < 45


def test_lesson_c14_the_own_class_stands_first(client_of, class_teacher, school_class, organization, year):
    """Before what waits and before the classes in which one only teaches."""
    taught = f.SchoolClassFactory(organization=organization, year=year, grade=1, letter="А")
    f.AssignmentFactory(
        person=class_teacher.memberships.get().person,
        role="subject_teacher",
        school_class=taught,
        subject=f.SubjectFactory(organization=organization),
    )
    page = client_of(class_teacher).get("/").content.decode().split("<main")[1]
    places = [
        page.index(words) for words in (f"<h2>{school_class}</h2>", "Требует внимания", f"<h3>{taught}</h3>")
    ]
    assert places == sorted(places)
    assert f"<h3>{school_class}</h3>" not in page


def test_lesson_e32_a_teacher_whose_link_was_annulled_is_told_whom_to_ask(
    client_of, class_teacher, administrator, staff_room
):
    """Whoever has a link is led to it."""
    place = f.EnrolmentFactory(
        school_class=staff_room, person=f.actor_of(class_teacher).person, role="teacher"
    )
    link = f.InvitationFactory(school_class=staff_room, person=place.person, role="teacher")
    client = client_of(class_teacher)
    page = client.get("/").content.decode()
    assert f'href="{link_url(link)}">Открыть мою ссылку</a>' in page
    link.status, link.annulled_at, link.annul_reason = "annulled", link.created_at, "отмена"
    link.save()
    page = client.get("/").content.decode()
    assert "Открыть мою ссылку" not in page
    assert f"её даст администратор школы {f.actor_of(administrator).person.full_name}" in " ".join(
        page.split()
    )
