"""Grades 0–12 or none, long letters, marks, the class of last year; one stored title, once a year among those not archived."""

import re
from collections import defaultdict

import django.core.validators
import django.db.models.deletion
from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import Count, F, Q


def write_titles(apps, schema_editor):
    """What the old model called a class, and the form in which titles are compared."""
    classes = apps.get_model('orgstructure', 'SchoolClass')._base_manager
    seen = defaultdict(list)
    for row in classes.order_by('pk'):
        row.title = 'Учительская' if row.kind == 'staff_room' else f'{row.grade}{row.letter}'
        row.search_title = re.sub(r'[\W_]+', '', row.title.lower().replace('ё', 'е'))
        classes.filter(pk=row.pk).update(title=row.title, search_title=row.search_title)
        if row.kind == 'study' and row.archived_at is None:
            seen[row.year_id, row.search_title].append(f'{row.title} (№ {row.pk})')
    doubles = [', '.join(titles) for titles in seen.values() if len(titles) > 1]
    if doubles:
        raise CommandError(
            f'Одинаковые классы одного года: {"; ".join(doubles)}. Переименуйте лишние или уберите в архив.'
        )


def stop_if_too_wide(apps, schema_editor):
    """The old model holds grades 1–11, two signs of a letter, neither marks nor last year's class, no title twice."""
    study = apps.get_model('orgstructure', 'SchoolClass')._base_manager.filter(kind='study')
    wide = study.alias(signs=models.functions.Length('letter')).filter(
        Q(grade=None) | Q(grade=0) | Q(grade__gt=11) | Q(signs__gt=2) | ~Q(mark='') | ~Q(continues=None)
    )
    _stop('прежняя версия не вмещает классы', wide)
    twice = study.values('year', 'grade', 'letter').annotate(times=Count('pk')).filter(times__gt=1)
    _stop('у прежней версии класс бывает в году один раз, а здесь дважды', study.filter(
        models.Exists(twice.filter(year=models.OuterRef('year'), grade=models.OuterRef('grade'), letter=models.OuterRef('letter')))
    ))


def _stop(why, rows):
    names = [f'{title} (№ {pk})' for title, pk in rows.order_by('pk').values_list('title', 'pk')]
    if names:
        more = f' и ещё {len(names) - 20}' if len(names) > 20 else ''
        raise CommandError(f'Назад нельзя: {why}: {", ".join(names[:20])}{more}.')


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0003_current_year_by_date'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='schoolclass',
            options={'ordering': ['kind', models.OrderBy(models.F('grade'), nulls_last=True), 'letter', 'mark', 'id'], 'verbose_name': 'класс', 'verbose_name_plural': 'классы'},
        ),
        migrations.RemoveConstraint(model_name='schoolclass', name='class_once_a_year'),
        migrations.RemoveConstraint(model_name='schoolclass', name='class_study_has_grade_and_year'),
        migrations.AddField(
            model_name='schoolclass',
            name='mark',
            field=models.CharField(blank=True, help_text='Филиал, ОВЗ, класс-комплект', max_length=60, verbose_name='пометка'),
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='title',
            field=models.CharField(default='', editable=False, max_length=90, verbose_name='название'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='search_title',
            field=models.CharField(default='', editable=False, max_length=90, verbose_name='для поиска'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='continues',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='orgstructure.schoolclass', verbose_name='чем был в прошлом году'),
        ),
        migrations.AlterField(
            model_name='schoolclass',
            name='grade',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(12)], verbose_name='параллель'),
        ),
        migrations.AlterField(
            model_name='schoolclass',
            name='letter',
            field=models.CharField(blank=True, max_length=15, verbose_name='литера'),
        ),
        migrations.RunPython(write_titles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='schoolclass',
            constraint=models.UniqueConstraint(condition=Q(('archived_at', None), ('kind', 'study')), fields=('organization', 'year', 'search_title'), name='class_title_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='schoolclass',
            constraint=models.CheckConstraint(condition=Q(Q(('continues', None), ('grade', None), ('kind', 'staff_room'), ('year', None)), Q(Q(('grade', None), ('grade__lte', 12), _connector='OR'), ('kind', 'study'), ('year__isnull', False)), _connector='OR'), name='class_study_has_year'),
        ),
        migrations.AddConstraint(
            model_name='schoolclass',
            constraint=models.CheckConstraint(condition=Q(Q(('title', ''), _negated=True), Q(('search_title', ''), _negated=True)), name='class_has_title'),
        ),
        migrations.AddConstraint(
            model_name='schoolclass',
            constraint=models.CheckConstraint(condition=Q(('continues', None), Q(('continues', F('id')), _negated=True), _connector='OR'), name='class_continues_another'),
        ),
        migrations.RunPython(migrations.RunPython.noop, stop_if_too_wide),
    ]
