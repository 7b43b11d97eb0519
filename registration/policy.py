"""Who may do what with a registration case (clauses 2.1 b, 2.1 c), and with the details of the school that it is about."""

from typing import Any

from consents.models import Decision
from core.rights import Who, may
from orgstructure.models import Organization
from registration.models import RegistrationCase
from roles.policy import is_director, is_main_administrator, is_manager, is_signer, whole_school


def _registers_still(actor: Any) -> bool:
    """The platform does not have the school yet: one query, asked of the director alone."""
    done = RegistrationCase.objects.filter(status=RegistrationCase.Status.REGISTERED)
    return not done.filter(organization=actor.organization).exists()


LINES = {
    # Whoever signs the papers corrects what stands in them, until the platform has it; then it is the administrators'.
    "organization.edit": may(is_manager | (is_director & Who(_registers_still)), Organization),
    "registration.view": may(whole_school | is_signer, RegistrationCase),
    "registration.edit": may(is_main_administrator, RegistrationCase),
    "registration.approve": may(is_signer, RegistrationCase),
    # A consent on paper is written down by whoever has the paper in hand.
    "registration.record_consent": may(is_main_administrator | is_signer),
    "registration.see_consent": may(whole_school | is_signer, Decision),
    "registration.send": may(is_main_administrator, RegistrationCase),
}
