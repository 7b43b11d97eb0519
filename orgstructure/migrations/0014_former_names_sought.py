"""A former name is sought as a name is: folded, in a column of its own; the names that are there are folded by one statement."""

from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Concat, Lower, Replace, Trim

APOSTROPHES = "’‘ʼ`´′‛＇ʹ"


def fold_former_names(apps, schema_editor):
    """SQLite lowers Latin letters only, so that rows are folded here, in batches."""
    rows = apps.get_model("orgstructure", "FormerName")._base_manager
    if schema_editor.connection.vendor == "postgresql":
        folded = Lower(Trim(Concat("last_name", Value(" "), "first_name", Value(" "), "patronymic")))
        for sign, plain in [("ё", "е"), *((sign, "'") for sign in APOSTROPHES)]:
            folded = Replace(folded, Value(sign), Value(plain))
        rows.update(search_name=folded)
        return
    plain = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | {"ё": "е"})
    batch = []
    for row in rows.only("last_name", "first_name", "patronymic").iterator(chunk_size=2_000):
        words = f"{row.last_name} {row.first_name} {row.patronymic}".split()
        row.search_name = " ".join(words).lower().translate(plain)
        batch.append(row)
        if len(batch) == 2_000:
            rows.bulk_update(batch, ["search_name"])
            batch = []
    rows.bulk_update(batch, ["search_name"])


class Migration(migrations.Migration):
    dependencies = [("orgstructure", "0013_paper_size")]

    operations = [
        migrations.AddField(
            model_name="formername",
            name="search_name",
            field=models.CharField(default="", editable=False, max_length=310, verbose_name="для поиска"),
            preserve_default=False,
        ),
        migrations.RunPython(fold_former_names, migrations.RunPython.noop),
    ]
