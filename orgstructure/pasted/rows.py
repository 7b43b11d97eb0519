"""What was read of a pasted list: its rows, and what of the whole list waits for somebody."""

from collections import Counter
from dataclasses import dataclass, field, replace

from core.phones import show_phone
from orgstructure.pasted.line import PersonLine
from orgstructure.pasted.nobody import Above
from orgstructure.pasted.questions import Question

MAX_SHOWN = 120
LABELS = {
    "last_name": "Фамилия", "first_name": "Имя", "patronymic": "Отчество", "phone": "Телефон", "email": "Почта",
    "birth_date": "Дата рождения", "post": "Должность", "child": "Ребёнок", "unread": "Не прочитано",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line (folded) with what was read in it. Without `person` it is skipped (`skipped` says why) or wrong (`error`).

    A `person` beside an `error` is one whose name is missing: what else was read is kept, to be completed.
    `hidden`: the parts that people of this role do not have. `in_class`: the line itself names the chosen class. `head`: the
    line above that names the child of this one; `apart`: the lines that say the same of each of several parents.
    `guessed`: the parts of the name are told by their order, nobody said which is which. `left_out`: the columns of
    the table in which something stood that is written nowhere. `under`: the other class that a heading above it names.
    `above`: whom of the lines above it means, «мать та же».
    """

    number: int
    line: str
    person: PersonLine | None = None
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    error: str = ""
    skipped: str = ""
    hidden: tuple[str, ...] = ()
    in_class: bool = False
    head: int = 0
    apart: tuple[str, ...] = ()
    guessed: bool = False
    left_out: tuple[str, ...] = ()
    under: str = ""
    above: tuple[Above, ...] = ()

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """The parts that may be typed anew: (name, label, value)."""
        return self._parts({name: label for name, label in LABELS.items() if name not in self.hidden})

    @property
    def kept(self) -> list[tuple[str, str, str]]:
        """What was said of the person besides, and stays: as `fields`."""
        return self._parts(
            {
                "relation": "",
                "kin": "",
                "another": "",
                "same": "",
                "school_class": "",
                "fill": "",
                "adult": "",
                "gone": "",
                "own_phone": "",
                "sure": "",
                "short": "",
            }
            | ({"post": ""} if "post" in self.hidden else {})
        )

    def _parts(self, labels: dict[str, str]) -> list[tuple[str, str, str]]:
        return [(name, label, self._shown(name)) for name, label in labels.items()]

    def _shown(self, name: str) -> str:
        value = getattr(self.person, name)
        if name == "phone":
            return show_phone(value)
        return f"{value:%d.%m.%Y}" if name == "birth_date" and value else str(value or "")

    @property
    def text(self) -> str:
        return self.line[:MAX_SHOWN]

    @property
    def offers_edit(self) -> bool:
        """Whether «Исправить» is among the answers already."""
        return any(verb == "edit" for question in self.questions for verb, _ in question.answers)

    @property
    def blocks(self) -> bool:
        return bool(self.error) or any(question.blocks for question in self.questions)


@dataclass
class ReadList:
    """`heads`: {line: the pupil who stands alone in it}."""

    rows: list[Row] = field(default_factory=list)
    heads: dict[int, str] = field(default_factory=dict)

    @property
    def people(self) -> list[PersonLine]:
        return [row.person for row in self.rows if row.person and not row.error]

    @property
    def errors(self) -> list[Row]:
        return [row for row in self.rows if row.error]

    @property
    def unanswered(self) -> int:
        """How many lines wait for a correction or an answer."""
        return sum(row.blocks for row in self.rows)

    @property
    def asked(self) -> dict[str, int]:
        """{kind of question: how many lines it is asked of}."""
        return dict(Counter(question.kind for row in self.rows for question in row.questions))

    @property
    def names_parents(self) -> bool:
        """Whether lines of pupils say more of somebody else, whom another list writes."""
        return any(
            row.person and row.person.unread and question.kind in ("relative", "whose")
            for row in self.rows
            for question in row.questions
        )

    @property
    def turned_around(self) -> int:
        """How many lines seem to begin with the first name."""
        return self.asked.get("order", 0)

    @property
    def in_class(self) -> int:
        """How many lines name the class that was chosen."""
        return sum(row.in_class for row in self.rows)

    @property
    def left_out(self) -> list[str]:
        """The columns that are written nowhere."""
        return list(dict.fromkeys(name for row in self.rows for name in row.left_out))

    @property
    def left_out_words(self) -> str:
        """The same in a sentence, which ends with its own dot: «Стаж, Кл. рук»."""
        return ", ".join(self.left_out).rstrip(".")

    def replace(self, number: int, **changes: object) -> None:
        """Set fields of the row of a line."""
        self.rows = [replace(row, **changes) if row.number == number else row for row in self.rows]  # type: ignore[arg-type]
