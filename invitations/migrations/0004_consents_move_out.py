"""Texts and decisions go over to the room `consents` with their numbers; each subject gets a standing.

The old table holds what came by a link and nothing else. A parent and a teacher decided for themselves; who ticked a
pupil's link it does not say. The way back is shut as soon as somebody has recorded a consent that came by no link.
"""

from django.core.management.color import no_style
from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Q

_FORTH = [
    """
INSERT INTO consents_consenttext (id, organization_id, purpose, role, number, body, sha256, created_at)
SELECT id, organization_id, 'platform', role, number, body, sha256, created_at FROM invitations_consenttext
""",
    """
INSERT INTO consents_decision (
    id, organization_id, text_id, subject_id, giver_id, capacity, channel, decision, withdraws_id, contact_note,
    recorded_by_id, decided_at
)
SELECT c.id, c.organization_id, c.text_id, c.person_id,
       CASE WHEN i.role = 'pupil' THEN NULL ELSE c.person_id END,
       CASE WHEN i.role = 'pupil' THEN '' ELSE 'self' END,
       'link', c.decision, NULL, c.contact_note, NULL, c.decided_at
FROM invitations_consent c JOIN invitations_invitation i ON i.id = c.invitation_id
""",
    # A withdrawal stands by the last consent given by the same link before it.
    """
UPDATE consents_decision SET withdraws_id = (
    SELECT max(given.id) FROM invitations_consent given JOIN invitations_consent taken
        ON taken.invitation_id = given.invitation_id AND taken.person_id = given.person_id
    WHERE taken.id = consents_decision.id AND given.id < taken.id AND given.decision = 'given'
)
WHERE decision = 'withdrawn'
""",
    """
UPDATE invitations_invitation SET consent_id = (
    SELECT min(c.id) FROM invitations_consent c
    WHERE c.invitation_id = invitations_invitation.id AND c.decision <> 'withdrawn'
)
WHERE kind = 'personal' AND status IN ('accepted', 'annulled')
""",
    """
UPDATE invitations_joinrequest SET consent_id = (
    SELECT c.id FROM invitations_consent c WHERE c.request_id = invitations_joinrequest.id
)
""",
    """
INSERT INTO consents_standing (organization_id, subject_id, purpose, state, decision_id, since)
SELECT organization_id, subject_id, 'platform', decision, id, decided_at FROM consents_decision d
WHERE id = (SELECT max(last.id) FROM consents_decision last WHERE last.subject_id = d.subject_id)
ORDER BY id
""",
]
_BACK = [
    """
INSERT INTO invitations_consenttext (id, organization_id, role, number, body, sha256, created_at)
SELECT id, organization_id, role, number, body, sha256, created_at FROM consents_consenttext
""",
    """
INSERT INTO invitations_consent (
    id, organization_id, text_id, person_id, invitation_id, request_id, decision, contact_note, decided_at
)
SELECT d.id, d.organization_id, d.text_id, d.subject_id, COALESCE(i.id, r.invitation_id),
       CASE WHEN d.withdraws_id IS NULL THEN r.id END, d.decision, d.contact_note, d.decided_at
FROM consents_decision d
LEFT JOIN invitations_invitation i ON i.consent_id = COALESCE(d.withdraws_id, d.id)
LEFT JOIN invitations_joinrequest r ON r.consent_id = COALESCE(d.withdraws_id, d.id)
""",
    "UPDATE invitations_invitation SET consent_id = NULL WHERE consent_id IS NOT NULL",
    "UPDATE invitations_joinrequest SET consent_id = NULL WHERE consent_id IS NOT NULL",
    "DELETE FROM consents_standing",
    "UPDATE consents_decision SET withdraws_id = NULL WHERE withdraws_id IS NOT NULL",
    "DELETE FROM consents_decision",
    "DELETE FROM consents_consenttext",
]


def move_out(apps, schema_editor):
    _run(schema_editor, _FORTH)
    _go_on_counting(apps, schema_editor, 'consents', ('ConsentText', 'Decision'))


def move_back(apps, schema_editor):
    _refuse_to_lose(apps)
    _run(schema_editor, _BACK)
    _go_on_counting(apps, schema_editor, 'invitations', ('ConsentText', 'Consent'))


def _run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _go_on_counting(apps, schema_editor, app, names):
    """The rows kept their numbers: the next ones come after them."""
    models = [apps.get_model(app, name) for name in names]
    _run(schema_editor, schema_editor.connection.ops.sequence_reset_sql(no_style(), models))


def _refuse_to_lose(apps):
    """What the old table has no column for."""
    by_link = [
        apps.get_model('invitations', name)._base_manager.filter(consent__isnull=False).values('consent')
        for name in ('Invitation', 'JoinRequest')
    ]
    origin = Q()
    for ids in by_link:
        origin |= Q(pk__in=ids, withdraws=None) | Q(withdraws__in=ids)
    decisions = apps.get_model('consents', 'Decision')._base_manager
    lost = decisions.exclude(Q(channel='link', recorded_by=None, text__purpose='platform') & origin)
    first = lost.order_by('pk').first()
    if first:
        raise IrreversibleError(
            f'Решение о согласии № {first.pk} записано без ссылки-приглашения: прежняя таблица его не вмещает. '
            f'Всего таких записей: {lost.count()}. Откат остановлен, ничего не изменено.'
        )


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0003_consent_of_a_link'),
    ]

    operations = [
        migrations.RunPython(move_out, move_back),
    ]
