"""A withdrawal may be told to whoever writes it down: one more way by which a decision reached the school."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consents", "0003_handover")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="channel",
            field=models.CharField(
                choices=[
                    ("link", "по ссылке"),
                    ("paper", "на бумаге"),
                    ("own", "в портале, из своей учётной записи"),
                    ("told", "со слов"),
                ],
                default="link",
                max_length=5,
                verbose_name="как",
            ),
        )
    ]
