"""A school lives in a time zone of its own; the schools that are there lived by Moscow's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0001_school_and_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='time_zone',
            field=models.CharField(choices=[('Europe/Kaliningrad', 'Калининград, МСК−1'), ('Europe/Moscow', 'Москва'), ('Europe/Samara', 'Самара, МСК+1'), ('Asia/Yekaterinburg', 'Екатеринбург, МСК+2'), ('Asia/Omsk', 'Омск, МСК+3'), ('Asia/Krasnoyarsk', 'Красноярск, МСК+4'), ('Asia/Irkutsk', 'Иркутск, МСК+5'), ('Asia/Yakutsk', 'Якутск, МСК+6'), ('Asia/Vladivostok', 'Владивосток, МСК+7'), ('Asia/Magadan', 'Магадан, МСК+8'), ('Asia/Kamchatka', 'Камчатка, МСК+9')], default='Europe/Moscow', help_text='По нему считаются «сегодня», сроки ссылок и даты в бумагах', max_length=32, verbose_name='часовой пояс'),
        ),
    ]
