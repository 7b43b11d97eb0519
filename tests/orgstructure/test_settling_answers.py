"""Each answer to «is it one person?» settles what was asked: pressed, it is not asked again and somebody else is meant."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from orgstructure.pasted import Known, ask_about_doubles, mend, read_list, settle_parents, settle_people

CHILDREN = {"Белов Илья": 1, "Белова Ия": 2}
PHONE, EMAIL, BORN = "+79000001408", "anna@example.ru", date(1990, 3, 12)
KNOWN = Known(7, "белова анна", full_name="Белова Анна", children=frozenset({1}))
FULL = replace(KNOWN, pk=8, search_name="белова анна ильинична", full_name="Белова Анна Ильинична")
CARDS = {
    "one of the name": ([KNOWN], []),
    "with a phone": ([replace(KNOWN, phone=PHONE)], []),
    "with all": ([replace(KNOWN, phone=PHONE, email=EMAIL, birth_date=BORN)], []),
    "two of the name": ([replace(KNOWN, phone=PHONE), replace(KNOWN, pk=9, children=frozenset({2}))], []),
    "two without children": ([replace(KNOWN, children=frozenset()), replace(KNOWN, pk=9, children=frozenset())], []),
    "a longer name": ([FULL], []),
    "both names": ([FULL, replace(KNOWN, phone=PHONE)], []),
    "elsewhere": ([], [replace(KNOWN, place="сотрудник", children=frozenset())]),
    "here and elsewhere": ([KNOWN], [replace(KNOWN, pk=9, place="сотрудник", children=frozenset())]),
    "nobody": ([], []),
}  # fmt: skip
NAMES = ["Белова Анна", "Белова Анна Ильинична", "Белова А. И."]
SAID = ["", "; 8 900 000-14-08", "; 8 911 555-00-01", "; other@example.ru", "; 01.02.1991"]
PARENTS = [
    f"{name}{said}{child}"
    for name, said, child in product(NAMES, SAID, ["", " — Белов Илья", " — Белова Ия"])
]
PUPILS = [f"{name}{said}" for name, said in product(NAMES, SAID)]


def settled(text, of_parents, known, elsewhere):
    read = read_list(text, with_children=of_parents)
    if of_parents:
        rows = settle_parents([(one, CHILDREN.get(one.child)) for one in read.people], known, elsewhere)
    else:
        rows = settle_people(read.people, known, elsewhere)
    ask_about_doubles(read, rows, parents=of_parents)
    return read, rows


def asked(text, of_parents, known, elsewhere):
    """{line: {verb: the words of the question it answers}}, of those that are about who is who."""
    read, _ = settled(text, of_parents, known, elsewhere)
    return {
        row.number: {
            verb: question.words
            for question in row.questions
            for verb, _ in question.answers
            if verb in ("same", "another")
        }
        for row in read.rows
    }


@pytest.mark.parametrize("cards", CARDS)
@pytest.mark.parametrize("of_parents", [True, False], ids=["parents", "pupils"])
def test_lesson_d20_an_answer_about_one_of_the_name_settles_it(of_parents, cards):
    lines = PARENTS if of_parents else PUPILS
    texts = [*lines, *(f"{one}\n{two}" for one, two in product(lines[::7], lines[::5]))]
    unheard = []
    for text in texts:
        for number, answers in asked(text, of_parents, *CARDS[cards]).items():
            for verb, words in answers.items():
                said = mend(text, verb, str(number), with_children=of_parents)
                if words in asked(said, of_parents, *CARDS[cards])[number].values():
                    unheard.append((text, number, verb, words))
    assert unheard == []


@pytest.mark.parametrize("phone", ["8 911 555-00-01", "8 900 000-14-09"])
def test_lesson_d20_the_same_parent_with_another_phone_stays_as_the_card_is(phone):
    known = [replace(KNOWN, phone=PHONE)]
    line = f"Белова Анна — Белов Илья; {phone}"
    read, (one,) = settled(line, True, known, [])
    assert (one.is_new, [question.kind for question in read.rows[0].questions]) == (True, ["parent"])
    read, (one,) = settled(mend(line, "same", "1", with_children=True), True, known, [])
    assert (one.known, one.is_new, one.links, one.fills) == (7, False, False, {})
    assert "в карточке остаётся как есть, не записывается: телефон" in read.rows[0].notes[0]


def test_lesson_d20_of_two_of_the_name_the_one_whose_child_it_is_is_meant():
    known = CARDS["two of the name"][0]
    for child, pk in (("Белов Илья", 7), ("Белова Ия", 9)):
        line = f"Белова Анна; тот же человек; 8 911 555-00-01 — {child}"
        _, (one,) = settled(line, True, known, [])
        assert (one.known, one.linked) == (pk, True)


def test_lesson_d20_one_of_two_lines_goes_with_the_line_that_was_named():
    text = "Белова Анна; 8 911 555-00-01 — Белов Илья\nБелова Анна; 8 911 555-00-02 — Белова Ия"
    read, _ = settled(text, True, [replace(KNOWN, phone=PHONE)], [])
    assert "такое же имя в строке 1" in read.rows[1].questions[0].words
    _, rows = settled(mend(text, "same", "2", with_children=True), True, [replace(KNOWN, phone=PHONE)], [])
    assert [(one.line, one.known) for one in rows] == [(1, None), (1, None)]


def test_lesson_d20_a_child_of_the_known_parent_is_not_linked_anew_on_the_next_line():
    known = [replace(KNOWN, phone=PHONE, children=frozenset({1, 2}))]
    lines = [f"Белова Анна; тот же человек; 8 911 555-00-01 — {child}" for child in CHILDREN]
    _, rows = settled("\n".join(lines), True, known, [])
    assert [(one.known, one.links) for one in rows] == [(7, False), (7, False)]
