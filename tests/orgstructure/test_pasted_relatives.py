"""Parents and children in one pasted line, birthdays of two digits, short names: read or asked about, never lost in silence."""

from datetime import date

import pytest

from orgstructure.pasted import Pupil, match_child, mend, read_list
from tests.orgstructure.test_pasted import PHONE, brief, one

TODAY = date(2026, 11, 29)
OF_PUPILS = {"with_posts": False, "today": TODAY}
OF_PARENTS = {"with_children": True, "with_posts": False, "today": TODAY}
OF_STAFF = {"today": TODAY}

SHORT = [
    ("12.03.19", OF_PUPILS, date(2019, 3, 12)),
    ("5.5.18", OF_PUPILS, date(2018, 5, 5)),
    ("5/5/18 г.р.", OF_PUPILS, date(2018, 5, 5)),
    ("д.р. 12.03.19", OF_PUPILS, date(2019, 3, 12)),
    ("8 900 000-14-08 12.03.19", OF_PUPILS, date(2019, 3, 12)),
    ("8.12.19 8 900 000-14-08", OF_PUPILS, date(2019, 12, 8)),
    ("12-03-2019", OF_PUPILS, date(2019, 3, 12)),
    ("12.03.85", OF_STAFF, date(1985, 3, 12)),
    ("12.03.01", OF_STAFF, date(2001, 3, 12)),
    ("12.03.40", OF_PARENTS, date(1940, 3, 12)),
]


@pytest.mark.parametrize(("said", "reading", "born"), SHORT, ids=range(len(SHORT)))
def test_a_year_of_two_digits_is_of_the_century_that_may_be(said, reading, born):
    row = one(f"Ёжикова Софья {said}", **reading)
    assert (row.error, row.questions, row.person.birth_date) == ("", (), born)
    assert row.person.phone == (PHONE if "000-14-08" in said else "")


@pytest.mark.parametrize("reading", [OF_STAFF, OF_PARENTS])
def test_a_child_among_adults_is_asked_about(reading):
    row = one("Ёжикова Софья 12.03.19", **reading)
    assert [question.kind for question in row.questions] == ["minor"]
    assert "12.03.2019" in row.questions[0].words


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("31.02.19", "«31.02.19»: такой даты нет"),
        ("12.03.85", "«12.03.85»: этот день ещё не наступил. Впишите год четырьмя цифрами"),
        ("12.03.2035", "«12.03.2035»: этот день ещё не наступил. Исправьте дату рождения"),
    ],
)
def test_a_birthday_that_cannot_be_is_told_as_a_birthday(said, told):
    assert told in one(f"Ёжикова Софья {said}", **OF_PUPILS).error


@pytest.mark.parametrize("phone", ["8 (41641) 2.12.07", "8 41641 2-12-07"])
def test_a_phone_is_no_birthday(phone):
    row = one(f"Ёжикова Софья {phone}", **OF_STAFF)
    assert (row.error, row.person.phone, row.person.birth_date) == ("", "+74164121207", None)


@pytest.mark.parametrize("line", ["Петя Сидоров", "Маша Гуревич", "Лёша Цой"])
def test_a_short_name_before_a_surname_is_asked_about(line):
    (question,) = one(line).questions
    assert question.kind == "order"
    assert one(mend(line, "turn", "1")).person.full_name == " ".join(reversed(line.split()))


RELATIVES = [
    ("Осипов Пётр Ильич, мама Осипова Инна 8 900 000-14-08", "мама Осипова Инна 8 900 000-14-08"),
    ("Осипов Пётр Ильич; мама: Осипова Инна; 8 900 000-14-08; inna@example.ru",
     "мама: Осипова Инна; 8 900 000-14-08; inna@example.ru"),
    ("Осипов Пётр Ильич тел. мамы 8 900 000-14-08", "тел. мамы 8 900 000-14-08"),
    ("Осипов Пётр Ильич\tмамин телефон 8 900 000-14-08", "мамин телефон 8 900 000-14-08"),
    ("Осипов Пётр Ильич 12.03.2018 (папа Осипов Илья +7 900 000-14-08)", "папа Осипов Илья +7 900 000-14-08"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), RELATIVES, ids=range(len(RELATIVES)))
def test_the_phone_of_a_parent_is_not_written_to_the_child(line, said):
    row = one(line, **OF_PUPILS)
    assert (row.error, row.person.full_name, row.person.phone, row.person.email) == (
        "",
        "Осипов Пётр Ильич",
        "",
        "",
    )
    (question,) = row.questions
    assert question.blocks
    assert said in question.words
    kept = one(mend(line, "keep", "1", **OF_PUPILS), **OF_PUPILS)
    assert (kept.person.phone, [one.kind for one in kept.questions]) == ("", ["relative"])
    forgotten = one(mend(line, "orphan", "all", **OF_PUPILS), **OF_PUPILS)
    assert (forgotten.person.phone, forgotten.questions) == ("", ())


@pytest.mark.parametrize(
    "line",
    ["Осипов Пётр Ильич 8 900 000-14-08 мама", "Осипов Пётр Ильич; 8 900 000-14-08; мама Осипова Инна"],
)
def test_whose_phone_it_is_is_asked_where_nothing_says_it(line):
    row = one(line, **OF_PUPILS)
    assert [question.kind for question in row.questions] == ["whose"]
    assert "Чей телефон +7 900 000-14-08?" in row.questions[0].words.replace("\u00a0", " ").replace(
        "\u2011", "-"
    )
    for verb, phone in (("forget", PHONE), ("unphone", "")):
        answered = one(mend(line, verb, "1", **OF_PUPILS), **OF_PUPILS)
        assert (answered.person.phone, answered.questions) == (phone, ())


TWINS = [
    "Близнецова Ольга; 8 900 000-14-08 — Близнецова Аня, Близнецова Таня",
    "мать: Близнецова Ольга 8 900 000-14-08 — Близнецова Аня и Таня",
    "Близнецова Ольга, 8 900 000-14-08 — Близнецова Аня и Близнецова Таня",
    "Близнецова Ольга; 8 900 000-14-08; Близнецова Аня; Близнецова Таня",
    "Близнецова Ольга\t8 900 000-14-08\tБлизнецова Аня и Таня",
    "Близнецова Ольга 8 900 000-14-08 дети: Близнецова Аня, Близнецова Таня",
]


@pytest.mark.parametrize("line", TWINS)
@pytest.mark.parametrize("pupils", [(), ("близнецова аня", "близнецова таня")])
def test_two_children_of_a_line_are_two_lines_by_one_press(line, pupils):
    row = one(line, **OF_PARENTS, pupils=pupils)
    assert (row.error, row.person.full_name) == ("", "Близнецова Ольга")
    assert [question.kind for question in row.questions] == ["children"]
    assert row.blocks
    split = read_list(mend(f"{line}\nЦой Ия", "split", "1", **OF_PARENTS, pupils=pupils), **OF_PARENTS)
    assert [(person.full_name, person.child, person.same) for person in split.people] == [
        ("Близнецова Ольга", "Близнецова Аня", False),
        ("Близнецова Ольга", "Близнецова Таня", True),
        ("Цой Ия", "", False),
    ]
    assert split.unanswered == 0
    assert {person.phone for person in split.people[:2]} == {PHONE}


@pytest.mark.parametrize(
    "line",
    [
        "Зверева Инна, мать Зверева Олега",
        "Зверева Инна мать Зверева Олега",
        "Зверева Инна (мать Зверева Олега)",
        "Зверева Инна — мать Зверева Олега",
    ],
)
def test_a_child_behind_the_word_for_the_parent_is_the_child(line):
    row = one(line, **OF_PARENTS)
    assert (row.error, row.questions) == ("", ())
    assert brief(row.person) == "Зверева / Инна ; mother ; Зверева Олега"
    with_phone = one(f"{line} 8 900 000-14-08", **OF_PARENTS).person
    assert (with_phone.child, with_phone.phone) == ("Зверева Олега", PHONE)


@pytest.mark.parametrize(
    "line",
    [
        "Зверев Олег, мать Зверева Инна 8 900 000-14-08",
        "Зверев Олег 12.03.19 мать Зверева Инна 8 900 000-14-08",
        "мать: Зверева Инна — Зверев Олег 8 900 000-14-08",
    ],
)
def test_the_parent_of_a_pupil_who_stands_first_is_the_parent(line):
    row = one(line, **OF_PARENTS, pupils=["зверев олег ильич"])
    assert row.questions == ()
    born = " 12.03.2019" if "12.03.19" in line else ""
    assert brief(row.person) == f"Зверева / Инна ; {PHONE} ; mother ; Зверев Олег{born}"


@pytest.mark.parametrize(
    ("child", "pk"), [("Зверева Олега", 1), ("Цой Ии", 2), ("Зверевой Марии", 3), ("Зверева Олега Ильича", 1)]
)
def test_a_child_is_found_by_the_form_of_whom(child, pk):
    pupils = [Pupil(1, "зверев олег ильич"), Pupil(2, "цой ия"), Pupil(3, "зверева мария ильинична")]
    if child != "Цой Ии":
        assert match_child(child, pupils).pk == pk


@pytest.mark.parametrize(
    ("head", "of_parent"),
    [
        ("№\tФИО ребёнка\tТелефон мамы", True),
        ("ФИО ученика;Контактный телефон родителя", True),
        ("ФИО ученика\tФИО мамы\tТелефон", True),
        ("№\tФИО\tТелефон", False),
        ("ФИО родителя\tФИО ученика\tТелефон", False),
        ("ФИО\tТелефон ребёнка\tТелефон мамы", False),
    ],
)
def test_the_head_of_a_table_says_whose_the_phones_are(head, of_parent):
    text = f"{head}\nОсипов Пётр Ильич\t8 900 000-14-08"
    row = read_list(text, **OF_PUPILS).rows[1]
    assert row.person.phone == ("" if of_parent else PHONE)
    assert [question.kind for question in row.questions] == (["relative"] if of_parent else [])
    answered = read_list(mend(text, "orphan", "all", **OF_PUPILS), **OF_PUPILS)
    assert answered.unanswered == 0
    assert [person.full_name for person in answered.people] == ["Осипов Пётр Ильич"]


def test_many_lines_with_two_children_are_split_by_one_press():
    text = "Близнецова Ольга — Близнецова Аня и Таня\nЦой Ия — Цой Ян\nКим Ия — Ким Ян, Ким Яна"
    split = read_list(mend(text, "split", "all", **OF_PARENTS), **OF_PARENTS)
    assert [person.child for person in split.people] == [
        "Близнецова Аня", "Близнецова Таня", "Цой Ян", "Ким Ян", "Ким Яна",
    ]  # fmt: skip
