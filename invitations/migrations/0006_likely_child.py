"""Whose parent a new one probably is: kept as a guess until somebody says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('invitations', '0005_consents_left'),
        ('orgstructure', '0001_school_and_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='joinrequest',
            name='likely_child',
            field=models.ForeignKey(
                blank=True,
                help_text='Кого из класса, по написанному имени; кто это на самом деле, говорит человек',
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to='orgstructure.person',
                verbose_name='вероятно, ребёнок',
            ),
        ),
    ]
