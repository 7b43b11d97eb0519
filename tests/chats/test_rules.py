"""The register of kinds as a table: what must be, who belongs, what a chat is called."""

import pytest

from chats import rules
from chats.models import Chat
from core.errors import Invalid

Kind = Chat.Kind


def test_every_kind_has_its_line_and_clause():
    assert set(rules.RULES) == set(Kind)
    assert all(rule.clause for rule in rules.RULES.values())


@pytest.mark.parametrize(
    ("kind", "grade", "must"),
    [
        ("head_deputies", None, True),
        ("head_teachers", None, True),
        ("management", None, False),
        ("class_parents", 1, True),
        ("class_parents", 9, True),
        ("class_pupils", 4, False),
        ("class_pupils", 5, True),
        ("class_teachers", 4, False),
        ("class_teachers", 5, True),
        ("subject", 4, False),
        ("subject", 5, True),
        ("other", 9, False),
        ("class_parents", None, False),
    ],
)
def test_what_is_mandatory(kind, grade, must):
    assert rules.is_mandatory(kind, grade) is must


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("class_parents", "5А · родители"),
        ("class_pupils", "5А · ученики"),
        ("class_teachers", "5А · педагоги"),
        ("subject", "5А · Физика"),
        ("head_teachers", "Руководитель · педагоги"),
    ],
)
def test_how_a_chat_is_called(kind, title):
    assert rules.title_of(kind, "5А", "Физика") == title


WHO = {
    "director": {"roles": {"director"}},
    "deputy": {"roles": {"deputy"}},
    "leads 1": {"roles": {"class_teacher"}, "class_ids": {1}},
    "leads 2": {"roles": {"class_teacher"}, "class_ids": {2}},
    "teaches 1/7": {"roles": {"subject_teacher"}, "subjects": {(1, 7)}},
    "teaches 1/8": {"roles": {"subject_teacher"}, "subjects": {(1, 8)}},
    "teaches 2/7": {"roles": {"subject_teacher"}, "subjects": {(2, 7)}},
}


@pytest.mark.parametrize(
    ("kind", "belong"),
    [
        ("head_deputies", {"director", "deputy"}),
        ("head_teachers", set(WHO)),
        ("management", set()),
        ("class_pupils", {"leads 1"}),
        ("class_parents", {"leads 1"}),
        ("class_teachers", {"leads 1", "teaches 1/7", "teaches 1/8"}),
        ("subject", {"teaches 1/7"}),
        ("other", set()),
    ],
)
def test_which_staff_belongs(kind, belong):
    place = (None, None) if kind in rules.LEADERSHIP else (1, 7 if kind == "subject" else None)
    found = {
        name
        for name, who in WHO.items()
        if rules.staff_belongs(kind, *place, **({"roles": (), "class_ids": (), "subjects": ()} | who))
    }
    assert found == belong


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("pupil", {"class_pupils", "subject"}),
        ("parent", {"class_parents"}),
        ("teacher", {"class_teachers"}),
    ],
)
def test_which_enrolled_belong(role, kinds):
    assert {kind for kind in Kind if rules.enrolled_belongs(kind, role)} == kinds


def test_a_title_is_folded_and_a_bad_sign_is_named():
    assert rules.clean_title("  5А \t родители № 2 ") == "5А родители № 2"
    with pytest.raises(Invalid, match="🎓"):
        rules.clean_title("Чат 🎓")
    with pytest.raises(Invalid, match="201 знак,"):
        rules.clean_title("а" * 201)
