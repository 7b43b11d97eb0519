"""Pure rules of the structure: years, nomenclatures, pasted lists."""

from datetime import date

import pytest

from core.errors import Invalid
from orgstructure.rules import (
    MAX_LINES,
    class_search_title,
    class_title,
    match_child,
    nomenclature,
    parse_class_name,
    parse_letters,
    parse_people,
    school_year_of,
)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 8, 31), 2025),
        (date(2026, 9, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_a_school_year_goes_from_september_to_august(day, first):
    assert school_year_of(day) == (date(first, 9, 1), date(first + 1, 8, 31))


def test_a_nomenclature_leaves_out_its_exceptions():
    wanted = nomenclature(1, 9, "А, Б", "3Б, 9 «б»")
    assert len(wanted) == 16
    assert (3, "Б") not in wanted
    assert (9, "Б") not in wanted


@pytest.mark.parametrize(
    ("arguments", "field", "words"),
    [
        ((9, 1, "А", ""), "last", "больше последней"),
        ((1, 9, "A", ""), "letters", "«A»"),  # a Latin A
        ((1, 9, " ,", ""), "letters", "Впишите литеры"),
        ((1, 9, "А", "12Я"), "exceptions", "12Я"),
        ((1, 9, "🙂", ""), "letters", "🙂"),
        ((1, 9, "А и Б", ""), "letters", "запятыми"),
        ((1, 9, "Б, инжeнерный", ""), "letters", "«e» — латинская"),  # a Latin e
        ((1, 9, "А", "13А"), "exceptions", "13А"),
        ((1, 9, "А, Б", "3В"), "exceptions", "3В"),
    ],
)
def test_a_wrong_nomenclature_says_which_value(arguments, field, words):
    with pytest.raises(Invalid, match=words) as refusal:
        nomenclature(*arguments)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("А, Б", ["А", "Б"]),
        ("АБ", ["А", "Б"]),
        ("А Б В А", ["А", "Б", "В"]),
        ("а; б.", ["А", "Б"]),
        ("ФМ, б1", ["ФМ", "Б1"]),
        ("инженерный", ["инженерный"]),
        ("медико-биол.; IT", ["медико-биол", "IT"]),
    ],
)
def test_letters_are_parted_by_commas_or_run_together_singly(text, letters):
    assert parse_letters(text) == letters


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("5А", (5, "А"), "5А"),
        ("5 «а»", (5, "А"), "5А"),
        ("10-Б", (10, "Б"), "10Б"),
        ("0б", (0, "Б"), "0Б"),
        ("12", (12, ""), "12"),
        ("5/1", (5, "1"), "5-1"),
        ("7б1", (7, "Б1"), "7Б1"),
        ("10 инженерный класс", (10, "инженерный"), "10 инженерный"),
        ("ОВЗ", (None, "ОВЗ"), "ОВЗ"),
    ],
)
def test_a_class_is_read_as_it_is_written(text, name, title):
    assert parse_class_name(text) == name
    assert class_title(*name) == title


@pytest.mark.parametrize("text", ["13А", "", "5А!", "100", "класс"])
def test_what_is_no_class_is_refused(text):
    with pytest.raises(Invalid, match="не похоже на класс"):
        parse_class_name(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5А", "5 «а»", True),
        ("10 Инженерный", "10-инженерный", True),
        ("5-1", "51", False),
        ("11", "1-1", False),
        ("5А", "5А (филиал)", False),
        ("5А+", "5А", False),
    ],
)
def test_titles_are_compared_without_capitals_and_signs(one, other, same):
    assert (class_search_title(one) == class_search_title(other)) is same


@pytest.mark.parametrize(
    "line",
    [
        "Иванова Мария Петровна; +7 900 000-14-08; ivanova@school.example",
        "Иванова Мария Петровна\tIvanova@school.example\t8 (900) 000-14-08",
        "12. Иванова Мария Петровна, 89000001408, ivanova@school.example",
        "Иванова Мария Петровна ivanova@school.example 9000001408",
    ],
)
def test_a_line_is_read_whatever_stands_between_its_parts(line):
    parsed = parse_people(line)
    assert not parsed.errors
    (row,) = parsed.rows
    assert (row.full_name, row.phone, row.email) == (
        "Иванова Мария Петровна",
        "+79000001408",
        "ivanova@school.example",
    )


def test_names_as_they_are_in_life():
    parsed = parse_people("Салтыков-Щедрин Михаил\nОглы Тимур Рашид оглы\nЁлкина Алёна Игоревна")
    assert [row.full_name for row in parsed.rows] == [
        "Салтыков-Щедрин Михаил",
        "Оглы Тимур Рашид оглы",
        "Ёлкина Алёна Игоревна",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Иванова", "фамилия и имя"),
        ("Ивановa Мария", "латинская буква «a»"),
        ("Иванова Мария 🙂", "знак «🙂»"),
        ("И" * 300 + " Мария", "300 знаков"),
        ("Иванова Мария +49 151 23456789", "не российский"),
        ("Иванова Мария +7 701 000-00-00", "Казахстана"),
        ("Иванова Мария ivanova@school", "не похоже на электронную почту"),
        ("Иванова Мария Петровна Сидоров Пётр Ильич", "слишком много слов"),
    ],
)
def test_a_wrong_line_is_told_by_its_number_and_value(line, words):
    parsed = parse_people(f"Петров Иван\n\n{line}")
    assert [row.full_name for row in parsed.rows] == ["Петров Иван"]
    (error,) = parsed.errors
    assert error.number == 3
    assert words in error.message


def test_a_repeated_line_names_the_first_one():
    parsed = parse_people("Семёнов Пётр\nсеменов  петр")
    assert "строке 1" in parsed.errors[0].message


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00"])
def test_an_empty_list_is_refused(text):
    with pytest.raises(Invalid, match="Список пуст"):
        parse_people(text)


def test_a_list_too_long_says_how_long_it_may_be():
    with pytest.raises(Invalid, match=f"{MAX_LINES + 1} строк"):
        parse_people("Иванов Иван\n" * (MAX_LINES + 1))


@pytest.mark.parametrize(
    ("line", "relation", "child"),
    [
        ("Белова Анна Ильинична — Белов Илья", "", "Белов Илья"),
        ("мать: Белова Анна Ильинична; 8 900 000-14-08 — Белов Илья Ильич", "mother", "Белов Илья Ильич"),
        ("Белова Анна Ильинична; Белов Илья", "", "Белов Илья"),
        ("папа - Белова Анна Ильинична; anna@family.example; Белов Илья", "father", "Белов Илья"),
        ("Белова Анна Ильинична\t89000001408\tБелов Илья", "", "Белов Илья"),
        ("Белова Анна Ильинична; 8-900-000-14-08", "", ""),
    ],
)
def test_a_parents_line_names_the_child(line, relation, child):
    parsed = parse_people(line, with_children=True)
    assert not parsed.errors
    (row,) = parsed.rows
    assert (row.full_name, row.relation, row.child) == ("Белова Анна Ильинична", relation, child)


def test_a_parent_of_two_stands_twice_and_a_real_repeat_once():
    text = "Белова Анна — Белов Илья\nБелова Анна — Белова Ия\nБелова Анна — Белов Илья"
    parsed = parse_people(text, with_children=True)
    assert (len(parsed.rows), [e.number for e in parsed.errors]) == (2, [3])


def test_a_child_is_found_by_a_name_that_only_one_has():
    pupils = [(1, "белов илья ильич"), (2, "белов илья петрович"), (3, "ершов матвей олегович")]
    assert match_child("Ершов  Матвей", pupils) == 3
    assert match_child("Белов Илья Петрович", pupils) == 2
    with pytest.raises(Invalid, match="таких в классе 2"):
        match_child("Белов Илья", pupils)
    with pytest.raises(Invalid, match="в классе нет"):
        match_child("Ёлкин Пётр", pupils)
