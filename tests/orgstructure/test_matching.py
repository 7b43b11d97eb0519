"""Names as people write them find whom they mean, and nobody else."""

from types import SimpleNamespace

import pytest

from orgstructure.matching import PROBABLE, best_match, score

MEANS = [
    ("Петрова Анна Ивановна", "Петрова Анна Ивановна"),
    ("анна петрова", "Петрова Анна Ивановна"),
    ("Анна Ивановна Петрова", "Петрова Анна Ивановна"),
    ("ПЕТРОВА АННА", "Петрова Анна Ивановна"),
    ("Петрова А. И.", "Петрова Анна Ивановна"),
    ("Петрова А.И.", "Петрова Анна Ивановна"),
    ("А. И. Петрова", "Петрова Анна Ивановна"),
    ("Семенова Алена", "Семёнова Алёна Дмитриевна"),
    ("Семёнова Лена", "Семёнова Елена Дмитриевна"),
    ("Саша Петров", "Петров Александр Сергеевич"),
    ("Саша Петрова", "Петрова Александра Сергеевна"),
    ("Кузнецов Данила", "Кузнецов Даниил Олегович"),
    ("Наталия Орлова", "Орлова Наталья Юрьевна"),
    ("Орлова Соня", "Орлова Софья Юрьевна"),
    ("Жукова Ирина Алеговна", "Жукова Ирина Олеговна"),
    ("Ахметова Гузэль", "Ахметова Гузель Маратовна"),
    ("Иванова Мария", "Иванова-Петрова Мария Львовна"),
    ("Алиев Гейдар", "Алиев Гейдар Рза оглы"),
    ("Ким Виктор", "Ким Виктор"),
]
IS_ANOTHER = [
    ("Петров Сергей", "Петров Андрей Сергеевич"),  # the father of the pupil, not the pupil
    ("Иванов Пётр", "Иванова Мария Петровна"),
    ("Сидоров Василий", "Петров Василий Ильич"),
    ("Анна", "Петрова Анна Ивановна"),
    ("Петрова", "Петрова Анна Ивановна"),
    ("Петрова Б. И.", "Петрова Анна Ивановна"),
    ("", "Петрова Анна Ивановна"),
    ("Петрова Анна", ""),
]


@pytest.mark.parametrize(("written", "known"), MEANS)
def test_a_name_as_people_write_it_is_recognised(written, known):
    assert score(written, known) >= PROBABLE


@pytest.mark.parametrize(("written", "known"), IS_ANOTHER)
def test_another_person_is_not(written, known):
    assert score(written, known) < PROBABLE


def people(*names):
    return [SimpleNamespace(full_name=name) for name in names]


def test_the_nearest_of_the_roster_is_named_and_a_tie_is_nobody():
    roster = people("Петров Александр Сергеевич", "Петров Алексей Сергеевич", "Иванов Пётр Ильич")
    assert best_match("Саша Петров", roster).person is roster[0]
    assert best_match("Петров А. С.", roster) is None
    assert best_match("Кто-то Другой", roster) is None
    assert best_match("Петров Саша", []) is None


def test_a_patronymic_decides_between_namesakes():
    roster = people("Петрова Анна Ивановна", "Петрова Анна Сергеевна")
    assert best_match("Анна Сергеевна Петрова", roster).person is roster[1]
    assert best_match("Анна Петрова", roster) is None
