"""Names stored before all kinds of apostrophes became one are folded anew: else a search for «Д'Артаньян» misses «Д’Артаньян»."""

from django.db import migrations
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

APOSTROPHES = "’‘ʼ`´′‛＇ʹ"


def fold_apostrophes(apps, schema_editor):
    """One statement: only the rows that hold such a sign are written."""
    folded, found = F("search_name"), Q()
    for sign in APOSTROPHES:
        folded = Replace(folded, Value(sign), Value("'"))
        found |= Q(search_name__contains=sign)
    apps.get_model("orgstructure", "Person")._base_manager.filter(found).update(search_name=folded)


class Migration(migrations.Migration):
    dependencies = [("orgstructure", "0014_former_names_sought")]

    operations = [migrations.RunPython(fold_apostrophes, migrations.RunPython.noop)]
