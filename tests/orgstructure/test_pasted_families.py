"""Parents with their children as class teachers keep them: the pupil first, a dash, a word for the parent. All are invented."""

from datetime import date

import pytest

from orgstructure.pasted import mend, put_child, put_line, read_list, typed_line
from tests.orgstructure.test_pasted import PHONE, brief, one

PUPILS = ["соколов петя", "елкина маша", "яковлев илья", "ли артем", "коваль никита"]
TODAY = date(2026, 11, 29)
READING = {
    "with_children": True, "with_posts": False, "today": TODAY, "school_class": "1Б", "pupils": PUPILS,
}  # fmt: skip
MOTHER = f"Соколова / Дарья ; {PHONE} ; mother ; Соколов Петя"
BY_A_DASH = [
    ("Яковлев Илья - папа Яковлев Сергей Николаевич тел. 8 900 000-14-08",
     f"Яковлев / Сергей / Николаевич ; {PHONE} ; father ; Яковлев Илья"),
    ("Соколов Петя - мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Петя – мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Петя — мама: Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Петя-мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("1) Соколов Петя 1Б - мама Соколова Дарья, 8 (900) 000-14-08", MOTHER),
    ("Соколов Пётр - мама Соколова Дарья, 8 (900) 000-14-08", MOTHER.replace("Петя", "Пётр")),
    ("Ли Артём - мама Ли Хуа, 8 900 000-14-08", f"Ли / Хуа ; {PHONE} ; mother ; Ли Артём"),
    ("Ли Артём: мама — Ли Хуа, 8 900 000-14-08", f"Ли / Хуа ; {PHONE} ; mother ; Ли Артём"),
    ("Соколов Петя - бабушка (опекун) Кравцова Зоя", "Кравцова / Зоя ; guardian ; Соколов Петя"),
    ("Соколов Петя\tопекун - бабушка Кравцова Зоя", "Кравцова / Зоя ; guardian ; Соколов Петя"),
    ("Соколов Петя - Соколова Дарья, 8 900 000-14-08", MOTHER.replace("mother ; ", "")),
    ("Соколов Петя: Соколова Дарья, 8 900 000-14-08", MOTHER.replace("mother ; ", "")),
    ("Соколов Пётр, отец Соколова Пети", "Соколов / Пётр ; father ; Соколова Пети"),
    ("Крюкова Алла, мама Соколов Петя Ильич", "Крюкова / Алла ; mother ; Соколов Петя Ильич"),
    ("Зайцев Лёва, мама Зайцева Ольга Петровна", "Зайцева / Ольга / Петровна ; mother ; Зайцев Лёва"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read"), BY_A_DASH, ids=range(len(BY_A_DASH)))
def test_a_pupil_before_the_word_for_the_parent_is_the_child(line, read):
    row = one(line, **READING)
    assert (row.error, row.questions, brief(row.person)) == ("", (), read)


def test_a_grandmother_is_asked_about_and_a_parent_without_a_name_is_no_pupil():
    assert [
        question.kind for question in one("Соколов Петя - бабушка Кравцова Зоя", **READING).questions
    ] == ["kin"]
    row = one("Коваль Никита - мама 8 900 000-14-08", **READING)
    assert "Нет имени родителя" in row.error
    assert (row.person.full_name, row.person.child) == ("", "Коваль Никита")


@pytest.mark.parametrize(
    "line",
    [
        "Крюкова Алла Ильинична 8 900 000-14-08 мама Пети Соколова",
        "Крюкова Алла Ильинична 8 900 000-14-08 (мама Пети Соколова)",
        "Крюкова Алла Ильинична, 8 900 000-14-08, мама: Пети Соколова",
        "Крюкова Алла Ильинична; мама Пети Соколова; 8 900 000-14-08",
    ],
)
def test_the_word_for_the_parent_counts_wherever_it_stands_before_the_child(line):
    row = one(line, **READING)
    assert brief(row.person) == f"Крюкова / Алла / Ильинична ; {PHONE} ; mother ; Пети Соколова"
    assert (row.person.who, row.questions) == ("мать", ())
    assert one("Крюкова Алла 8 900 000-14-08 Соколов Петя, мама", **READING).person.relation == "mother"


@pytest.mark.parametrize(
    "line",
    [
        "Коваль Инна Олеговна (мама Никиты Коваля 1Б и Златы Коваль 1А)",
        "Коваль Инна Олеговна 8 900 000-14-08 (мама Никиты Коваля 1Б и Златы Коваль 1А)",
        "Коваль Инна Олеговна мама Никиты Коваля (1Б), Златы Коваль (1А)",
        "Коваль Инна Олеговна мама Златы Коваль 1А, Никиты Коваля 1 «Б»",
    ],
)
def test_the_class_behind_a_child_is_no_part_of_the_name_and_a_child_elsewhere_is_told(line):
    row = one(line, **READING)
    assert (row.error, row.questions, row.in_class) == ("", (), True)
    assert (row.person.full_name, row.person.relation, row.person.child, row.person.unread) == (
        "Коваль Инна Олеговна", "mother", "Никиты Коваля", "",
    )  # fmt: skip
    assert row.notes == ("Златы Коваль, 1А: впишите в списке 1А",)


def test_where_all_children_are_elsewhere_the_class_is_asked_about():
    line = "Коваль Инна Олеговна — Коваль Злата 1А"
    row = one(line, **READING)
    assert ([question.kind for question in row.questions], row.person.child) == (["class"], "Коваль Злата")
    assert mend(line, "aside", "1", **READING) == ""


def read(text, **how):
    return read_list(text, **READING | how)


def whose(text, **how):
    return [(person.full_name, person.who, person.child) for person in read(text, **how).people]


BY_CHILDREN = [
    "Соколов Петя\nмама: Соколова Дарья, тел. 8 (900) 000-14-08\n\nЁлкина Маша\nбабушка (опекун) Кравцова Зоя\nпапа Ёлкин Олег",
    "1. Соколов Петя\nмама Соколова Дарья\n2. Ёлкина Маша\nопекун - бабушка Кравцова Зоя\nпапа Ёлкин Олег",
    "Родители 1Б\nПетя Соколов 1Б:\n- мама — Соколова Дарья\nЁлкина Маша\n- бабушка, опекун Кравцова Зоя\n- папа — Ёлкин Олег",
    "Ученик: Соколов Петя\nмама Соколова Дарья\n\nУченица: Ёлкина Маша\nопекун Кравцова Зоя\nпапа Ёлкин Олег",
    "[12:41, 03.09.2026] Ольга: Соколов Петя\nмама Соколова Дарья\n[12:42, 03.09.2026] Ира: Ёлкина Маша\nопекун Кравцова Зоя\n"
    "папа Ёлкин Олег",
]  # fmt: skip


@pytest.mark.parametrize("text", BY_CHILDREN, ids=range(len(BY_CHILDREN)))
def test_lesson_d20_a_pupil_alone_in_a_line_is_the_child_of_the_parents_below(text):
    found = read(text)
    assert found.unanswered == 0
    assert [set(child.split()) for *_, child in whose(text)] == [
        {"Петя", "Соколов"},
        *[{"Маша", "Ёлкина"}] * 2,
    ]
    assert [(name, who) for name, who, _ in whose(text)] == [
        ("Соколова Дарья", "мать"), ("Кравцова Зоя", "представитель"), ("Ёлкин Олег", "отец"),
    ]  # fmt: skip
    assert [row.skipped for row in found.rows if row.skipped.startswith("ученик")] == [
        "ученик класса: ниже его родители"
    ] * 2


def test_the_child_of_a_line_above_ends_with_an_empty_line_and_with_a_child_of_its_own():
    text = "Соколов Петя\nмама Соколова Дарья\nЛи Хуа — Ли Артём\nпапа 8 900 000-14-08\n\nЗверева Инна 8 900 000-14-08"
    assert whose(text) == [
        ("Соколова Дарья", "мать", "Соколов Петя"),
        ("Ли Хуа", "", "Ли Артём"),
        ("Зверева Инна", "", ""),
    ]
    text = "Соколов Петя 12.03.2018\nпапа 8 900 000-14-08"
    row = read(text).rows[1]
    assert "Нет имени родителя" in row.error
    assert row.person.child == "Соколов Петя 12.03.2018"
    asked = mend("Соколов Петя 12.03.2018\nСоколов Олег", "head", "1", **READING)
    assert whose(asked) == [("Соколов Олег", "", "Соколов Петя 12.03.2018")]


@pytest.mark.parametrize("below", ["мама Зайцева Ольга", "мама Ольга Зайцева"])
def test_a_parent_who_is_to_have_no_child_has_none_under_a_pupil_either(below):
    text = f"Ученик: Зайцев Лёва\n{below}\nпапа Зайцев Олег"
    alone = mend(text, "alone", "2", **READING)
    assert [child for *_, child in whose(alone)] == ["", "Зайцев Лёва"]
    typed = typed_line(said(read(text).rows[2]) | {"child": ""})
    assert whose(put_line(text, 3, "папа Зайцев Олег", typed))[1] == ("Зайцев Олег", "отец", "")


@pytest.mark.parametrize("verb", ["drop", "omit"])
def test_a_line_that_is_dropped_leaves_the_child_to_those_below(verb):
    text = "Соколов Петя\nбабушка Кравцова Зоя\nпапа Соколов Олег\n\nЛи Артём\nмама Ли Хуа"
    left = mend(text, verb, "2", **READING)
    assert whose(left) == [("Соколов Олег", "отец", "Соколов Петя"), ("Ли Хуа", "мать", "Ли Артём")]


ALONE = [
    ("Соколов Петя", ["pupil"]), ("Петр Соколов", ["pupil"]), ("Соколов Петр Ильич", ["pupil"]),
    ("Соколов Петя 8 900 000-14-08", ["pupil"]), ("мама Соколов Петя 8 900 000-14-08", ["pupil"]),
    ("Соколов Пётр Ильич 8 900 000-14-08", []), ("Соколова Петя", []), ("Соколов Олег", []),
]  # fmt: skip


@pytest.mark.parametrize(("line", "asked"), ALONE)
def test_lesson_d20_the_name_of_a_pupil_is_no_parents_until_somebody_says_so(line, asked):
    row = one(line, **READING)
    assert [question.kind for question in row.questions] == asked
    if asked:
        assert "ученик этого класса, а не родитель?" in row.questions[-1].words
        assert row.blocks
        assert mend(line, "unlist", "all", **READING) == ""
        parent = one(mend(line, "adult", "1", **READING), **READING)
        assert "pupil" not in [question.kind for question in parent.questions]
        assert parent.person.adult
        assert ("order" in [question.kind for question in parent.questions]) == line.startswith("Петр")
        assert one(typed_line(said(parent)), **READING).person.adult


def said(row):
    return {name: value for name, _, value in [*row.fields, *row.kept]}


@pytest.mark.parametrize(
    ("text", "number", "how"),
    [
        ("Зверева Инна 8 900 000-14-08\nСоколов Петя\nСоколова Дарья 8 900 000-14-09", 2, {}),
        ("Соколов Петя\nСоколова Дарья", 1, {}),
        ("Соколов Петя\nмама Соколова Дарья", 1, {"parents": ["соколов петя"]}),
    ],
)
def test_a_pupil_alone_in_a_line_who_may_be_a_parent_is_asked_about(text, number, how):
    row = read(text, **how).rows[number - 1]
    assert [question.kind for question in row.questions] == ["head"]
    answered = mend(text, "head", "all", **READING | how)
    assert read(answered, **how).unanswered == 0
    assert whose(answered, **how)[-1][::2] == ("Соколова Дарья", "Соколов Петя")
    adult = mend(text, "adult", str(number), **READING | how)
    assert read(adult, **how).unanswered == 0
    assert [name for name, *_ in whose(adult, **how)][number - 1] == "Соколов Петя"


HEAD = "ФИО ребёнка\tМама\tТелефон\tПапа\tТелефон\n"
MOTHER_AND_FATHER = [
    HEAD + "Соколов Петя\tСоколова Дарья\t8 900 000-14-08\tСоколов Олег\t8 900 000-14-09",
    HEAD + "Соколов Петя\tмама Соколова Дарья 8 900 000-14-08\t\tСоколов Олег, 8 900 000-14-09\t",
    f"| {HEAD[:-1]} |\n| Соколов Петя | Соколова Дарья | 8 900 000-14-08 | Соколов Олег | 8 900 000-14-09 |".replace("\t", " | "),
    "1\tСоколов Петя\tСоколова Дарья (мама)\t8 900 000-14-08\tпапа Соколов Олег\t8 900 000-14-09",
    "Соколов Петя; мама Соколова Дарья; 8 900 000-14-08; папа Соколов Олег; 8 900 000-14-09",
    "Соколов Петя, мама Соколова Дарья 8 900 000-14-08, папа Соколов Олег 8 900 000-14-09",
    "Соколов Петя - мама: Соколова Дарья 8 900 000-14-08; папа: Соколов Олег 8 900 000-14-09",
    "мама: Соколова Дарья 8 900 000-14-08, папа: Соколов Олег 8 900 000-14-09 — Соколов Петя",
    "Соколов Петя\nмама - Соколова Дарья 8 900 000-14-08, папа - Соколов Олег 8 900 000-14-09",
]  # fmt: skip


@pytest.mark.parametrize("text", MOTHER_AND_FATHER, ids=range(len(MOTHER_AND_FATHER)))
def test_two_parents_in_a_line_are_two_lines_by_one_press(text):
    found = read(text)
    row = found.rows[-1]
    assert [question.kind for question in row.questions] == ["parents"]
    assert "Соколова Дарья, Соколов Олег" in row.questions[0].words
    assert row.blocks
    split = read(mend(text, "apart", "all", **READING))
    assert split.unanswered == 0
    assert [brief(person) for person in split.people] == [
        f"Соколова / Дарья ; {PHONE} ; mother ; Соколов Петя",
        "Соколов / Олег ; +79000001409 ; father ; Соколов Петя",
    ]
    typed = one(typed_line(said(row)), **READING)
    assert "Соколов Олег" in typed.person.unread
    assert typed.blocks


def test_two_parents_whom_no_column_and_no_word_names_are_two_lines_too():
    line = "Соколов Петя\t12.03.2018\tСоколова Дарья\t8 900 000-14-08\tСоколов Олег\t8 900 000-14-09"
    split = read(mend(line, "apart", "1", **READING)).people
    assert [(one.full_name, one.phone[-2:], one.child) for one in split] == [
        ("Соколова Дарья", "08", "Соколов Петя 12.03.2018"),
        ("Соколов Олег", "09", "Соколов Петя 12.03.2018"),
    ]


def test_the_column_says_who_one_parent_is():
    text = f"{HEAD}Ли Артём\tЛи Хуа\t8 900 000-14-08\t\t\nКоваль Никита\tопекун - бабушка Кравцова Зоя\t8 900 000-14-09"
    assert read(text).unanswered == 0
    assert whose(text) == [("Ли Хуа", "мать", "Ли Артём"), ("Кравцова Зоя", "представитель", "Коваль Никита")]
    chosen = put_child(text, 2, text.split("\n")[1], "Ли Артём Ли", **READING)
    assert whose(chosen)[0] == ("Ли Хуа", "мать", "Ли Артём Ли")


STAMPED = [
    "[12:41, 03.09.2026] Ольга Мама Лёвы: {}", "[03.09.2026 12:41] Ольга: {}", "[03.09.2026, 12:41:07] +7 900 000-00-01: {}",
    "03.09.2026, 12:41 - Ольга: {}", "[12:41] {}",
]  # fmt: skip


@pytest.mark.parametrize("stamp", STAMPED)
@pytest.mark.parametrize(
    "words",
    [
        "Ли Артём, мама Ли Ольга Петровна 8 900 000-14-08",
        "мама: Ли Ольга Петровна 8 900 000-14-08 — Ли Артём",
    ],
)
def test_the_time_and_the_sender_of_a_message_are_cut_off(stamp, words):
    row = one(stamp.format(words), **READING)
    assert (row.error, row.questions) == ("", ())
    assert brief(row.person) == f"Ли / Ольга / Петровна ; {PHONE} ; mother ; Ли Артём"


@pytest.mark.parametrize(
    "line", ["Ольга Ким, [03.09.2026 12:41]", "[12:41, 03.09.2026] Ольга:", "[03.09.2026 12:41]"]
)
def test_the_time_of_a_message_alone_is_nobody(line):
    assert one(line, **READING).skipped == "время сообщения"


HIM, HER = "Одинцов Роман Ильич папа 8 914 555-71-01", "Одинцова Карина Львовна мама 8 914 555-71-02"


@pytest.mark.parametrize(
    "line",
    [
        f"Одинцова Милана - {HIM}, {HER}",
        f"Одинцова Милана — {HIM}; {HER}",
        f"Одинцова Милана: {HIM}, {HER}",
        f"Одинцова Милана, {HIM}, {HER}",
        f"{HIM}, {HER} — Одинцова Милана",
        "Одинцова Милана - Одинцов Роман Ильич (папа), 8 914 555-71-01, Одинцова Карина Львовна (мама), 8 914 555-71-02",
        f"1. Одинцова Милана (8 914 555-71-00) - {HIM}, {HER}",
        f"Одинцова Милана Ильинична - {HIM}, {HER}",
    ],
)
def test_lesson_d20_two_parents_with_commas_beside_a_child_are_two_lines_by_one_press(line):
    reading = {**READING, "pupils": {"одинцова милана романовна"}}
    (question,) = one(line, **reading).questions
    assert question.words == "в строке родителей: 2: Одинцов Роман Ильич, Одинцова Карина Львовна"
    read = read_list(mend(line, "apart", "1", **reading), **reading)
    assert [(p.full_name, p.phone, p.relation) for p in read.people] == [
        ("Одинцов Роман Ильич", "+79145557101", "father"),
        ("Одинцова Карина Львовна", "+79145557102", "mother"),
    ]
    assert all(p.child.startswith("Одинцова Милана") and not p.unread for p in read.people)
