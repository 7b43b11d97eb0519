"""How a link was handed over, when and by whom; of older links what was written down of letters and paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def from_letters_and_paper(apps, schema_editor):
    links = apps.get_model('invitations', 'Invitation')._base_manager
    links.filter(sent_at__isnull=False).update(handed_at=F('sent_at'), handed_how='mail')
    links.filter(sent_at=None, printed_at__isnull=False).update(handed_at=F('printed_at'), handed_how='paper')


class Migration(migrations.Migration):
    dependencies = [
        ('invitations', '0006_likely_child'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='handed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='передана'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='handed_by',
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
                verbose_name='кто передал',
            ),
        ),
        migrations.AddField(
            model_name='invitation',
            name='handed_how',
            field=models.CharField(
                blank=True,
                choices=[('messenger', 'в мессенджере'), ('mail', 'почтой'), ('paper', 'на бумаге')],
                default='',
                max_length=9,
                verbose_name='как передана',
            ),
            preserve_default=False,
        ),
        migrations.RunPython(from_letters_and_paper, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(
                condition=Q(handed_at=None, handed_how='')
                | Q(handed_at__isnull=False, handed_how__in=['messenger', 'mail', 'paper']),
                name='invitation_handed_says_how',
            ),
        ),
    ]
