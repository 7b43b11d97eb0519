"""Signed orders get the year of their number; a number given twice a year is told apart by a series.

Cancelled drafts are «снят» from here on: «отменён» is what another order does to a signed one.
"""

import sys

from django.db import migrations
from django.db.models import Count, F
from django.db.models.functions import ExtractYear


def fill(apps, schema_editor):
    Order = apps.get_model("documents", "Order")
    Order.objects.filter(status="cancelled").update(status="dropped")
    signed = Order.objects.filter(status="signed")
    signed.update(year=ExtractYear("dated_on"), effective_on=F("dated_on"))
    key = ("organization", "year", "number")
    doubles = signed.order_by().values(*key).annotate(n=Count("pk")).filter(n__gt=1)
    for double in list(doubles.order_by(*key)):
        same = signed.filter(**{name: double[name] for name in key}).select_related("organization")
        for n, order in enumerate(same.order_by("decided_at", "pk")[1:], 1):
            order.series = f"дубль {n}"
            order.save(update_fields=["series"])
            sys.stdout.write(
                f"{order.organization.short_name}: приказ № {order.number} от {order.dated_on:%d.%m.%Y} — номер "
                f"в {order.year} году уже занят, приказ остаётся под ним в серии «{order.series}».\n"
            )


def empty(apps, schema_editor):
    apps.get_model("documents", "Order").objects.filter(status="dropped").update(status="cancelled")


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_order_year_and_revocation")]

    operations = [migrations.RunPython(fill, empty)]
