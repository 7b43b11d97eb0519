from invitations.models.invitation import (
    Invitation,
    InvitationQuerySet,
    is_expiring,
    is_not_handed,
    is_past_due,
    is_working,
)
from invitations.models.request import JoinRequest
from invitations.models.returning import ReturnLink

__all__ = [
    "Invitation",
    "InvitationQuerySet",
    "JoinRequest",
    "ReturnLink",
    "is_expiring",
    "is_not_handed",
    "is_past_due",
    "is_working",
]
