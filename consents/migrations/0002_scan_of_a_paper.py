"""What was decided on paper may keep its scan; the way back is shut as soon as one does."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse_to_lose(apps, schema_editor):
    scanned = apps.get_model('consents', 'Decision')._base_manager.filter(scan__isnull=False)
    first = scanned.order_by('pk').first()
    if first:
        raise IrreversibleError(
            f'У решения о согласии № {first.pk} есть скан: прежняя таблица его не вмещает. '
            f'Всего таких записей: {scanned.count()}. Откат остановлен, ничего не изменено.'
        )


class Migration(migrations.Migration):

    dependencies = [
        ('consents', '0001_decisions_and_standings'),
        ('files', '0003_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='scan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='скан'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('scan', None), ('channel', 'paper'), _connector='OR'), name='consent_scan_is_of_paper'),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_to_lose),
    ]
