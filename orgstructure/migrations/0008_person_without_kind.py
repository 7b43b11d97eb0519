"""A person is what the rows say: «кто», «должность» and «выбыл» go."""

from django.db import migrations, models
from django.db.models import F, Q

KINDS = [('staff', 'сотрудник'), ('pupil', 'обучающийся'), ('parent', 'родитель')]


class Migration(migrations.Migration):
    dependencies = [('orgstructure', '0007_rows_of_people')]

    operations = [
        migrations.RemoveIndex(model_name='person', name='person_by_name'),
        # Empty on the way back, until the rows have been read.
        migrations.AlterField(
            model_name='person',
            name='kind',
            field=models.CharField(blank=True, choices=KINDS, max_length=8, verbose_name='кто'),
        ),
        migrations.RemoveField(model_name='person', name='kind'),
        migrations.RemoveField(model_name='person', name='post'),
        migrations.RemoveField(model_name='person', name='left_on'),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['organization', 'search_name', 'id'], name='person_by_name'),
        ),
        migrations.AlterField(
            model_name='guardianship', name='valid_from', field=models.DateField(verbose_name='с')
        ),
        migrations.RemoveConstraint(model_name='guardianship', name='guardian_once'),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.UniqueConstraint(
                condition=Q(valid_to=None),
                fields=('organization', 'guardian', 'pupil'),
                name='guardian_one_open_of_a_pupil',
            ),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F('valid_from')), name='guardian_dates_in_order'
            ),
        ),
    ]
