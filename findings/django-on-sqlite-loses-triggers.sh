#!/usr/bin/env bash
# Django 5.2.19 on SQLite, Python 3.11: a trigger that a migration made with RunSQL vanishes, without a word, at a later migration of
# its table that makes Django copy the table into a new one. Which ones do that is hard to guess: a nullable column, an
# index and a unique constraint with a condition keep the trigger; a column with a default, a wider CharField and a
# unique constraint without a condition drop it. A rule that lives in a trigger has to be written anew after each of these
# (deferred SQL of a constraint class of one's own is asked for at every copy).
# Seen:
#   AddField null=True: kept
#   AddField default=0: lost
#   AlterField max_length: lost
#   AddIndex: kept
#   AddConstraint unique: lost
#   AddConstraint unique, condition: kept
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
cat > "$folder/try.py" <<'PY'
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, USE_TZ=True)
django.setup()
from django.db import connection, migrations, models  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402

START = [
    migrations.CreateModel(
        "Seat", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=10))]
    ),
    migrations.RunSQL(
        "CREATE TRIGGER no_empty BEFORE INSERT ON app_seat WHEN NEW.name = '' BEGIN SELECT RAISE(ABORT, 'empty'); END"
    ),
]
LATER = {
    "AddField null=True": migrations.AddField("seat", "row", models.IntegerField(null=True)),
    "AddField default=0": migrations.AddField("seat", "row", models.IntegerField(default=0)),
    "AlterField max_length": migrations.AlterField("seat", "name", models.CharField(max_length=20)),
    "AddIndex": migrations.AddIndex("seat", models.Index(fields=["name"], name="seat_name")),
    "AddConstraint unique": migrations.AddConstraint(
        "seat", models.UniqueConstraint(fields=["name"], name="seat_once")
    ),
    "AddConstraint unique, condition": migrations.AddConstraint(
        "seat", models.UniqueConstraint(fields=["name"], condition=models.Q(id__gt=0), name="seat_once")
    ),
}
for title, operation in LATER.items():
    state = ProjectState()
    for one in [*START, operation]:
        before = state.clone()
        one.state_forwards("app", state)
        with connection.schema_editor() as editor:
            one.database_forwards("app", editor, before, state)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        print(f"{title}: {'kept' if cursor.fetchone()[0] else 'lost'}")
        cursor.execute("DROP TABLE app_seat")
PY
seen=$("$folder/venv/bin/python" "$folder/try.py")
printf '%s\n' "$seen"
[ "$seen" = "AddField null=True: kept
AddField default=0: lost
AlterField max_length: lost
AddIndex: kept
AddConstraint unique: lost
AddConstraint unique, condition: kept" ]
