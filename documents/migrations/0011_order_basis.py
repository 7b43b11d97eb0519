"""What an order rests on is typed in each; orders not signed yet keep the federal papers that they named."""

from typing import Any

from django.db import migrations, models

KINDS = ("administrator", "additional_administrator")
LAWS = (
    "В соответствии со статьёй 16 Федерального закона от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации», "
    "постановлением Правительства Российской Федерации от 11.10.2023 № 1678 «Об утверждении Правил применения "
    "организациями, осуществляющими образовательную деятельность, электронного обучения, дистанционных "
    "образовательных технологий при реализации образовательных программ», с учётом письма Министерства "
    "просвещения Российской Федерации от 31.07.2023 № 04-423"
)


def keep_laws(apps: Any, schema_editor: Any) -> None:
    orders = apps.get_model("documents", "Order").objects.filter(kind__in=KINDS, basis="")
    orders.filter(status__in=("draft", "pending", "returned")).update(basis=LAWS)


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_papers_in_files")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="basis",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Документы, на которые ссылается приказ",
                max_length=1500,
                verbose_name="основание",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(keep_laws, migrations.RunPython.noop),
    ]
