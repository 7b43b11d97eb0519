"""The room of consents: texts, what people decided about them, where each person stands."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgstructure', '0003_current_year_by_date'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('platform', 'вступление в классы и чаты на «Сферуме»')], default='platform', max_length=20, verbose_name='цель')),
                ('role', models.CharField(max_length=8, verbose_name='для роли')),
                ('number', models.PositiveSmallIntegerField(verbose_name='редакция')),
                ('body', models.TextField(verbose_name='текст')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 текста')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='создано')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация')),
            ],
            options={
                'verbose_name': 'текст согласия',
                'verbose_name_plural': 'тексты согласий',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(blank=True, choices=[('self', 'сам'), ('representative', 'законный представитель')], max_length=14, verbose_name='в качестве кого')),
                ('channel', models.CharField(choices=[('link', 'по ссылке'), ('paper', 'на бумаге')], default='link', max_length=5, verbose_name='как')),
                ('decision', models.CharField(choices=[('given', 'дано'), ('refused', 'отказ'), ('withdrawn', 'отозвано')], max_length=10, verbose_name='решение')),
                ('contact_note', models.CharField(blank=True, max_length=200, verbose_name='как держать связь')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='когда')),
                ('giver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.person', verbose_name='кто решил')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто записал')),
                ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consent_decisions', to='orgstructure.person', verbose_name='о чьих данных')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.consenttext', verbose_name='текст')),
                ('withdraws', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn_by', to='consents.decision', verbose_name='отзывает')),
            ],
            options={
                'verbose_name': 'решение о согласии',
                'verbose_name_plural': 'решения о согласии',
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('platform', 'вступление в классы и чаты на «Сферуме»')], max_length=20, verbose_name='цель')),
                ('state', models.CharField(choices=[('given', 'дано'), ('refused', 'отказ'), ('withdrawn', 'отозвано')], max_length=10, verbose_name='решение')),
                ('since', models.DateTimeField(verbose_name='с какого времени')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='standing', to='consents.decision', verbose_name='каким решением')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgstructure.organization', verbose_name='организация')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consent_standings', to='orgstructure.person', verbose_name='о чьих данных')),
            ],
            options={
                'verbose_name': 'состояние согласия',
                'verbose_name_plural': 'состояния согласий',
            },
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(fields=('organization', 'purpose', 'role', 'number'), name='consent_text_one_version'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['organization', 'subject', '-id'], name='consent_decision_by_subject'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'self'), _negated=True), ('giver', None), ('giver', models.F('subject')), _connector='OR'), name='consent_given_by_oneself'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'paper'), _negated=True), ('recorded_by__isnull', False), _connector='OR'), name='consent_on_paper_is_recorded'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('withdraws', None), ('decision', 'withdrawn'), _connector='OR'), name='consent_only_withdrawal_withdraws'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(fields=('organization', 'subject', 'purpose'), name='consent_one_standing'),
        ),
    ]
