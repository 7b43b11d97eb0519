"""R5: windows that write the link of one class and role at once leave one that serves."""

from collections.abc import Iterator

import pytest
from django_scopes import scope

from orgstructure.models import PlatformLink, SchoolClass
from orgstructure.services.platform_links import Wanted, set_platform_links
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
THREADS = 6


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        yield organization


def test_r5_of_six_windows_that_write_a_link_one_serves_and_nobody_wins_unseen(servers, school):
    school_class = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=school))
    written = 0
    for round_number in range(ROUNDS):

        def write(number: int, round_number: int = round_number) -> str:
            link = f"https://max.ru/join/{round_number}-{number}"
            place = SchoolClass.objects.get(pk=school_class.pk)
            set_platform_links(links=[Wanted(place, "pupil", link)], actor=None)
            return link

        links = won(at_once(school, [lambda n=n: write(n) for n in range(THREADS)]))
        written += len(links)
        assert links
        assert f.platform_link_of(school_class, "pupil") in links
        assert PlatformLink.objects.current().count() == 1
        assert PlatformLink.objects.count() == written


def test_r5_one_link_written_into_two_classes_at_once_leads_into_one(servers, school):
    year = f.AcademicYearFactory(organization=school)
    classes = [f.SchoolClassFactory(year=year) for _ in range(THREADS)]
    for round_number in range(ROUNDS):
        link = f"https://max.ru/join/shared-{round_number}"
        PlatformLink.objects.all().delete()

        def write(place: SchoolClass, link: str = link) -> SchoolClass:
            set_platform_links(links=[Wanted(place, "pupil", link)], actor=None)
            return place

        winners = won(at_once(school, [lambda place=place: write(place) for place in classes]))
        assert len(winners) == 1
        assert [row.school_class_id for row in PlatformLink.objects.current()] == [winners[0].pk]
