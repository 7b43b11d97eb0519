"""The personal details of the events that are there move into their own column, and whom they are about is written.

Set-based, in batches of ids. The way back merges the two columns again.
"""

from django.db import migrations, transaction
from django.db.models import Max, Min

BATCH = 10_000
# Detail → which events have it as a personal one (SQL over the event, TRUE for all).
PERSONAL = {
    "reason": "TRUE",
    "person": "TRUE",
    "email": "TRUE",
    "before": "TRUE",
    "after": "TRUE",
    "contact_note": "TRUE",
    "changes": "object_type = 'orgstructure.person'",
    "to": "verb = 'registration.sent'",
}
# Kind of thing → (its table, the column of whom it is about, the column of a second person).
PEOPLE = {
    "orgstructure.person": ("orgstructure_person", "id", None),
    "orgstructure.enrolment": ("orgstructure_enrolment", "person_id", None),
    "orgstructure.guardianship": ("orgstructure_guardianship", "guardian_id", "pupil_id"),
    "documents.order": ("documents_order", "person_id", None),
    "roles.assignment": ("roles_assignment", "person_id", None),
    "roles.membership": ("roles_membership", "person_id", None),
    "roles.verification": ("roles_verification", "person_id", None),
    "registration.registrationrequest": ("registration_registrationrequest", "person_id", None),
    "invitations.invitation": ("invitations_invitation", "person_id", None),
    "invitations.joinrequest": ("invitations_joinrequest", "person_id", None),
    "invitations.consent": ("invitations_consent", "person_id", None),
}
MOVE = {
    "postgresql": """
        UPDATE audit_event SET personal = personal || jsonb_build_object('{key}', details -> '{key}'),
                               details = details - '{key}'
        WHERE id >= %s AND id < %s AND jsonb_exists(details, '{key}') AND {where}
    """,
    "sqlite": """
        UPDATE audit_event SET personal = json_set(personal, '$.{key}', json(details -> '$.{key}')),
                               details = json_remove(details, '$.{key}')
        WHERE id >= %s AND id < %s AND json_type(details, '$.{key}') IS NOT NULL AND {where}
    """,
}
PERSON = "(SELECT t.{column} FROM {table} t WHERE t.id = audit_event.object_id)"
SUBJECTS = """
    UPDATE audit_event SET subject_id = {first}, second_subject_id = {second}
    WHERE id >= %s AND id < %s AND subject_id IS NULL AND object_type = '{label}'
"""
MERGE = {
    "postgresql": """
        UPDATE audit_event SET details = details || personal, personal = '{}'
        WHERE id >= %s AND id < %s AND personal <> '{}'
    """,
    "sqlite": """
        UPDATE audit_event SET personal = '{}', details = (
            SELECT json_group_object(key, CASE type
                WHEN 'true' THEN json('true') WHEN 'false' THEN json('false') WHEN 'null' THEN json('null')
                WHEN 'object' THEN json(value) WHEN 'array' THEN json(value) ELSE value END)
            FROM (SELECT key, type, value FROM json_each(audit_event.details)
                  UNION ALL SELECT key, type, value FROM json_each(audit_event.personal))
        ) WHERE id >= %s AND id < %s AND personal <> '{}'
    """,
}


def part(apps, schema_editor):
    connection = schema_editor.connection
    statements = [
        MOVE[connection.vendor].format(key=key, where=where) for key, where in PERSONAL.items()
    ] + _subjects(connection)
    _in_batches(apps, connection, statements)


def merge(apps, schema_editor):
    _in_batches(apps, schema_editor.connection, [MERGE[schema_editor.connection.vendor]])


def _subjects(connection):
    """One UPDATE for each kind of thing whose table says whom it is about (a later build may keep that elsewhere)."""
    columns = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) & {table for table, *_ in PEOPLE.values()}:
            columns[table] = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return [
        SUBJECTS.format(
            label=label,
            first=PERSON.format(column=column, table=table),
            second=PERSON.format(column=second, table=table) if second else "NULL",
        )
        for label, (table, column, second) in PEOPLE.items()
        if {column, second or column} <= columns.get(table, set())
    ]


def _in_batches(apps, connection, statements):
    span = apps.get_model("audit", "Event").objects.aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return
    for first in range(span["first"], span["last"] + 1, BATCH):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, [first, first + BATCH])


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ("audit", "0002_personal_words"),
        ("documents", "0001_papers"),
        ("invitations", "0001_links"),
        ("orgstructure", "0001_school_and_people"),
        ("registration", "0001_case"),
        ("roles", "0002_assignments"),
    ]

    operations = [migrations.RunPython(part, merge)]
