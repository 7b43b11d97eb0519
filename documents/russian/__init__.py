"""Russian of the papers: names and posts in a case, initials, counts that agree, dates in words."""

from documents.russian.cases import Case
from documents.russian.names import case_to_check, gender_of, inflect_name
from documents.russian.posts import inflect_post
from documents.russian.words import count, initials, russian_date

__all__ = [
    "Case",
    "case_to_check",
    "count",
    "gender_of",
    "inflect_name",
    "inflect_post",
    "initials",
    "russian_date",
]
