"""Home by role: what waits, how far the school is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dashboard.selectors.home import home_of
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
    """«По личной ссылке» is said to whoever has one."""
    place = f.EnrolmentFactory(
        school_class=staff_room, person=f.actor_of(class_teacher).person, role="teacher"
    )
    link = f.InvitationFactory(school_class=staff_room, person=place.person, role="teacher")
    client = client_of(class_teacher)
    assert "по личной ссылке" in client.get("/").content.decode()
    link.status, link.annulled_at, link.annul_reason = "annulled", link.created_at, "отмена"
    link.save()
    page = client.get("/").content.decode()
    assert "по личной ссылке" not in page
    assert f"её даст администратор школы {f.actor_of(administrator).person.full_name}" in " ".join(
        page.split()
    )
