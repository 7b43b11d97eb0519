"""Whose a phone is: of a pupil beside another person, of two pupils at once, of whoever sent the message."""

import pytest

from orgstructure.pasted import mend, read_list, typed_line
from tests.orgstructure.test_pasted import one

OF_PUPILS = {"with_posts": False, "school_class": "5А"}
OF_PARENTS = {
    "with_children": True,
    "with_posts": False,
    "school_class": "5А",
    "pupils": frozenset({"орлова ева"}),
}
TWO = "Ершов Глеб 8-914-600-10-01\nЕршова Ника, 8 914 600 10 01\nБодров Клим 8 914 000 00 02"


def kinds(text, **how):
    return [[question.kind for question in row.questions] for row in read_list(text, **how).rows]


@pytest.mark.parametrize(
    "line",
    [
        "Ершов Глеб; Ершова Ольга Петровна; 8-914-600-10-01",
        "Ершов Глеб\tЕршова О. П.\t8-914-600-10-01",
        "Ершов Глеб; Ершова Тамила; 8-914-600-10-01",
        "Бодров Клим тел 8 914 600 10 01 (мамин)",
        "Бодров Клим 8 914 600 10 01 папин номер",
    ],
)
def test_lesson_d20_whose_phone_is_asked_where_another_person_is_named(line):
    row = one(line, **OF_PUPILS)
    assert ([question.kind for question in row.questions], row.blocks) == (["whose"], True)
    assert "forget" not in [verb for verb, _ in row.questions[0].answers]
    for verb, phone in (("own", "+79146001001"), ("unphone", "")):
        answered = one(mend(line, verb, "1", **OF_PUPILS), **OF_PUPILS)
        assert (answered.person.phone, answered.questions, answered.person.unread) == (phone, (), "")


def test_the_same_number_in_words_is_nobodys():
    row = one("Ершова Ника; Ершова Ольга Петровна; тот же номер", **OF_PUPILS)
    assert ([question.kind for question in row.questions], row.person.phone) == (["relative"], "")


@pytest.mark.parametrize(
    "line", ["Ершов Глеб; Берёзовая Роща; 8-914-600-10-01", "Ершов Глеб (Сидоров) 8-914-600-10-01"]
)
def test_other_words_are_no_person(line):
    assert kinds(line, **OF_PUPILS) == [["unread"]]


def test_lesson_d20_a_phone_of_two_pupils_is_asked_about():
    assert kinds(TWO, **OF_PUPILS) == [["whose"], ["whose"], []]
    asked = read_list(TWO, **OF_PUPILS).rows[0].questions[0].words
    assert "Ершова Ника (строка 2)" in asked


def test_a_parents_phone_goes_from_all_who_share_it():
    answered = read_list(mend(TWO, "unphone", "1", **OF_PUPILS), **OF_PUPILS)
    assert [person.phone for person in answered.people] == ["", "", "+79140000002"]
    assert answered.unanswered == 0


def test_a_pupils_own_phone_stays_and_the_other_is_still_asked():
    own = mend(TWO, "own", "1", **OF_PUPILS)
    assert kinds(own, **OF_PUPILS) == [[], ["whose"], []]
    answered = read_list(mend(own, "unphone", "2", **OF_PUPILS), **OF_PUPILS)
    assert [person.phone for person in answered.people] == ["+79146001001", "", "+79140000002"]
    row = read_list(own, **OF_PUPILS).rows[0]
    typed = typed_line({name: value for name, _, value in [*row.fields, *row.kept]})
    assert one(typed, **OF_PUPILS).person.own_phone


def test_one_pupil_twice_and_grown_ups_are_not_asked():
    assert kinds("Ершов Глеб 8-914-600-10-01\nЕршов Глеб 8-914-600-10-01", **OF_PUPILS) == [[], []]
    assert kinds(TWO) == [[], [], []]


SENT = [
    "[28.11.2026 18:07] +7 914 001-00-99: Орлова Зоя Павловна, мама Евы Орловой",
    "[28.11, 18:07] +7 914 001-00-99: Орлова Зоя Павловна, мама Евы Орловой",
    "[18:07, 28.11] +7 914 001-00-99: Орлова Зоя Павловна, мама Евы Орловой",
    "[28 ноября 18:07] +7 914 001-00-99: Орлова Зоя Павловна, мама Евы Орловой",
    "28.11.2026, 18:07 - +7 914 001-00-99: Орлова Зоя Павловна, мама Евы Орловой",
    "28.11, 18:07 - +7 914 001-00-99: Орлова Зоя Павловна, мама Евы Орловой",
]  # fmt: skip


@pytest.mark.parametrize("line", SENT)
def test_lesson_d20_the_number_of_a_message_is_whose_wrote_it(line):
    row = one(line, **OF_PARENTS)
    assert (row.error, row.person.full_name, row.person.phone) == ("", "Орлова Зоя Павловна", "+79140010099")
    assert "номер, с которого прислано сообщение" in row.notes[0]
    assert one(mend(line, "keep", "1", **OF_PARENTS), **OF_PARENTS).person.phone == "+79140010099"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (f"{SENT[0]} 8 914 001 00 77", OF_PARENTS),  # another phone is said
        (
            f"{SENT[0]}\n[28.11.2026 18:09] +7 914 001-00-99: Рогова Инна Петровна",
            OF_PARENTS,
        ),  # one writes of two
        ("[28.11.2026 18:07] +7 914 001-00-99: Орлова Ева", OF_PUPILS),  # a parent writes of a child
    ],
)
def test_the_number_of_a_message_is_told_where_it_is_not_written(text, how):
    row = read_list(text, **how).rows[0]
    assert row.person.phone != "+79140010099"
    assert any("номер отправителя не записывается: +7" in note for note in row.notes)


def test_a_sender_of_a_name_has_no_number():
    assert one("[28.11, 18:07] Ольга: Орлова Зоя Павловна", **OF_PARENTS).notes == ()


AGEEV = {"with_children": True, "with_posts": False, "pupils": {"агеев максим романович"}}
HIS, HERS = "8-914-555-71-01", "8-914-555-71-02"


@pytest.mark.parametrize(
    "line",
    [
        f"Агеев Максим Романович {HIS} мама Агеева Ирина Степановна {HERS}",
        f"Агеев Максим Романович тел. {HIS} мама Агеева Ирина Степановна тел. {HERS}",
        f"Агеев Максим Романович тел {HIS} мама Агеева Ирина Степановна тел {HERS}",
        f"Агеев Максим Романович\t{HIS}\tмама\tАгеева Ирина Степановна\t{HERS}",
        f"Агеев Максим Романович\t{HIS}\tАгеева Ирина Степановна\tмама\t{HERS}",
        f"Агеев Максим\t{HIS}\tАгеева Ирина Степановна\t{HERS}",
        f"Агеев Максим Романович, {HIS}, мама Агеева Ирина Степановна, {HERS}",
        f"Агеев Максим Романович, {HIS}, Агеева Ирина Степановна, мама, {HERS}",
        f"Агеев Максим ({HIS}) мама Агеева Ирина Степановна ({HERS})",
        f"Агеев Максим {HIS} - мама Агеева Ирина Степановна {HERS}",
        f"1. Агеев Максим {HIS}; мама: Агеева Ирина Степановна; {HERS}",
        f"Агеев Максим {HIS} Агеева Ирина Степановна {HERS}",
        f"мама Агеева Ирина Степановна {HERS}, тел. ребёнка {HIS} — Агеев Максим",
    ],
)
def test_lesson_d20_the_number_behind_the_childs_name_is_not_the_parents(line):
    row = one(line, **AGEEV)
    assert (row.person.full_name, row.person.phone) == ("Агеева Ирина Степановна", "+79145557102")
    assert row.person.child.startswith("Агеев Максим")
    assert [question for question in row.questions if question.blocks] == []
    assert any("ребёнка" in note and HIS in note for note in row.notes)


def test_lesson_d20_of_a_child_and_two_parents_with_numbers_each_has_their_own():
    line = (
        f"Агеев Максим, {HIS}, мама Агеева Ирина Степановна, {HERS}, папа Агеев Роман Ильич, 8-914-555-71-03"
    )
    (question,) = one(line, **AGEEV).questions
    assert question.words == "в строке родителей: 2: Агеева Ирина Степановна, Агеев Роман Ильич"
    people = read_list(mend(line, "apart", "1", **AGEEV), **AGEEV).people
    assert [person.phone for person in people] == ["+79145557102", "+79145557103"]


def test_the_only_number_of_a_parents_line_is_the_parents():
    row = one(f"Агеев Максим {HIS} мама Агеева Ирина Степановна", **AGEEV)
    assert row.person.phone == "+79145557101"


TOWN = {**OF_PUPILS, "school_phone": "+74164121207"}


@pytest.mark.parametrize("short", ["2-31-44", "23144", "2 31 44", "тел. 2-31-44"])
def test_lesson_d20_a_number_of_the_town_stops_no_row_and_the_schools_code_is_offered(short):
    line = f"БЕЛОВ Илья, {short}"
    unknown = one(line, **OF_PUPILS)
    assert (unknown.error, unknown.blocks, unknown.person.phone) == ("", False, "")
    assert any("без кода города не записывается" in question.words for question in unknown.questions)
    asked = one(mend(line, "case", "1", **TOWN), **TOWN)
    (question,) = asked.questions  # kept beside other answers
    assert question.answers[0][1].replace("\u00a0", " ").startswith("Записать с кодом школы: +7 41641 2")
    whole = one(mend(line, "area", "1", **TOWN), **TOWN)
    assert (whole.person.phone, whole.person.short) == ("+74164123144", "")
    fields = {name: value for name, _, value in [*asked.fields, *asked.kept]}
    assert one(typed_line(fields), **TOWN).person.short == asked.person.short


def test_lesson_d20_beside_a_mobile_a_number_of_the_town_is_told():
    row = one("Белов Илья, 2-31-44, 8 914 555-71-01", **TOWN)
    assert (row.person.phone, row.person.short, row.questions) == ("+79145557101", "", ())
    assert row.notes == ("второй телефон не записывается: 2-31-44",)


@pytest.mark.parametrize("phone", ["", "+79145557101", "+375291234567"])
def test_a_school_without_a_landline_offers_no_code(phone):
    row = one("Белов Илья, 2-31-44", **{**TOWN, "school_phone": phone})
    assert [(question.kind, question.answers) for question in row.questions] == [("short", ())]
