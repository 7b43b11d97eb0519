"""A new school is asked for its time zone; those that are there keep theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('orgstructure', '0011_platform_link_of_each_role'),
    ]

    operations = [
        migrations.AlterField(
            model_name='organization',
            name='time_zone',
            field=models.CharField(choices=[('Europe/Kaliningrad', 'Калининград, МСК−1'), ('Europe/Moscow', 'Москва'), ('Europe/Samara', 'Самара, МСК+1'), ('Asia/Yekaterinburg', 'Екатеринбург, МСК+2'), ('Asia/Omsk', 'Омск, МСК+3'), ('Asia/Krasnoyarsk', 'Красноярск, МСК+4'), ('Asia/Irkutsk', 'Иркутск, МСК+5'), ('Asia/Yakutsk', 'Якутск, МСК+6'), ('Asia/Vladivostok', 'Владивосток, МСК+7'), ('Asia/Magadan', 'Магадан, МСК+8'), ('Asia/Kamchatka', 'Камчатка, МСК+9')], help_text='По нему считаются «сегодня», сроки ссылок и даты в бумагах', max_length=32, verbose_name='часовой пояс'),
        ),
    ]
