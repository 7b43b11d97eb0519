"""What other rooms tell of, and what becomes of links by it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.dispatch import receiver

from consents.models import Decision, Purpose
from consents.signals import consent_withdrawn
from core import clock
from core.access import ActorLike
from core.effects import What, emit_each
from invitations.services.closing import close_links_of_class, close_links_of_person, close_links_of_places
from invitations.services.handing import note_letter
from invitations.texts import still_on_platform
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.signals import class_archived, enrolments_changed
from outbox.models import Message
from outbox.signals import letter_sent


@receiver(letter_sent, dispatch_uid="handed over by mail")
def a_letter_hands_its_link_over(sender: Any, *, message: Message, **_: Any) -> None:
    note_letter(message=message)


@receiver(class_archived, dispatch_uid="no link leads into a class that is gone")
def no_link_leads_into_a_class_that_is_gone(
    sender: Any, *, school_class: SchoolClass, actor: ActorLike, **_: Any
) -> None:
    close_links_of_class(school_class=school_class, actor=actor)


@receiver(enrolments_changed, dispatch_uid="no link leads to a place that has ended")
def no_link_leads_to_a_place_that_has_ended(
    sender: Any, *, change: str, enrolments: Iterable[Enrolment], actor: ActorLike, day: date, **_: Any
) -> None:
    """A place that ends on a later day is there until then, and so is its link."""
    if change == "closed" and day <= clock.today():
        close_links_of_places(places=enrolments, actor=actor)


@receiver(consent_withdrawn, dispatch_uid="no link invites whoever withdrew")
def no_link_invites_whoever_withdrew(sender: Any, *, decision: Decision, actor: ActorLike, **_: Any) -> None:
    if decision.text.purpose == Purpose.PLATFORM and decision.subject is not None:
        close_links_of_person(person=decision.subject, actor=actor)
        joined = Enrolment.objects.in_force(clock.today()).filter(person=decision.subject)
        places = (
            joined.with_joined(clock.today()).filter(has_joined=True).select_related("person", "school_class")
        )
        emit_each(What.ASKS, places, still_on_platform)
