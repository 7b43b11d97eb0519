"""One number a year, held by the database; signed → revoked by another order."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import F, Q

STATES = [
    ("draft", "черновик"),
    ("pending", "на подписи"),
    ("returned", "возвращён"),
    ("signed", "подписан"),
    ("revoked", "отменён другим приказом"),
    ("dropped", "снят"),
]


def refuse_what_was_not_known(apps, schema_editor):
    """The table of before knows no revoked orders, no series and no day apart from the date."""
    new = Q(status="revoked") | Q(revokes__isnull=False) | ~Q(effective_on=F("dated_on"))
    new |= ~Q(series="") & ~Q(series__startswith="дубль ")
    Order = apps.get_model("documents", "Order")
    found = Order.objects.filter(new).exclude(Q(effective_on=None) & Q(revokes=None)).order_by("pk").first()
    if found:
        raise IrreversibleError(
            f"Назад нельзя: приказ № {found.number or found.pk} отменён или отменяет другой, действует не со своей "
            "даты или стоит в особой серии, а прежняя версия портала этого не хранит."
        )


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_years_of_signed_orders")]

    operations = [
        migrations.AlterField(
            "order", "status", models.CharField("состояние", max_length=12, choices=STATES, default="draft")
        ),
        migrations.RemoveConstraint("order", "order_number_once"),
        migrations.RemoveConstraint("order", "order_signed_has_number_and_paper"),
        migrations.AddConstraint(
            "order",
            models.UniqueConstraint(
                fields=["organization", "series", "year", "number"],
                condition=Q(status__in=["signed", "revoked"]),
                name="order_number_once_a_year",
            ),
        ),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "revoked"])
                | (
                    ~Q(number="")
                    & Q(dated_on__isnull=False)
                    & Q(year__isnull=False)
                    & Q(effective_on__isnull=False, effective_on__gte=F("dated_on"))
                    & Q(pdf__isnull=False)
                    & Q(decided_by__isnull=False)
                ),
                name="order_signed_has_number_and_paper",
            ),
        ),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_by__isnull=False)
                | (~Q(status="revoked") & Q(revoked_by=None)),
                name="order_revoked_names_the_other",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_what_was_not_known),
    ]
