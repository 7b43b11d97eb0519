"""Lists as schools paste them: each line with what must be read of it. Everybody here is invented."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from orgstructure.pasted import (
    MAX_LINES,
    mend,
    put_line,
    read_list,
    typed_line,
    write_line,
)

NAME = "Ёжикова / Софья / Ильинична"
PHONE = "+79000001408"


def brief(person):
    """«Фамилия / Имя / Отчество», then what else was read."""
    name = " / ".join(filter(None, (person.last_name, person.first_name, person.patronymic)))
    born = f"{person.birth_date:%d.%m.%Y}" if person.birth_date else ""
    more = (person.phone, person.email, born, person.post, person.relation, person.child)
    return " ; ".join(filter(None, (name, *more)))


def one(line, **options):
    (row,) = read_list(line, **options).rows
    return row


# (line, what is read)
READ = [
    ("Ёжикова Софья Ильинична", NAME),
    ("Ёжикова Софья", "Ёжикова / Софья"),
    ("  Ёжикова\u00a0Софья   Ильинична  ", NAME),
    ("\ufeffЁжикова Софья Ильинична", NAME),
    ("Ё\u00adжикова Софья\u200b Ильинична", NAME),
    ("Е\u0308жикова Софья Ильинична", NAME),
    ("1. Ёжикова Софья Ильинична", NAME),
    ("1) Ёжикова Софья Ильинична", NAME),
    ("№ 1 Ёжикова Софья Ильинична", NAME),
    ("12 Ёжикова Софья Ильинична", NAME),
    ("2\tЁжикова Софья\t8 900 000-14-08", f"Ёжикова / Софья ; {PHONE}"),
    ("2;Ёжикова Софья;8 900 000-14-08;", f"Ёжикова / Софья ; {PHONE}"),
    ("• Ёжикова Софья Ильинична", NAME),
    ("- Ёжикова Софья Ильинична", NAME),
    ("✓ Ёжикова Софья Ильинична.", NAME),
    ("«Ёжикова Софья Ильинична»", NAME),
    ('"Ёжикова Софья Ильинична",', NAME),
    ("Ёжикова Софья Ильинична;", NAME),
    ("Ёжикова\tСофья\tИльинична\t8 900 000-14-08", f"{NAME} ; {PHONE}"),
    ("| 1 | Ёжикова Софья Ильинична | 8 900 000-14-08 |", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична | 8 900 000-14-08", f"{NAME} ; {PHONE}"),
    ("Ёжикова | Софья | Ильинична; +7 900 000-14-08", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична; +7 900 000-14-08; eva@example.ru", f"{NAME} ; {PHONE} ; eva@example.ru"),
    ("Ёжикова Софья Ильинична\tEva@Example.ru\t8 (900) 000-14-08", f"{NAME} ; {PHONE} ; eva@example.ru"),
    ("12. Ёжикова Софья Ильинична, 89000001408, eva@example.ru", f"{NAME} ; {PHONE} ; eva@example.ru"),
    ("Ёжикова Софья Ильинична eva@example.ru 9000001408", f"{NAME} ; {PHONE} ; eva@example.ru"),
    ("Ёжикова Софья Ильинична <eva@example.ru>;", f"{NAME} ; eva@example.ru"),
    ("Ёжикова Софья Ильинична <mailto:eva@example.ru>", f"{NAME} ; eva@example.ru"),
    ("Ёжикова Софья Ильинична e-mail: eva@example.ru", f"{NAME} ; eva@example.ru"),
    ("Ёжикова Софья Ильинична eva@школа.рф", f"{NAME} ; eva@школа.рф"),
    ("Ёжикова Софья Ильинична, тел. 8-900-000-14-08", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична тел.: 8(900)0001408", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична моб.89000001408", f"{NAME} ; {PHONE}"),
    ("8 900 000-14-08 Ёжикова Софья Ильинична", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична 8\u2011900\u2011000\u201114\u201108", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична +7(900)000 14 08", f"{NAME} ; {PHONE}"),
    ("Ёжикова Софья Ильинична 8 (41641) 2-35-07", f"{NAME} ; +74164123507"),
    ("Ёжикова Софья Ильинична +7 701 123-45-67", f"{NAME} ; +77011234567"),
    ("Ёжикова Софья Ильинична +375 29 123-45-67", f"{NAME} ; +375291234567"),
    ("Ёжикова Софья Ильинична 12.03.2015", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична, 12.03.2015 г.р.", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична (12.3.2015 года рождения)", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична\t2015-03-12\t8 900 000-14-08", f"{NAME} ; {PHONE} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична д.р. 12/03/2015", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична 12 марта 2015", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична, 12 мар. 2015 г.", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична\t«12» марта 2015 г.р.", f"{NAME} ; 12.03.2015"),
    ("Ёжикова Софья Ильинична 12 дек. 2018 г.", f"{NAME} ; 12.12.2018"),
    ("Ёжикова Софья Ильинична 1 Мая 2018 года рождения", f"{NAME} ; 01.05.2018"),
    ("Ткаченко Мария Петровна\tучитель биологии, химии", "Ткаченко / Мария / Петровна ; учитель биологии, химии"),
    ("учитель биологии, химии\tТкаченко Мария Петровна", "Ткаченко / Мария / Петровна ; учитель биологии, химии"),
    ("Ткаченко Мария Петровна\tучитель истории, Обществознания\t8 900 000-14-08",
     f"Ткаченко / Мария / Петровна ; {PHONE} ; учитель истории, Обществознания"),
    ("Ткаченко Мария Петровна, учитель биологии, химии", "Ткаченко / Мария / Петровна ; учитель биологии, химии"),
    ("Ткаченко Мария Петровна учитель биологии, химии, 8 900 000-14-08",
     f"Ткаченко / Мария / Петровна ; {PHONE} ; учитель биологии, химии"),
    ("Ткаченко Мария Петровна\tучитель химии\tклассный руководитель",
     "Ткаченко / Мария / Петровна ; учитель химии, классный руководитель"),
    ("Ткаченко Мария Петровна, учитель математики", "Ткаченко / Мария / Петровна ; учитель математики"),
    ("Ткаченко Мария Петровна учитель математики", "Ткаченко / Мария / Петровна ; учитель математики"),
    ("Ткаченко Мария Петровна - зам. директора по УВР", "Ткаченко / Мария / Петровна ; зам. директора по УВР"),
    ("Ткаченко Мария Петровна (педагог-психолог)", "Ткаченко / Мария / Петровна ; педагог-психолог"),
    ("учитель Ткаченко Мария Петровна", "Ткаченко / Мария / Петровна ; учитель"),
    ("и.о. директора Ткаченко Мария Петровна", "Ткаченко / Мария / Петровна ; и.о. директора"),
    ("Ткаченко\tМария\tПетровна\tбиблиотекарь", "Ткаченко / Мария / Петровна ; библиотекарь"),
    ("Иванова\u2011Петрова Анна", "Иванова-Петрова / Анна"),
    ("Иванова-Петрова Анна Ильинична", "Иванова-Петрова / Анна / Ильинична"),
    ("Салтыков-Щедрин Михаил", "Салтыков-Щедрин / Михаил"),
    ("Д’Артаньян Пётр", "Д'Артаньян / Пётр"),
    ("Оглы Тимур Рашид оглы", "Оглы / Тимур / Рашид оглы"),
    ("Гусейнова Лейла Ильхам кызы", "Гусейнова / Лейла / Ильхам кызы"),
    ("фон Берг Анна Карловна", "фон Берг / Анна / Карловна"),
    ("де ла Крус Анна", "де ла Крус / Анна"),
    ("Ли Анна", "Ли / Анна"),
    ("Абрамович Роман Аркадьевич", "Абрамович / Роман / Аркадьевич"),
    ("Цой Виктор", "Цой / Виктор"),
    ("Пробный Иван Ильич <prob@example.ru>;", "Пробный / Иван / Ильич ; prob@example.ru"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read"), READ, ids=range(len(READ)))
def test_lesson_d20_a_line_is_read_as_schools_write_it(line, read):
    row = one(line)
    assert (row.error, row.skipped, row.questions) == ("", "", ())
    assert brief(row.person) == read


FAMILIES = [
    ("отец Кузнецов Илья Петрович +7 900 000-14-08", f"Кузнецов / Илья / Петрович ; {PHONE} ; father"),
    ("Отец: Кузнецов Илья", "Кузнецов / Илья ; father"),
    ("мать: Белова Анна Ильинична; 8 900 000-14-08 — Белов Илья Ильич",
     f"Белова / Анна / Ильинична ; {PHONE} ; mother ; Белов Илья Ильич"),
    ("мама Белова Анна – Белов Илья", "Белова / Анна ; mother ; Белов Илья"),
    ("Белова Анна Ильинична; Белов Илья", "Белова / Анна / Ильинична ; Белов Илья"),
    ("Белова Анна Ильинична\t89000001408\tБелов Илья", f"Белова / Анна / Ильинична ; {PHONE} ; Белов Илья"),
    ("папа - Белов Пётр; petr@example.ru; Белов Илья", "Белов / Пётр ; petr@example.ru ; father ; Белов Илья"),
    ("Белова Анна Ильинична (мама) 8-900-000-14-08 сын Белов Илья",
     f"Белова / Анна / Ильинична ; {PHONE} ; mother ; Белов Илья"),
    ("Белова Анна Ильинична, мать, 8-900-000-14-08", f"Белова / Анна / Ильинична ; {PHONE} ; mother"),
    ("Белова Анна 8 900 000-14-08 → Белов Илья", f"Белова / Анна ; {PHONE} ; Белов Илья"),
    ("опекун Белова Нина Ивановна - Белов Илья", "Белова / Нина / Ивановна ; guardian ; Белов Илья"),
    ("законный представитель: Белова Нина - Белов Илья", "Белова / Нина ; guardian ; Белов Илья"),
    ("Белова Анна; ребёнок: Белов Илья", "Белова / Анна ; Белов Илья"),
    ("Белова Анна; 8-900-000-14-08", f"Белова / Анна ; {PHONE}"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read"), FAMILIES, ids=range(len(FAMILIES)))
def test_lesson_d20_a_parents_line_says_who_and_whose(line, read):
    row = one(line, with_children=True)
    assert (row.error, row.skipped, row.questions) == ("", "", ())
    assert brief(row.person) == read


@pytest.mark.parametrize(
    "line",
    ["№\tФИО\tТелефон", "Фамилия;Имя;Отчество;E-mail", "| № п/п | ФИО ребёнка | Дата рождения |", "Список учеников 5А класса",
     "5 «А» класс", "Классный руководитель:", "Итого 24", "2026/2027 учебный год", "ФИО", "3."],
)  # fmt: skip
def test_lesson_d20_a_header_is_skipped_with_a_note(line):
    row = one(line)
    assert row.person is None
    assert row.error == ""
    assert row.skipped


ASKED = [
    ("Мария Сергеевна Гуревич", "order", "Гуревич / Мария / Сергеевна"),
    ("Мария Гуревич", "order", "Гуревич / Мария"),
    ("Роман Аркадьевич Абрамович", "order", "Абрамович / Роман / Аркадьевич"),
    ("Анна Ильинична Белова; 8 900 000-14-08", "order", f"Белова / Анна / Ильинична ; {PHONE}"),
    ("ПОПОВА СВЕТЛАНА", "case", "Попова / Светлана"),
    ("ПОПОВА-ЛИСИЦЫНА СВЕТЛАНА ИЛЬИНИЧНА", "case", "Попова-Лисицына / Светлана / Ильинична"),
    ("попова светлана", "case", "Попова / Светлана"),
    ("ПОПОВА Светлана", "case", "Попова / Светлана"),
]


@pytest.mark.parametrize(("line", "kind", "mended"), ASKED, ids=range(len(ASKED)))
def test_lesson_d20_an_odd_name_is_asked_about_and_mended_by_one_press(line, kind, mended):
    (question,) = one(line).questions
    assert question.kind == kind
    verb = question.answers[0][0]
    row = one(mend(f"\n{line}", verb, "2", with_children=False).strip())
    assert brief(row.person) == mended
    assert row.questions == ()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Иванова М. П.", "initials"),
        ("Иванова М.П., 8 900 000-14-08", "initials"),
        ("Белова Анна Ильинична Петрова", "patronymic"),
        ("Иванова Петрова Мария", "patronymic"),
        ("Гарсия Хуан Карлос Мигель", "patronymic"),
        ("Мария Гуревич", "order"),
    ],
)
def test_lesson_d20_what_is_no_name_waits_for_an_answer_and_may_be_kept(line, kind):
    row = one(line)
    assert [question.kind for question in row.questions] == [kind]
    assert row.blocks
    kept = one(mend(line, "keep", "1", with_children=False))
    assert kept.questions == ()
    assert brief(kept.person) == brief(row.person)


def test_lesson_d20_all_lines_are_turned_by_one_press():
    text = "Мария Гуревич\nЦой Виктор\nАнна Ильинична Белова"
    assert read_list(text).turned_around == 2
    turned = read_list(mend(text, "turn", "all", with_children=False))
    assert [person.full_name for person in turned.people] == [
        "Гуревич Мария",
        "Цой Виктор",
        "Белова Анна Ильинична",
    ]


NOTED = [
    ("Ёжикова Софья 8 900 000-14-08, 8 900 000-14-09", "второй телефон не записывается: +7 900 000-14-09"),
    ("Ёжикова Софья 8 900 000-14-08 8 900 000-14-09", "второй телефон не записывается: +7 900 000-14-09"),
    ("Ёжикова Софья a@example.ru b@example.ru", "вторая почта не записывается: b@example.ru"),
    ("Ёжикова Софья +375 29 123-45-67", "на платформе понадобится российский номер"),
]


@pytest.mark.parametrize(("line", "note"), NOTED)
def test_lesson_d20_nothing_is_left_out_in_silence(line, note):
    row = one(line)
    assert row.person.full_name == "Ёжикова Софья"
    assert note in row.notes


def test_a_post_of_a_parent_is_told_and_left_out():
    row = one("Ткаченко Мария Петровна, учитель математики", with_children=True)
    assert row.person.post == ""
    assert "должность записывается только у сотрудника: «учитель математики»" in row.notes


WRONG = [
    ("Иванова", "у сотрудника нет имени, прочитано только «Иванова»"),
    ("Мария Петровна", "Допишите фамилию"),
    ("Ивановa Мария", "латинская буква «a»"),
    ("Belov Илья", "латинская буква «B»"),
    ("Иванова Мария 🙂", "знак «🙂»"),
    ("И" * 300 + " Мария", "300 знаков"),
    ("Иванова Мария Петровна Сидоров Пётр Ильич", "слишком много слов"),
    ("Иванова Мария ivanova@school", "не похоже на электронную почту"),
    ("Иванова Мария pochtova@mаil.ru", "буква «а» — русская"),
    ("Иванова Мария 8-914-555-12-3", "«8-914-555-12-3»: 10 цифр, а нужно одиннадцать"),
    ("Иванова Мария 8900111223", "«8900111223»: 10 цифр"),
    ("Иванова Мария 923-45-67", "«923-45-67»: 7 цифр, не хватает кода"),
    ("Иванова Мария 8 900 O12 34 56", "знак «O» в номере лишний"),
    ("Иванова Мария 8 900 000-14-08 доб. 12", "добавочный"),
    ("Иванова Мария +7 000 000-00-00", "такого номера не бывает"),
    ("Иванова Мария 31.02.2015", "такой даты нет"),
    ("отец Кузнецов Илья Петрович", "вставляются не родители"),
    ("Белова Мария Ильинична 12", "имя не прочитано. Исправьте строку или пропустите её"),
    ("СОШ № 27", "имя не прочитано"),
    ("Белова Мария Ильинична 31 февраля 2018", "такой даты нет"),
    ("тел.: 8 900 000-14-08", "имя сотрудника не прочитано"),
]


@pytest.mark.parametrize(("line", "words"), WRONG, ids=range(len(WRONG)))
def test_lesson_d20_a_wrong_line_is_told_by_its_number_and_value(line, words):
    read = read_list(f"Петров Иван\r\n\r\n{line}")
    assert [person.full_name for person in read.people] == ["Петров Иван"]
    (row,) = read.errors
    assert row.number == 3
    assert words in row.error


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00", "\u200b"])
def test_an_empty_list_is_refused(text):
    with pytest.raises(Invalid, match="Список пуст"):
        read_list(text)


def test_a_list_too_long_says_how_long_it_may_be():
    with pytest.raises(Invalid, match=f"{MAX_LINES + 1} строк"):
        read_list("Иванов Иван\n" * (MAX_LINES + 1))


SIGNS = list("АаБёя .,;:|-–—\t()<>@+78900123456№«\"'\n/OоX🙂\u200b\x00\ud800") + [
    "мать ",
    "Иван ",
    "учитель ",
    "12.03.2015",
    "12.03.15",
    ", ",
    " и Таня ",
    "Маша ",
    " ОВЗ ",
    "прибыл ",
    "ул. Лесная ",
    " 2017 ",
    "0,5 ст. ",
    " кл. рук. 1А",
]
ASKED_STILL = {"case", "unread", "children", "relative", "whose", "staff", "sex", "short"}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(SIGNS), max_size=60).map("".join),
    st.sampled_from([{}, {"with_posts": False}, {"with_posts": False, "with_children": True}]),
)
def test_lesson_d20_no_line_raises_and_what_was_read_is_read_again_the_same(text, reading):
    try:
        rows = read_list(text, **reading).rows
    except Invalid:
        return
    for row in rows:
        if row.person and not row.error:
            again = one(write_line(row.person), **reading)
            assert again.person is not None
            assert replace(again.person, number=row.number) == row.person
            assert {question.kind for question in again.questions} <= ASKED_STILL


def test_a_row_typed_anew_is_put_into_the_text_unless_the_list_is_another_by_now():
    typed = {
        "last_name": "Гуревич",
        "first_name": "Мария",
        "phone": "8 900 000-14-08",
        "birth_date": "12.03.2015",
        "another": "True",
    }
    line = typed_line(typed)
    person = one(line).person
    assert brief(person) == f"Гуревич / Мария ; {PHONE} ; 12.03.2015"
    assert person.another
    assert person.birth_date == date(2015, 3, 12)
    assert put_line("а\nб\nв", 2, "б", line) == f"а\n{line}\nв"
    assert put_line("а\nх\nв", 2, "б", line) == "а\nх\nв"
    assert put_line("а", 7, "б", line) == "а"
    assert "Имя: впишите" in one(typed_line({"last_name": "Гуревич", "patronymic": "Сергеевна"})).error


@pytest.mark.parametrize(
    "press", [("turn", "9"), ("turn", "x"), ("nothing", "1"), ("edit", "1"), ("turn", "²")]
)
def test_a_press_that_fits_no_line_changes_nothing(press):
    assert mend("Цой Виктор", *press, with_children=False) == "Цой Виктор"
