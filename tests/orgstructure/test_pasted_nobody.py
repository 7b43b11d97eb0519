"""Words in place of a name: nobody is there, or somebody of the line above; never a person called «та же»."""

import pytest

from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_pasted import one

PUPILS = frozenset({"ким дмитрий олегович", "ким даниил олегович", "рогов артур", "орлова ева"})
OF_PARENTS = {"with_children": True, "with_posts": False, "school_class": "5А", "pupils": PUPILS}
OF_PUPILS = {"with_posts": False, "school_class": "5А"}
MOTHER = "Ким Дмитрий - мать Ким Наталья Юрьевна 8 914 000-00-01"


def read_of(text, **how):
    return [
        (row.person.full_name, row.person.relation, row.person.child, row.person.same)
        for row in read_list(text, **(how or OF_PARENTS)).rows
        if row.person and not row.error
    ]


@pytest.mark.parametrize(
    "said",
    [
        "мать та же",
        "мать она же",
        "мама та же самая",
        "она же",
        "та же мать",
        "- мать та же, 8 914 000-00-01",
    ],
)
@pytest.mark.parametrize("child", ["Ким Даниил", "Рогов Артур"])
def test_lesson_d20_the_same_mother_is_the_one_above(child, said):
    text = f"{MOTHER}\n{child} - {said}"
    row = read_list(text, **OF_PARENTS).rows[1]
    assert (row.error, row.questions) == ("", ())
    assert "Ким Наталья Юрьевна: строка 1" in row.notes[0]
    assert read_of(text)[1] == ("Ким Наталья Юрьевна", "mother", child, True)
    assert row.person.phone == "+79140000001"


def test_the_same_one_is_of_its_relation():
    text = f"{MOTHER}\nКим Дмитрий - отец Ким Олег Юрьевич\nКим Даниил - мать та же\nКим Даниил - отец тот же"
    text += "\nРогов Артур - он же"
    assert [name for name, *_ in read_of(text)[2:]] == [
        "Ким Наталья Юрьевна",
        "Ким Олег Юрьевич",
        "Ким Олег Юрьевич",
    ]


def test_the_same_parents_are_each_a_line():
    text = f"{MOTHER}\nКим Дмитрий - отец Ким Олег Юрьевич\nКим Даниил: родители те же"
    row = read_list(text, **OF_PARENTS).rows[2]
    assert [question.kind for question in row.questions] == ["parents"]
    answered = mend(text, "apart", "3", **OF_PARENTS)
    assert read_of(answered)[2:] == [
        ("Ким Наталья Юрьевна", "mother", "Ким Даниил", True),
        ("Ким Олег Юрьевич", "father", "Ким Даниил", True),
    ]
    assert read_list(answered, **OF_PARENTS).unanswered == 0


@pytest.mark.parametrize(
    "text",
    [
        "Ким Даниил - мать та же",  # nobody above
        f"{MOTHER}\n\nКим Даниил - мать та же",  # a line between was dropped
        f"{MOTHER}\nКим Даниил - отец тот же",  # no such relation above
        f"{MOTHER}\nмать та же",  # of no child
        f"{MOTHER}\nКим Дмитрий - мать Ким Нина\nКим Даниил - мать та же",  # two of them
    ],
)
def test_whoever_is_not_clear_above_is_asked_for(text):
    row = read_list(text, **OF_PARENTS).rows[-1]
    assert row.blocks
    assert "Впишите имя" in row.error
    assert row.person.full_name == ""


def test_in_columns_the_same_one_is_the_one_above():
    head = "Ученик\tМать\tОтец\tТелефон\n"
    rows = "Ким Дмитрий\tКим Наталья Юрьевна\tнет\t89140000001\nКим Даниил\tта же\tнеизвестен\t89140000001"
    assert read_of(head + rows)[1][:3] == ("Ким Наталья Юрьевна", "mother", "Ким Даниил")


def test_what_else_stands_beside_the_same_one_is_asked_about():
    row = read_list(f"{MOTHER}\nКим Даниил - мать та же, 8 914 000-00-07", **OF_PARENTS).rows[1]
    assert [question.kind for question in row.questions] == ["unread"]


@pytest.mark.parametrize(
    "line",
    [
        "Орлова Ева: опекун не назначен",
        "Орлова Ева - родителей нет",
        "Орлова Ева - нет данных",
        "Орлова Ева: отец неизвестен",
        "Орлова Ева, мать не указана, отец неизвестен",
        "Орлова Ева: законный представитель отсутствует",
        "Мирская Ада — нет родителей",
        "мать умерла",
        "нет данных",
        "неизвестно",
    ],
)
def test_lesson_d20_nobody_is_no_person(line):
    row = one(line, **OF_PARENTS)
    assert (row.person, row.error) == (None, "")
    assert row.skipped.startswith("никто не назван: «")


def test_below_a_pupil_nobody_is_no_person():
    rows = read_list("Орлова Ева\nопекун не назначен", **OF_PARENTS).rows
    assert [row.skipped for row in rows] == [
        "ученик класса: ниже его родители",
        "никто не назван: «опекун не назначен»",
    ]


@pytest.mark.parametrize(
    ("line", "reading"),
    [("нет данных", OF_PUPILS), ("неизвестно", {}), ("Учитель физики: вакансия", {}), ("Логопед - нет", {})],
)
def test_nobody_in_lists_of_pupils_and_staff(line, reading):
    assert one(line, **reading).skipped.startswith("никто не назван")


@pytest.mark.parametrize(
    "line", ["Орлова Зоя Павловна; нет; 8 914 000-00-01", "Орлова Зоя, мать; нет — Орлова Ева"]
)
def test_a_cell_of_nothing_leaves_the_parent(line):
    row = one(line, **OF_PARENTS)
    assert row.person.full_name.startswith("Орлова Зоя")


@pytest.mark.parametrize(
    "line",
    [
        "Соц. педагог: Мухина Вера Львовна",
        "Соц. педагог — Мухина Вера Львовна",
        "Мухина Вера Львовна - Соц. педагог:",
        "Мухина Вера Львовна\tСоц. педагог -",
    ],
)
def test_a_post_has_no_colon_behind_it(line):
    assert one(line).person.post == "Соц. педагог"


@pytest.mark.parametrize(
    "column",
    [
        "Родители (законные представители)",
        "Родители",
        "Законные представители ребёнка",
        "ФИО законных представителей",
    ],
)
def test_lesson_d20_a_head_of_legal_representatives_is_a_head(column):
    text = f"Ученик\t{column}\tТелефон\nКим Дмитрий\tКим Наталья Юрьевна\t89140000001\n\tКим Олег Юрьевич\t89140000002"
    assert read_list(text, **OF_PARENTS).rows[0].skipped == "заголовок таблицы"
    assert [child for _, _, child, _ in read_of(text)] == ["Ким Дмитрий", "Ким Дмитрий"]


RENATA = "Подольская Рената Ильинична 8 914 555-71-01"


@pytest.mark.parametrize(
    "line",
    [
        f"Подольский Герман — родителей нет, опека, {RENATA}",
        f"Подольский Герман — без родителей, {RENATA}",
        f"Подольский Герман, опека, {RENATA}",
        f"Подольский Герман — опека: {RENATA}",
        f"Подольский Герман — сирота, опекун {RENATA}",
        f"Подольский Герман\tродителей нет, опека\t{RENATA}",
        f"{RENATA}, опека (родителей нет) — Подольский Герман",
    ],
)
def test_lesson_d20_that_there_are_no_parents_is_a_remark_and_whoever_is_named_the_guardian(line):
    row = one(line, with_children=True, pupils={"подольский герман ильич"})
    assert (row.person.full_name, row.person.relation) == ("Подольская Рената Ильинична", "guardian")
    assert (row.person.phone, row.person.child) == ("+79145557101", "Подольский Герман")
    assert row.questions == ()
    assert "не запишется" in row.notes[0]


@pytest.mark.parametrize("said", ["мамы нет", "мать умерла", "без матери", "нет матери"])
def test_lesson_d20_that_one_of_the_parents_is_not_is_a_remark(said):
    line = f"Подольский Герман — {said}, папа Подольский Ян Ильич 8 914 555-71-01"
    row = one(line, with_children=True, pupils={"подольский герман ильич"})
    assert (row.person.full_name, row.person.relation) == ("Подольский Ян Ильич", "father")
    assert (row.questions, row.notes) == ((), (f"не запишется: «{said}»",))
