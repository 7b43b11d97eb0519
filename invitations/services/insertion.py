"""Personal links written by the database itself out of the enrolments: one statement, whatever their number.

Whoever holds a working link is passed over by the table's own constraint, so that two who press at once make one link.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, Value, When

from audit.services import record_set
from core.access import ActorLike
from core.sets import among, insert_new_from
from invitations.models import Invitation
from invitations.selectors.presence import yet_to_invite
from orgstructure.models import Enrolment, Organization
from undo.services import keep_made

VERB = "invitation.created"


def insert_personal(
    *,
    organization: Organization,
    enrolment_ids: Sequence[int],
    ends: Mapping[str, datetime],
    actor: ActorLike,
    now: datetime,
) -> list[int]:
    """Insert a link, and its journal row, for each of the enrolments whose person is yet to be invited there.

    `ends`: when links end, by role. Returns the new ids. Run inside the caller's transaction.
    """
    asked = Enrolment.objects.filter(organization=organization, pk__in=among(enrolment_ids))
    chosen = yet_to_invite(asked, now)
    ids = insert_new_from(
        Invitation,
        chosen.order_by("school_class_id", "role", "person__search_name"),
        {
            "organization": F("organization_id"),
            "kind": Invitation.Kind.PERSONAL,
            "status": Invitation.Status.ACTIVE,
            "person": F("person_id"),
            "school_class": F("school_class_id"),
            "role": F("role"),
            "version": 1,
            "max_uses": 1,
            "uses": 0,
            "created_by": None if isinstance(actor, str) else actor,
            "created_at": now,
            "expires_at": _by_role({role: Value(end, DateTimeField()) for role, end in ends.items()}),
            "annul_reason": "",
            "handed_how": "",
        },
    )
    keep_made(Invitation, ids)
    record_set(
        VERB,
        Invitation.objects.filter(pk__in=among(ids)),
        actor=actor,
        label=Invitation.label_in_sql(),
        details={"expires_at": _by_role({role: Value(end.isoformat()) for role, end in ends.items()})},
        at=now,
    )
    return ids


def _by_role(values: Mapping[str, Any]) -> Case:
    return Case(*(When(role=role, then=value) for role, value in values.items()))
