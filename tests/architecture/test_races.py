"""Every constraint that a race may meet has a sentence; of the others it is said why nobody can."""

import pytest
from django.apps import apps
from django.db.models import CheckConstraint

from core.races import constraints_of, sentences
from tests.architecture import APPS

MACHINE = "made of random or fresh numbers"
RUN = "one press writes a run, and each row into it once"
# {constraint: why nobody's press can break it}
UNREACHABLE = {
    "outbox_message.message_id": MACHINE,
    "registration_sending.message_id": MACHINE,
    "written_once_by_a_run": RUN,
}


def is_of_one_row(model, name):
    """A check asks nothing of other rows: no race breaks it, and the services refuse before it is asked."""
    return any(isinstance(one, CheckConstraint) and one.name == name for one in model._meta.constraints)


def constraints() -> set[str]:
    return {
        name
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for name in constraints_of(model)
        if name in sentences() or not is_of_one_row(model, name)
    }


def test_lesson_f36_every_constraint_has_a_sentence_or_a_reason_why_nobody_meets_it():
    """A new constraint: its sentence in `CONFLICTS` of its room's texts.py, or its reason here."""
    assert constraints() - set(sentences()) - set(UNREACHABLE) == set()


def test_no_sentence_is_of_a_constraint_that_is_gone():
    assert (set(sentences()) | set(UNREACHABLE)) - constraints() == set()
    assert set(sentences()) & set(UNREACHABLE) == set()


@pytest.mark.parametrize("name", sorted(sentences()))
def test_a_sentence_is_one(name):
    text = sentences()[name]
    assert text[0].isupper() or text.startswith("«")
    assert text.endswith(".")
