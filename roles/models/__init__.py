from roles.models.assignment import Assignment, Membership, Verification
from roles.models.token import ApiToken
from roles.models.user import User

__all__ = ["ApiToken", "Assignment", "Membership", "User", "Verification"]
