"""An acting director for a period; and which order ended an assignment, so that a revoked one can give it back."""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import PROTECT, F, Q

ROLES = [
    ("director", "директор"),
    ("acting_director", "исполняющий обязанности директора"),
    ("deputy", "заместитель директора"),
    ("administrator", "администратор"),
    ("additional_administrator", "дополнительный администратор"),
    ("class_teacher", "классный руководитель"),
    ("subject_teacher", "учитель-предметник"),
]


def refuse_acting_directors(apps, schema_editor):
    acting = apps.get_model("roles", "Assignment").objects.filter(role="acting_director")
    found = acting.select_related("person").order_by("pk").first()
    if found:
        raise IrreversibleError(
            f"Назад нельзя: {found.person.last_name} {found.person.first_name} исполняет обязанности директора "
            f"с {found.valid_from:%d.%m.%Y} по {found.valid_to:%d.%m.%Y}, а прежняя версия портала этого не знает."
        )


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_assignments"), ("documents", "0009_kind_by_the_registry")]

    operations = [
        migrations.AlterField(
            "assignment", "role", models.CharField("роль", max_length=32, choices=ROLES)
        ),
        migrations.AddConstraint(
            "assignment",
            models.CheckConstraint(
                condition=~Q(role="acting_director") | Q(valid_to__isnull=False, valid_to__gte=F("valid_from")),
                name="assignment_acting_for_a_period",
            ),
        ),
        migrations.AddField(
            "assignment",
            "ended_by",
            models.ForeignKey(
                "documents.order",
                PROTECT,
                null=True,
                blank=True,
                related_name="+",
                verbose_name="каким приказом закончено",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_acting_directors),
    ]
