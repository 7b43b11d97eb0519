"""The case is called a case: its table and the column of its sendings get that name, with all that is named after them.

The journal keeps what was written: old events carry the former label, which `registration/texts.py` still knows.
Letters do not stand for good, so what they are about gets the new label, and the old one on the way back.
"""

from django.db import migrations, models

FORMER, LABEL = "registration.registrationrequest", "registration.registrationcase"
# PostgreSQL renames a table and leaves its key, its sequence and its indexes as they were called.
NAMES = (("registration_registrationrequest", "registration_registrationcase"), ("registration_sending_request_id", "registration_sending_case_id"))
KINDS = {"i": "INDEX", "S": "SEQUENCE"}


def letters_to(old, new):
    def relabel(apps, schema_editor):
        apps.get_model("outbox", "Message").objects.filter(subject_type=old).update(subject_type=new)

    return relabel


def follow(apps, schema_editor):
    _rename(schema_editor, NAMES)


def unfollow(apps, schema_editor):
    _rename(schema_editor, [(new, old) for old, new in NAMES])


def _rename(schema_editor, names):
    if schema_editor.connection.vendor != "postgresql":
        return
    for old, new in names:
        for kind, name in _named(schema_editor, old):
            schema_editor.execute(f"ALTER {kind} {schema_editor.quote_name(name)} RENAME TO {schema_editor.quote_name(name.replace(old, new))}")
        for table, name in _constraints(schema_editor, old):
            renamed = schema_editor.quote_name(name.replace(old, new))
            schema_editor.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {schema_editor.quote_name(name)} TO {renamed}")


def _named(schema_editor, prefix):
    """Indexes and sequences whose name begins so; an index of a constraint goes with its constraint."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT relkind, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relkind IN ('i', 'S') AND starts_with(relname, %s)"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = pg_class.oid AND conname = relname)",
            [prefix],
        )
        return [(KINDS[kind], name) for kind, name in cursor.fetchall()]


def _constraints(schema_editor, prefix):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE connamespace = current_schema()::regnamespace AND starts_with(conname, %s)",
            [prefix],
        )
        return cursor.fetchall()


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0003_letter_in_files"),
        # it writes whom old events are about by the tables of its time
        ("audit", "0003_personal_words_apart"),
        ("outbox", "0001_mail"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="sending", name="sending_numbered_once"),
        migrations.RenameModel(old_name="RegistrationRequest", new_name="RegistrationCase"),
        migrations.RenameField(model_name="sending", old_name="request", new_name="case"),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="sending_numbered_once"),
        ),
        migrations.RunPython(follow, unfollow),
        migrations.RunPython(letters_to(FORMER, LABEL), letters_to(LABEL, FORMER)),
    ]
