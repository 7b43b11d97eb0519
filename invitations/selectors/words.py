"""What a person is called in a class and how far they have come there, in words that agree with the person."""

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
