"""The table of files moves here from the papers: the same rows and the same keys under another name."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0008_order_without_person"),
        ("orgstructure", "0001_school_and_people"),
        ("registration", "0002_approved_letter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE documents_file RENAME TO files_file",
                    "ALTER TABLE files_file RENAME TO documents_file",
                )
            ],
            state_operations=[
                migrations.CreateModel(
                    name="File",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=200, verbose_name="имя")),
                        ("content_type", models.CharField(max_length=100, verbose_name="вид")),
                        ("size", models.PositiveIntegerField(verbose_name="байт")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("content", models.BinaryField(verbose_name="содержимое")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="создано")),
                        ("created_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("organization", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgstructure.organization", verbose_name="организация")),
                    ],
                    options={"verbose_name": "файл", "verbose_name_plural": "файлы"},
                ),
            ],
        ),
    ]
