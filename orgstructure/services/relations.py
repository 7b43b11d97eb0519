"""What a representative is called follows the sex of their card: «отец» who is written down as a woman is «мать»."""

from audit.services import record_each
from core.access import ActorLike
from core.effects import What, emit_each
from orgstructure import texts
from orgstructure.models import Guardianship, Person

_OF_SEX = {
    Person.Gender.FEMALE: (Guardianship.Relation.FATHER, Guardianship.Relation.MOTHER),
    Person.Gender.MALE: (Guardianship.Relation.MOTHER, Guardianship.Relation.FATHER),
}


def follow_sex(*, person: Person, actor: ActorLike) -> None:
    """Put right the word of the ties that `person` has by now; of an unknown sex nothing is known."""
    if not person.gender:
        return
    wrong, right = _OF_SEX[Person.Gender(person.gender)]
    rows = list(
        Guardianship.objects.unended()
        .filter(guardian=person, relation=wrong)
        .select_related("pupil", "guardian")
    )
    if not rows:
        return
    for row in rows:
        row.relation = right
    Guardianship.objects.bulk_update(rows, ["relation"])
    record_each(
        "guardian.reworded",
        [(row, {"changes": {"relation": [str(wrong), str(right)]}}) for row in rows],
        actor=actor,
    )
    emit_each(What.CHANGES, rows, texts.guardianship_reworded)
