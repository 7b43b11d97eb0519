"""The figures that stand beside the rooms of the navigation: one query, whatever the size of the school."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chats.models import Chat
from documents.models import Order
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Organization
from outbox.models import Message
from registration.models import RegistrationCase


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
    """{url name: figure} for the rooms that have one. Run inside the organization's scope."""
    return (
        Organization.objects.filter(pk=organization.pk)
        .annotate(
            requests=counted(JoinRequest.objects.filter(status=JoinRequest.Status.NEW)),
            links=counted(Invitation.objects.filter(status=Invitation.Status.ACTIVE)),
            mail=counted(
                Message.objects.filter(status__in=[Message.Status.UNCERTAIN, Message.Status.FAILED])
            ),
            orders=counted(Order.objects.filter(status=Order.Status.PENDING)),
            cases=counted(RegistrationCase.objects.filter(status=RegistrationCase.Status.PENDING)),
            planned_chats=counted(Chat.objects.filter(status=Chat.Status.PLANNED)),
        )
        .values("requests", "links", "mail", "orders", "cases", "planned_chats")
        .get()
    )
