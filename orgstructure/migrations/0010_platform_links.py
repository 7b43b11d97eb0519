"""A link into the platform for each class, role and platform: in versions, sealed, one current."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0009_one_class_at_a_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlatformLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('teacher', 'учитель'), ('pupil', 'ученик'), ('parent', 'родитель')], max_length=8, verbose_name='роль')),
                ('platform', models.CharField(choices=[('vk', 'VK Мессенджер'), ('max', 'MAX')], max_length=8, verbose_name='платформа')),
                ('version', models.PositiveIntegerField(verbose_name='версия')),
                ('sealed', models.BinaryField(verbose_name='запечатанная ссылка')),
                ('fingerprint', models.CharField(editable=False, max_length=64, verbose_name='отпечаток')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='вписана')),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='заменена или убрана')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто вписал')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация')),
                ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='platform_links', to='orgstructure.schoolclass', verbose_name='класс')),
            ],
            options={
                'verbose_name': 'ссылка класса на платформе',
                'verbose_name_plural': 'ссылки классов на платформе',
                'ordering': ['school_class', 'role', 'platform', '-version'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('organization', 'school_class', 'role', 'platform'), name='platform_link_one_current'), models.UniqueConstraint(fields=('organization', 'school_class', 'role', 'platform', 'version'), name='platform_link_version_once')],
            },
        ),
    ]
