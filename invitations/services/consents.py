"""The consent document of a school, by role: versioned, never changed.

152-ФЗ; since 01.09.2025 a document of its own.
"""

import hashlib
from typing import Any

from django.db import transaction

from audit.services import record
from core import clock
from core.errors import Conflict
from invitations.models import Consent, ConsentText
from invitations.texts import CONSENT_TEXTS
from orgstructure.models import Organization


def ensure_text(*, organization: Organization, role: str) -> ConsentText:
    """The text in force for a role; a new version when the wording or the school's details have changed.

    Called when links are made, so that opening one has nothing to write.
    """
    body = CONSENT_TEXTS[role].format(
        school=organization.full_name,
        address=organization.address,
        inn=organization.inn or "—",
        email=organization.email or "—",
    )
    digest = hashlib.sha256(body.encode()).hexdigest()
    latest = ConsentText.objects.filter(role=role).order_by("-number").first()
    if latest and latest.sha256 == digest:
        return latest
    number = latest.number + 1 if latest else 1
    fresh = ConsentText(organization=organization, role=role, number=number, body=body, sha256=digest)
    # Of two who make the first links of a role at once one writes the text, and both use it.
    ConsentText.objects.bulk_create([fresh], ignore_conflicts=True)
    return ConsentText.objects.get(role=role, number=number)


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: Any) -> Consent:
    """A given consent is withdrawn: a new row, the given one stays. Conflict if it is withdrawn already."""
    latest = (
        Consent.objects.filter(person=consent.person, text__role=consent.text.role).order_by("-pk").first()
    )
    if latest is None or latest.decision != Consent.Decision.GIVEN:
        raise Conflict("Это согласие уже отозвано. Обновите страницу.")
    withdrawn = Consent.objects.create(
        organization_id=consent.organization_id,
        text=consent.text,
        person=consent.person,
        invitation=consent.invitation,
        decision=Consent.Decision.WITHDRAWN,
        decided_at=clock.now(),
    )
    record("consent.withdrawn", withdrawn, actor=actor)
    return withdrawn
