"""Who may do what with a registration case (clauses 2.1 b, 2.1 c)."""

from consents.models import Decision
from core.rights import may
from registration.models import RegistrationCase
from roles.policy import is_main_administrator, is_signer, whole_school

LINES = {
    "registration.view": may(whole_school | is_signer, RegistrationCase),
    "registration.edit": may(is_main_administrator, RegistrationCase),
    "registration.approve": may(is_signer, RegistrationCase),
    # A consent on paper is written down by whoever has the paper in hand.
    "registration.record_consent": may(is_main_administrator | is_signer),
    "registration.see_consent": may(whole_school | is_signer, Decision),
    "registration.send": may(is_main_administrator, RegistrationCase),
}
