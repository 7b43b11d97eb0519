"""The form of a pasted list: what was read of it, what would be written, what is asked."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from core import clock
from core.errors import Invalid
from core.names import search_form
from core.numbers import row_number
from core.shown import mark_of
from orgstructure.models import Enrolment, SchoolClass
from orgstructure.pasted import (
    ROW_FIELDS,
    PersonLine,
    Pupil,
    Question,
    ReadList,
    Row,
    Settled,
    Unsure,
    ask_about_doubles,
    child_labels,
    children_of,
    lines_of,
    match_child,
    mend,
    put_child,
    put_line,
    read_list,
    typed_line,
)
from orgstructure.selectors import names_in, pupils_of, settle_list, staff_room

WAS = "was-"  # a field with a row as it was shown, before it was typed anew
ASKED = "asked-"  # the same, before its child was chosen


class PasteForm(forms.Form):
    """A list of people: into which class, in which role, and the lines. Valid, it holds what was read and what becomes of it.

    `whole`: the text of pupils and parents as it was pasted, '' mostly; `read`: the rows; `settled`: {line: what becomes
    of its person}, once `is_settled`: where the class is missing nobody knows who is there already, and nothing is shown
    (lesson D20); `rows`: (the settled person, the child's number or None, who they are to the child), as `write_list`
    takes them.
    """

    role = forms.ChoiceField(label="Кто это", choices=Enrolment.Role.choices)
    school_class = forms.ModelChoiceField(
        SchoolClass._base_manager.none(), label="Класс", required=False,
        empty_label="Выберите класс",
        help_text="Сотрудники всегда попадают в «Учительскую»: для них класс не нужен",
    )  # fmt: skip
    text = forms.CharField(
        label="Список",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 12,
                "placeholder": "Иванова Мария Петровна; +7 900 000-00-00; ivanova@school.example",
            }
        ),
        help_text="По одному в строке: Фамилия Имя Отчество. Телефон, почта, дата рождения, должность — если есть, в любом "
        "порядке; можно вставить столбцы из таблицы. К родителю допишите ребёнка после тире: «мать: Белова Анна Ильинична; "
        "+7\u00a0900\u00a0000\u201100\u201100 — Белов Илья».",
    )

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        classes: Any,
        roles: list[tuple[str, str]],
        editable: Any,
        school_phone: str = "",
        **kwargs: Any,
    ) -> None:
        """`editable`: the people whose cards the reader may change; `school_phone`: the school's own."""
        self.sent = QueryDict(mutable=True) if data is None else data.copy()
        super().__init__(None if data is None else self.sent, *args, **kwargs)
        self.fields["school_class"].queryset = classes  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        if Enrolment.Role.TEACHER not in dict(roles):
            self.fields["school_class"].help_text = ""
            self.fields["text"].help_text = str(self.fields["text"].help_text).replace(", должность", "")
        self.editable, self.school_phone = editable, school_phone
        self.read = ReadList()
        self.is_settled = False
        self.whole = ""
        self.pupils: list[Pupil] = []
        self.settled: dict[int, Settled] = {}
        self.rows: list[tuple[PersonLine, int | None, str]] = []

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        role, school_class = data.get("role"), data.get("school_class")
        if role and role != Enrolment.Role.TEACHER:
            if not school_class:
                self.add_error("school_class", "Выберите класс, в который записать людей.")
            elif school_class.is_staff_room:
                self.add_error("school_class", "В «Учительской» только сотрудники. Выберите учебный класс.")
        if "text" in data:
            self._read(role, school_class)
        if not self.errors and role:
            self._settle(role, school_class)
        return data

    def _read(self, role: str | None, school_class: SchoolClass | None) -> None:
        """Put what was pressed and corrected into the text, and read it."""
        parents = role == Enrolment.Role.PARENT
        if parents and school_class:
            self.pupils = pupils_of(school_class)
        reading: dict[str, Any] = {
            "with_children": parents,
            "with_posts": role == Enrolment.Role.TEACHER,
            "school_class": str(school_class) if school_class and role != Enrolment.Role.TEACHER else "",
            "pupils": frozenset(one.search_name for one in self.pupils),
            "parents": names_in(school_class, Enrolment.Role.PARENT)
            if parents and school_class
            else frozenset(),
            "today": clock.today(),
            "school_phone": self.school_phone,
        }
        if role == Enrolment.Role.PUPIL:
            self._keep_whole(reading)
        text = mended_text(self.sent, reading)
        self.sent["text"] = text  # the field shows it
        try:
            self.read = read_list(text, **reading)
        except Invalid as refusal:
            self.add_error("text", refusal.message)

    def _keep_whole(self, reading: dict[str, Any]) -> None:
        """Of a list that names the parents beside the pupils the text as it was pasted: answers take the parents out of it."""
        for text in (str(self.sent.get("whole", "")), str(self.sent.get("text", ""))):
            try:
                if not self.whole and text and read_list(text, **reading).names_parents:
                    self.whole = text
            except Invalid:
                continue

    def _settle(self, role: str, school_class: SchoolClass | None) -> None:
        """Find the children, and what becomes of each person; who is not found is asked about."""
        parents = role == Enrolment.Role.PARENT
        for row in self.read.rows:
            if row.person and row.error:
                self._tell_child(row, row.person)
            elif row.person:
                self._find_child(row, row.person)
        target = school_class if school_class and role != Enrolment.Role.TEACHER else staff_room()
        settled = settle_list(target, role, [(person, pupil) for person, pupil, _ in self.rows])
        asked = [one.known for one in settled if one.gaps] + [one.held.pk for one in settled if one.held]
        fillable = set(self.editable.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
        settled = [_within(one, fillable) for one in settled]
        self.rows = [
            (one.row, pupil, relation) for one, (_, pupil, relation) in zip(settled, self.rows, strict=True)
        ]
        ask_about_doubles(self.read, settled, parents=parents, fillable=fillable)
        self.settled = {one.row.number: one for one in settled}
        self.is_settled = True

    def _find_child(self, row: Row, person: PersonLine) -> None:
        if len(children_of(person)) > 1:
            return  # it is asked already, and blocks
        try:
            pupil = self._match(person) if person.child else None
        except Invalid as refusal:
            fits = refusal.fits if isinstance(refusal, Unsure) else ()
            labels = tuple(self.children[self.pupils.index(one)] for one in fits)
            asked = Question("child", refusal.message, (("alone", "Записать без ребёнка"),), fits=labels)
            self.read.replace(row.number, questions=(*row.questions, asked))
            return
        self.rows.append((person, pupil.pk if pupil else None, person.relation))
        if pupil:
            self._note_child(row, person, pupil)

    def _tell_child(self, row: Row, person: PersonLine) -> None:
        """Say whose parent it is of whom the line says nothing else."""
        try:
            self._note_child(row, person, self._match(person))
        except Invalid:
            return  # the line is wrong already; who the child is is asked once it is mended

    def _match(self, person: PersonLine) -> Pupil:
        return match_child(person.child, self.pupils, person.last_name)

    def _note_child(self, row: Row, person: PersonLine, pupil: Pupil) -> None:
        if " " not in person.child or not pupil.search_name.startswith(search_form(person.child)):
            self.read.replace(row.number, notes=(*row.notes, f"«{person.child}» — {pupil.full_name}"))

    @property
    def mark(self) -> str:
        """Stands for all that is shown: the text, where it goes, what becomes of each row. What is written has the same one."""
        school_class = self.cleaned_data.get("school_class")
        place = self.cleaned_data.get("role"), school_class and school_class.pk
        outcomes = [
            (one.outcome, relation)
            for one, (*_, relation) in zip(self.settled.values(), self.rows, strict=True)
        ]
        return mark_of(place, lines_of(self.sent.get("text", "")), outcomes)

    @property
    def children(self) -> list[str]:
        """Whom a parent's child may be, as it is chosen in a row."""
        return child_labels(self.pupils)

    @property
    def fresh(self) -> int:
        """How many people the rows that wait for nothing bring: new cards, and those who are known and get a place."""
        return sum(one.is_new for one in self._ready()) + len(
            {one.known for one in self._ready() if one.joins}
        )

    @property
    def new_links(self) -> int:
        """How many times it will be said anew who represents whom."""
        return sum(one.links for one in self._ready())

    @property
    def filled(self) -> int:
        """How many cards will be filled up."""
        return len({one.known for one in self._ready() if one.fills})

    @property
    def unfilled(self) -> str:
        """The lines whose known people's cards may be filled up, as `mend` takes them."""
        asked = [row.number for row in self.read.rows if any(one.kind == "fill" for one in row.questions)]
        return ",".join(map(str, asked))

    @property
    def childless(self) -> int:
        """How many parents will be written of whom nobody says whose parents they are."""
        alone = (one for one in self._ready() if one.pupil is None and (one.is_new or one.joins))
        return sum(1 for _ in alone) if self.is_of_parents else 0

    @property
    def is_of_parents(self) -> bool:
        return bool(self.cleaned_data.get("role") == Enrolment.Role.PARENT)

    def _ready(self) -> list[Settled]:
        waiting = {row.number for row in self.read.rows if row.blocks}
        return [one for number, one in self.settled.items() if number not in waiting]

    def preview(self) -> list[tuple[Row, Settled | None]]:
        """Each row, with what becomes of it."""
        return [(row, self.settled.get(row.number)) for row in self.read.rows]


def _within(one: Settled, fillable: set[int]) -> Settled:
    """The row without its wish to fill a card that the reader may not change."""
    return (
        one if one.known in fillable or not one.row.fill else replace(one, row=replace(one.row, fill=False))
    )


def mended_text(data: QueryDict, reading: dict[str, Any]) -> str:
    """The text of a list that was sent, with the rows that were corrected, the children chosen and the button pressed in it."""
    text = str(data.get("text", ""))
    for name in [name for name in data if name.startswith((WAS, ASKED))]:
        kind, _, digits = name.partition("-")
        number = row_number(digits)
        if number is None:
            continue
        if f"{kind}-" == WAS:
            text = put_line(text, number, str(data[name]), _corrected(data, number))
        else:
            chosen = str(data.get(f"child-{number}", ""))
            text = put_child(text, number, str(data[name]), chosen, **reading)
    verb, _, which = str(data.get("do", "")).partition(":")
    return mend(text, verb, which, **reading)


def _corrected(data: QueryDict, number: int) -> str:
    """A row as it was typed anew: its parts, or the whole line where nothing could be read."""
    whole = data.get(f"line-{number}")
    if whole is not None:
        return str(whole)
    return typed_line({name: str(data.get(f"row-{number}-{name}", "")) for name in ROW_FIELDS})
