"""The school itself and its classes (clauses 2.1 d, 2.1 e, 2.1 f)."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record, record_many
from core import clock
from core.access import ActorLike
from core.effects import What, emit, emit_each
from core.errors import Conflict, Invalid
from core.folding import one_line
from core.names import search_form
from core.rows import Platform
from core.russian import ru_plural
from orgstructure import texts
from orgstructure.models import AcademicYear, Organization, PlatformLink, SchoolClass, Subject
from orgstructure.rules import (
    MAX_GRADE,
    MIN_GRADE,
    class_search_title,
    class_title,
    clean_letter,
    clean_mark,
    school_year_of,
    year_after,
)
from orgstructure.selectors import current_year
from orgstructure.services.platform_links import Wanted, set_platform_links
from orgstructure.signals import organization_edited
from undo.models import Run
from undo.services import Listed, keep_made, undoable

NAMED_BY = {"grade", "letter", "mark"}
PROFILE = (
    "full_name", "short_name", "mark", "inn", "ogrn", "locality", "address", "phone", "email", "website", "platform",
    "time_zone", "paper_size",
)  # fmt: skip

STAFF_ROOM = str(SchoolClass.Kind.STAFF_ROOM.label)


@transaction.atomic
def create_organization(
    *, time_zone: str, actor: ActorLike, today: date | None = None, same_name: bool = False, **profile: Any
) -> Organization:
    """A school with its «Учительская» and the school year that `today` lies in (clause 2.1 e).

    `profile` holds fields of PROFILE; without `today` it is the date in the school's own time zone, which nobody guesses.
    Conflict if a school with this ИНН is there already; or, unless `same_name` says that it is another one, a school of
    this name in this place of which nothing tells the new one apart.
    """
    if not same_name:
        _check_name(profile)
    try:
        with transaction.atomic():
            organization = Organization.objects.create(time_zone=time_zone, **profile)
    except IntegrityError:
        raise Conflict(f"Школа с ИНН {profile.get('inn')} уже заведена.", field="inn") from None
    with clock.in_school(organization):
        starts_on, ends_on = school_year_of(today or clock.today())
        AcademicYear.objects.create(organization=organization, starts_on=starts_on, ends_on=ends_on)
        SchoolClass.objects.create(
            organization=organization,
            kind=SchoolClass.Kind.STAFF_ROOM,
            platform=organization.platform,
            **_titles(STAFF_ROOM),
        )
        record("organization.created", organization, actor=actor)
    return organization


def _check_name(profile: dict[str, Any]) -> None:
    """A second press makes no second school: two of a name in one place are told apart by both ИНН, or by a person."""
    inn, place = profile.get("inn", ""), search_form(profile.get("locality", ""))
    rows = Organization.objects.filter(inn="") if inn else Organization.objects.all()
    name = search_form(profile["short_name"])
    for short_name, locality in rows.values_list("short_name", "locality").iterator():
        if search_form(short_name) == name and search_form(locality) == place:
            raise Conflict(
                f"Школа «{short_name}» ({locality}) уже заведена. Если это она, второй не нужно; если другая, впишите ИНН обеим "
                "или отметьте, что это другая школа.",
                field="short_name",
            )


@transaction.atomic
def edit_organization(*, organization: Organization, actor: ActorLike, **profile: Any) -> Organization:
    """Change the profile; the journal keeps what it was (clause 2.1 d)."""
    changes = _changes(organization, profile)
    if not changes:
        return organization
    try:
        with transaction.atomic():
            organization.save(update_fields=list(changes))
    except IntegrityError:
        raise Conflict(f"Школа с ИНН {profile.get('inn')} уже заведена.", field="inn") from None
    record("organization.edited", organization, actor=actor, changes=changes)
    organization_edited.send(Organization, organization=organization)
    return organization


@transaction.atomic
def prepare_year(*, organization: Organization, actor: ActorLike) -> tuple[AcademicYear, Run | None]:
    """The school year after the current one, so that its classes can be made; until it begins it is nowhere today's.

    Returns it with the run by which it can be undone, as long as no class is made in it. Conflict if it is there already.
    """
    current = current_year()
    if current is None:
        raise Conflict("Ни один учебный год ещё не начался: следующий готовят, когда идёт этот.")
    starts_on, ends_on = year_after(current.starts_on)
    with undoable(organization=organization, kind="year.prepared", actor=actor) as keeping:
        try:
            with transaction.atomic():
                year = AcademicYear.objects.create(
                    organization=organization, starts_on=starts_on, ends_on=ends_on
                )
        except IntegrityError:
            raise Conflict(f"Учебный год {starts_on.year}/{ends_on:%y} уже заведён.") from None
        keeping.title = f"Учебный год {year}"
        keep_made(AcademicYear, [year.pk])
        record("year.prepared", year, actor=actor)
        emit(What.OPENS, year, texts.year_prepared(year))
    return year, keeping.run


@transaction.atomic
def create_class(
    *,
    organization: Organization,
    year: AcademicYear,
    grade: int | None,
    letter: str,
    mark: str = "",
    continues: SchoolClass | None = None,
    actor: ActorLike,
) -> SchoolClass:
    """One study class, with a parallel or without. Conflict if one of that title is there already, Invalid as rules say."""
    fields = _checked(grade, clean_letter(letter), clean_mark(mark))
    _check_last_year(year, continues)
    made, existing = _make(organization, year, [fields | {"continues": continues}], actor)
    if existing:
        raise Conflict(f"Класс {fields['title']} в {year} году уже есть.", field="letter")
    return made[0]


@transaction.atomic
def generate_classes(
    *, organization: Organization, year: AcademicYear, wanted: list[tuple[int, str]], actor: ActorLike
) -> tuple[Listed[SchoolClass], list[str]]:
    """Make the classes of a nomenclature that are not there yet (clause 2.1 f).

    Returns those made and the titles of those that were there. A fixed number of statements, undoable.
    """
    with undoable(organization=organization, kind="classes.generated", actor=actor) as keeping:
        fields = [_checked(grade, letter, "") for grade, letter in wanted]
        made, there = _make(organization, year, fields, actor)
        keeping.title = f"Создано: {ru_plural(len(made), 'класс,класса,классов')}"
        return keeping.listed(made), there


def _make(
    organization: Organization, year: AcademicYear, wanted: list[dict[str, Any]], actor: ActorLike
) -> tuple[list[SchoolClass], list[str]]:
    rows = SchoolClass.objects.filter(kind=SchoolClass.Kind.STUDY, year=year, archived_at=None)
    there = set(rows.values_list("search_title", flat=True))
    fresh = {row["search_title"]: row for row in wanted if row["search_title"] not in there}
    SchoolClass.objects.bulk_create(
        [
            SchoolClass(organization=organization, year=year, platform=organization.platform, **row)
            for row in fresh.values()
        ],
        ignore_conflicts=True,  # two people pressing the button at once make each class once
    )
    made = [row for row in rows if row.search_title in fresh]
    keep_made(SchoolClass, [row.pk for row in made])
    record_many("class.created", made, actor=actor)
    emit_each(What.OPENS, made, texts.class_opened)
    return made, [row["title"] for row in wanted if row["search_title"] in there]


@transaction.atomic
def edit_class(*, school_class: SchoolClass, actor: ActorLike, **fields: Any) -> SchoolClass:
    """Change what a class is called, what it was last year, its platform, its links there (`platform_links`, by role).

    Conflict if another class has that title, or one of the links; Invalid as rules say, or for a link that is not the
    platform's.
    """
    links = fields.pop("platform_links", {})
    if NAMED_BY & fields.keys():
        fields |= _renamed(school_class, fields)
    if "continues" in fields:
        _check_last_year(school_class.year, fields["continues"])
    changes = _changes(school_class, fields)
    if changes:
        _save_class(school_class, changes, actor)
    wanted = [Wanted(school_class, role, link) for role, link in links.items()]
    set_platform_links(links=wanted, actor=actor)
    return school_class


def _save_class(school_class: SchoolClass, changes: dict[str, list[Any]], actor: ActorLike) -> None:
    try:
        with transaction.atomic():
            school_class.save(update_fields=list(changes))
    except IntegrityError:
        raise Conflict(f"Класс {school_class} в этом году уже есть.", field="letter") from None
    if "continues" in changes:
        changes["continues"] = [str(value or "") for value in changes["continues"]]
    told = {name: pair for name, pair in changes.items() if name not in ("title", "search_title")}
    record("class.edited", school_class, actor=actor, changes=told)
    emit(What.CHANGES, school_class, partial(texts.class_edited, school_class))
    if "platform" in changes:
        former = Platform(changes["platform"][0])
        links = PlatformLink.objects.current().filter(school_class=school_class, platform=former)
        emit_each(What.CLOSES, links[:1], lambda _: texts.platform_left(school_class, former.label))


def _renamed(school_class: SchoolClass, fields: dict[str, Any]) -> dict[str, Any]:
    """All that a new grade, letter or mark changes; «Учительская» has none of them."""
    if school_class.is_staff_room:
        raise Invalid("«Учительскую» не переименовать: она одна, и в ней все педагоги школы.")
    grade, letter, mark = (
        fields.get(name, getattr(school_class, name)) for name in ("grade", "letter", "mark")
    )
    return _checked(grade, clean_letter(letter), clean_mark(mark))


def _checked(grade: int | None, letter: str, mark: str) -> dict[str, Any]:
    """The fields of a class of that name. Invalid where nothing names it or the parallel is none."""
    if grade is None and not letter:
        raise Invalid("Впишите параллель или литеру: без них у класса нет названия.", field="letter")
    if grade is not None and not MIN_GRADE <= grade <= MAX_GRADE:
        raise Invalid(f"Параллель {grade}: бывают от {MIN_GRADE} до {MAX_GRADE}.", field="grade")
    title = class_title(grade, letter, mark)
    if class_search_title(title) == class_search_title(STAFF_ROOM):
        raise Invalid(f"«{STAFF_ROOM}» в школе уже есть. Назовите класс иначе.", field="letter")
    return {"grade": grade, "letter": letter, "mark": mark, **_titles(title)}


def _titles(title: str) -> dict[str, str]:
    return {"title": title, "search_title": class_search_title(title)}


def _check_last_year(year: AcademicYear | None, continues: SchoolClass | None) -> None:
    """A class continues a study class of the year directly before its own. Raises Invalid."""
    if continues is None:
        return
    if year is None or continues.year is None or continues.year.starts_on.year + 1 != year.starts_on.year:
        raise Invalid(f"{continues} — не класс прошлого года.", field="continues")


@transaction.atomic
def create_subjects(*, organization: Organization, names: Iterable[str], actor: ActorLike) -> list[Subject]:
    """The subjects of these names, in their order, «физика» being «Физика»; those that are not there yet are made."""
    wanted = {search_form(name): one_line(name) for name in reversed(list(names))}
    rows = Subject.objects.filter(search_name__in=wanted)
    there = set(rows.values_list("search_name", flat=True))
    fresh = [
        Subject(organization=organization, name=name, search_name=key)
        for key, name in reversed(wanted.items())
        if key not in there
    ]
    Subject.objects.bulk_create(fresh, ignore_conflicts=True)  # two who press at once make each subject once
    found = {row.search_name: row for row in rows.all()}
    made = [found[row.search_name] for row in fresh]
    keep_made(Subject, [row.pk for row in made])
    record_many("subject.created", made, actor=actor)
    emit_each(What.OPENS, made, texts.subject_added)
    return [found[key] for key in reversed(wanted)]


def _changes(row: Any, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set `fields` on `row`; {field: [old, new]} of those that differ."""
    changes = {}
    for name, value in fields.items():
        old = getattr(row, name)
        if old != value:
            setattr(row, name, value)
            changes[name] = [old, value]
    return changes
