"""Tables for what a person is and was: employments, former names, keys of other systems, dates of guardianships."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


def row(related_name, to='orgstructure.person', verbose_name='человек'):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, verbose_name=verbose_name
    )


def columns(person, *fields):
    return [
        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
        *fields,
        ('organization', row('+', 'orgstructure.organization', 'организация')),
        ('person', row(person)),
    ]


class Migration(migrations.Migration):
    dependencies = [('orgstructure', '0005_subject_once_by_folded_name')]

    operations = [
        migrations.CreateModel(
            name='Employment',
            fields=columns(
                'employments',
                ('post', models.CharField(blank=True, max_length=200, verbose_name='должность')),
                ('valid_from', models.DateField(verbose_name='с')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='по')),
            ),
            options={
                'verbose_name': 'работа в школе',
                'verbose_name_plural': 'работа в школе',
                'ordering': ['valid_from', 'id'],
                'constraints': [
                    models.UniqueConstraint(
                        condition=Q(valid_to=None),
                        fields=('organization', 'person', 'post'),
                        name='employment_one_open_of_a_post',
                    ),
                    models.CheckConstraint(
                        condition=Q(valid_to=None) | Q(valid_to__gte=F('valid_from')),
                        name='employment_dates_in_order',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='ExternalKey',
            fields=columns(
                'external_keys',
                ('source', models.CharField(max_length=40, verbose_name='система')),
                ('value', models.CharField(max_length=200, verbose_name='ключ')),
            ),
            options={
                'verbose_name': 'ключ другой системы',
                'verbose_name_plural': 'ключи других систем',
                'constraints': [
                    models.UniqueConstraint(
                        fields=('organization', 'source', 'value'), name='external_key_names_one_person'
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=columns(
                'former_names',
                ('last_name', models.CharField(max_length=100, verbose_name='фамилия')),
                ('first_name', models.CharField(max_length=100, verbose_name='имя')),
                ('patronymic', models.CharField(blank=True, max_length=100, verbose_name='отчество')),
                ('valid_to', models.DateField(verbose_name='по')),
            ),
            options={
                'verbose_name': 'прежнее имя',
                'verbose_name_plural': 'прежние имена',
                'ordering': ['-valid_to', '-id'],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='birth_date',
            field=models.DateField(blank=True, null=True, verbose_name='дата рождения'),
        ),
        migrations.AddField(
            model_name='guardianship',
            name='valid_from',
            field=models.DateField(null=True, verbose_name='с'),
        ),
        migrations.AddField(
            model_name='guardianship',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='по'),
        ),
    ]
