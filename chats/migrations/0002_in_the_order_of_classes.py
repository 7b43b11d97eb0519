"""Chats stand in the order of their classes, whatever that is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('chats', '0001_register'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='chat',
            options={'ordering': ['school_class', 'kind', 'id'], 'verbose_name': 'чат', 'verbose_name_plural': 'чаты'},
        ),
    ]
