"""A link and a request each know the decision that was made by them: columns only, filled by the next migration."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consents', '0001_decisions_and_standings'),
        ('invitations', '0002_consent_of_request'),
    ]

    operations = [
        # The old table lets go of the name that the column takes.
        migrations.AlterField(
            model_name='consent',
            name='request',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='invitations.joinrequest', verbose_name='по заявке'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='consent',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.decision', verbose_name='решение о согласии'),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='consent',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.decision', verbose_name='решение о согласии'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('consent__isnull', False)), fields=('consent',), name='invitation_consent_once'),
        ),
    ]
