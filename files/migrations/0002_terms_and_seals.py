from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse_sealed(apps, schema_editor):
    """The old build would give the sealed bytes out as they lie."""
    if apps.get_model("files", "File").objects.filter(sealed=True).exists():
        raise IrreversibleError("Есть запечатанные файлы: прежняя версия портала их не прочтёт. Сначала удалите их.")


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_file'),
    ]

    operations = [
        migrations.AddField(
            model_name='file',
            name='expires_on',
            field=models.DateField(blank=True, null=True, verbose_name='срок хранения'),
        ),
        migrations.AddField(
            model_name='file',
            name='sealed',
            field=models.BooleanField(default=False, verbose_name='запечатан'),
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(condition=models.Q(('expires_on__isnull', False)), fields=['expires_on'], name='file_by_term'),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_sealed),
    ]
