"""A file whose term is over keeps its row and loses its bytes; the mark says when."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse_purged(apps, schema_editor):
    """The old build would give out empty bytes for them."""
    purged = apps.get_model('files', 'File')._base_manager.filter(purged_at__isnull=False).count()
    if purged:
        raise IrreversibleError(
            f'Назад нельзя: у файлов, чей срок хранения закончился, содержимое уже удалено ({purged}), '
            'а прежняя версия портала выдавала бы их пустыми.'
        )


class Migration(migrations.Migration):
    dependencies = [
        ('files', '0003_jobs'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='file',
            name='file_by_term',
        ),
        migrations.AddField(
            model_name='file',
            name='purged_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='содержимое удалено'),
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(condition=models.Q(('expires_on__isnull', False), ('purged_at', None)), fields=['expires_on'], name='file_by_term'),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_purged),
    ]
