"""Who may do what with the application to info@sferum.ru (clauses 2.1 b, 2.1 c)."""

from core.rights import may
from registration.models import RegistrationRequest
from roles.policy import is_main_administrator, is_signer, whole_school

LINES = {
    "registration.view": may(whole_school | is_signer, RegistrationRequest),
    "registration.edit": may(is_main_administrator, RegistrationRequest),
    "registration.approve": may(is_signer, RegistrationRequest),
    "registration.send": may(is_main_administrator, RegistrationRequest),
}
