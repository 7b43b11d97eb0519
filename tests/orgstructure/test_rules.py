"""Pure rules of the structure: years, nomenclatures, what classes are called."""

from datetime import date

import pytest

from core.errors import Invalid
from orgstructure.rules import (
    class_search_title,
    class_title,
    clean_letter,
    clean_mark,
    nomenclature,
    parse_class_name,
    parse_letters,
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


@pytest.mark.parametrize("typed", ["А–В", "а-в", "А — В", "А-Б, В"])
def test_a_range_of_letters_is_each_of_them(typed):
    assert parse_letters(typed) == ["А", "Б", "В"]


def test_a_range_that_may_be_one_letter_is_asked_about():
    for typed in ("М-Ф", "А-Я"):
        with pytest.raises(Invalid, match="это одна литера или"):
            parse_letters(typed)
    assert parse_letters("«М-Ф»") == ["М-Ф"]
    assert parse_letters("Х-Б") == ["Х-Б"]


def test_a_nomenclature_leaves_out_its_exceptions():
    wanted = nomenclature(1, 9, "А, Б", "3Б, 9 «б»")
    assert len(wanted) == 16
    assert (3, "Б") not in wanted
    assert (9, "Б") not in wanted


@pytest.mark.parametrize("typed", ["3Б; 9Б", "3Б\n9Б", "3Б, 9 «б»", "3Б 9Б", "«3Б»;«9Б»"])
def test_exceptions_are_parted_as_people_part_them(typed):
    assert set(nomenclature(1, 9, "А, Б")) - set(nomenclature(1, 9, "А, Б", typed)) == {(3, "Б"), (9, "Б")}


@pytest.mark.parametrize("typed", ["«3В", "3 «В»", "«кружок», 3Б", "3Б. и «9Б"])
def test_a_refused_exception_stands_in_one_pair_of_quotes(typed):
    with pytest.raises(Invalid) as refusal:
        nomenclature(1, 9, "А, Б", typed)
    words = refusal.value.message
    assert words.count("«") == words.count("»") and "««" not in words and "»»" not in words


@pytest.mark.parametrize(
    ("arguments", "field", "words"),
    [
        ((9, 1, "А", ""), "last", "больше последней"),
        ((1, 9, "A", ""), "letters", "«A»"),  # a Latin A
        ((1, 9, " ,", ""), "letters", "Впишите литеры"),
        ((1, 9, "А", "12Я"), "exceptions", "12Я"),
        ((1, 9, "🙂", ""), "letters", "🙂"),
        ((1, 9, "А и", ""), "letters", "запятыми"),
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
        ("А и Б", ["А", "Б"]),
        ("А, Б и В", ["А", "Б", "В"]),
        ("абв", ["А", "Б", "В"]),
        ("АВ", ["А", "В"]),
        ("«мед», А", ["мед", "А"]),
        ("инженерный", ["инженерный"]),
        ("медико-биол.; IT", ["медико-биол", "IT"]),
    ],
)
def test_lesson_d25_letters_are_read_as_schools_write_them(text, letters):
    assert parse_letters(text) == letters


@pytest.mark.parametrize("text", ["мед", "МЕД", "ФМ", "фм", "БА"])
def test_lesson_d25_a_short_word_is_asked_about_one_letter_or_several(text):
    with pytest.raises(Invalid, match=f"«{text}» — это одна литера или {len(text)}") as asked:
        parse_letters(text)
    assert ", ".join(text.upper()) in asked.value.message
    assert parse_letters(f"«{text}»") == [text]
    assert len(parse_letters(", ".join(text))) == len(text)


@pytest.mark.parametrize(
    ("grade", "letter", "mark", "title"),
    [
        (0, "А", "", "0А"),
        (12, "", "", "12"),
        (7, "коррекционный", "", "7 коррекционный"),
        (5, "А", "филиал", "5А (филиал)"),
        (1, "", "класс-комплект 1–3", "1 (класс-комплект 1–3)"),
        (None, "комплект", "", "комплект"),
    ],
)
def test_lesson_d25_a_class_is_called_as_the_school_calls_it(grade, letter, mark, title):
    assert class_title(grade, clean_letter(letter), clean_mark(mark)) == title


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
