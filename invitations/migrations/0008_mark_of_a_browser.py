"""A press is known again by the mark of its browser: the same mark, the same answer."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consents', '0002_scan_of_a_paper'),
        ('invitations', '0007_handed_over'),
        ('orgstructure', '0012_time_zone_is_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='mark',
            field=models.CharField(blank=True, editable=False, help_text='SHA-256 того, чем ответил нажавший: по ней его узнают снова', max_length=64, null=True, verbose_name='отметка браузера'),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='mark',
            field=models.CharField(blank=True, editable=False, help_text='SHA-256 того, чем ответил просившийся: по ней его узнают снова', max_length=64, null=True, verbose_name='отметка браузера'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('mark__isnull', False)), fields=('mark',), name='invitation_mark_once'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('mark__isnull', False)), fields=('mark',), name='request_mark_once'),
        ),
    ]
