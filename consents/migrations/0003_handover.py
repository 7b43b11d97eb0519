"""A consent to hand the administrator's phone and e-mail over to the platform, on paper or by one's own press."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_scan_of_a_paper")]

    operations = [
        migrations.AlterField(
            model_name="consenttext",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("platform", "вступление в классы и чаты на «Сферуме»"),
                    ("handover", "передача телефона и почты администратора платформе"),
                ],
                default="platform",
                max_length=20,
                verbose_name="цель",
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("platform", "вступление в классы и чаты на «Сферуме»"),
                    ("handover", "передача телефона и почты администратора платформе"),
                ],
                max_length=20,
                verbose_name="цель",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="channel",
            field=models.CharField(
                choices=[
                    ("link", "по ссылке"),
                    ("paper", "на бумаге"),
                    ("own", "в портале, из своей учётной записи"),
                ],
                default="link",
                max_length=5,
                verbose_name="как",
            ),
        ),
    ]
