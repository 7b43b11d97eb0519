"""A school chooses the size of the letters in its orders: 12, 13 or 14 points."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgstructure", "0012_time_zone_is_asked")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="paper_size",
            field=models.PositiveSmallIntegerField(
                choices=[(12, "12 пт"), (13, "13 пт"), (14, "14 пт")],
                default=13,
                help_text="Размер букв в приказах, в пунктах: так, как принято в школе",
                verbose_name="кегль приказов",
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_size__in", [12, 13, 14])), name="organization_paper_size"
            ),
        ),
    ]
