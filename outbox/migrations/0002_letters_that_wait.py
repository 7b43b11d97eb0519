"""A letter is tried until a time of its own, and says what it waits for. What is under way has two days from now."""

from datetime import timedelta

import django.utils.timezone
from django.db import migrations, models
from django.utils import timezone


def give_time(apps, schema_editor):
    unfinished = ("queued", "sending", "uncertain", "failed")
    messages = apps.get_model("outbox", "Message")._base_manager
    messages.filter(status__in=unfinished).update(give_up_at=timezone.now() + timedelta(days=2))


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_mail")]

    operations = [
        migrations.AddField(
            model_name='message',
            name='give_up_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='пытаться до'),
        ),
        migrations.AddField(
            model_name='message',
            name='hold',
            field=models.CharField(blank=True, choices=[('', 'ничего не мешает'), ('server', 'почтовый сервер не отвечает'), ('settings', 'почта настроена неверно'), ('folder', 'в папку писем нельзя записать')], default='', max_length=8, verbose_name='чего ждёт'),
        ),
        migrations.RunPython(give_time, migrations.RunPython.noop),
    ]
