"""«физика» and «Физика» are one subject: unique by the folded name."""

from collections import defaultdict

from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import Q


def fold_names(apps, schema_editor):
    """Subjects that differ by capitals, «ё» or spaces only stop it: somebody has to say which of them stays."""
    subjects = apps.get_model('orgstructure', 'Subject')._base_manager
    seen = defaultdict(list)
    for row in subjects.select_related('organization').order_by('pk'):
        row.search_name = ' '.join(row.name.split()).lower().replace('ё', 'е')
        subjects.filter(pk=row.pk).update(search_name=row.search_name)
        seen[row.organization.short_name, row.search_name].append(f'«{row.name}» (№ {row.pk})')
    doubles = [f'{school}: {", ".join(names)}' for (school, _), names in seen.items() if len(names) > 1]
    if doubles:
        raise CommandError(
            f'Один предмет записан по-разному. {"; ".join(doubles)}. Оставьте одно название каждого и повторите.'
        )


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0004_classes_as_schools_name_them'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='subject', name='subject_once'),
        migrations.AddField(
            model_name='subject',
            name='search_name',
            field=models.CharField(default='', editable=False, max_length=120, verbose_name='для поиска'),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.UniqueConstraint(fields=('organization', 'search_name'), name='subject_once'),
        ),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.CheckConstraint(condition=Q(('search_name', ''), _negated=True), name='subject_has_name'),
        ),
    ]
