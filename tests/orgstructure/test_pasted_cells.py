"""Cells of pasted tables: with a break in them, merged, of two parents; told by the names of their columns. All invented."""

import time
from datetime import date

import pytest

from core.names import search_form
from orgstructure.pasted import lines_of, mend, read_list
from orgstructure.pasted.apart import people_in
from tests.orgstructure.test_paste_page import paste, text
from tests.orgstructure.test_pasted import brief

TODAY = date(2026, 11, 30)
NAMES = ["Гаджиева Аминат Магомедовна", "Бойко Алина", "Орлов Демид"]
PARENTS = {
    "with_children": True, "school_class": "1А", "pupils": frozenset(map(search_form, NAMES)), "today": TODAY,
}  # fmt: skip
PUPILS = {"with_posts": False, "school_class": "1А", "today": TODAY}
INNA = "Орлова / Инна / Львовна ; +79005003001 ; Орлов Демид"
ARTUR = "Орлов / Артур / Ильич ; +79005003002 ; Орлов Демид"
IN_LINES = 'Орлов Демид\t"Орлова Инна Львовна\nОрлов Артур Ильич"\t"89005003001\n89005003002"'


def people(told):
    return [brief(row.person) for row in told.rows if row.person]


def kinds(row):
    return [question.kind for question in row.questions]


@pytest.mark.parametrize(
    ("pasted", "lines"),
    [
        (IN_LINES, ["Орлов Демид\tОрлова Инна Львовна, Орлов Артур Ильич\t89005003001, 89005003002"]),
        ('"Дата\nрождения"\tАдрес', ["Дата рождения\tАдрес"]),
        ('Адрес\t"ул. ""Садовая"",\n5"', ['Адрес\tул. "Садовая", 5']),
        ('Белова;"Анна\r\nИльинична";8', ["Белова;Анна Ильинична;8"]),
        ('"Белова Анна\nБелов Илья"', ['"Белова Анна', 'Белов Илья"']),
        ('1 "А" класс\nБелов "Илья"\tx', ['1 "А" класс', 'Белов "Илья"\tx']),
        ('"Белов\tx\nИванов\t"', ['"Белов\tx', 'Иванов\t"']),
    ],
)
def test_lesson_d20_a_cell_in_quotes_is_one_cell(pasted, lines):
    assert lines_of(pasted) == lines
    assert lines_of("\n".join(lines)) == lines


def test_lesson_d20_two_parents_in_the_lines_of_a_cell_keep_their_own_phones():
    (row,) = read_list(IN_LINES, **PARENTS).rows
    assert kinds(row) == ["parents"]
    told = read_list(mend(IN_LINES, "apart", "1", **PARENTS), **PARENTS)
    assert people(told) == [INNA, ARTUR]
    assert told.unanswered == 0


def test_lesson_d20_a_phone_of_two_parents_is_asked_about():
    pasted = 'Орлов Демид\t"Орлова Инна Львовна\nОрлов Артур Ильич"\t89005003001'
    first, second = read_list(mend(pasted, "apart", "1", **PARENTS), **PARENTS).rows
    assert (first.person.phone, second.person.phone) == ("", "")
    assert first.questions[0].words == "не прочитано: «чей телефон 89005003001»"


def test_lesson_d20_a_break_in_the_head_of_a_table_is_no_person():
    pasted = '№\tФамилия, имя\t"Дата\nрождения"\tАдрес\n1\tОрлов Демид\t01.02.2019\tТула, Садовая 5'
    told = read_list(pasted, **PUPILS)
    assert people(told) == ["Орлов / Демид ; 01.02.2019"]
    assert (told.left_out, told.unanswered) == (["Адрес"], 0)


MERGED = (
    "ФИО ученика\tРодители\tТелефон\nГаджиева Аминат Магомедовна\tГаджиев Магомед Алиевич\t89005001012\n"
    "\tГаджиева Зарема Омаровна (мать)\t89005001005\nБойко Алина\tБойко Елена Викторовна\t89005001002"
)


def test_lesson_d20_a_merged_cell_of_the_child_is_of_the_rows_below():
    assert people(read_list(MERGED, **PARENTS)) == [
        "Гаджиев / Магомед / Алиевич ; +79005001012 ; Гаджиева Аминат Магомедовна",
        "Гаджиева / Зарема / Омаровна ; +79005001005 ; mother ; Гаджиева Аминат Магомедовна",
        "Бойко / Елена / Викторовна ; +79005001002 ; Бойко Алина",
    ]
    left = read_list(mend(MERGED, "drop", "2", **PARENTS), **PARENTS)
    assert left.people[0].child == "Гаджиева Аминат Магомедовна"


@pytest.mark.parametrize(
    "rows", ["1\tБойко Алина\tБойко Елена\t8\n2\t\tОрлова Инна\t", "1\tБойко Алина\tБойко Елена\t\n\n\t\tОрлова Инна\t"]
)  # fmt: skip
def test_a_row_of_its_own_takes_no_child_from_above(rows):
    pasted = f"№\tРебёнок\tРодитель\tТелефон\n{rows}"
    assert lines_of(pasted) == pasted.split("\n")


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("Бойко Алина\tБойко Елена Викторовна, Бойко Виктор Петрович\t89005001002, 89005001003",
         ["Бойко / Елена / Викторовна ; +79005001002 ; Бойко Алина", "Бойко / Виктор / Петрович ; +79005001003 ; Бойко Алина"]),
        ("Бойко Алина\tБойко Елена Викторовна и Бойко Виктор Петрович\t89005001002; 89005001003",
         ["Бойко / Елена / Викторовна ; +79005001002 ; Бойко Алина", "Бойко / Виктор / Петрович ; +79005001003 ; Бойко Алина"]),
        ("Ли Артём\tЛи О.С. (мать), Ли И.И. (отец)\t89005001002, 89005001003 (Viber)",
         ["Ли / О. / С. ; +79005001002 ; mother ; Ли Артём", "Ли / И. / И. ; +79005001003 ; father ; Ли Артём"]),
        ("Ли Артём\tмать - Ли О.С., отец - Ли И.И.\t89005001002, 89005001003",
         ["Ли / О. / С. ; +79005001002 ; mother ; Ли Артём", "Ли / И. / И. ; +79005001003 ; father ; Ли Артём"]),
    ],
)  # fmt: skip
def test_lesson_d20_the_parents_of_one_cell_are_parted_and_have_the_phones_in_their_order(row, read):
    pasted = f"№\tФИО ребёнка\tФИО родителей\tТелефон\n1\t{row}"
    assert kinds(read_list(pasted, **PARENTS).rows[1]) == ["parents"]
    assert people(read_list(mend(pasted, "apart", "2", **PARENTS), **PARENTS)) == read


@pytest.mark.parametrize("verb", ["forget", "orphan", "unphone", "omit", "undate"])
def test_lesson_d20_no_answer_for_all_throws_a_parent_away(verb):
    pasted = (
        "№\tРебёнок\tРодители\tТелефон\n1\tБойко Алина\tбабушка Бойко Елена, дед; Бойко Виктор\t89005001002"
    )
    assert mend(pasted, verb, "all", **PARENTS) == pasted


def test_lesson_d20_columns_tell_whose_a_phone_is():
    head = "Ребёнок\tМать\tОтец\tТелефон отца\tТелефон матери"
    row = "Бойко Алина\tБойко Елена Викторовна\tБойко Виктор Петрович\t89005001003\t89005001002"
    told = read_list(mend(f"{head}\n{row}", "apart", "all", **PARENTS), **PARENTS)
    assert people(told) == [
        "Бойко / Елена / Викторовна ; +79005001002 ; mother ; Бойко Алина",
        "Бойко / Виктор / Петрович ; +79005001003 ; father ; Бойко Алина",
    ]


@pytest.mark.parametrize("head", ["Ребёнок\tПримечание\tРодитель\tТелефон\n", ""])
def test_lesson_d20_a_remark_between_a_child_and_a_parent_is_no_name(head):
    pasted = (
        f"{head}Бойко Алина\tмногодетная\tИванова Ольга Сергеевна, 1985, домохозяйка\t8-900-500-10-01\n"
        "Орлов Демид\tмалообеспеченная\tВан Лань, 12.12.1988, ИП\t8-900-500-10-02"
    )
    told = read_list(pasted, **PARENTS)
    assert people(told) == [
        "Иванова / Ольга / Сергеевна ; +79005001001 ; Бойко Алина",
        "Ван / Лань ; +79005001002 ; 12.12.1988 ; Орлов Демид",
    ]
    assert told.unanswered == 0


def test_lesson_d20_the_head_of_a_table_of_parents_is_no_pupil():
    told = read_list("Ребёнок\tРодитель\tТелефон\nБойко Алина\tБойко Елена\t89005001002", **PARENTS)
    assert (told.rows[0].skipped, told.heads) == ("заголовок таблицы", {})


def test_lesson_d20_the_page_shows_a_table_with_quotes_in_its_lines(client_of, administrator, school_class):
    web, form = client_of(administrator), {"role": "pupil", "school_class": school_class.pk}
    page = paste(web, **form, text='ФИО\t"Дата\nрождения"\nБелов Илья\t01.02.2018\n\nПОПОВ ИЛЬЯ')
    assert [row.number for row in page.context["form"].read.rows] == [1, 2, 4]
    page = text(paste(web, **form, text=page.context["form"].sent["text"], do="case:4"))
    assert "ФИО\tДата рождения\nБелов Илья\t01.02.2018\n\nПопов Илья" in page


def test_lesson_d20_numbers_are_read_by_the_names_of_their_columns():
    head = "ФИО\tДомашний\tМобильный\tСвидетельство о рождении\tСНИЛС\tДата рождения"
    told = read_list(f"{head}\nБелов Илья\t51111\t89005001002\tI-ДН 123456\t12345678901\t43132", **PUPILS)
    assert people(told) == ["Белов / Илья ; +79005001002 ; 01.02.2018"]
    assert told.unanswered == 0
    assert told.left_out == ["Домашний", "Свидетельство о рождении", "СНИЛС"]


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("ФИО\tТелефон\tФИО родителей\nБелов Илья\t89005001006\tБелова Анна Петровна", "whose"),
        ("ФИО\tФИО родителей\tТелефон\nБелов Илья\tБелова Анна Петровна\t89005001006", "relative"),
        ("ФИО\tТелефон\tМама\nБелов Илья\t\tБелова Анна Петровна", "relative"),
    ],
)
def test_lesson_d20_a_column_of_parents_in_a_list_of_pupils_is_asked_about_as_of_parents(table, kind):
    row = read_list(table, **PUPILS).rows[1]
    assert kinds(row) == [kind]
    assert row.person.full_name == "Белов Илья"


def test_lesson_d20_a_cell_that_says_no_is_empty():
    head = "ФИО ребёнка\tМать\tТелефон матери\tОтец\tТелефон отца"
    told = read_list(f"{head}\nБойко Алина\tнет\tнет\tБойко Виктор Петрович\t89005001003", **PARENTS)
    assert people(told) == ["Бойко / Виктор / Петрович ; +79005001003 ; father ; Бойко Алина"]
    assert told.unanswered == 0


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Мама: Абрамова Ольга Петровна 8-900-500-10-01 Папа: Абрамов Алексей Игоревич 8-900-500-10-04",
         ["Абрамова Ольга Петровна", "Абрамов Алексей Игоревич"]),
        ("Гаджиева З.О. 89005001005, Гаджиев М.А. 89005001006", ["Гаджиева З. О.", "Гаджиев М. А."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["Бойко Алина\t", "Бойко Алина\n"])
def test_lesson_d20_two_parents_of_one_line_are_parted_without_a_semicolon(before, line, names):
    pasted = f"{before}{line}"
    told = read_list(mend(pasted, "apart", "all", **PARENTS), **PARENTS)
    assert [(one.full_name, one.child) for one in told.people] == [(name, "Бойко Алина") for name in names]
    assert all(one.phone for one in told.people)


def test_a_cell_of_many_names_is_parted_in_one_pass():
    started = time.process_time()
    assert len(people_in("Бойко Елена Викторовна, " * 8000)) == 8000
    assert time.process_time() - started < 5


@pytest.mark.parametrize("part", ["\t", ";"])
def test_lesson_d20_parents_parted_below_a_head_are_read_as_they_were_shown(part):
    """The lines that the button writes have none of the columns of the head above them."""
    how = {"with_children": True, "with_posts": False, "pupils": ["ягодин петр львович"]}
    cells = ["Ягодин Пётр Львович", "Ягодина Инна Юрьевна, Ягодин Лев Петрович", "89005550103, 89005550104"]
    text = "\n".join([part.join(["Ученик", "Родитель", "Телефон"]), part.join(cells)])
    (question,) = read_list(text, **how).rows[1].questions
    rows = read_list(mend(text, question.answers[0][0], "2", **how), **how).rows[1:]
    assert [(row.error, row.questions) for row in rows] == [("", ())] * 2
    assert [(row.person.full_name, row.person.phone, row.person.child) for row in rows] == [
        ("Ягодина Инна Юрьевна", "+79005550103", "Ягодин Пётр Львович"),
        ("Ягодин Лев Петрович", "+79005550104", "Ягодин Пётр Львович"),
    ]
