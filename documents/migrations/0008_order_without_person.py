"""The columns that the rows of an order have taken over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_person_into_item")]

    operations = [
        migrations.RemoveField("order", "person"),
        migrations.RemoveField("order", "phone"),
        migrations.RemoveField("order", "email"),
    ]
