import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_terms_and_seals'),
        ('orgstructure', '0001_school_and_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='вид')),
                ('title', models.CharField(max_length=200, verbose_name='что делается')),
                ('params', models.JSONField(default=dict, verbose_name='с чем')),
                ('status', models.CharField(choices=[('queued', 'в очереди'), ('running', 'выполняется'), ('done', 'готово'), ('failed', 'ошибка'), ('cancelled', 'отменено')], default='queued', max_length=9, verbose_name='состояние')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='сделано')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='всего')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='почему не вышло')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='который раз')),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True, verbose_name='признак жизни')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='создано')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='закончено')),
            ],
            options={
                'verbose_name': 'долгая работа',
                'verbose_name_plural': 'долгие работы',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='job',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто начал'),
        ),
        migrations.AddField(
            model_name='job',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация'),
        ),
        migrations.AddField(
            model_name='job',
            name='result',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='результат'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['organization', '-id'], name='job_by_time'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('status', 'queued')), fields=['id'], name='job_waiting'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('status', 'running')), fields=['heartbeat_at'], name='job_at_work'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('total', 0), ('done__lte', models.F('total')), _connector='OR'), name='job_done_within_total'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='job_failed_says_why'),
        ),
    ]
