"""Subjects stored before their names were folded as people's are: else «Ин'яз» typed today is another subject than «Ин’яз»."""

import unicodedata

from django.db import migrations

APOSTROPHES, HYPHENS = "’‘ʼ`´′‛＇ʹ", "‐‑‒⁃−﹣－"
PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | {"ё": "е"})
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
BATCH = 2_000


def folded(name):
    """As the code of this day folds a name that is sought (core.names.search_form)."""
    text = "".join(map(_seen, unicodedata.normalize("NFC", name)))
    return " ".join(text.split()).lower().translate(PLAIN)


def _seen(sign):
    if sign in UNSEEN:
        return ""
    if sign.isprintable():
        return sign
    return "" if unicodedata.category(sign) in ("Cf", "Cs") else " "


def fold_subjects(apps, schema_editor):
    """Only rows that differ are written, in batches; one whose folded name is another subject's stays as it is."""
    subjects = apps.get_model("orgstructure", "Subject")._base_manager
    rows = subjects.order_by("pk").only("organization_id", "name", "search_name")
    taken = set(rows.values_list("organization_id", "search_name"))
    changed = []
    for row in rows.iterator(chunk_size=BATCH):
        key = folded(row.name)
        if key and key != row.search_name and (row.organization_id, key) not in taken:
            taken.add((row.organization_id, key))
            row.search_name = key
            changed.append(row)
    subjects.bulk_update(changed, ["search_name"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("orgstructure", "0015_names_folded_anew")]

    operations = [migrations.RunPython(fold_subjects, migrations.RunPython.noop)]
