"""What other rooms tell of, and what it means for the registration."""

from typing import Any

from django.dispatch import receiver

from consents.models import Decision
from consents.signals import consent_withdrawn
from core.effects import What, emit, emit_each
from orgstructure.models import Organization
from orgstructure.signals import organization_edited
from registration import selectors, texts


@receiver(consent_withdrawn, dispatch_uid="a letter without a consent stays here")
def a_letter_without_a_consent_stays_here(sender: Any, *, decision: Decision, **_: Any) -> None:
    """Nothing is written: whoever approves or sends the letter is refused (lesson F46). It is told before the press."""
    if decision.text.purpose == selectors.PURPOSE:
        cases = selectors.cases_naming(decision.subject_id)
        emit_each(What.ASKS, cases, texts.letter_without_consent)


@receiver(organization_edited, dispatch_uid="an approved letter says what it said")
def an_approved_letter_says_what_it_said(sender: Any, *, organization: Organization, **_: Any) -> None:
    """Nothing is written: the letter stays as the director approved it, and whoever edits the profile is told so."""
    case = selectors.current_case()
    if case is not None and selectors.is_behind(case):
        emit(What.ASKS, case, texts.LETTER_IS_BEHIND)
