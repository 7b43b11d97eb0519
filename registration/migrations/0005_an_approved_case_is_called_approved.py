"""The word of a state in today's words: a director approves a case, an order is what is signed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registration', '0004_registration_case'),
    ]

    operations = [
        migrations.AlterField(
            model_name='registrationcase',
            name='status',
            field=models.CharField(choices=[('draft', 'черновик'), ('pending', 'на подписи у директора'), ('returned', 'возвращена на доработку'), ('approved', 'одобрена'), ('sent', 'отправлена'), ('answered', 'ответ получен'), ('registered', 'организация зарегистрирована'), ('rejected', 'отклонена платформой')], default='draft', max_length=12, verbose_name='состояние'),
        ),
    ]
