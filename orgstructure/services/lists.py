"""A list of people becomes cards, places in a class and representatives: the only way in which a pasted list is written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from audit.services import record_many
from core import clock
from core.access import ActorLike
from core.effects import What, emit_each
from core.errors import Invalid
from orgstructure import texts
from orgstructure.models import Enrolment, Guardianship, Organization, Person, SchoolClass
from orgstructure.pasted import FILLED, PersonLine, Settled
from orgstructure.selectors import settle_list, staff_room
from orgstructure.services.employment import employ
from orgstructure.services.enrolments import Place, open_places
from orgstructure.services.guardians import link_guardians
from orgstructure.services.people import COMPLETED, name_more_fully, new_people
from undo.models import Run
from undo.services import keep_changing, undoable

Role = Enrolment.Role


@dataclass(frozen=True)
class Written:
    """What a list wrote, each row of it in the database by now.

    `people`: new cards; `joined`: known ones who got a place; `there`: names of those who were in the class already;
    `filled`: known ones whose empty phone, e-mail or birthday, or fuller name, the list said.
    """

    people: list[Person] = field(default_factory=list)
    joined: list[Person] = field(default_factory=list)
    places: list[Enrolment] = field(default_factory=list)
    links: list[Guardianship] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    filled: list[Person] = field(default_factory=list)
    run: Run | None = None


@transaction.atomic
def write_list(
    *,
    organization: Organization,
    role: str,
    rows: Sequence[tuple[PersonLine, int | None, str]],
    actor: ActorLike,
    school_class: SchoolClass | None = None,
) -> Written:
    """Many people at once into a class (staff: «Учительская») in `role`. A fixed number of statements, undoable.

    `rows`: (the person, of a parent also the child's number or None, and who they are to the child). Who is a new person
    and who is there already is settled by `orgstructure.pasted`, as the preview showed it: a list sent twice writes nothing
    the second time. Invalid without a class.
    """
    target = staff_room() if role == Role.TEACHER else school_class
    if target is None:
        raise Invalid("Выберите класс, в который записать людей.", field="school_class")
    with undoable(organization=organization, kind="people.listed", actor=actor) as keeping:
        written = _write(organization, target, role, rows, actor)
        people = len(written.people) + len(written.joined)
        keeping.title = texts.listed(role, people, len(written.links), target, len(written.filled))
    return replace(written, run=keeping.run)


def _write(
    organization: Organization,
    target: SchoolClass,
    role: str,
    rows: Sequence[tuple[PersonLine, int | None, str]],
    actor: ActorLike,
) -> Written:
    # One at a time for a class, so that two presses of the button cannot both find it empty.
    SchoolClass.objects.select_for_update().get(pk=target.pk)
    settled = settle_list(target, role, [(row, pupil) for row, pupil, _ in rows])
    fresh = [one.row for one in settled if one.is_new]
    people = new_people(organization.pk, fresh)
    record_many("person.added", people, actor=actor, school_class=target)
    emit_each(What.OPENS, people, texts.person_added)
    joining = {one.card.pk: one.row for one in settled if one.card and one.joins}
    joined = list(Person.objects.filter(pk__in=joining).order_by("pk")) if joining else []
    if role == Role.TEACHER:
        working = set(Person.objects.staff(clock.today()).filter(pk__in=joining).values_list("pk", flat=True))
        idle = [person for person in joined if person.pk not in working]
        _employ([*people, *idle], [*fresh, *(joining[person.pk] for person in idle)], actor)
    by_line = {row.number: person for row, person in zip(fresh, people, strict=True)}
    links = _link(rows, settled, by_line, actor) if role == Role.PARENT else []
    placed = {link.guardian_id for link in links}  # a parent's place follows from the child's
    places = open_places(
        places=[Place(person, target, role) for person in [*people, *joined] if person.pk not in placed],
        actor=actor,
    )
    filled = _fill(settled, actor)
    there = [
        one.row.full_name
        for one in settled
        if one.known and not one.links and not one.joins and not one.fills
    ]
    return Written(people, joined, places, links, there, filled)


def _fill(settled: list[Settled], actor: ActorLike) -> list[Person]:
    """What is empty on the cards of known people, where the list was told to fill it; one event for each card."""
    wanted: dict[int, dict[str, object]] = defaultdict(dict)
    for one in settled:
        if one.known:
            wanted[one.known] = {**one.fills, **wanted[one.known]}
    wanted = {pk: values for pk, values in wanted.items() if values}
    if not wanted:
        return []
    rows = Person.objects.filter(pk__in=wanted)
    keep_changing(rows, *FILLED, *COMPLETED)
    people = list(rows.order_by("pk"))
    name_more_fully({person: parts for person in people if (parts := _fuller(person, wanted[person.pk]))})
    alike: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for person in people:
        for name, value in wanted[person.pk].items():
            setattr(person, name, value)
        alike[tuple(wanted[person.pk])].append(person)
    Person.objects.bulk_update(people, [*FILLED, *COMPLETED], batch_size=500)
    for names, group in alike.items():
        record_many("person.filled", group, actor=actor, parts=texts.fields_of(Person, names))
    emit_each(What.CHANGES, people, lambda person: texts.person_edited(person, list(wanted[person.pk])))
    return people


def _fuller(person: Person, wanted: dict[str, object]) -> dict[str, str]:
    """The parts of the fuller name that a list says, put in place of `name` in what is wanted of the card."""
    said: Any = wanted.pop("name", ())
    parts = dict(zip(("first_name", "patronymic"), said, strict=False))
    parts = {name: value for name, value in parts.items() if value != getattr(person, name)}
    wanted |= parts
    return parts


def _employ(people: list[Person], rows: list[PersonLine], actor: ActorLike) -> None:
    """Each works here as the list says; one statement for a post."""
    posts: dict[str, list[Person]] = defaultdict(list)
    for person, row in zip(people, rows, strict=True):
        posts[row.post].append(person)
    for post, holders in posts.items():
        employ(people=holders, post=post, actor=actor)


def _link(
    rows: Sequence[tuple[PersonLine, int | None, str]],
    settled: list[Settled],
    by_line: dict[int, Person],
    actor: ActorLike,
) -> list[Guardianship]:
    known = Person.objects.in_bulk([one.known for one in settled if one.known])
    pupils: dict[Any, Person] = Person.objects.in_bulk([one.pupil for one in settled if one.pupil])
    wanted: dict[tuple[Person, Person], str] = {}
    for one, (_, _, relation) in zip(settled, rows, strict=True):
        if one.links:
            guardian = known[one.known] if one.known else by_line[one.line]
            wanted.setdefault((guardian, pupils[one.pupil]), relation)
    return link_guardians(
        links=[(guardian, pupil, relation) for (guardian, pupil), relation in wanted.items()], actor=actor
    )
