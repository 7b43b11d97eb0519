"""A preview of what happens to places, guardianships, employments and classes lists each row, and leaves nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core import clock
from core.effects import What, emit_each, preview
from orgstructure.models import Employment, Enrolment, Guardianship, Person, SchoolClass
from orgstructure.pasted import PersonLine
from orgstructure.services import archiving, employment, enrolments, guardians, lists, people, school
from orgstructure.services.enrolments import Place
from orgstructure.signals import enrolments_changed
from tests import factories as f

TABLES = (Enrolment, Guardianship, Employment, Person, SchoolClass, Event)
# The journal calls a row of employment by its person.
IN_THE_JOURNAL = {"orgstructure.employment": "orgstructure.person"}
OPENING = ("opened", "linked", "added", "created")


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def family(organization, school_class, administrator):
    """A pupil of the class and a mother, who is there because of the child."""
    pupil = f.EnrolmentFactory(school_class=school_class, valid_from=clock.today() - timedelta(days=9)).person
    mother = f.PersonFactory(organization=organization, last_name="Белова")
    link = guardians.link_guardian(guardian=mother, pupil=pupil, relation="mother", actor=administrator)
    return pupil, mother, link


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def told(service, **arguments):
    """The effects of a preview; it must leave nothing, and the journal of the true run must name the same rows."""
    before = rows()
    effects = preview(service, **arguments)
    assert rows() == before
    service(**arguments)
    written = [
        (event.object_type, event.verb.rpartition(".")[2] in OPENING)
        for event in Event.objects.order_by("pk")[len(before[Event]) :]
    ]
    said = [(IN_THE_JOURNAL.get(effect.model, effect.model), effect.what == What.OPENS) for effect in effects]
    assert sorted(said) == sorted(written)
    return [(effect.what, effect.model.partition(".")[2], effect.sentence) for effect in effects]


def test_opening_places(organization, school_class, administrator, today):
    first, second = f.PersonFactory.create_batch(2, organization=organization)
    f.GuardianshipFactory(guardian=second, pupil=first)
    found = told(
        enrolments.open_places, places=[Place(first, school_class, "pupil")], actor=administrator, since=today
    )
    assert [(what, model) for what, model, _ in found] == [("opens", "enrolment")] * 2
    assert found[0][2].startswith(f"Открывается место в классе: {first} · {school_class} · ученик, с ")
    assert f"{second} · {school_class} · родитель" in found[1][2]


def test_closing_a_place_tells_of_the_parent_too(family, school_class, administrator, today):
    pupil, mother, _ = family
    places = Enrolment.objects.filter(person=pupil)
    found = told(enrolments.close_places, places=places, last_day=today, actor=administrator)
    assert [sentence.partition(", последний день — ")[0] for _, _, sentence in found] == [
        f"Закрывается место в классе: {pupil} · {school_class} · ученик",
        f"Закрывается место в классе: {mother} · {school_class} · родитель",
    ]
    assert {what for what, _, _ in found} == {What.CLOSES}


def test_a_place_that_never_began_says_so(organization, school_class, administrator, today):
    pupil = f.EnrolmentFactory(school_class=school_class, valid_from=today + timedelta(days=5)).person
    [(what, model, sentence)] = told(
        enrolments.close_places, places=Enrolment.objects.all(), last_day=today, actor=administrator
    )
    assert (what, model) == ("closes", "enrolment")
    assert sentence.startswith(f"Закрывается место в классе: {pupil} · {school_class} · ученик. Записано с ")
    assert sentence.endswith(", поэтому исчезнет, как будто записи не было")


@pytest.mark.parametrize(
    ("service", "begins"),
    [
        (enrolments.mark_joined, "Вступает в класс: "),
        (enrolments.confirm_places, "Вступление подтверждается: "),
    ],
)
def test_joining_and_confirming(school_class, administrator, service, begins):
    f.EnrolmentFactory(school_class=school_class)
    found = told(service, places=Enrolment.objects.all(), at=clock.now(), actor=administrator)
    assert [(what, sentence[: len(begins)]) for what, _, sentence in found] == [("changes", begins)]


def test_taking_a_confirmation_back(school_class, administrator):
    f.EnrolmentFactory(school_class=school_class, joined_at=clock.now(), confirmed_at=clock.now())
    found = told(enrolments.unconfirm_places, places=Enrolment.objects.all(), actor=administrator)
    assert [what for what, _, _ in found] == ["changes"]


def test_a_representative_begins(family, organization, administrator, today):
    father = f.PersonFactory(organization=organization, last_name="Белов")
    found = told(
        guardians.link_guardian, guardian=father, pupil=family[0], relation="father", actor=administrator
    )
    assert [(what, model) for what, model, _ in found] == [("opens", "guardianship"), ("opens", "enrolment")]
    assert found[0][2].startswith(f"Записывается представитель: {father} — отец ({family[0]}), с ")


def test_a_representative_ends(family, administrator, today):
    _, mother, link = family
    found = told(
        guardians.end_guardianship, guardianship=link, last_day=today - timedelta(days=1), actor=administrator
    )
    assert [(what, model) for what, model, _ in found] == [
        ("closes", "guardianship"),
        ("closes", "enrolment"),
    ]
    assert f"{mother} — мать" in found[0][2]
    assert found[0][2].endswith("поэтому исчезнет, как будто записи не было")


def test_somebody_new_works_here_and_changes_posts_and_leaves(organization, administrator, staff_room, today):
    line = {"last_name": "Орлова", "first_name": "Ия", "patronymic": "Ивановна"}
    found = told(
        people.add_person,
        organization=organization,
        kind="staff",
        actor=administrator,
        post="учитель",
        since=today - timedelta(days=30),
        **line,
    )
    assert [(what, model) for what, model, _ in found] == [
        ("opens", "person"),
        ("opens", "employment"),
        ("opens", "enrolment"),
    ]
    person = Person.objects.get(last_name="Орлова")
    found = told(employment.set_posts, person=person, posts=["завуч"], actor=administrator)
    assert [(what, model) for what, model, _ in found] == [("closes", "employment"), ("opens", "employment")]
    found = told(employment.set_posts, person=person, posts=["педагог"], actor=administrator)
    assert found == [
        ("changes", "employment", "Исправляется должность: Орлова Ия Ивановна · педагог (было: завуч)")
    ]
    found = told(employment.end_employment, person=person, last_day=today, actor=administrator)
    assert [(what, model) for what, model, _ in found] == [("closes", "employment"), ("closes", "enrolment")]


def test_a_list_of_people_and_an_edit(organization, school_class, administrator):
    lines = [PersonLine(number, "Ким", name, "") for number, name in enumerate(("Аня", "Ян"), 1)]
    found = told(
        lists.write_list,
        organization=organization,
        rows=[(line, None, "") for line in lines],
        role="pupil",
        actor=administrator,
        school_class=school_class,
    )
    assert [(what, model) for what, model, _ in found] == [("opens", "person")] * 2 + [
        ("opens", "enrolment")
    ] * 2
    person = Person.objects.get(first_name="Ян")
    found = told(people.edit_person, person=person, actor=administrator, last_name="Цой", email="y@x.example")
    assert [sentence for _, _, sentence in found] == [
        "Меняются сведения: Цой Ян (фамилия, электронная почта)"
    ]


def test_classes(organization, year, administrator):
    found = told(
        school.generate_classes,
        organization=organization,
        year=year,
        wanted=[(3, "Э"), (4, "Э")],
        actor=administrator,
    )
    assert [sentence for _, _, sentence in found] == ["Создаётся класс: 3Э", "Создаётся класс: 4Э"]
    third = SchoolClass.objects.get(title="3Э")
    found = told(school.edit_class, school_class=third, actor=administrator, letter="Ю")
    assert [what for what, _, _ in found] == ["changes"]
    found = told(archiving.archive_class, school_class=third, actor=administrator, now=clock.now())
    assert [what for what, _, _ in found] == ["closes"]


def test_a_room_above_adds_what_follows_from_a_place_that_closes(family, administrator, today):
    """So will the links of a place that ends, once a room ends them: today a link asks the place itself."""

    def say(sender, change, enrolments, **kwargs):
        emit_each(What.ASKS, enrolments, lambda row: f"Что с его ссылкой: {row.person.short_name}?")

    enrolments_changed.connect(say)
    try:
        effects = preview(
            enrolments.close_places,
            places=Enrolment.objects.filter(role="pupil"),
            last_day=today,
            actor=administrator,
        )
    finally:
        enrolments_changed.disconnect(say)
    assert [effect.what for effect in effects] == ["closes", "asks", "closes", "asks"]


def test_without_a_preview_the_rows_are_not_read(organization, school_class, administrator, monkeypatch):
    """What the effects cost while nobody listens: no statement, of one row or of many."""
    counts = []
    for speaks in (True, False):
        person = f.PersonFactory(organization=organization)
        if not speaks:
            monkeypatch.setattr(enrolments, "emit_each", lambda *args: None)
        with CaptureQueriesContext(connection) as captured:
            enrolments.open_places(places=[Place(person, school_class, "pupil")], actor=administrator)
            enrolments.close_places(
                places=Enrolment.objects.filter(person=person), last_day=clock.today(), actor=administrator
            )
        counts.append(len(captured))
    assert counts[0] == counts[1]
