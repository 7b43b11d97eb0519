"""Words about a person that agree with the person's sex and post."""

from django import template

from core.russian import by_sex
from documents.selectors import sex_of
from invitations.selectors.words import presence_word, role_word
from orgstructure.models import Person

register = template.Library()
register.simple_tag(
    role_word
)  # {% role_word place.role place.person place.person_post %} → «ученица», «директор»
register.filter(presence_word)


@register.filter("by_sex")
def by_sex_of(person: Person, forms: str) -> str:
    """`{{ person|by_sex:"был,была,вход" }}`: the third form is of whom nobody knows."""
    return by_sex(sex_of(person), forms)
