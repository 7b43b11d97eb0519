"""Administrators who were replaced get the order that replaced them."""

from datetime import timedelta

from django.db import migrations


def name_what_ended_them(apps, schema_editor):
    """An administrator was ended by the order that appointed the next one from the day after."""
    Assignment = apps.get_model("roles", "Assignment")
    administrators = Assignment.objects.filter(role="administrator")
    for former in administrators.filter(valid_to__isnull=False).order_by("pk"):
        begun = administrators.filter(
            organization=former.organization_id, valid_from=former.valid_to + timedelta(days=1)
        )
        following = begun.filter(pk__gt=former.pk).order_by("pk").first()
        if following:
            former.ended_by_id = following.order_id
            former.save(update_fields=["ended_by"])


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_acting_director")]

    operations = [migrations.RunPython(name_what_ended_them, migrations.RunPython.noop)]
