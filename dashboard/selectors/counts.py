"""The figures that stand beside the rooms of the navigation: one query, whatever the size of the school."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
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


def room_counts(organization: Organization) -> Mapping[str, Any]:
    """{figure: number} of the rooms that have one (dashboard/navigation.py). Run inside the organization's scope."""
    return (
        Organization.objects.filter(pk=organization.pk)
        .annotate(
            requests=counted(JoinRequest.objects.filter(status=JoinRequest.Status.NEW)),
            links=counted(Invitation.objects.working(clock.now())),
            mail=counted(needing_a_person()),
            orders=counted(Order.objects.filter(status=Order.Status.PENDING)),
        )
        .values("requests", "links", "mail", "orders")
        .get()
    )
