"""Which rows of a pasted list are one person, and who is in the class already: asked, not guessed."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Invalid
from orgstructure.pasted import (
    Known,
    Pupil,
    ask_about_doubles,
    child_labels,
    match_child,
    mend,
    read_list,
    settle_parents,
    settle_people,
)

PHONE = "+79000001408"


def settled_people(text, *known):
    read = read_list(text)
    settled = settle_people(read.people, [Known(pk, name) for pk, name in known])
    ask_about_doubles(read, settled, parents=False)
    return read, settled


def test_lesson_d20_a_double_in_a_list_is_asked_about_and_may_be_another_person():
    read, settled = settled_people("Белов Илья\nбелов  илья")
    assert [question.kind for question in read.rows[1].questions] == ["case", "double"]
    assert read.unanswered == 1
    read, settled = settled_people(mend("Белов Илья\nБелов Илья", "another", "2", with_children=False))
    assert read.unanswered == 0
    assert [one.is_new for one in settled] == [True, True]
    assert mend("Белов Илья\nБелов Илья", "drop", "2", with_children=False).strip() == "Белов Илья"


def test_lesson_d20_who_is_in_the_class_is_not_repeated_unless_said_to_be_another():
    read, settled = settled_people("Белов Илья", (7, "белов илья"))
    assert (settled[0].known, read.unanswered) == (7, 0)
    marked = mend("Белов Илья", "another", "1", with_children=False)
    read, settled = settled_people(marked, (7, "белов илья"))
    assert settled[0].is_new
    read, settled = settled_people(
        f"Белов Илья\n{marked}", (7, "белов илья"), (8, "белов илья")
    )  # sent again
    assert [one.known for one in settled] == [7, 8]


def parents(text, *known):
    read = read_list(text, with_children=True)
    children = {"Белов Илья": 1, "Белова Ия": 2}
    settled = settle_parents([(person, children.get(person.child)) for person in read.people], known)
    ask_about_doubles(read, settled, parents=True)
    return read, settled


def test_lesson_d20_two_mothers_of_one_name_are_two_until_somebody_says_otherwise():
    text = "Белова Анна; 8 900 000-14-08 — Белов Илья\nБелова Анна; 8 900 000-14-09 — Белова Ия"
    read, settled = parents(text)
    assert [one.is_new for one in settled] == [True, True]
    (question,) = read.rows[1].questions
    assert (question.kind, question.blocks) == ("parent", False)
    assert "запишем двух" in question.words
    read, settled = parents(mend(text, "same", "2", with_children=True))
    assert [(one.is_new, one.line, one.links) for one in settled] == [(True, 1, True), (False, 1, True)]
    read, settled = parents(mend(text, "another", "2", with_children=True))
    assert [one.is_new for one in settled] == [True, True]
    assert read.rows[1].questions == ()


def test_lesson_d20_one_phone_or_e_mail_makes_one_person_of_two_lines():
    for contact in ("8 900 000-14-08", "anna@example.ru"):
        read, settled = parents(f"Белова Анна; {contact} — Белов Илья\nБелова Анна; {contact} — Белова Ия")
        assert [one.line for one in settled] == [1, 1]
        assert [row.questions for row in read.rows] == [(), ()]


def test_lesson_d20_the_second_phone_of_one_person_is_told_on_its_row():
    text = "Белова Анна; 8 900 000-14-08 — Белов Илья\nБелова Анна; 8 900 000-14-09 — Белова Ия"
    read, _ = parents(mend(text, "same", "2", with_children=True))
    assert read.rows[1].notes == (
        "тот же человек, что в строке 1; не записывается: телефон +7 900 000-14-09",
    )
    read, _ = parents("Белова Анна; 8 900 000-14-08 — Белов Илья\nБелова Анна; 8 900 000-14-08 — Белова Ия")
    assert read.rows[1].notes == ("тот же человек, что в строке 1",)


def test_a_parent_twice_with_one_child_is_asked_about():
    read, _ = parents("Белова Анна — Белов Илья\nБелова Анна — Белов Илья")
    assert [question.kind for question in read.rows[1].questions] == ["double"]
    assert read.unanswered == 1


@pytest.mark.parametrize(
    ("line", "known", "links", "new"),
    [
        ("Белова Анна — Белов Илья", {"children": frozenset({1})}, False, False),
        (
            "Белова Анна; 8 900 000-14-09 — Белов Илья",
            {"children": frozenset({1}), "phone": PHONE},
            True,
            True,
        ),
        (
            "Белова Анна; 8 900 000-14-08 — Белова Ия",
            {"children": frozenset({1}), "phone": PHONE},
            True,
            False,
        ),
        ("Белова Анна — Белова Ия", {"children": frozenset({1}), "phone": PHONE}, True, True),
        (
            "Белова Анна; тот же человек — Белова Ия",
            {"children": frozenset({1}), "phone": PHONE},
            True,
            False,
        ),
        ("Белова Анна", {"children": frozenset({1}), "phone": PHONE}, False, False),
        ("Белова Анна; другой человек", {"children": frozenset({1})}, False, True),
    ],
)
def test_lesson_d20_a_parent_of_the_class_is_known_by_more_than_the_name(line, known, links, new):
    _, (settled,) = parents(line, Known(7, "белова анна", **known))
    assert (settled.links, settled.is_new) == (links, new)


BORN = date(2018, 3, 12)
FULL = Known(7, "иванов ярослав романович", full_name="Иванов Ярослав Романович", birth_date=BORN)
AWAY = replace(FULL, pk=8, place="2А", held=True)


def settled_pupils(text, known=(), elsewhere=()):
    read = read_list(text, with_posts=False)
    settled = settle_people(read.people, known, elsewhere)
    ask_about_doubles(read, settled, parents=False)
    return read, settled


def mended(text, *presses):
    for press in presses:
        text = mend(text, *press, with_posts=False)
    return text


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Иванов Ярослав", FULL),
        ("Иванов Ярослав 12.03.2018", FULL),
        ("Иванов Ярослав Романович", replace(FULL, search_name="иванов ярослав", full_name="Иванов Ярослав")),
    ],
)
def test_a_name_with_a_patronymic_and_without_it_is_asked_about(line, known):
    read, (one,) = settled_pupils(line, [known])
    (question,) = read.rows[0].questions
    assert question.blocks
    assert question.words == f"здесь уже есть {known.full_name}: тот же человек?"
    read, (one,) = settled_pupils(mended(line, ("same", "1")), [known])
    assert (one.known, read.unanswered) == (7, 0)
    answered = mended(line, ("another", "1"))
    read, (one,) = settled_pupils(answered, [known])
    assert (one.is_new, read.unanswered) == (True, 0)
    written = Known(9, one.row.search_name, birth_date=one.row.birth_date)
    _, (one,) = settled_pupils(answered, [known, written])  # sent again
    assert one.known == 9


def test_two_birthdays_are_two_people():
    read, (one,) = settled_pupils("Иванов Ярослав 13.03.2018", [FULL])
    assert (one.is_new, read.rows[0].questions) == (True, ())
    read, (one,) = settled_pupils("Иванов Ярослав Романович 13.03.2018", (), [AWAY])
    assert (one.is_new, read.rows[0].questions) == (True, ())


@pytest.mark.parametrize("turned_around", [False, True])
def test_the_shorter_of_two_names_of_a_list_is_asked_about(turned_around):
    lines = ["Морозов Пётр Олегович 12.03.2018", "Морозов Пётр 12.03.2018"]
    short = 1 if turned_around else 2
    text = "\n".join(reversed(lines) if turned_around else lines)
    read, _ = settled_pupils(text)
    assert [row.number for row in read.rows if row.blocks] == [short]
    words = f"в строке {3 - short} Морозов Пётр Олегович: тот же человек?"
    assert [question.words for question in read.rows[short - 1].questions] == [words]
    read, settled = settled_pupils(mended(text, ("another", str(short))))
    assert ([one.is_new for one in settled], read.unanswered) == ([True, True], 0)
    assert [one.full_name for one in read_list(mended(text, ("drop", str(short)))).people] == [
        "Морозов Пётр Олегович"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Иванов Ярослав Романович",
        "Иванов Ярослав Романович 12.03.2018",
        "Иванов Ярослав 12.03.2018",
        "Иванов Ярослав",
    ],
)
def test_a_pupil_of_another_class_is_asked_about(line):
    read, (one,) = settled_pupils(line, (), [AWAY])
    (question,) = read.rows[0].questions
    assert (question.kind, question.blocks) == ("held", True)
    assert "Иванов Ярослав Романович учится в 2А, а ученик состоит в одном классе" in question.words
    assert [verb for verb, _ in question.answers] == ["drop", "another"]  # «тот же» would be refused
    held, (one,) = settled_pupils(mended(line, ("same", "1")), (), [AWAY])
    assert held.rows[0].blocks
    asked, (one,) = settled_pupils(line, (), [replace(AWAY, held=False)])
    assert (
        asked.rows[0].questions[0].words == "в портале уже есть Иванов Ярослав Романович, 2А: тот же человек?"
    )
    free, (one,) = settled_pupils(mended(line, ("same", "1")), (), [replace(AWAY, held=False)])
    assert (one.known, one.joins, free.unanswered) == (8, True, 0)
    other, (one,) = settled_pupils(mended(line, ("another", "1")), (), [AWAY])
    assert (one.is_new, other.unanswered) == (True, 0)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("Иванов Ярослав Романович 12.03.2018", ""),
        ("Иванов Ярослав Романович 8 900 000-14-08", ""),
        (
            "Иванов Ярослав Романович 13.03.2018 8 900 000-14-09 a@example.ru",
            "в карточке остаётся как есть, не записывается: телефон +7 900 000-14-09, почта a@example.ru, "
            "дата рождения 13.03.2018",
        ),
    ],
)
def test_what_is_not_written_of_somebody_known_is_named(line, note):
    read, _ = settled_pupils(line, [replace(FULL, phone=PHONE)])
    assert plain(read.rows[0].notes) == ((note,) if note else ())


def test_a_post_that_is_not_written_is_named():
    read = read_list("Ким Ян, учитель химии\nЦой Ия, завуч")
    known = [Known(n, name, posts=("завуч",)) for n, name in enumerate(("ким ян", "цой ия"), 1)]
    ask_about_doubles(read, settle_people(read.people, known), parents=False)
    assert [row.notes for row in read.rows] == [
        ("в карточке остаётся как есть, не записывается: должность учитель химии",),
        (),
    ]


def plain(notes):
    return tuple(note.replace("\u00a0", " ").replace("\u2011", "-") for note in notes)


SOMEBODY = Known(8, "белова анна", full_name="Белова Анна", place="сотрудник")


@pytest.mark.parametrize(
    ("line", "elsewhere", "kind", "known"),
    [
        ("Белова Анна — Белов Илья", {}, "known", None),
        ("Белова Анна 8 900 000-14-08 — Белов Илья", {"phone": PHONE}, None, 8),
        ("Белова Анна; тот же человек — Белов Илья", {}, None, 8),
        ("Белова Анна; другой человек — Белов Илья", {}, None, None),
        ("Белова Анна; тот же человек", {}, "there", 8),
    ],
)
def test_a_parent_who_is_known_in_the_school_is_asked_about(line, elsewhere, kind, known):
    read = read_list(line, with_children=True)
    rows = [(person, 1 if person.child else None) for person in read.people]
    (one,) = settled = settle_parents(rows, (), [replace(SOMEBODY, **elsewhere)])
    ask_about_doubles(read, settled, parents=True)
    assert [question.kind for question in read.rows[0].questions] == ([kind] if kind else [])
    assert (one.known, one.links, one.joins) == (known, bool(rows[0][1]), bool(known) and not rows[0][1])


def test_a_parent_with_a_patronymic_and_without_it_is_asked_about():
    text = "Крылова Надежда — Белов Илья\nКрылова Надежда Петровна — Белов Илья"
    read, _ = parents(text)
    assert [[question.kind for question in row.questions] for row in read.rows] == [["double"], []]
    there = Known(
        7, "крылова надежда петровна", full_name="Крылова Надежда Петровна", children=frozenset({1})
    )
    read, (one,) = parents("Крылова Надежда — Белов Илья", there)
    assert read.rows[0].questions[0].words == "здесь уже есть Крылова Надежда Петровна: тот же человек?"
    read, (one,) = parents("Крылова Надежда; тот же человек — Белов Илья", there)
    assert (one.known, one.links) == (7, False)


PUPILS = [
    Pupil(1, "белов илья ильич", "Белов Илья Ильич"),
    Pupil(2, "белов илья петрович", "Белов Илья Петрович"),
    Pupil(3, "ершов матвей олегович", "Ершов Матвей Олегович"),
    Pupil(4, "белова мария ильинична", "Белова Мария Ильинична"),
    Pupil(5, "цой яна", "Цой Яна"),
    Pupil(6, "цой яна", "Цой Яна"),
]


@pytest.mark.parametrize(
    ("child", "pk"),
    [
        ("Ершов  Матвей", 3),
        ("Матвей Ершов", 3),
        ("Белов Илья Петрович", 2),
        ("Белова М. И.", 4),
        ("Белова М.И.", 4),
        ("М. И. Белова", 4),
        ("Белова М.", 4),
        ("Белова Маша", 4),
        ("Маша Белова", 4),
        ("Белов И. П.", 2),
        ("Белов И. И.", 1),
        ("Цой Яна № 6", 6),
    ],
)
def test_lesson_d20_a_child_is_found_by_a_name_that_only_one_has(child, pk):
    assert match_child(child, PUPILS).pk == pk


@pytest.mark.parametrize(
    ("child", "told"),
    [
        ("Белов Илья", "таких в классе 2"),
        ("Белов И.", "Белов Илья Ильич, Белов Илья Петрович"),
        ("Цой Яна", "таких в классе 2"),
        ("Ёлкин Пётр", "в классе нет"),
        ("Белова А. И.", "«Белова А. И.» в классе нет"),
        ("Ершов Маша", "в классе нет"),
    ],
)
def test_lesson_d20_a_child_whom_several_may_be_or_none_is_asked_about(child, told):
    with pytest.raises(Invalid, match=told):
        match_child(child, PUPILS)
    with pytest.raises(Invalid, match="пока нет учеников"):
        match_child(child, [])


def test_namesakes_are_chosen_by_the_number_of_the_card():
    assert child_labels(PUPILS)[3:] == ["Белова Мария Ильинична", "Цой Яна № 5", "Цой Яна № 6"]


def test_lesson_d20_the_parent_of_the_same_child_with_another_phone_is_asked_about_first():
    line = "мать: Белова Анна; 8 914 555-71-01 — Белов Илья"
    stranger = Known(6, "белова анна", phone="+79000001409", full_name="Белова Анна")
    there = Known(7, "белова анна", phone=PHONE, full_name="Белова Анна", children=frozenset({1}))
    read, _ = parents(line, stranger, there)
    (question,) = read.rows[0].questions
    assert question.blocks
    assert question.words == "у этого ребёнка уже есть Белова Анна, но с другим телефоном: тот же человек?"
    same, (one,) = parents(mend(line, "same", "1", with_children=True), stranger, there)
    assert (one.known, one.linked, same.unanswered) == (7, True, 0)
    assert "не записывается: телефон +7 914 555-71-01" in same.rows[0].notes[0].replace(
        "\u00a0", " "
    ).replace("‑", "-")
    other, (one,) = parents(mend(line, "another", "1", with_children=True), stranger, there)
    assert (one.is_new, other.unanswered) == (True, 0)
