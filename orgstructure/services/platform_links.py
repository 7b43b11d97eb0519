"""The links by which each role joins a class on the platform: written in versions, sealed (clause 2.1)."""

from collections.abc import Mapping
from functools import partial

from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled

from audit.services import record
from core import clock
from core.access import ActorLike
from core.effects import What, emit
from core.errors import Conflict
from core.links import check_platform_link
from core.sealing import fingerprint, fingerprints, reseal, seal, unseal
from orgstructure import texts
from orgstructure.models import Enrolment, PlatformLink, SchoolClass
from orgstructure.services.enrolments import check_role

PURPOSE = "platform link"
MEANWHILE = "Ссылку только что вписал кто-то другой. Откройте страницу заново."
BATCH = 500


@transaction.atomic
def set_platform_link(
    *, school_class: SchoolClass, role: str, link: str, platform: str, actor: ActorLike
) -> PlatformLink | None:
    """Write the link by which `role` joins the class on `platform`; '' takes it away. The journal never holds it.

    Returns the link that serves now, None when there is none. Invalid for a link that is not the platform's and for a
    role that the class has not; Conflict when somebody wrote another at the same moment.
    """
    link = check_platform_link(link, platform, field=f"link_{role}")
    check_role(school_class, role, field=f"link_{role}")
    rows = PlatformLink.objects.filter(school_class=school_class, role=role, platform=platform)
    last = rows.order_by("-version").first()
    current = last if last and last.retired_at is None else None
    if (current and current.fingerprint in fingerprints(link, PURPOSE)) or (not current and not link):
        return current
    if current and not rows.filter(pk=current.pk).retire(clock.now()):
        raise Conflict(MEANWHILE, field=f"link_{role}")
    if current:
        emit(What.CLOSES, current, partial(texts.link_retired, school_class, role, bool(link)))
    made = (
        _write(school_class, role, link, platform, last.version + 1 if last else 1, actor) if link else None
    )
    verb = "class.link_written" if made else "class.link_removed"
    record(verb, school_class, actor=actor, role=Enrolment.Role(role).label, platform=platform)
    return made


def _write(
    school_class: SchoolClass, role: str, link: str, platform: str, version: int, actor: ActorLike
) -> PlatformLink:
    try:
        with transaction.atomic():
            return PlatformLink.objects.create(
                organization_id=school_class.organization_id,
                school_class=school_class,
                role=role,
                platform=platform,
                version=version,
                sealed=seal(link.encode()),
                fingerprint=fingerprint(link, PURPOSE),
                created_by=None if isinstance(actor, str) else actor,
            )
    except IntegrityError:
        raise Conflict(MEANWHILE, field=f"link_{role}") from None


@transaction.atomic
def set_platform_links(
    *, school_class: SchoolClass, links: Mapping[str, str], platform: str, actor: ActorLike
) -> None:
    """Write the links of several roles, all or none; refusals as `set_platform_link`."""
    for role, link in links.items():
        set_platform_link(school_class=school_class, role=role, link=link, platform=platform, actor=actor)


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
