from invitations.models.consent import Consent, ConsentText
from invitations.models.invitation import Invitation
from invitations.models.request import JoinRequest

__all__ = ["Consent", "ConsentText", "Invitation", "JoinRequest"]
