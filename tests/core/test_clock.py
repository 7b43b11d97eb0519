"""A school lives by its own clock: in Kamchatka it is tomorrow already while Moscow has supper."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django_scopes import scope

from core import clock
from invitations.services.links import create_class_link
from orgstructure.models import AcademicYear, Organization
from orgstructure.selectors import classes_for, current_year
from orgstructure.services.school import create_organization
from roles.selectors import actor_for, memberships_of, year_of
from tests import factories as f

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 18:30 in Moscow, 3:30 of the 23rd in Kamchatka


@pytest.fixture
def far_school():
    return f.OrganizationFactory(time_zone="Asia/Kamchatka")


def test_lesson_d24_a_school_has_a_day_of_its_own(far_school):
    with time_machine.travel(EVENING, tick=False):
        assert clock.today() == date(2026, 11, 22)
        with clock.in_school(far_school):
            assert clock.today() == date(2026, 11, 23)
            assert clock.local(clock.now()).hour == 3
            assert clock.midnight(date(2026, 11, 23)) == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        assert clock.today() == date(2026, 11, 22)


def test_lesson_d24_a_link_ends_at_six_in_the_evening_of_the_school(far_school):
    with time_machine.travel(EVENING, tick=False), clock.in_school(far_school):
        place = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=far_school))
        link = create_class_link(
            organization=far_school, school_class=place, role="parent", max_uses=5, days=1, actor=None
        )
    assert link.expires_at == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 18:00 of the 24th in Kamchatka


def test_lesson_d24_an_assignment_of_today_is_in_force_where_the_day_has_begun(far_school):
    """At half past six in Moscow on the eve, whoever begins on the 23rd in Kamchatka is in office there already."""
    with scope(organization=far_school):
        user = f.user_with_role(far_school, "deputy", valid_from=date(2026, 11, 23))
        person = user.memberships.get().person
    with time_machine.travel(EVENING, tick=False):
        assert actor_for(user, far_school, person).roles == {"deputy"}
        far_school.time_zone = "Europe/Moscow"
        assert actor_for(user, far_school, person).roles == frozenset()


def test_lesson_d24_a_page_shows_the_time_of_the_school(far_school, client_of):
    with scope(organization=far_school):
        user = f.user_with_role(far_school, "director")
    with time_machine.travel(EVENING, tick=False):
        page = client_of(user).get("/").content.decode()
    assert "23 ноября" in page
    assert "22 ноября" not in page


def test_a_school_made_late_in_the_year_begins_in_the_year_of_its_own_date():
    with time_machine.travel(datetime(2026, 8, 31, 15, 0, tzinfo=UTC), tick=False):
        for zone, begins in (("Europe/Moscow", date(2025, 9, 1)), ("Asia/Kamchatka", date(2026, 9, 1))):
            made = create_organization(
                actor=None,
                full_name="Ш",
                short_name="Ш",
                mark="1",
                locality=zone,
                address="у.",
                time_zone=zone,
            )
            with scope(organization=made):
                assert AcademicYear.objects.get().starts_on == begins
    assert Organization.objects.count() == 2


def test_next_year_is_prepared_without_being_shown_as_todays(organization, administrator):
    this_year = f.AcademicYearFactory(organization=organization)
    next_year = f.AcademicYearFactory(
        organization=organization, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31)
    )
    now, later = f.SchoolClassFactory(year=this_year), f.SchoolClassFactory(year=next_year)
    access = actor_for(administrator, organization, administrator.memberships.get().person)
    for day, year, place in (
        (datetime(2027, 8, 31, 12, tzinfo=UTC), this_year, now),
        (datetime(2027, 9, 1, 12, tzinfo=UTC), next_year, later),
        (datetime(2029, 1, 1, 12, tzinfo=UTC), next_year, later),  # nobody has prepared the one after
    ):
        with time_machine.travel(day, tick=False):
            assert current_year() == year
            assert list(classes_for(access)) == [place]


def test_the_layout_names_the_year_of_the_date_that_the_school_has(organization, administrator):
    f.AcademicYearFactory(organization=organization, starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31))
    f.AcademicYearFactory(organization=organization, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    late = datetime(2027, 8, 31, 15, 0, tzinfo=UTC)  # the first of September has begun on Kamchatka
    for zone, year in (("Europe/Moscow", "2026/27"), ("Asia/Kamchatka", "2027/28")):
        Organization.objects.filter(pk=organization.pk).update(time_zone=zone)
        with time_machine.travel(late, tick=False):
            (membership,) = memberships_of(administrator)
            assert str(year_of(membership)) == year
    AcademicYear.objects.all().delete()
    assert year_of(memberships_of(administrator)[0]) is None
