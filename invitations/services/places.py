"""The places of a class's link: a request takes one, and gives it back where it is withdrawn or rejected."""

from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from core import clock
from core.sets import among
from core.states import transition_many
from invitations.models import Invitation, JoinRequest

Status = Invitation.Status


def hold_links(requests: Iterable[int]) -> None:
    """Lock the links of these requests, before the requests, as whoever asks by a link takes them.

    Whoever accepts a request may refer to its link meanwhile.
    """
    links = Invitation.objects.filter(pk__in=_of(requests).values("invitation")).order_by("pk")
    list(links.select_for_update(no_key=True).values_list("pk"))


def give_places_back(requests: Iterable[int]) -> None:
    """These requests are over: their links have room for others, a full one works again for the rest of its time."""
    links = Invitation.objects.filter(pk__in=_of(requests).values("invitation"))
    links.update(uses=Greatest(F("uses") - _number(requests), 0))
    full = links.filter(kind=Invitation.Kind.CLASS, status=Status.ACCEPTED, uses__lt=F("max_uses"))
    transition_many(full, Status.ACTIVE, accepted_at=None, reported_at=None)


def take_places_again(requests: Iterable[int]) -> None:
    """These requests wait again: they have their places, as far as nobody has taken them meanwhile."""
    links = Invitation.objects.filter(pk__in=_of(requests).values("invitation"), kind=Invitation.Kind.CLASS)
    links.update(uses=Least(F("uses") + _number(requests), F("max_uses")))
    used_up = links.filter(status=Status.ACTIVE, uses=F("max_uses"))
    transition_many(used_up, Status.ACCEPTED, accepted_at=clock.now())


def _of(requests: Iterable[int]) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(pk__in=among(list(requests)))


def _number(requests: Iterable[int]) -> Subquery:
    mine = _of(requests).filter(invitation=OuterRef("pk")).order_by().values("invitation")
    return Subquery(mine.annotate(n=Count("pk")).values("n"))
