"""The head of a pasted table, and the columns that are written nowhere: told once for the list, asked of no row."""

from datetime import date

import pytest

from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_paste_page import paste, text
from tests.orgstructure.test_pasted import PHONE, brief, one

STAFF = {"today": date(2026, 11, 29)}
PERSON = "Иванова / Анна / Ильинична"


@pytest.mark.parametrize(
    "line",
    [
        "№\tФИО\tДолжность\tНагрузка\tТелефон",
        "№ ФИО Должность Категория Стаж",
        "№ п/п\tФИО педагога\tСтавка, Стаж\tОсобые отметки",
        "№\tФамилия\tИмя\tПол\tДата рождения\tАдрес проживания\tСНИЛС\tКружок",
        "ФИО;Кол-во часов;Разряд;Телефон",
        "| № | ФИО | Пед. стаж | Телефон |",
        "Мать (ФИО) / Отец (ФИО)",
        "Сотрудник\tДолжность\tПредмет\tНагрузка (часов)",
    ],
)
@pytest.mark.parametrize("reading", [{}, {"with_posts": False}, {"with_posts": False, "with_children": True}])
def test_lesson_d20_the_head_of_a_table_is_nobody(line, reading):
    row = one(line, **reading)
    assert (row.person, row.error, row.skipped) == (None, "", "заголовок таблицы")


@pytest.mark.parametrize(
    "line", ["Иванова\tАнна\tИльинична\tхимия", "ФИО: Иванова Анна Ильинична", "Фамилия\t8 900 000-14-08"]
)
def test_a_person_is_no_head_of_a_table(line):
    assert one(line, **STAFF).skipped == ""


TABLES = [
    ("№\tФИО\tДолжность\tНагрузка\tТелефон", "1\tИванова Анна Ильинична\tучитель химии\t18\t8 900 000-14-08",
     f"{PERSON} ; {PHONE} ; учитель химии", ["Нагрузка"]),
    ("№\tФИО\tДолжность\tСтавка, Стаж\tПол\tТелефон", "1\tИванова Анна Ильинична\tучитель\t1,0 12 лет\tж",
     f"{PERSON} ; учитель", ["Ставка, Стаж", "Пол"]),
    ("№\tФИО\tДолжность\tКласс\tКатегория", "1\tИванова Анна Ильинична\tучитель\t5А\tвысшая", f"{PERSON} ; учитель",
     ["Класс", "Категория"]),
    ("№\tФ.И.О. учителя\tЗанимаемая должность\tОбразование, специальность\tОбщий стаж\tКв. категория\tКурсы",
     "1\tИванова Анна Ильинична\tучитель химии\tвысшее, ТГПУ\t20\tпервая\t2024", f"{PERSON} ; учитель химии",
     ["Образование, специальность", "Общий стаж", "Кв. категория", "Курсы"]),
    ("ФИО;Стаж;Телефон", "Иванова Анна Ильинична;12;8 900 000-14-08", f"{PERSON} ; {PHONE}", ["Стаж"]),
    ("| № | ФИО | Стаж | Телефон |", "| 1 | Иванова Анна Ильинична | 12 лет | 8 900 000-14-08 |",
     f"{PERSON} ; {PHONE}", ["Стаж"]),
    ("№ ФИО Должность Категория Стаж", "1 Иванова Анна Ильинична учитель химии высшая 12",
     f"{PERSON} ; учитель химии", []),
]  # fmt: skip


@pytest.mark.parametrize(("head", "line", "read", "left"), TABLES, ids=range(len(TABLES)))
def test_columns_that_are_written_nowhere_are_told_once(head, line, read, left):
    told = read_list(f"{head}\n{line}", **STAFF)
    row = told.rows[1]
    assert (row.error, row.questions, brief(row.person)) == ("", (), read)
    assert told.left_out == left
    assert row.line == " ".join(line.split())


def test_a_column_of_papers_is_left_out_of_pupils():
    head = "№\tФамилия\tИмя\tПол\tДата рождения\tАдрес\tСНИЛС\tПримечание"
    line = "1\tИванов\tПётр\tм\t03.04.2017\tТула, Садовая 5\t123-456-789 00\tОВЗ, вар. 7.1"
    told = read_list(f"{head}\n{line}", with_posts=False, school_class="2А", **STAFF)
    assert brief(told.rows[1].person) == "Иванов / Пётр ; 03.04.2017"
    assert told.rows[1].questions == ()
    assert told.left_out == ["Пол", "Адрес", "СНИЛС", "Примечание"]


@pytest.mark.parametrize("head", ["Имя Фамилия;Стаж;Телефон;Должность", "ФИО\tТелефон\tСтаж"])
def test_a_line_that_was_mended_keeps_all_it_says(head):
    line = "Анна Белова; 8 900 000-14-08; учитель химии; 2 корпус"
    asked = read_list(f"{head}\n{line}", **STAFF).rows[1]
    mended = mend(f"{head}\n{line}", "forget", "2", **STAFF)
    again = read_list(mended, **STAFF).rows[1].person
    assert (again.phone, again.post) == (asked.person.phone, asked.person.post) == (PHONE, "учитель химии")


def test_the_page_tells_the_columns_that_are_left_out(client_of, administrator, staff_room):
    web = client_of(administrator)
    page = text(paste(web, role="teacher", text=f"{TABLES[0][0]}\n{TABLES[0][1]}"))
    assert "Столбцы таблицы, которые не записываются: Нагрузка." in page
    assert "Запишется: 1 человек" in page
