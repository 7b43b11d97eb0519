"""Reads about consents: a text by its number, what a person decided, who said no."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django_scopes import scopes_disabled

from consents.models import Answer, ConsentText, Decision, Purpose, Standing
from core.access import Access
from orgstructure.models import Person


def public_text(pk: int) -> ConsentText | None:
    """A version of a consent document, of any school: it is a public paper."""
    with scopes_disabled():
        return ConsentText.objects.filter(pk=pk).select_related("organization").first()


def latest_text_id(purpose: str = Purpose.PLATFORM) -> QuerySet[ConsentText, Any]:
    """For a subquery: the number of the text in force for the organization and the role of the outer row."""
    rows = ConsentText.objects.filter(
        organization=OuterRef("organization"), purpose=purpose, role=OuterRef("role")
    )
    return rows.order_by("-number").values("pk")[:1]


def decisions_about(person: Person, access: Access) -> QuerySet[Decision]:
    """What was decided about a person's data, as far as the actor may see it, the last first."""
    return (
        access.rows("consents.view", Decision).filter(subject=person).select_related("text").order_by("-pk")
    )


def has_refused(person: str = "person", purpose: str = Purpose.PLATFORM) -> Exists:
    """A condition over rows of people: the last word of the one whom `person` names was no."""
    return Exists(Standing.objects.filter(subject=OuterRef(person), purpose=purpose, state=Answer.REFUSED))
