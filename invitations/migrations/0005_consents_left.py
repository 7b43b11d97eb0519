"""The tables that the room `consents` has taken over."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0004_consents_move_out'),
        # The journal reads the old table for whom its events are about.
        ('audit', '0003_personal_words_apart'),
    ]

    operations = [
        migrations.DeleteModel(name='Consent'),
        migrations.DeleteModel(name='ConsentText'),
    ]
