"""The name of a pasted line: which of its words is the surname, which the first name."""

from itertools import pairwise

from core.errors import Invalid
from core.folding import one_line
from core.names import clean_name
from orgstructure.pasted import words
from orgstructure.pasted.parts import Parts
from orgstructure.pasted.remarks import remark_in


class TooShort(Invalid):
    """Of a name only one word is there: `last` or `first`."""

    def __init__(self, line: str, word: str, whose: str) -> None:
        is_first = words.is_given_name(word)
        self.last, self.first = ("", word) if is_first else (word, "")
        missing = f"у {whose} прочитано только «{word}», а нужны фамилия и имя"
        if not word:
            missing = f"имя {whose} не прочитано"
        elif is_first or words.is_surname(word):
            missing = f"у {whose} нет {'фамилии' if is_first else 'имени'}, прочитано только «{word}»"
        super().__init__(f"«{line}»: {missing}. Впишите фамилию и имя или пропустите строку.")


def name_of(parts: Parts, line: str, whose: str) -> tuple[str, str, str]:
    """(surname, first name, patronymic) by the order that lists have. Raises Invalid with what is missing or wrong.

    `whose`: «родителя», as it is said of one that is too short.
    """
    if parts.explicit:
        last, first, patronymic = [*parts.name, ""][:3]
    else:
        last, first, patronymic = _by_order(parts.name, line, whose)
    for word in (last, first, patronymic, *patronymic.split()):
        if words.RELATION.fullmatch(word):
            raise Invalid(
                f"«{one_line(line)[:60]}»: «{word}» — слово о родителе, а стоит на месте имени. Исправьте строку."
            )
    remark = remark_in(last, first, patronymic)
    if remark:
        raise Invalid(
            f"«{one_line(line)[:60]}»: «{remark}» — пометка, а стоит на месте имени. Исправьте строку."
        )
    return (
        clean_name(last, what="Фамилия", field="text"),
        clean_name(first, what="Имя", field="text"),
        clean_name(patronymic, what="Отчество", field="text", required=False),
    )


def _tidy(word: str) -> str:
    """A final dot goes, that of an initial stays: «Петровна.», «М.»"""
    bare = word.rstrip(".")
    return f"{bare}." if len(bare) == 1 else bare


def _by_order(name: list[str], line: str, whose: str) -> tuple[str, str, str]:
    shown = one_line(line)[:60]
    lead = 0
    while lead < len(name) - 1 and name[lead].lower() in words.BEFORE_SURNAME and name[lead].islower():
        lead += 1
    rest = [_tidy(word) for word in name[lead:]]
    joins = {"и", "И"} if " ".join(name).isupper() else {"и"}
    if any(word in joins and len(after.strip(".")) > 1 for word, after in pairwise(name[lead + 1 :])):
        raise Invalid(f"«{shown}»: похоже, в строке двое. В строке один человек: Фамилия Имя Отчество.")
    if len(rest) < 2:
        raise TooShort(shown, " ".join([*name[:lead], *rest]), whose)
    if len(rest) > 5:
        raise Invalid(f"«{shown}»: слишком много слов. В строке один человек: Фамилия Имя Отчество.")
    if len(rest) == 2 and words.is_first_name(rest[0]) and words.is_her_patronymic(rest[1]):
        raise Invalid(f"«{shown}»: похоже, это имя и отчество. Допишите фамилию первой.")
    return " ".join([*name[:lead], rest[0]]), rest[1], " ".join(rest[2:])
