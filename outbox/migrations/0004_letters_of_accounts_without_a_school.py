"""A letter about an account of no school (an operator's password) has no school. On the way back such letters go."""

import django.db.models.deletion
from django.db import migrations, models


def drop_those_without_a_school(apps, schema_editor):
    apps.get_model("outbox", "Message")._base_manager.filter(organization=None).delete()


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_letters_put_into_a_folder")]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='organization',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация'),
        ),
        migrations.AlterField(
            model_name='message',
            name='organization',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация'),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_those_without_a_school),
    ]
