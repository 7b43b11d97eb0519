"""One who has accepted finds the way on in another browser: by a link of its own, or until a month after the press."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0008_mark_of_a_browser'),
        ('orgstructure', '0012_time_zone_is_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='marked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='отметка поставлена'),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='marked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='отметка поставлена'),
        ),
        migrations.CreateModel(
            name='ReturnLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('asked', 'просят'), ('open', 'дана'), ('used', 'открыта'), ('closed', 'закрыта')], max_length=8, verbose_name='состояние')),
                ('role', models.CharField(choices=[('teacher', 'учитель'), ('pupil', 'ученик'), ('parent', 'родитель')], max_length=8, verbose_name='роль')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='создано')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='попросили')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='действует до')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='открыта или закрыта')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто дал')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='invitations.invitation', verbose_name='по ссылке')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='invitations.joinrequest', verbose_name='к заявке')),
                ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.schoolclass', verbose_name='класс')),
            ],
            options={
                'verbose_name': 'ссылка для возвращения',
                'verbose_name_plural': 'ссылки для возвращения',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('status', 'asked')), fields=['organization', '-id'], name='return_asked')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('request', None), ('status__in', ['asked', 'open'])), fields=('invitation', 'status'), name='return_one_of_a_link'), models.UniqueConstraint(condition=models.Q(('request__isnull', False), ('status__in', ['asked', 'open'])), fields=('request', 'status'), name='return_one_of_a_request'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'open'), _negated=True), ('expires_at__isnull', False), _connector='OR'), name='return_open_has_an_end')],
            },
        ),
    ]
