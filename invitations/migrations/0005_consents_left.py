"""The tables that the room `consents` has taken over."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0004_consents_move_out'),
    ]

    operations = [
        migrations.DeleteModel(name='Consent'),
        migrations.DeleteModel(name='ConsentText'),
    ]
