"""Names as they are given today, for people who do not exist.

Phones lie in +7 900 000-xx-xx, which belongs to nobody; mail goes to example domains only.
"""

import random
from dataclasses import dataclass

BOYS = (
    "Александр Артём Максим Михаил Иван Матвей Марк Лев Дмитрий Кирилл Тимофей Роман Егор Даниил Мирон Илья Фёдор "
    "Степан Глеб Арсений Владислав Константин Никита Ярослав Тимур Платон Савелий Давид Захар Родион Руслан Эмиль"
).split()
GIRLS = (
    "София Анна Мария Ева Алиса Виктория Полина Василиса Варвара Александра Елизавета Арина Ксения Милана Вероника "
    "Кира Таисия Мирослава Амина Ульяна Дарья Аделина Стефания Злата"
    " Есения Эмилия Камилла Юлия Ясмина Агата Серафима Майя"
).split()
MEN = (
    "Сергей Алексей Андрей Дмитрий Евгений Николай Владимир Павел"
    " Антон Игорь Ильдар Руслан Виталий Олег Денис Роман"
).split()
WOMEN = (
    "Елена Ольга Наталья Анна Ирина Татьяна Светлана Юлия"
    " Екатерина Марина Оксана Гульнара Людмила Регина Надежда Алина"
).split()
# (his patronymic, her patronymic)
PATRONYMICS = [
    ("Александрович", "Александровна"), ("Сергеевич", "Сергеевна"), ("Алексеевич", "Алексеевна"),
    ("Андреевич", "Андреевна"), ("Дмитриевич", "Дмитриевна"), ("Евгеньевич", "Евгеньевна"),
    ("Николаевич", "Николаевна"), ("Владимирович", "Владимировна"), ("Павлович", "Павловна"),
    ("Игоревич", "Игоревна"), ("Ильдарович", "Ильдаровна"), ("Олегович", "Олеговна"), ("Романович", "Романовна"),
]  # fmt: skip
# (his surname, hers)
SURNAMES = [
    *((name, f"{name}а") for name in (
        "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев "
        "Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев "
        "Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Фролов Александров Дмитриев Королёв Гусев "
        "Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов "
        "Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов "
        "Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев "
        "Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов "
        "Гарипов Сафин Ахметов Галиев Мирзоев Алиев Магомедов Каримов Юсупов Ершов"
    ).split()),
    ("Достоевский", "Достоевская"), ("Озерский", "Озерская"), ("Белинский", "Белинская"),
    ("Шевченко", "Шевченко"), ("Бондаренко", "Бондаренко"), ("Мирошник", "Мирошник"), ("Черных", "Черных"),
]  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A full name and what else a demo person is typed in with."""

    last: str
    first: str
    patronymic: str
    gender: str

    @property
    def line(self) -> str:
        return f"{self.last} {self.first} {self.patronymic}".strip()


class Namer:
    """Names, phones and mail addresses that do not repeat; the same ones for the same seed."""

    def __init__(self, seed: int = 19) -> None:
        self.random = random.Random(seed)
        self._phone = 1000
        self._used: set[str] = set()

    def _unique(self, make) -> Name:
        for _ in range(200):
            name = make()
            if name.line not in self._used:
                break
        self._used.add(name.line)
        return name

    def adult(self, female: bool, surname: tuple[str, str] | None = None) -> Name:
        def make() -> Name:
            last = surname or self.random.choice(SURNAMES)
            patronymic = self.random.choice(PATRONYMICS)
            first = self.random.choice(WOMEN if female else MEN)
            return Name(last[female], first, patronymic[female], "f" if female else "m")

        return self._unique(make)

    def child(self, surname: tuple[str, str]) -> Name:
        def make() -> Name:
            female = self.random.random() < 0.5
            first = self.random.choice(GIRLS if female else BOYS)
            return Name(
                surname[female], first, self.random.choice(PATRONYMICS)[female], "f" if female else "m"
            )

        return self._unique(make)

    def surname(self) -> tuple[str, str]:
        return self.random.choice(SURNAMES)

    def phone(self) -> str:
        self._phone += 1
        return f"+7900000{self._phone:04d}"

    def chance(self, share: float) -> bool:
        return self.random.random() < share
