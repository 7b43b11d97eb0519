"""People and where they belong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from audit.services import jsonable, record, record_each, record_many
from core import clock
from core.access import ActorLike
from core.dated import eve_of
from core.effects import What, emit, emit_each
from core.errors import Invalid
from core.follows import outlived
from core.names import clean_name, search_form
from orgstructure import texts
from orgstructure.models import Enrolment, FormerName, Organization, Person, SchoolClass
from orgstructure.pasted import PersonLine
from orgstructure.rules import Namesake, clean_posts, gender_by_patronymic
from orgstructure.selectors import NOBODY_HERE, pupil_called, staff_room
from orgstructure.services.employment import employ, set_posts
from orgstructure.services.enrolments import open_place
from orgstructure.services.relations import follow_sex
from undo.services import keep_deleting, keep_made

Role = Enrolment.Role
ROLE_OF_KIND = {
    Person.Kind.STAFF: Role.TEACHER,
    Person.Kind.PUPIL: Role.PUPIL,
    Person.Kind.PARENT: Role.PARENT,
}
NAME = ("last_name", "first_name", "patronymic")
COMPLETED = ("first_name", "patronymic", "gender", "accusative_name", "search_name")
# What is known of a name and goes with it, unless it is changed in the same breath.
FOLLOWS = {"gender": ("patronymic",), "accusative_name": NAME}
EDITABLE = (*NAME, "gender", "birth_date", "phone", "email", "accusative_name")


@transaction.atomic
def add_person(
    *,
    organization: Organization,
    kind: str,
    actor: ActorLike,
    school_class: SchoolClass | None = None,
    post: str = "",
    since: date | None = None,
    another: bool = False,
    **fields: Any,
) -> Person:
    """One person, typed in. Staff work here from `since` (today) as `post` («учитель; библиотекарь») and
    go into «Учительская»; a pupil into `school_class`.

    `fields` are of EDITABLE, cleaned by the form. Invalid for a pupil without a class; Namesake if a person of that name
    stands in that class already, or is a pupil of another one, unless it is `another` one.
    """
    if kind == Person.Kind.STAFF:
        school_class = staff_room()
    elif kind == Person.Kind.PUPIL and school_class is None:
        raise Invalid("Выберите класс, в который записать ученика.", field="school_class")
    role = ROLE_OF_KIND[Person.Kind(kind)]
    person = Person(organization=organization, **fields)
    person.gender = person.gender or gender_by_patronymic(person.patronymic)
    person.search_name = search_form(person.last_name, person.first_name, person.patronymic)
    if school_class and not another and names_there(school_class, role, [person.search_name]):
        raise Namesake(
            f"{person.full_name} в классе «{school_class}» уже есть. Если это другой человек, отметьте это.",
            field="last_name",
        )
    double = pupil_called(person) if kind == Person.Kind.PUPIL and not another else None
    if double:
        born = f", {double[0].birth_date:%d.%m.%Y}" if double[0].birth_date else ""
        there, place = double[0].full_name, double[1]
        raise Namesake(
            f"{there}{born} уже есть в портале, но {place}: откройте карточку и нажмите «Записать в класс». "
            "Если это другой человек, отметьте это."
            if place == NOBODY_HERE
            else f"{there}{born} уже учится в классе «{place}». Если это другой человек, отметьте это.",
            field="last_name",
        )
    person.save(force_insert=True)
    record("person.added", person, actor=actor)
    emit(What.OPENS, person, partial(texts.person_added, person))
    if kind == Person.Kind.STAFF:
        for one in clean_posts(post):
            employ(people=[person], post=one, since=since, actor=actor)
    if school_class:
        open_place(person=person, school_class=school_class, role=role, actor=actor)
    return person


@transaction.atomic
def edit_person(*, person: Person, actor: ActorLike, **fields: Any) -> Person:
    """Change what is known of a person; a former name stays as a row with its last day.

    The journal keeps what it was, phones masked by their last digits only. Posts: `employment.set_posts`.
    """
    former = _former_of(person)
    changes = {}
    for name, value in _with_followers(person, fields).items():
        old = getattr(person, name)
        setattr(person, name, value)
        changes[name] = [f"…{old[-4:]}", f"…{value[-4:]}"] if name == "phone" else [old, value]
    if not changes:
        return person
    person.search_name = search_form(person.last_name, person.first_name, person.patronymic)
    person.save(update_fields=[*changes, "search_name"])
    _keep_formers([(former, person)])
    if "gender" in changes:
        follow_sex(person=person, actor=actor)
    record("person.edited", person, actor=actor, changes={k: [*map(jsonable, v)] for k, v in changes.items()})
    emit(What.CHANGES, person, partial(texts.person_edited, person, list(changes)))
    return person


def _with_followers(person: Person, fields: dict[str, Any]) -> dict[str, Any]:
    """What is to be written: a typed case form ends with the name it is of, the sex follows the patronymic (lesson D21)."""
    before = {name: getattr(person, name) for name in dict.fromkeys((*EDITABLE, *fields))}
    after = before | fields
    told = gender_by_patronymic(after["patronymic"])
    for name in outlived(before, after, FOLLOWS):
        after[name] = "" if name == "accusative_name" else told or after[name]
    after["gender"] = after["gender"] or told
    return {name: value for name, value in after.items() if value != before[name]}


def _former_of(person: Person) -> FormerName:
    """The name that a person bears, as the row that is kept of it where another one takes its place today."""
    former = FormerName(person=person, organization_id=person.organization_id, valid_to=eve_of(clock.today()))
    for name in NAME:
        setattr(former, name, getattr(person, name))
    return former


def _keep_formers(renamed: Iterable[tuple[FormerName, Person]]) -> None:
    """A name that was borne on a day before today is kept; one that is put right on its first day never was. Set-based."""
    pairs = [
        (was, now) for was, now in renamed if was.full_name.lower() != now.full_name.lower()
    ]  # no capitals
    if not pairs:
        return
    today = clock.today()
    laid_down = FormerName.objects.laid_down(today).filter(person__in=[now for _, now in pairs])  # type: ignore[attr-defined]
    changed_today = list(laid_down)
    again = {now.pk: now.full_name for _, now in pairs}
    borne_again = [row.pk for row in changed_today if row.full_name == again[row.person_id]]
    if borne_again:
        rows = FormerName.objects.filter(pk__in=borne_again)
        keep_deleting(rows)
        rows.delete()
    known = {row.person_id for row in changed_today}
    kept = [was for was, now in pairs if now.pk not in known and clock.day_of(now.created_at) < today]
    for was in kept:
        was.search_name = search_form(was.last_name, was.first_name, was.patronymic)
    keep_made(FormerName, [row.pk for row in FormerName.objects.bulk_create(kept)])


def name_more_fully(names: Mapping[Person, Mapping[str, str]]) -> None:
    """Give people the fuller names that a list says, with what goes with a name; the caller writes and journals COMPLETED."""
    renamed = []
    for person, parts in names.items():
        renamed.append((_former_of(person), person))
        for name, value in _with_followers(person, dict(parts)).items():
            setattr(person, name, value)
        person.search_name = search_form(person.last_name, person.first_name, person.patronymic)
    _keep_formers(renamed)


@transaction.atomic
def fill_emails(*, emails: Mapping[Person, str], actor: ActorLike) -> None:
    """Write an address into those of the cards that have none; the others are left as they are. Set-based."""
    filled = [person for person in emails if not person.email]
    if not filled:
        return
    for person in filled:
        person.email = emails[person]
    Person.objects.bulk_update(filled, ["email"])
    changed = [(person, {"changes": {"email": ["", person.email]}}) for person in filled]
    record_each("person.edited", changed, actor=actor)
    emit_each(What.CHANGES, filled, partial(texts.person_edited, names=["email"]))


@transaction.atomic
def edit_card(*, person: Person, actor: ActorLike, post: str | None = None, **fields: Any) -> Person:
    """What the form of a person holds: the person and, of those who work here, their posts («учитель; библиотекарь»)."""
    edit_person(person=person, actor=actor, **fields)
    if post is not None:
        set_posts(person=person, posts=post.split(";"), actor=actor)
    return person


@transaction.atomic
def set_accusative_name(*, person: Person, typed: str, actor: ActorLike) -> None:
    """Keep the form «назначить кого» that the school typed; an emptied field gives the declining back to the portal."""
    typed = clean_name(typed, what="ФИО в винительном падеже", field="accusative_name", required=False)
    if typed != person.accusative_name:
        Person.objects.filter(pk=person.pk).update(accusative_name=typed)
        record("person.accusative_name_set", person, actor=actor, before=person.accusative_name, after=typed)
        emit(What.CHANGES, person, partial(texts.person_edited, person, ["accusative_name"]))
        person.accusative_name = typed


@transaction.atomic
def add_newcomers(
    *, organization_id: int, lines: Sequence[tuple[PersonLine, str]], actor: ActorLike
) -> list[Person]:
    """New people, each with the role they come in; nobody is looked for among those known. In the order of `lines`."""
    people = new_people(organization_id, [line for line, _ in lines])
    record_many("person.added", people, actor=actor)
    emit_each(What.OPENS, people, texts.person_added)
    staff = [person for person, (_, role) in zip(people, lines, strict=True) if role == Role.TEACHER]
    if staff:
        employ(people=staff, actor=actor)
    return people


def new_people(organization_id: int, lines: Iterable[PersonLine]) -> list[Person]:
    """Insert people as lines of a list name them; the caller journals them."""
    people = Person.objects.bulk_create(
        [
            Person(
                organization_id=organization_id,
                last_name=line.last_name,
                first_name=line.first_name,
                patronymic=line.patronymic,
                gender=gender_by_patronymic(line.patronymic),
                birth_date=line.birth_date,
                phone=line.phone,
                email=line.email,
                search_name=line.search_name,
            )
            for line in lines
        ]
    )
    keep_made(Person, [person.pk for person in people])
    return people


def names_there(school_class: SchoolClass, role: str, names: list[str]) -> set[str]:
    """Which of `names` (search forms) are enrolled in the class in the role."""
    return set(
        Enrolment.objects.unended()
        .filter(school_class=school_class, role=role, person__search_name__in=names)
        .values_list("person__search_name", flat=True)
    )
