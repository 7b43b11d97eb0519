from invitations.models.invitation import Invitation, InvitationQuerySet, is_expiring, is_past_due, is_working
from invitations.models.request import JoinRequest

__all__ = ["Invitation", "InvitationQuerySet", "JoinRequest", "is_expiring", "is_past_due", "is_working"]
