"""The links by which each role joins a class on the platform: written in versions, sealed (clause 2.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django_scopes import scopes_disabled

from audit.services import record_many
from core import clock
from core.access import ActorLike
from core.effects import What, emit
from core.errors import Conflict
from core.links import check_platform_link
from core.sealing import fingerprint, fingerprints, reseal, seal, unseal
from core.sets import among
from orgstructure import texts
from orgstructure.models import Enrolment, Organization, PlatformLink, SchoolClass
from orgstructure.selectors import opened
from orgstructure.services.enrolments import check_role
from undo.services import Counted, keep_changing, keep_made, undoable

LinkPlace = tuple[int, str]  # a class and a role in it
PURPOSE = "platform link"
MEANWHILE = "Ссылку только что вписал кто-то другой. Откройте страницу заново."
BATCH = 500


@dataclass(frozen=True)
class Wanted:
    """By which link a role should join a class on its platform; '' is by none.

    `drawn`: the link that stood there when the form was drawn, None where it does not matter what another has written since.
    """

    school_class: SchoolClass
    role: str
    link: str
    drawn: str | None = None

    @property
    def place(self) -> LinkPlace:
        return self.school_class.pk, self.role


class LinkConflict(Conflict):
    """Nothing is written: {(class, role): what stands in the way there}."""

    def __init__(self, places: Mapping[LinkPlace, str]) -> None:
        fields = {f"link_{role}": words for (_, role), words in places.items()}
        super().__init__(next(iter(places.values())), fields=fields)
        self.places = dict(places)


@transaction.atomic
def set_platform_links(*, links: Sequence[Wanted], actor: ActorLike) -> int:
    """Write the links by which roles join classes, all or none; '' takes one away. The journal never holds a link.

    Returns how many were changed, by a number of statements that does not grow with them. Invalid for a link that is not
    the platform's and for a role that the class has not; LinkConflict where a link is another class's, or somebody wrote
    another since the form was drawn.
    """
    wanted = {one.place: _checked(one) for one in links}
    if not wanted:
        return 0
    # The school's row is the queue: of two who write one link into two classes the second is told.
    Organization.objects.select_for_update(no_key=True).get(pk=links[0].school_class.organization_id)
    last = _last_versions(wanted)
    current = {place: row for place, row in last.items() if row.retired_at is None}
    changed = {place: one for place, one in wanted.items() if not _is_by(current.get(place), one.link)}
    wrong = _changed_meanwhile(changed, current) | _of_other_classes(changed)
    if wrong:
        raise LinkConflict(wrong)
    _retire([current[place] for place in changed if place in current])
    for one in changed.values():
        if one.place in current:
            retired = partial(texts.link_retired, one.school_class, one.role, bool(one.link))
            emit(What.CLOSES, current[one.place], retired)
    _write([one for one in changed.values() if one.link], last, actor)
    _tell(changed.values(), actor)
    return len(changed)


@transaction.atomic
def write_link_table(*, organization: Organization, links: Sequence[Wanted], actor: ActorLike) -> Counted:
    """The same for the links of many classes at once: one decision, which can be undone."""
    with undoable(organization=organization, kind="class_links.written", actor=actor) as keeping:
        changed = set_platform_links(links=links, actor=actor)
        keeping.title = f"Ссылки классов на платформе: {changed}"
        return keeping.counted(changed)


def _checked(one: Wanted) -> Wanted:
    field = f"link_{one.role}"
    check_role(one.school_class, one.role, field=field)
    return replace(one, link=check_platform_link(one.link, one.school_class.platform, field=field))


def _last_versions(wanted: Mapping[LinkPlace, Wanted]) -> dict[LinkPlace, PlatformLink]:
    """The latest version at each place, on the platform of its class; in service or not."""
    platforms = {one.school_class.pk: one.school_class.platform for one in wanted.values()}
    rows = PlatformLink.objects.filter(school_class__in=among(list(platforms))).order_by("version")
    found = {
        (row.school_class_id, row.role): row for row in rows if row.platform == platforms[row.school_class_id]
    }
    return {place: row for place, row in found.items() if place in wanted}


def _is_by(current: PlatformLink | None, link: str) -> bool:
    """Whether `link` is what serves already."""
    if current is None or not link:
        return current is None and not link
    return current.fingerprint in fingerprints(link, PURPOSE)


def _changed_meanwhile(
    changed: Mapping[LinkPlace, Wanted], current: Mapping[LinkPlace, PlatformLink]
) -> dict[LinkPlace, str]:
    wrong = {}
    for place, one in changed.items():
        row = current.get(place)
        now = opened(row.sealed) if row and one.drawn is not None else ""
        if one.drawn is not None and now != one.drawn:
            wrong[place] = texts.link_written_meanwhile(one.school_class, one.role, now)
    return wrong


def _of_other_classes(changed: Mapping[LinkPlace, Wanted]) -> dict[LinkPlace, str]:
    """A link leads into one class: those that another class of today has, or is to have by this very writing."""
    by_link: dict[str, list[Wanted]] = {}
    for one in changed.values():
        if one.link:
            by_link.setdefault(one.link.rstrip("/"), []).append(one)
    prints = {
        found: link
        for link in by_link
        for form in (link, f"{link}/")
        for found in fingerprints(form, PURPOSE)
    }
    holders: dict[str, list[SchoolClass]] = {
        link: [one.school_class for one in rows] for link, rows in by_link.items()
    }
    rows = PlatformLink.objects.current().filter(
        fingerprint__in=list(prints),
        platform=F("school_class__platform"),
        school_class__in=SchoolClass.objects.of_today(clock.today()),
    )
    for row in rows.select_related("school_class"):
        if (row.school_class_id, row.role) not in changed:
            holders[prints[row.fingerprint]].append(row.school_class)
    wrong = {}
    for link, ones in by_link.items():
        for one in ones:
            other = next((row for row in holders[link] if row.pk != one.school_class.pk), None)
            if other:
                wrong[one.place] = texts.link_of_another(one.school_class, one.role, one.link, other)
    return wrong


def places_of_link(link: str) -> QuerySet[PlatformLink]:
    """The classes of today, and the roles in them, that are joined by this very link."""
    bare = link.rstrip("/")
    prints = [found for form in (bare, f"{bare}/") for found in fingerprints(form, PURPOSE)]
    rows = PlatformLink.objects.current().filter(
        fingerprint__in=prints,
        platform=F("school_class__platform"),
        school_class__in=SchoolClass.objects.of_today(clock.today()),
    )
    return rows.select_related("school_class").order_by("school_class", "role")


def _retire(rows: Sequence[PlatformLink]) -> None:
    retiring = PlatformLink.objects.filter(pk__in=among([row.pk for row in rows]))
    keep_changing(retiring, "retired_at")
    if rows and retiring.retire(clock.now()) != len(rows):
        raise _lost([(row.school_class_id, row.role) for row in rows])


def _write(ones: Sequence[Wanted], last: Mapping[LinkPlace, PlatformLink], actor: ActorLike) -> None:
    rows = [
        PlatformLink(
            organization_id=one.school_class.organization_id,
            school_class=one.school_class,
            role=one.role,
            platform=one.school_class.platform,
            version=last[one.place].version + 1 if one.place in last else 1,
            sealed=seal(one.link.encode()),
            fingerprint=fingerprint(one.link, PURPOSE),
            created_by=None if isinstance(actor, str) else actor,
        )
        for one in ones
    ]
    try:
        with transaction.atomic():
            made = PlatformLink.objects.bulk_create(rows, batch_size=BATCH)
            keep_made(PlatformLink, [row.pk for row in made])
    except IntegrityError:
        raise _lost([one.place for one in ones]) from None


def _lost(places: Iterable[LinkPlace]) -> LinkConflict:
    return LinkConflict(dict.fromkeys(places, MEANWHILE))


def _tell(ones: Iterable[Wanted], actor: ActorLike) -> None:
    """Journal what was written and removed: one statement for each verb, role and platform."""
    told: dict[tuple[str, str, str], list[SchoolClass]] = {}
    for one in ones:
        verb = "class.link_written" if one.link else "class.link_removed"
        told.setdefault((verb, one.role, one.school_class.platform), []).append(one.school_class)
    for (verb, role, platform), classes in told.items():
        record_many(verb, classes, actor=actor, role=Enrolment.Role(role).label, platform=platform)


def reseal_platform_links() -> int:
    """Seal every link, those out of service too, by the first of SEALING_KEYS, in all schools. Returns how many.

    Unreadable where one was sealed by a key that is not there.
    """
    done = last = 0
    while rows := _links_after(last):
        for row in rows:
            row.sealed = reseal(row.sealed)
            row.fingerprint = fingerprint(unseal(row.sealed).decode(), PURPOSE)
        PlatformLink._base_manager.bulk_update(rows, ["sealed", "fingerprint"])
        done, last = done + len(rows), rows[-1].pk
    return done


def _links_after(pk: int) -> list[PlatformLink]:
    with scopes_disabled():
        return list(PlatformLink.objects.filter(pk__gt=pk).order_by("pk")[:BATCH])
