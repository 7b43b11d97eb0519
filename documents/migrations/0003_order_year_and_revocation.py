"""The year of a number, the day an order counts from, and which order revokes which: columns only."""

from django.db import migrations, models
from django.db.models import PROTECT


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_one_open_order")]

    operations = [
        migrations.AddField("order", "series", models.CharField("серия", max_length=40, blank=True, default=""), False),
        migrations.AddField("order", "year", models.PositiveSmallIntegerField("год", null=True, blank=True)),
        migrations.AddField("order", "effective_on", models.DateField("действует с", null=True, blank=True)),
        migrations.AddField(
            "order",
            "revokes",
            models.ForeignKey(
                "documents.order", PROTECT, null=True, blank=True, related_name="+", verbose_name="отменяет приказ"
            ),
        ),
        migrations.AddField(
            "order",
            "revoked_by",
            models.ForeignKey(
                "documents.order", PROTECT, null=True, blank=True, related_name="+", verbose_name="отменён приказом"
            ),
        ),
    ]
