"""Who may do what with a registration case (clauses 2.1 b, 2.1 c), and with the details of the school that it is about."""

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from consents.models import Decision
from core.rights import Condition, Paths, may
from orgstructure.models import Organization
from registration.models import RegistrationCase
from roles.policy import is_director, is_main_administrator, is_manager, is_signer, whole_school


class NotYetRegistered(Condition):
    """The platform does not have the school yet; asked of one school, it is one query."""

    def test(self, actor: Any, row: Any, paths: Paths) -> bool:
        return row is None or not self._registered(row.pk).exists()

    def q(self, actor: Any, paths: Paths) -> Q:
        return Q(~Exists(self._registered(OuterRef("pk"))))

    def fits(self, model: type[Model], paths: Paths) -> bool:
        return model is Organization

    def _registered(self, school: Any) -> QuerySet[RegistrationCase]:
        return RegistrationCase.objects.filter(organization=school, status=RegistrationCase.Status.REGISTERED)


LINES = {
    # Whoever signs the papers corrects what stands in them, until the platform has it; then it is the administrators'.
    "organization.edit": may(is_manager | (is_director & NotYetRegistered()), Organization),
    "registration.view": may(whole_school | is_signer, RegistrationCase),
    "registration.edit": may(is_main_administrator, RegistrationCase),
    "registration.approve": may(is_signer, RegistrationCase),
    # A consent on paper is written down by whoever has the paper in hand.
    "registration.record_consent": may(is_main_administrator | is_signer),
    "registration.see_consent": may(whole_school | is_signer, Decision),
    "registration.send": may(is_main_administrator, RegistrationCase),
}
