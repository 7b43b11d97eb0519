"""A pupil is in one class at a time: no two places of one pupil share a day."""

from django.db import migrations
from django.db.models import F, Q

from core.constraints import NoOverlap

NAMED = 20


def refuse_overlaps(apps, schema_editor):
    """Stops with whom, and where, the places share a day: what is right, a school must say."""
    Enrolment = apps.get_model('orgstructure', 'Enrolment')
    pairs = Enrolment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=F('person__enrolments__valid_from')),
        Q(person__enrolments__valid_to=None) | Q(person__enrolments__valid_to__gte=F('valid_from')),
        role='pupil', person__enrolments__role='pupil', person__enrolments__pk__gt=F('pk'),
    ).order_by('organization', 'person__search_name', 'pk')
    names = []
    for row in pairs.select_related('organization', 'person')[:NAMED]:
        names.append(f'{row.person.last_name} {row.person.first_name} {row.person.patronymic}'.strip())
        names[-1] += f' ({row.organization.short_name}, с {row.valid_from:%d.%m.%Y})'
    if names:
        number = pairs.count()
        more = f' и ещё {number - NAMED}' if number > NAMED else ''
        raise ValueError(
            f'Ученики числятся в двух классах в одни и те же дни — {number}: {", ".join(names)}{more}. Закройте лишнее '
            'место датой и повторите.'
        )


def add_extension(apps, schema_editor):
    """What an exclusion constraint on PostgreSQL needs; it stays on the way back, others may use it."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('CREATE EXTENSION IF NOT EXISTS btree_gist')


class Migration(migrations.Migration):
    dependencies = [('orgstructure', '0008_person_without_kind')]

    operations = [
        migrations.RunPython(refuse_overlaps, migrations.RunPython.noop),
        migrations.RunPython(add_extension, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=NoOverlap(
                fields=('organization', 'person'),
                begins='valid_from',
                ends='valid_to',
                condition=Q(role='pupil'),
                name='enrolment_one_class_at_a_time',
            ),
        ),
    ]
