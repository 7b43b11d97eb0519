"""Hard names, each with what gives its form (`tests/data/declension.tsv`), and the cases that orders use."""

from pathlib import Path

import pytest

from documents import kinds
from documents.russian import Case, inflect_name

TABLE = Path(__file__).parent.parent / "data" / "declension.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#")]
CASES = ["genitive", "dative", "accusative", "instrumental", "prepositional"]
PARADIGMS = """
Заяц|Павел|Сергеевич
  Зайца Павла Сергеевича
  Зайцу Павлу Сергеевичу
  Зайца Павла Сергеевича
  Зайцем Павлом Сергеевичем
  Зайце Павле Сергеевиче

Палий|Иван|Ильич
  Палия Ивана Ильича
  Палию Ивану Ильичу
  Палия Ивана Ильича
  Палием Иваном Ильичом
  Палии Иване Ильиче

Цой|Илья|Львович
  Цоя Ильи Львовича
  Цою Илье Львовичу
  Цоя Илью Львовича
  Цоем Ильёй Львовичем
  Цое Илье Львовиче

Седой|Лука|Фомич
  Седого Луки Фомича
  Седому Луке Фомичу
  Седого Луку Фомича
  Седым Лукой Фомичом
  Седом Луке Фомиче

Коломиец|Олег|Иваныч
  Коломийца Олега Иваныча
  Коломийцу Олегу Иванычу
  Коломийца Олега Иваныча
  Коломийцем Олегом Иванычем
  Коломийце Олеге Иваныче

Эрлих|Пётр|Петрович
  Эрлиха Петра Петровича
  Эрлиху Петру Петровичу
  Эрлиха Петра Петровича
  Эрлихом Петром Петровичем
  Эрлихе Петре Петровиче

Мелик-Пашаев|Данило|Ильич
  Мелик-Пашаева Данилы Ильича
  Мелик-Пашаеву Даниле Ильичу
  Мелик-Пашаева Данилу Ильича
  Мелик-Пашаевым Данилой Ильичом
  Мелик-Пашаеве Даниле Ильиче

Нгуен|Тхи Хоа|
  Нгуен Тхи Хоа
  Нгуен Тхи Хоа
  Нгуен Тхи Хоа
  Нгуен Тхи Хоа
  Нгуен Тхи Хоа

Заяц|Анна|Ильинична
  Заяц Анны Ильиничны
  Заяц Анне Ильиничне
  Заяц Анну Ильиничну
  Заяц Анной Ильиничной
  Заяц Анне Ильиничне
"""


@pytest.mark.parametrize(("sex", "name", "expected"), [row[1:4] for row in ROWS], ids=[r[2] for r in ROWS])
def test_lesson_d22_a_hard_name_is_declined(sex, name, expected):
    assert inflect_name(*name.split("|"), "accusative", gender=sex) == expected


def test_lesson_d22_the_table_is_long_and_every_form_has_what_gives_it():
    legend = TABLE.read_text().split("\n#")
    assert len(ROWS) >= 250
    assert {part for part, *_ in ROWS} == {"tuned", "held", "fresh"}
    known = " ".join(line for line in legend if line.startswith(" "))
    assert [row for row in ROWS if row[4] not in known] == []


@pytest.mark.parametrize("paradigm", PARADIGMS.strip().split("\n\n"))
def test_lesson_d22_every_case_of_a_hard_name(paradigm):
    name, *forms = [line.strip() for line in paradigm.splitlines()]
    assert [inflect_name(*name.split("|"), case) for case in CASES] == forms


def test_lesson_d22_every_kind_of_order_says_which_cases_it_uses():
    used = {kind.code: kind.cases for kind in kinds.offered_kinds()}
    assert used == {
        "administrator": (Case.ACCUSATIVE,),
        "additional_administrator": (Case.ACCUSATIVE,),
    }
    assert kinds.find_kind("revocation").cases == ()
