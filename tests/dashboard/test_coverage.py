"""One number, one definition: each figure leads to exactly the rows that it counts, in a school that is hard to count."""

import re
from html import unescape

import pytest
from django.utils import timezone

from consents.models import Answer
from dashboard.selectors.home import home_of
from invitations.selectors.coverage import by_group, counted_places, coverage
from invitations.services.links import create_for_enrolments
from orgstructure.models import Person, SchoolClass
from orgstructure.rules import invited_roles
from tests import factories as f
from tests.standings import places_of_each_presence


@pytest.fixture
def hard(organization, year, staff_room):
    """Teachers of study classes, people who refused, a parent of two classes, one who joined one of them, who has left."""
    now = timezone.now()
    first, second = (f.SchoolClassFactory(year=year, grade=grade, letter="А") for grade in (5, 6))
    teachers = [f.PersonFactory(organization=organization, kind="staff") for _ in range(3)]
    for number, teacher in enumerate(teachers):
        f.EnrolmentFactory(
            school_class=staff_room, role="teacher", person=teacher, joined_at=now if number else None
        )
        f.EnrolmentFactory(school_class=first, role="teacher", person=teacher)
    places_of_each_presence(first)
    f.EnrolmentFactory(school_class=second)
    both = f.EnrolmentFactory(school_class=first, role="parent", joined_at=now).person
    f.EnrolmentFactory(school_class=second, role="parent", person=both)
    f.EnrolmentFactory(
        school_class=second, role="parent", person=teachers[0]
    )  # a teacher who is a parent here
    refuser = f.EnrolmentFactory(school_class=second, role="parent").person
    text = f.ConsentTextFactory(organization=organization, number=2, role="pupil")
    f.DecisionFactory(text=text, subject=refuser, decision=Answer.REFUSED)
    gone = f.EnrolmentFactory(school_class=second).person
    gone.enrolments.update(valid_to="2026-09-02")
    return first, second


def rows_behind(web, address):
    """How many rows a list shows over all its pages."""
    total = 0
    while address:
        page = web.get(address).content.decode()
        total += len(re.findall(r"<tr\b", page.split("<tbody", 1)[1])) if "<tbody" in page else 0
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/coverage/{unescape(following.group(1))}" if following else None
    return total


def test_lesson_a02_every_figure_of_coverage_leads_to_exactly_its_rows(hard, client_of, administrator):
    web = client_of(administrator)
    page = web.get("/").content.decode()
    figures = re.findall(r'href="(/coverage/\?[^"]*)"[^>]*>\s*([^<]*?)\s*</a>', page)
    assert len(figures) >= 12
    for address, words in figures:
        numbers = [int(number) for number in re.findall(r"\d+", words)]
        # «26 из 30» counts the whole group by its last number.
        assert rows_behind(web, unescape(address)) == numbers[-1], (address, words)


def test_lesson_a02_the_list_and_the_figures_count_the_same_places(hard, administrator, staff_room):
    now = timezone.now()
    access = f.actor_of(administrator)
    groups = {role: figures for role, _, figures in by_group(coverage(now), staff_room.pk)}
    places = counted_places(access, now)
    for role, figures in groups.items():
        of_role = places.filter(role=role)
        assert of_role.count() == figures.should
        assert of_role.filter(presence="not_invited").count() == figures.missing
        assert of_role.filter(presence="refused").count() == figures.refused
    # The parent of two classes has two places and is one person.
    assert groups["parent"].should == 4
    assert Person.objects.parents(timezone.localdate()).count() == 3


def test_lesson_a02_people_without_a_link_are_one_number_everywhere(hard, client_of, administrator):
    for row in SchoolClass.objects.all():
        for role in invited_roles(row.is_staff_room):
            f.PlatformLinkFactory(school_class=row, role=role)
    page = home_of(f.actor_of(administrator), timezone.now())
    line = next(line for line in page.lines if line.title.startswith("Челове"))
    web = client_of(administrator)
    assert rows_behind(web, "/coverage/?state=not_invited") == line.number
    assert line.number == sum(figures.missing for _, _, figures in page.groups)


def test_lesson_a02_a_teachers_number_can_reach_zero(hard, client_of):
    """It counts whom the teacher invites: neither the teachers of the class nor those who refused."""
    first, _ = hard
    teacher = f.user_with_role(first.organization, "class_teacher", school_class=first)

    def waiting():
        lines = home_of(f.actor_of(teacher), timezone.now()).lines
        return next((line.number for line in lines if line.title.startswith("Челове")), 0)

    assert waiting() == 0, "nobody can be invited into a class without a link on the platform"
    line = next(
        line for line in home_of(f.actor_of(teacher), timezone.now()).lines if line.action == "Вписать"
    )
    assert (line.number, line.detail) == (1, str(first))
    assert client_of(teacher).get(line.url).context["lacking"] == line.number
    for role in ("pupil", "parent"):
        f.PlatformLinkFactory(school_class=first, role=role)
    assert waiting() == 1
    assert client_of(teacher).get("/links/everyone/").context["total"] == 1
    places = counted_places(f.actor_of(teacher), timezone.now()).filter(presence="not_invited")
    create_for_enrolments(organization=first.organization, enrolments=list(places), days=None, actor=teacher)
    assert waiting() == 0
