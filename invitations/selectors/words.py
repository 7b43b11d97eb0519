"""What a person is called in a class and how far they have come there, in words that agree with the person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef

from core.russian import by_sex
from documents.selectors import sex_of
from invitations.texts import LOOKS, OF_PERSON
from orgstructure.models import Enrolment, Person, SchoolClass

Role = Enrolment.Role
HasChat = Callable[[Any], Any]  # of a class, an expression
_has_chat: list[HasChat] = []
STAFF = "педагог"  # of whose post nothing is known


def role_word(role: str, person: Person, post: str = "") -> str:
    """«ученица»; of staff the `post` («директор»), since «учитель» is only the platform's role. No query."""
    if role == Role.TEACHER:
        return post or STAFF
    if role == Role.PUPIL:
        return by_sex(sex_of(person), "ученик,ученица,ученик")
    return str(Role(role).label)


@dataclass(frozen=True)
class ParentsPlace:
    """Whereto parents are invited: `title` of a page, `own` link «…», `asked` for by the link of a class."""

    title: str
    own: str
    asked: str


def parents_place(school_class: SchoolClass, *, has_chat: bool) -> ParentsPlace:
    """The parents' chat of a class where there is one; else nobody is promised one."""
    if has_chat:
        chat = f"в чат родителей {school_class} класса"
        return ParentsPlace(f"Чат родителей {school_class}\xa0класса", chat, chat)
    whose = f"родителей {school_class} класса"
    return ParentsPlace(
        f"{school_class}\xa0класс: родители", f"для {whose}", f"к родителям {school_class} класса"
    )


def register_parents_chat(has_chat: HasChat) -> None:
    """The room of chats says, in `AppConfig.ready()`, how it is asked whether the parents of a class have one."""
    _has_chat[:] = [has_chat]


def with_chat(links: Any) -> Any:
    """Links, each with `has_chat`: whether the parents' chat of its class is there and has a link. No query of its own."""
    return links.annotate(has_chat=_has_chat[0](OuterRef("school_class")))


def presence_word(presence: str, person: Person) -> str:
    """«вступила»; of an unknown sex in words that have none. No query."""
    forms = OF_PERSON.get(presence)
    return by_sex(sex_of(person), forms) if forms else LOOKS[presence][2]


def told_apart(people: Iterable[tuple[int, object, date | None, str]]) -> dict[int, str]:
    """{person: «12.03.2017 г. р.»} of those of (person, name, birthday, patronymic) who share the name with another.

    Of an unknown birthday the patronymic; where that is none, or the same, the number of the card. No query.
    """
    namesakes: dict[object, dict[int, tuple[date | None, str]]] = defaultdict(dict)
    for person, name, born, patronymic in people:
        namesakes[name][person] = born, patronymic
    found: dict[int, str] = {}
    for alike in namesakes.values():
        said = Counter(one for pair in alike.values() for one in pair if one)
        for person, (born, patronymic) in alike.items() if len(alike) > 1 else ():
            if born and said[born] == 1:
                found[person] = f"{born:%d.%m.%Y} г. р."
            else:
                found[person] = patronymic if said[patronymic] == 1 else f"карточка № {person}"
    return found
