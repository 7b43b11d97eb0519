"""Rows of an order: the table, and an order that may be without a person of its own."""

from django.db import migrations, models
from django.db.models import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0005_number_once_a_year"),
        ("orgstructure", "0001_school_and_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField("место", default=1)),
                ("phone", models.CharField("личный мобильный телефон", max_length=16, blank=True)),
                ("email", models.EmailField("электронная почта", max_length=254, blank=True)),
                ("data", models.JSONField("прочее", default=dict, blank=True)),
                (
                    "order",
                    models.ForeignKey("documents.order", PROTECT, related_name="items", verbose_name="приказ"),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        "orgstructure.organization", PROTECT, related_name="+", verbose_name="организация"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        "orgstructure.person",
                        PROTECT,
                        null=True,
                        blank=True,
                        related_name="+",
                        verbose_name="о ком",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        "orgstructure.schoolclass",
                        PROTECT,
                        null=True,
                        blank=True,
                        related_name="+",
                        verbose_name="о каком классе",
                    ),
                ),
            ],
            options={
                "verbose_name": "строка приказа",
                "verbose_name_plural": "строки приказа",
                "ordering": ["position"],
                "indexes": [models.Index(fields=["organization", "person"], name="order_item_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organization", "order", "position"], name="order_item_in_its_place"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("order", "order_one_open"),
        migrations.AlterField(
            "order",
            "person",
            models.ForeignKey(
                "orgstructure.person", PROTECT, null=True, related_name="+", verbose_name="о ком"
            ),
        ),
    ]
