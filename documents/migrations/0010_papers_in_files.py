"""The papers of an order are files of the room of files: the same rows, so the database has nothing to do."""

import django.db.models.deletion
from django.db import migrations, models


def paper(verbose_name):
    return models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file", verbose_name=verbose_name)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_kind_by_the_registry"),
        ("files", "0001_file"),
        ("registration", "0003_letter_in_files"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name="order", name="pdf", field=paper("приказ (PDF)")),
                migrations.AlterField(model_name="order", name="docx", field=paper("приказ (DOCX)")),
                migrations.AlterField(model_name="order", name="scan", field=paper("скан с подписью")),
                migrations.DeleteModel(name="File"),
            ],
        ),
    ]
