"""What stands beside a name so that it means one person: whose parent somebody is, which of two namesakes."""

from collections.abc import Iterable

from core import clock
from core.dated import in_force_q
from core.names import search_form
from invitations.models import Invitation
from invitations.selectors.words import told_apart
from orgstructure.models import Enrolment, Guardianship

Role = Enrolment.Role


def family_notes(links: Iterable[Invitation | Enrolment]) -> dict[tuple[int, int], str]:
    """{(parent, class): «мать · Васильев Артём»} for the parents among `links` or places; one query.

    Namesakes of one class, each of whom is somebody's child here, are told apart by their birthdays.
    """
    parents = {link.person_id for link in links if link.person_id and link.role == Role.PARENT}
    if not parents:
        return {}
    today = clock.today()
    rows = Guardianship.objects.in_force(today).filter(
        in_force_q(today, "pupil__enrolments__"),
        guardian__in=parents,
        pupil__enrolments__role=Role.PUPIL,
    ).values_list(
        "guardian_id", "pupil__enrolments__school_class_id", "relation", "pupil_id", "pupil__last_name", "pupil__first_name",
        "pupil__birth_date", "pupil__patronymic",
    ).order_by("pupil__search_name", "pk")  # fmt: skip
    found = list(rows)
    apart = told_apart(
        (pupil, (place, last, first), born, patronymic)
        for _, place, _, pupil, last, first, born, patronymic in found
    )
    words = dict(Guardianship.Relation.choices)
    notes: dict[tuple[int, int], str] = {}
    for guardian, place, relation, pupil, last, first, *_ in found:
        key, child = (guardian, place), f"{last} {first} {apart.get(pupil, '')}".rstrip()
        notes[key] = f"{notes[key]}, {child}" if key in notes else f"{words[relation]} · {child}"
    return notes


def own_notes(links: Iterable[Invitation | Enrolment]) -> dict[tuple[int, int], str]:
    """{(person, class): what tells them from a namesake} for the pupils and staff among `links` or places; no query."""
    own = {
        (row.person.pk, row.school_class_id): row.person
        for row in links
        if row.person and row.role != Role.PARENT
    }
    apart = told_apart(
        (one.pk, (place, search_form(one.last_name, one.first_name)), one.birth_date, one.patronymic)
        for (_, place), one in own.items()
    )
    return {key: apart[key[0]] for key in own if key[0] in apart}
