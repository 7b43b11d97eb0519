"""A letter that a portal without SMTP put into a folder was never sent: it says so from now on (lesson A1)."""

from django.db import migrations, models
from django.db.models import F

WORDS = "Почта не настроена: письмо положено в папку"


def call_by_its_name(apps, schema_editor):
    attempts = apps.get_model("outbox", "Attempt")._base_manager.filter(answer__startswith=WORDS, outcome="sent")
    ids = attempts.values("message_id")
    messages = apps.get_model("outbox", "Message")._base_manager
    messages.filter(status="sent", pk__in=ids).update(status="folder", sent_at=None)
    attempts.update(outcome="folder")


def call_it_sent(apps, schema_editor):
    messages = apps.get_model("outbox", "Message")._base_manager
    messages.filter(status="folder").update(status="sent", sent_at=F("claimed_at"))
    apps.get_model("outbox", "Attempt")._base_manager.filter(outcome="folder").update(outcome="sent")


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_letters_that_wait")]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='outcome',
            field=models.CharField(choices=[('queued', 'в очереди'), ('sending', 'отправляется'), ('sent', 'отправлено'), ('folder', 'сложено в папку'), ('failed', 'ошибка'), ('uncertain', 'возможно, ушло'), ('cancelled', 'отменено')], max_length=12, verbose_name='итог'),
        ),
        migrations.AlterField(
            model_name='message',
            name='status',
            field=models.CharField(choices=[('queued', 'в очереди'), ('sending', 'отправляется'), ('sent', 'отправлено'), ('folder', 'сложено в папку'), ('failed', 'ошибка'), ('uncertain', 'возможно, ушло'), ('cancelled', 'отменено')], default='queued', max_length=12, verbose_name='состояние'),
        ),
        migrations.RunPython(call_by_its_name, call_it_sent),
    ]
