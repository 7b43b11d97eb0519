"""What stands beside a name in a pasted line and is written nowhere: a remark, a day that is no birthday, a rate, an address."""

from datetime import date

import pytest

from orgstructure.pasted import mend, read_list
from tests.orgstructure.test_pasted import PHONE, brief, one

TODAY = date(2026, 11, 29)
PUPILS = {"with_posts": False, "today": TODAY, "school_class": "2А"}
STAFF = {"today": TODAY}

# (line of a pupil, what is read, what is told to be left out)
REMARKS = [
    ("1\tАгеев Марк\t03.04.2017\tОВЗ", "Агеев / Марк ; 03.04.2017", "«ОВЗ»"),
    ("Веснин Олег ОВЗ", "Веснин / Олег", "«ОВЗ»"),
    ("Веснин Олег (ОВЗ)", "Веснин / Олег", "«ОВЗ»"),
    ("ОВЗ Веснин Олег", "Веснин / Олег", "«ОВЗ»"),
    ("Грачёв Ян инвалид", "Грачёв / Ян", "«инвалид»"),
    ("Грачёв Ян — ребёнок-инвалид", "Грачёв / Ян", "«ребёнок-инвалид»"),
    ("Дорин Ян прибыл 15.09.2026", "Дорин / Ян", "«прибыл 15.09.2026»"),
    ("Дорин Ян прибыл 15.12.2026", "Дорин / Ян", "«прибыл 15.12.2026»"),
    ("Дорин Ян прибыл из школы № 5 г. Тулы 01.09.2026", "Дорин / Ян", "«прибыл из школы № 5 г. Тулы 01.09.2026»"),
    ("Дорин Ян, зачислен с 01.09.2026, 03.04.2017, 8 900 000-14-08", f"Дорин / Ян ; {PHONE} ; 03.04.2017",
     "«зачислен с 01.09.2026»"),
    ("Дорин Ян прибыл 8 900 000-14-08", f"Дорин / Ян ; {PHONE}", "«прибыл»"),
    ("Жаров Пётр Ильич домашнее обучение", "Жаров / Пётр / Ильич", "«домашнее обучение»"),
    ("Жаров Пётр надомник с 01.09.2026 по 31.05.2027", "Жаров / Пётр",
     "«надомник», «с 01.09.2026 по 31.05.2027»"),
    ("Зимин Олег СВО", "Зимин / Олег", "«СВО»"),
    ("Зимина Ольга многодетная", "Зимина / Ольга", "«многодетная»"),
    ("Сирота Иван Петрович, опека", "Сирота / Иван / Петрович", "«опека»"),
    ("Зимина Ольга сирота", "Зимина / Ольга", "«сирота»"),
    ("2.Орлов Глеб Денисович 2013 г.р. адрес ул. Садовая 5-12", "Орлов / Глеб / Денисович",
     "«адрес ул. Садовая 5-12», «2013 г.р.»"),
    ("Орлов Глеб\tул. Лесная, д. 5, кв. 3\t8 900 000-14-08", f"Орлов / Глеб ; {PHONE}", "«ул. Лесная, д. 5, кв. 3»"),
    ("Веснин Олег ОВЗ вариант 7.2", "Веснин / Олег", "«ОВЗ вариант 7.2»"),
    ("Веснин Олег, под опекой бабушки", "Веснин / Олег", "«под опекой бабушки»"),
    ("Веснин Олег папа на СВО", "Веснин / Олег", "«папа на СВО»"),
    ("Веснин Олег приб. 15.09.2026", "Веснин / Олег", "«приб. 15.09.2026»"),
    ("Веснин Олег, приказ № 15 от 01.09.2026", "Веснин / Олег", "«приказ № 15 от 01.09.2026»"),
    ("Веснин Олег 03.04.2017 г.р. с. Заречное, ул. Мира 5", "Веснин / Олег ; 03.04.2017", "«с. Заречное, ул. Мира 5»"),
    ("Веснин Олег 9 лет", "Веснин / Олег", "«9 лет»"),
    ("Веснин Олег 2017г.р.", "Веснин / Олег", "«2017г.р.»"),
    ("Артёмова Вера 2017", "Артёмова / Вера", "«2017»"),
    ("Артёмова Вера СНИЛС 123-456-789 00", "Артёмова / Вера", "«СНИЛС 123-456-789 00»"),
    ("Артёмова Вера\tж\t123-456-789 00\t03.04.2017", "Артёмова / Вера ; 03.04.2017", "«123-456-789 00», «ж»"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "read", "left"), REMARKS, ids=range(len(REMARKS)))
def test_lesson_d20_a_remark_is_no_name_and_its_day_no_birthday(line, read, left):
    row = one(line, **PUPILS)
    assert (row.error, row.skipped, row.questions) == ("", "", ())
    assert brief(row.person) == read
    assert row.notes == (f"не запишется: {left}",)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Сирота Иван", "Сирота / Иван"),
        ("Сирота Иван Петрович 12 марта 2018", "Сирота / Иван / Петрович ; 12.03.2018"),
        ("Ким Д. А. 8 900 201-72-00", "Ким / Д. / А. ; +79002017200"),
        ("Мастеров Иван Петрович", "Мастеров / Иван / Петрович"),
    ],
)
def test_a_name_is_no_remark(line, read):
    row = one(line, **PUPILS)
    assert (row.notes, row.error, brief(row.person)) == ((), "", read)


def test_a_remark_of_a_child_is_no_part_of_the_childs_name():
    row = one("Белова Анна — Белов Илья ОВЗ", with_children=True, with_posts=False)
    assert brief(row.person) == "Белова / Анна ; Белов Илья"
    assert row.notes == ("не запишется: «ОВЗ»",)


@pytest.mark.parametrize("line", ["Саидов Мухаммад Али", "Нгуен Ван Хай", "Веснин Олег Пловец"])
def test_what_does_not_end_as_a_patronymic_is_asked_about_and_kept_by_one_press(line):
    (question,) = one(line, **PUPILS).questions
    assert (question.kind, question.blocks) == ("patronymic", True)
    kept = one(mend(line, question.answers[0][0], "1", **PUPILS), **PUPILS)
    assert (kept.person.full_name, kept.questions) == (line, ())


def test_all_such_patronymics_are_kept_by_one_press():
    text = "Саидов Мухаммад Али\nНгуен Ван Хай\nМамедов Рашад Мамед-оглы\nМария Гуревич"
    assert read_list(text, **PUPILS).asked == {"patronymic": 2, "order": 1}
    assert read_list(mend(text, "trust", "all", **PUPILS), **PUPILS).asked == {"order": 1}


@pytest.mark.parametrize(
    ("line", "reading", "least"),
    [
        ("Орлов Ян 01.09.2024", PUPILS, 5),
        ("Орлов Ян\tприбыл\t01.09.2025", PUPILS, 5),
        ("Орлов Ян 01.09.2014", STAFF, 14),
        ("Орлов Ян 01.09.2012", {**STAFF, "with_children": True}, 16),
    ],
)
def test_a_birthday_that_makes_somebody_too_young_is_asked_about(line, reading, least):
    (question,) = one(line, **reading).questions
    assert question.kind == "minor"
    assert question.words.endswith(f"меньше {least} лет")
    assert one(mend(line, "undate", "1", **reading), **reading).person.birth_date is None


HELD = "классное руководство назначается на странице «Кто ведёт классы»"
POSTS = [
    ("учитель начальных классов, кл. рук. 1А", "учитель начальных классов", f"{HELD}: «кл. рук. 1А»"),
    ("учитель, классный руководитель 5 «А» класса", "учитель", f"{HELD}: «классный руководитель 5 «А» класса»"),
    ("учитель химии и биологии, молодой специалист", "учитель химии и биологии", "не запишется: «молодой специалист»"),
    ("учитель нач. классов, внешний совместитель", "учитель начальных классов", "не запишется: «внешний совместитель»"),
    ("учитель труда, 0,75 ст., внутр. совм", "учитель труда", "не запишется: «0,75 ст.», «внутр. совм»"),
    ("учитель\t1,0", "учитель", "не запишется: «1,0»"),
    ("учитель\t0,5 ст.\tвысшая категория\tстаж 12 лет", "учитель",
     "не запишется: «0,5 ст.», «высшая категория», «стаж 12 лет»"),
    ("учитель матем", "учитель математики", None),
    ("учитель рус. яз. и лит-ры, д/о", "учитель русского языка и литературы", "не запишется: «д/о»"),
    ("учитель англ. яз. (декрет)", "учитель английского языка", "не запишется: «декрет»"),
    ("учитель русск. яз. и литературы (внеш. совм.)", "учитель русского языка и литературы", "не запишется: «внеш. совм.»"),
    ("педагог доп.образования, 9 ч, 2 кв. кат.", "педагог дополнительного образования",
     "не запишется: «9 ч», «2 кв. кат.»"),
    ("соцпедагог", "соцпедагог", None),
    ("учитель физ-ры", "учитель физической культуры", None),
    ("инструктор по физ. культуре", "инструктор по физ. культуре", None),
    ("зав. библиотекой, по совм. педагог доп. образования",
     "зав. библиотекой, педагог дополнительного образования", "не запишется: «по совм.»"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "post", "note"), POSTS, ids=range(len(POSTS)))
@pytest.mark.parametrize("between", [", ", " — ", "\t"])
def test_a_post_is_written_in_full_and_without_what_stands_beside_it(said, post, note, between):
    row = one(f"Николаева Юлия Владимировна{between}{said}", **STAFF)
    assert (row.error, row.questions, row.notes) == ("", (), (note,) if note else ())
    assert brief(row.person) == f"Николаева / Юлия / Владимировна ; {post}"


def test_what_stands_beside_a_post_before_the_name_is_left_out_too():
    row = one("учитель матем. 0,5 ст. Белова Мария Ильинична", **STAFF)
    assert brief(row.person) == "Белова / Мария / Ильинична ; учитель математики"
    assert row.notes == ("не запишется: «0,5 ст.»",)


def test_lesson_d20_a_name_whose_parts_are_said_holds_no_remark():
    """Also behind a word for a parent: what was read once is read again the same."""
    row = one("мать: Прибыл | Иван; прибыл 01.09.2026", with_children=True)
    assert (row.error, row.person.full_name, row.person.relation) == ("", "Прибыл Иван", "mother")
    assert row.notes == ("не запишется: «прибыл 01.09.2026»",)
