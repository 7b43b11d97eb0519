"""Two people in one line, and what is told of a line that is read otherwise: a heading, a post, a date, a foreign number."""

from datetime import date

import pytest

from orgstructure.pasted import Known, ask_about_doubles, mend, read_list, settle_people
from orgstructure.pasted.posts import is_among
from tests.orgstructure.test_pasted import one

PUPILS = frozenset({"ким дмитрий олегович", "ким даниил олегович", "шмидт карл"})
OF_PARENTS = {"with_children": True, "with_posts": False, "school_class": "5А", "pupils": PUPILS}
OF_PUPILS = {"with_posts": False, "school_class": "5А", "today": date(2026, 11, 29)}


def names(text, **how):
    return [person.full_name for person in read_list(text, **how).people]


@pytest.mark.parametrize(
    "line",
    [
        "Ким Дмитрий и Ким Даниил - мать Ким Наталья Юрьевна",
        "Ким Дмитрий и Даниил - мать Ким Наталья Юрьевна",
        "Ким Дмитрий и Ким Даниил: мать Ким Наталья Юрьевна",
        "Ким Дмитрий и Ким Даниил - Ким Наталья Юрьевна",
    ],
)
def test_two_children_before_a_parent_are_children(line):
    row = one(line, **OF_PARENTS)
    assert (row.error, row.person.full_name, row.person.child) == (
        "",
        "Ким Наталья Юрьевна",
        "Ким Дмитрий, Ким Даниил",
    )
    assert [question.kind for question in row.questions] == ["children"]


@pytest.mark.parametrize("reading", [OF_PUPILS, OF_PARENTS, {}])
@pytest.mark.parametrize(
    "line", ["Штольц Карл и Штольц Ольга (8 914 000-00-03)", "Штольц Карл Иванович и Штольц Ольга"]
)
def test_lesson_d20_two_people_in_a_line_are_no_patronymic(line, reading):
    row = one(line, **reading)
    assert [question.kind for question in row.questions] == ["parents"]
    answered = mend(line, "apart", "1", **reading)
    read = read_list(answered, **reading)
    assert [person.first_name for person in read.people] == ["Карл", "Ольга"]
    assert [person.phone for person in read.people] == ["", ""]
    assert [bool(person.unread) for person in read.people] == ["(" in line] * 2  # whose the phone is is asked


@pytest.mark.parametrize("line", ["Штольц Карл и ещё кто-то", "ШТОЛЬЦ КАРЛ И ИННА И ОЛЕГ"])
def test_what_cannot_be_parted_is_told(line):
    assert "в строке двое" in one(line, **OF_PUPILS).error


@pytest.mark.parametrize("line", ["Ли И. И.", "Ли Ирина И.", "Ли И.И."])
def test_initials_are_nobody_else(line):
    assert one(line, **OF_PUPILS).person.last_name == "Ли"


@pytest.mark.parametrize(
    "line",
    [
        "мальчики:", "Девочки", "Девочки (12 чел)", "Вторая подгруппа:", "Учителя английского:", "Администрация:",
        "5А, 2026-2027 уч.год", "Список класса 2026/2027", "Классный список 2026-27 уч. г.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("reading", [OF_PUPILS, {}])
def test_a_heading_is_skipped(line, reading):
    assert one(line, **reading).skipped.startswith("похоже на заголовок")


@pytest.mark.parametrize("line", ["сидорова анна:", "Сидорова Анна:"])
def test_a_name_before_a_colon_is_no_heading(line):
    assert not one(line, **OF_PUPILS).skipped


def test_the_year_of_school_is_no_phone():
    row = one("Ким Анна 2026-2027 уч.год", **OF_PUPILS)
    assert (row.error, row.person.full_name, row.notes) == (
        "",
        "Ким Анна",
        ("не запишется: «2026-2027 уч.год»",),
    )


@pytest.mark.parametrize("said", ["2013.07.08", "2013-07-08", "2013/07/08"])
def test_a_date_that_begins_with_the_year_is_a_date(said):
    text = f"ФИО\tДата рождения\nКим Анна\t{said}"
    assert read_list(text, **OF_PUPILS).rows[1].person.birth_date == date(2013, 7, 8)


@pytest.mark.parametrize(
    ("line", "name", "post"),
    [
        ("Завуч Крылова Е.Б.", "Крылова Е. Б.", "Завуч"),
        ("ТРУДОВИК ТЮРИН МАКСИМ ОЛЕГОВИЧ", "ТЮРИН МАКСИМ ОЛЕГОВИЧ", "трудовик"),
        ("УЧИТЕЛЬ ФИЗИКИ ТЮРИН МАКСИМ", "ТЮРИН МАКСИМ", "учитель физики"),
        ("Учитель химии РЕБРОВА АННА СЕРГЕЕВНА", "РЕБРОВА АННА СЕРГЕЕВНА", "Учитель химии"),
        ("зам. директора по УВР Жуков Глеб Олегович", "Жуков Глеб Олегович", "зам. директора по УВР"),
        ("и. о. директора Тюрин Максим", "Тюрин Максим", "и. о. директора"),
    ],
)
def test_a_post_before_a_name_is_a_post(line, name, post):
    row = one(line)
    assert (row.error, row.person.full_name, row.person.post) == ("", name, post)


@pytest.mark.parametrize("line", ["Ким Олег +374 91 123456 5А", "Ким Олег Ильич; +374 91 123456 1"])
@pytest.mark.parametrize("pupils", [(), PUPILS])
def test_a_foreign_number_ends_where_it_ends(line, pupils):
    row = one(line, **OF_PARENTS | {"pupils": pupils})
    assert (row.error, row.person.phone) == ("", "+37491123456")


def test_columns_end_with_one_dot():
    read = read_list("ФИО\tКл. рук.\tДолжность\nКим Анна\t5А\tучитель")
    assert read.left_out_words == "Кл. рук"


@pytest.mark.parametrize(
    ("post", "posts"),
    [
        ("Директор", ["директор"]),
        ("зам. директора по УВР", ["заместитель директора по УВР"]),
        ("Зам директора по УВР", ["заместитель директора по учебно-воспитательной работе"]),
        ("Соц. педагог", ["социальный педагог"]),
        ("учитель англ. яз.", ["Учитель английского языка"]),
        ("учитель физики, директор", ["директор", "учитель физики"]),
    ],
)
def test_a_post_in_other_words_is_the_same(post, posts):
    assert is_among(post, posts)
    assert not is_among(f"{post} школы", posts)


def settled(text, card, **how):
    read = read_list(text, **how)
    rows = settle_people(read.people, [card])
    ask_about_doubles(read, rows, parents=False, fillable={card.pk})
    return read.rows[0], rows[0]


@pytest.mark.parametrize(
    ("line", "name"),
    [("Ким Дима", "Ким Дмитрий"), ("Ким Дима", "Ким Дмитрий Олегович"), ("Ким Александра", "Ким Саша")],
)
def test_a_short_name_may_be_somebody_known(line, name):
    card = Known(7, name.lower(), full_name=name)
    row, one_ = settled(line, card, **OF_PUPILS)
    assert [question.kind for question in row.questions] == ["known"]
    assert f"здесь уже есть {name}: тот же человек?" in row.questions[0].words
    assert one_.rival == card


@pytest.mark.parametrize(("line", "name"), [("Ким Дима", "Ким Денис"), ("Ким Дмитрий", "Ким Дарья")])
def test_another_name_is_somebody_else(line, name):
    row, one_ = settled(line, Known(7, name.lower(), full_name=name), **OF_PUPILS)
    assert (row.questions, one_.is_new) == ((), True)


def test_lesson_d20_a_pupil_above_stays_one_when_those_below_are_turned():
    how = OF_PARENTS | {"pupils": frozenset({"платонова дарья"})}
    text = "Дарья Платонова\nмама Мария Платонова\nпапа Павел Платонов"
    assert read_list(text, **how).rows[0].skipped.startswith("ученик класса")
    turned = read_list(mend(text, "turn", "all", **how), **how)
    assert turned.rows[0].skipped.startswith("ученик класса")
    assert [(one.full_name, one.child) for one in turned.people] == [
        ("Платонова Мария", "Дарья Платонова"),
        ("Платонов Павел", "Дарья Платонова"),
    ]
    assert turned.unanswered == 0


def test_of_a_pupils_name_one_thing_is_asked_at_a_time():
    how = OF_PARENTS | {"pupils": frozenset({"платонова дарья"})}
    rows = read_list("Дарья Платонова\nМария Гуревич\nПавел Ким", **how).rows
    assert [question.kind for question in rows[0].questions] == ["head"]
