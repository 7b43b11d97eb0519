"""Next year is prepared while this one goes on, and shows nowhere as today's until it begins."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from audit.models import Event
from core.effects import preview
from core.errors import Conflict, Invalid
from invitations.selectors import links
from invitations.selectors.coverage import coverage
from orgstructure.models import AcademicYear
from orgstructure.selectors import current_year
from orgstructure.services import school
from tests import factories as f
from undo.services import undo_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_year_2026_27():
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def next_year(organization, year, administrator):
    return school.prepare_year(organization=organization, actor=administrator)[0]


def new_class(year, actor, **fields):
    named = {"grade": 6, "letter": "Ю"} | fields
    return school.create_class(organization=year.organization, year=year, actor=actor, **named)


def test_the_year_after_the_current_is_prepared_once(organization, year, next_year, administrator):
    assert (next_year.starts_on, next_year.ends_on) == (date(2027, 9, 1), date(2028, 8, 31))
    assert current_year() == year
    event = Event.objects.get(verb="year.prepared")
    assert (event.object_label, event.actor) == ("2027/28", administrator)
    with pytest.raises(Conflict, match="2027/28 уже"):
        school.prepare_year(organization=organization, actor=administrator)
    assert AcademicYear.objects.count() == 2
    with time_machine.travel(datetime(2027, 9, 1, 12, tzinfo=UTC)):
        assert current_year() == next_year
        assert str(school.prepare_year(organization=organization, actor=administrator)[0]) == "2028/29"


def test_what_preparing_does_is_told_before(organization, year, administrator):
    told = preview(school.prepare_year, organization=organization, actor=administrator)
    assert [(effect.what, effect.sentence) for effect in told] == [
        ("opens", "Заводится учебный год 2027/28: с 1 сентября 2027 по 31 августа 2028")
    ]
    assert AcademicYear.objects.count() == 1


def test_a_school_whose_first_year_is_still_to_come_prepares_none(organization, administrator):
    with pytest.raises(Conflict, match="не начался"):
        school.prepare_year(organization=organization, actor=administrator)


def test_a_class_of_next_year_is_shown_nowhere(next_year, school_class, staff_room, administrator, client_of):
    later = new_class(next_year, administrator, continues=school_class)
    pupil = f.EnrolmentFactory(school_class=later, valid_from=date(2026, 9, 1)).person
    web = client_of(administrator)
    pages = ("/", "/structure/", "/search/?q=6", "/links/new/", "/people/paste/", "/roles/assign/", "/chats/")
    for address in pages:
        page = web.get(address)
        assert page.status_code == 200, address
        assert "6Ю" not in page.content.decode(), address
    assert web.get(f"/structure/classes/{later.pk}/").status_code == 404
    assert pupil.full_name not in web.get(f"/links/new/?people={pupil.pk}").content.decode()
    assert {class_id for class_id, _ in coverage(timezone.now())} <= {school_class.pk, staff_room.pk}


def test_links_are_made_into_classes_of_today_only(
    organization, year, next_year, school_class, administrator
):
    """Last year's places may still stand open, and next year's have begun in the lists already."""
    last = f.AcademicYearFactory(
        organization=organization, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31)
    )
    here = f.EnrolmentFactory(school_class=school_class)
    for other in (last, next_year):
        f.EnrolmentFactory(school_class=f.SchoolClassFactory(year=other), valid_from=date(2026, 9, 1))
    assert list(links.open_enrolments(f.actor_of(administrator))) == [here]
    assert list(coverage(timezone.now())) == [(school_class.pk, "pupil")]


def test_a_class_continues_one_of_the_year_directly_before(
    organization, year, next_year, school_class, administrator
):
    assert new_class(next_year, administrator, continues=school_class).continues == school_class
    long_ago = f.AcademicYearFactory(
        organization=organization, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31)
    )
    for wrong in (f.SchoolClassFactory(year=long_ago), f.SchoolClassFactory(year=next_year)):
        with pytest.raises(Invalid, match="не класс прошлого года"):
            new_class(next_year, administrator, letter="Я", continues=wrong)


def test_the_page_says_what_is_made_and_a_second_press_is_refused(
    organization, year, administrator, client_of
):
    web = client_of(administrator)
    page = web.get("/structure/year/")
    assert "Заводится учебный год 2027/28" in page.content.decode()
    other = web.post("/structure/year/", {"shown": "of another page"})
    assert (other.status_code, "ничего не сделано" in other.content.decode()) == (409, True)
    assert f'name="shown" value="{page.context["mark"]}"' in page.content.decode()
    assert web.post("/structure/year/", {"shown": page.context["mark"]}).status_code == 302
    again = web.post("/structure/year/")
    assert (again.status_code, "2027/28 уже заведён" in again.content.decode()) == (409, True)
    assert AcademicYear.objects.count() == 2


def test_a_year_is_undone_until_a_class_is_made_in_it(organization, year, administrator, client_of):
    made, run = school.prepare_year(organization=organization, actor=administrator)
    assert undo_run(run=run, actor=administrator).number == 1
    made, run = school.prepare_year(organization=organization, actor=administrator)
    new_class(made, administrator)
    assert undo_run(run=run, actor=administrator).number == 0
    assert AcademicYear.objects.filter(pk=made.pk).exists()


def test_classes_are_made_in_the_year_that_the_address_names(next_year, year, administrator, client_of):
    web = client_of(administrator)
    address = f"/structure/generate/?year={next_year.pk}"
    wanted = {"first": 6, "last": 6, "letters": "Ю"}
    mark = web.post(address, wanted).context["mark"]
    made = web.post(address, wanted | {"confirm": mark}, follow=True)
    assert "6Ю" in made.content.decode()
    assert next_year.classes.get().title == "6Ю"
    one = web.post(f"/structure/new/?year={next_year.pk}", {"grade": 7, "letter": "Ю"}, follow=True)
    assert "7Ю" in one.content.decode()
    assert "7Ю" not in web.get("/structure/").content.decode()
    # A year that is not prepared is not reached by its number.
    web.post(f"/structure/new/?year={year.pk + 90}", {"grade": 8, "letter": "Ю"})
    assert year.classes.get(title="8Ю")
