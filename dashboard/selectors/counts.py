"""The figures that stand beside the rooms of the navigation: one query, whatever the size of the school."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.prepared import Prepared
from documents.models import Order
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Organization
from outbox.selectors import needing_a_person


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many of `rows` (already filtered but for the organization) the outer organization has, as one column."""
    counts = (
        rows.filter(organization=OuterRef("pk"))
        .order_by()
        .values("organization")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def room_counts(organization: Organization) -> Mapping[str, int]:
    """{figure: number} of the rooms that have one (dashboard/navigation.py)."""
    found = _rooms.first(clock.now(), organization.pk)
    return {name: getattr(found, name) for name in FIGURES} if found else {}


def _counted_rooms(now: datetime, organization: int) -> QuerySet[Organization]:
    return (
        Organization.objects.filter(pk=organization)
        .only("pk")
        .annotate(
            requests=counted(JoinRequest.objects.filter(status=JoinRequest.Status.NEW)),
            links=counted(Invitation.objects.working(now)),
            mail=counted(needing_a_person()),
            orders=counted(Order.objects.filter(status=Order.Status.PENDING)),
        )
    )


FIGURES = ("requests", "links", "mail", "orders")
_rooms = Prepared(1, _counted_rooms, by_moment=True)
