"""What a person is called in a class and how far they have come there, in words that agree with the person."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from core.russian import by_sex
from documents.selectors import sex_of
from invitations.texts import LOOKS, OF_PERSON
from orgstructure.models import Enrolment, Person

Role = Enrolment.Role
STAFF = "педагог"  # of whose post nothing is known


def role_word(role: str, person: Person, post: str = "") -> str:
    """«ученица»; of staff the `post` («директор»), since «учитель» is only the platform's role. No query."""
    if role == Role.TEACHER:
        return post or STAFF
    if role == Role.PUPIL:
        return by_sex(sex_of(person), "ученик,ученица,ученик")
    return str(Role(role).label)


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
