"""Reads about consents: a text by its number, what a person decided, who said no."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django_scopes import scopes_disabled

from consents.models import Answer, ConsentText, Decision, Purpose, Standing
from consents.texts import TEXTS
from core.access import Access
from orgstructure.models import Organization, Person

NO = (Answer.REFUSED, Answer.WITHDRAWN)


def public_text(pk: int) -> ConsentText | None:
    """A version of a consent document, of any school: it is a public paper."""
    with scopes_disabled():
        return ConsentText.objects.filter(pk=pk).select_related("organization").first()


def wording(*, organization: Organization, role: str, purpose: str) -> str:
    """The words of a consent with the school's details, as they stand today."""
    return TEXTS[str(purpose), str(role)].format(
        school=organization.full_name,
        address=organization.address,
        inn=organization.inn or "—",
        email=organization.email or "—",
        platform=settings.PLATFORM_SUPPORT_EMAIL,
    )


def latest_text_id(purpose: str = Purpose.PLATFORM) -> QuerySet[ConsentText, Any]:
    """For a subquery: the number of the text in force for the organization and the role of the outer row."""
    rows = ConsentText.objects.filter(
        organization=OuterRef("organization"), purpose=purpose, role=OuterRef("role")
    )
    return rows.order_by("-number").values("pk")[:1]


def decisions_about(person: Person, access: Access) -> QuerySet[Decision]:
    """What was decided about a person's data, as far as the actor may see it, the last first."""
    return (
        access.rows("consents.view", Decision)
        .filter(subject=person)
        .select_related("text", "giver", "recorded_by")
        .annotate(stands=Exists(Standing.objects.filter(decision=OuterRef("pk"), state=Answer.GIVEN)))
        .order_by("-pk")
    )


def in_force_for(access: Access) -> QuerySet[Decision]:
    """The consents in force that the actor may withdraw."""
    rows = access.rows("consents.withdraw", Decision).select_related("text", "subject", "giver")
    return rows.filter(Exists(Standing.objects.filter(decision=OuterRef("pk"), state=Answer.GIVEN)))


def has_refused(person: str = "person", purpose: str = Purpose.PLATFORM) -> Exists:
    """A condition over rows of people: the last word of the one whom `person` names was no, at once or by a withdrawal."""
    return Exists(Standing.objects.filter(subject=OuterRef(person), purpose=purpose, state__in=NO))


def has_given(person: str, purpose: str) -> Exists:
    """A condition over rows of people: the last word of the one whom `person` names was yes."""
    return Exists(Standing.objects.filter(subject=OuterRef(person), purpose=purpose, state=Answer.GIVEN))


def standings(people: Iterable[Person], purpose: str) -> dict[int, Standing]:
    """{person: the last word of each who has said one}, with its decision and text; one query."""
    rows = Standing.objects.filter(subject__in=[one.pk for one in people], purpose=purpose)
    return {row.subject_id: row for row in rows.select_related("decision__text", "decision__recorded_by")}


def contact_note_of(person: str = "person", purpose: str = Purpose.PLATFORM) -> Coalesce:
    """An expression over rows of people: how the one whom `person` names wants to be reached, having said no; '' of others."""
    said_no = Standing.objects.filter(subject=OuterRef(person), purpose=purpose, state__in=NO)
    return Coalesce(Subquery(said_no.values("decision__contact_note")[:1]), Value(""))
