"""The school itself and its classes (clauses 2.1 d, 2.1 e, 2.1 f)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record, record_many
from core import clock
from core.errors import Conflict, Invalid
from core.links import check_platform_link
from orgstructure.models import AcademicYear, Enrolment, Organization, SchoolClass, Subject
from orgstructure.rules import school_year_of

PROFILE = (
    "full_name", "short_name", "mark", "inn", "ogrn", "locality", "address", "phone", "email", "website", "platform",
    "time_zone",
)  # fmt: skip


@transaction.atomic
def create_organization(*, actor: Any, today: date | None = None, **profile: Any) -> Organization:
    """A school with its «Учительская» and the school year that `today` lies in (clause 2.1 e).

    `profile` holds fields of PROFILE; without `today` it is the date in the school's own time zone.
    Conflict if a school with this ИНН is there already.
    """
    try:
        with transaction.atomic():
            organization = Organization.objects.create(**profile)
    except IntegrityError:
        raise Conflict(f"Школа с ИНН {profile.get('inn')} уже заведена.", field="inn") from None
    with clock.in_school(organization):
        starts_on, ends_on = school_year_of(today or clock.today())
        AcademicYear.objects.create(organization=organization, starts_on=starts_on, ends_on=ends_on)
        SchoolClass.objects.create(
            organization=organization, kind=SchoolClass.Kind.STAFF_ROOM, platform=organization.platform
        )
        record("organization.created", organization, actor=actor)
    return organization


@transaction.atomic
def edit_organization(*, organization: Organization, actor: Any, **profile: Any) -> Organization:
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
    return organization


@transaction.atomic
def create_class(
    *, organization: Organization, year: AcademicYear, grade: int, letter: str, actor: Any
) -> SchoolClass:
    """One study class. Conflict if it is there already."""
    made, existing = generate_classes(
        organization=organization, year=year, wanted=[(grade, letter)], actor=actor
    )
    if existing:
        raise Conflict(f"Класс {grade}{letter} в {year} году уже есть.", field="letter")
    return made[0]


@transaction.atomic
def generate_classes(
    *, organization: Organization, year: AcademicYear, wanted: list[tuple[int, str]], actor: Any
) -> tuple[list[SchoolClass], list[str]]:
    """Make the classes of a nomenclature that are not there yet (clause 2.1 f).

    Returns those made and the names of those that were there. A fixed number of statements.
    """
    rows = SchoolClass.objects.filter(kind=SchoolClass.Kind.STUDY, year=year)
    there = set(rows.values_list("grade", "letter"))
    fresh = [pair for pair in dict.fromkeys(wanted) if pair not in there]
    SchoolClass.objects.bulk_create(
        [
            SchoolClass(
                organization=organization,
                year=year,
                grade=grade,
                letter=letter,
                platform=organization.platform,
            )
            for grade, letter in fresh
        ],
        ignore_conflicts=True,  # two people pressing the button at once make each class once
    )
    made = [row for row in rows.order_by("grade", "letter") if (row.grade, row.letter) in set(fresh)]
    record_many("class.created", made, actor=actor)
    return made, [f"{grade}{letter}" for grade, letter in wanted if (grade, letter) in there]


@transaction.atomic
def edit_class(*, school_class: SchoolClass, actor: Any, **fields: Any) -> SchoolClass:
    """Change letter, platform or the platform's own link of a class; the journal never holds the link itself."""
    link = fields.get("platform_link")
    if link is not None:
        fields["platform_link"] = check_platform_link(
            link, fields.get("platform", school_class.platform), field="platform_link"
        )
    changes = _changes(school_class, fields)
    if not changes:
        return school_class
    try:
        with transaction.atomic():
            school_class.save(update_fields=list(changes))
    except IntegrityError:
        raise Conflict(f"Класс {school_class} в этом году уже есть.", field="letter") from None
    if "platform_link" in changes:
        changes["platform_link"] = ["•••" if value else "" for value in changes["platform_link"]]
    record("class.edited", school_class, actor=actor, changes=changes)
    return school_class


@transaction.atomic
def archive_class(*, school_class: SchoolClass, actor: Any, now: Any) -> None:
    """Take a study class off the lists; its history stays. «Учительская» cannot be taken away (clause 2.1 e)."""
    if school_class.is_staff_room:
        raise Invalid("«Учительскую» удалить нельзя: она одна, и в ней все педагоги школы.")
    if Enrolment.objects.unended().filter(school_class=school_class).exists():
        raise Conflict(f"В {school_class} ещё числятся люди. Сначала переведите их.")
    school_class.archived_at = now
    school_class.save(update_fields=["archived_at"])
    record("class.archived", school_class, actor=actor)


@transaction.atomic
def create_subjects(*, organization: Organization, names: Iterable[str], actor: Any) -> list[Subject]:
    """The subjects of these names, in their order; those that are not there yet are made."""
    names = list(dict.fromkeys(names))
    there = set(Subject.objects.filter(name__in=names).values_list("name", flat=True))
    fresh = [Subject(organization=organization, name=name) for name in names if name not in there]
    Subject.objects.bulk_create(fresh, ignore_conflicts=True)  # two who press at once make each subject once
    rows = {row.name: row for row in Subject.objects.filter(name__in=names)}
    record_many("subject.created", [rows[row.name] for row in fresh], actor=actor)
    return [rows[name] for name in names]


def _changes(row: Any, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set `fields` on `row`; {field: [old, new]} of those that differ."""
    changes = {}
    for name, value in fields.items():
        old = getattr(row, name)
        if old != value:
            setattr(row, name, value)
            changes[name] = [old, value]
    return changes
