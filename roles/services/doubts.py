"""What is asked before an account lets somebody in: whether it is theirs at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Conflict
from core.names import search_form
from orgstructure.models import Person
from roles import texts
from roles.selectors import accounts_by_email, former_addresses, names_borne


class Doubt(str):
    """Why a row is refused, where it goes on once somebody says that the address is right."""


class InDoubt(Conflict):
    """The same of one person."""

    code = "account_in_doubt"


@dataclass(frozen=True)
class Entry:
    """Whom to let in, and by which address (cleaned); `sure`: it is said to be right; `moves`: another one than before."""

    person: Person
    email: str
    sure: bool = False
    moves: bool = False


def doubts(entries: Sequence[Entry]) -> dict[int, str]:
    """{person: what is to be asked before this address lets them in}. Nothing is told of whom an account belongs to."""
    accounts = accounts_by_email({one.email for one in entries})
    people = [one.person for one in entries]
    names, former = names_borne(people), former_addresses(people)
    found: dict[int, str] = {}
    for one in entries:
        user, before = accounts.get(one.email), former.get(one.person.pk, one.email)
        if user is not None and search_form(user.full_name) not in names[one.person.pk]:
            found[one.person.pk] = Doubt(texts.ANOTHER_NAME.format(email=one.email))
        elif before != one.email and not one.moves:
            found[one.person.pk] = Doubt(texts.ANOTHER_ACCOUNT.format(email=one.email, before=before))
    return found
