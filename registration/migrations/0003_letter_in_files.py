"""The approved letter is a file of the room of files: the same row, so the database has nothing to do."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registration", "0002_approved_letter"), ("files", "0001_file")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="registrationrequest",
                    name="letter",
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file", verbose_name="одобренное письмо"),
                ),
            ],
        ),
    ]
