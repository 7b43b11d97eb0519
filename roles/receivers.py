"""What other rooms tell of, and what becomes of roles by it."""

from typing import Any

from django.dispatch import receiver

from core.access import ActorLike
from orgstructure.models import SchoolClass
from orgstructure.signals import class_archived
from roles.models import Assignment
from roles.services.teachers import end_many


@receiver(class_archived, dispatch_uid="nobody leads a class that is gone")
def nobody_leads_a_class_that_is_gone(
    sender: Any, *, school_class: SchoolClass, actor: ActorLike, **_: Any
) -> None:
    held = Assignment.objects.unended().filter(school_class=school_class)
    rows = list(held.select_related("person", "school_class", "subject").order_by("pk"))
    end_many(assignments=rows, actor=actor)
