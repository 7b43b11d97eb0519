"""What other rooms tell of, and what becomes of chats by it."""

from typing import Any

from django.dispatch import receiver

from chats.services import archive_chats_of
from core.access import ActorLike
from orgstructure.models import SchoolClass
from orgstructure.signals import class_archived


@receiver(class_archived, dispatch_uid="chats go with their class")
def chats_go_with_their_class(sender: Any, *, school_class: SchoolClass, actor: ActorLike, **_: Any) -> None:
    archive_chats_of(school_class=school_class, actor=actor)
