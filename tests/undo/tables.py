"""Every table of the database, row for row, but the journal, the mail, the runs and what Django keeps for itself."""

from django.apps import apps
from django_scopes import scopes_disabled

ASIDE = {"audit", "outbox", "undo", "sessions", "contenttypes", "auth", "admin", "account", "mfa", "knox"}


def all_tables():
    """{model label: {pk: the values of all columns}}."""
    with scopes_disabled():
        return {
            model._meta.label_lower: {
                row["pk"]: row for row in model._base_manager.values("pk", *columns(model))
            }
            for model in apps.get_models()
            if model._meta.app_label not in ASIDE
        }


def columns(model):
    return [field.attname for field in model._meta.concrete_fields]


def differences(before, after, without=()):
    """[(model label, pk, column, was, is)] of what two pictures do not share; `without`: labels left aside."""
    found = []
    for label in before:
        if label in without:
            continue
        for pk in before[label].keys() | after[label].keys():
            was, now = before[label].get(pk), after[label].get(pk)
            if was is None or now is None:
                found.append((label, pk, "row", bool(was), bool(now)))
            else:
                found += [(label, pk, name, was[name], now[name]) for name in was if was[name] != now[name]]
    return found
