"""Which school year is current follows from its first day: nobody has to move a mark on 1 September."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def mark_current(apps, schema_editor):
    """On the way back the mark stands on the latest year that has begun."""
    years = apps.get_model('orgstructure', 'AcademicYear')._base_manager
    begun = years.filter(organization=OuterRef('organization'), starts_on__lte=timezone.localdate()).order_by('-starts_on')
    years.filter(pk=Subquery(begun.values('pk')[:1])).update(is_current=True)


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0002_time_zone'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, mark_current),
        migrations.RemoveConstraint(model_name='academicyear', name='year_one_current'),
        migrations.RemoveField(model_name='academicyear', name='is_current'),
    ]
