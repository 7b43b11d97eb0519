"""The kinds of orders are registered by the rooms that carry them out; the table takes any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_order_without_person")]

    operations = [migrations.AlterField("order", "kind", models.CharField("вид", max_length=40))]
