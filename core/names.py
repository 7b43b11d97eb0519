"""Names of people: what may stand in one, and how names are compared."""

import re

from core.errors import Invalid
from core.folding import one_line, plain_apostrophes
from core.russian import in_signs

MAX_PART = 100
_SIGN = re.compile(r"[А-ЯЁа-яё'.\- ]")
_LATIN = re.compile(r"[A-Za-z]")
_DASH = re.compile(r"(?<=\w)\s?[–—]\s?(?=\w)")  # a long dash inside a double surname


def fold_name(text: str) -> str:
    """A name in one spelling: folded, one apostrophe, plain hyphens in «Иванова–Петрова» and no spaces around them."""
    return re.sub(r"\s?-\s?", "-", _DASH.sub("-", plain_apostrophes(one_line(text))))


def clean_name(text: str, *, what: str, field: str, required: bool = True) -> str:
    """A part of a name (`what`: «Фамилия»), folded. Raises Invalid that shows the value and the wrong letter."""
    text = fold_name(text).strip(" ,;")
    if not text:
        if required:
            raise Invalid(f"{what}: впишите, пожалуйста.", field=field)
        return ""
    if len(text) > MAX_PART:
        raise Invalid(f"{what} «{text[:30]}…»: {in_signs(text)}, а можно не больше {MAX_PART}.", field=field)
    latin = _LATIN.search(text)
    if latin:
        raise Invalid(
            f"{what} «{text}»: латинская буква «{latin.group()}». Замените её русской.", field=field
        )
    wrong = next((sign for sign in text if not _SIGN.match(sign)), "" if text[0].isalpha() else text[0])
    if wrong:
        raise Invalid(
            f"{what} «{text}»: знак «{wrong}» в имени лишний. Оставьте буквы, дефис и пробел.", field=field
        )
    return text


def is_shouted(name: str) -> bool:
    """Whether a name is written in capitals throughout: «ПОПОВА СВЕТЛАНА»."""
    return any(len(word) > 1 for word in re.split(r"[ .\-]+", name)) and name == name.upper() != name.lower()


def without_shouting(name: str) -> str:
    """«ПОПОВА-ЛИСИЦЫНА» → «Попова-Лисицына»; «ОГЛЫ», «КЫЗЫ» → in small letters, as they stand in patronymics."""
    words = re.sub(r"[^ \-']+", lambda word: word.group().capitalize(), name)
    return re.sub(r"(?<= )(Оглы|Кызы|Улы|Гызы|Угли)\b", lambda word: word.group().lower(), words)


def in_usual_case(name: str) -> str:
    """«ПОПОВА», «попова» → «Попова»; any other name as it is."""
    return without_shouting(name) if is_shouted(name) or name.islower() else name


def may_be_form_of(typed: str, *names: str) -> bool:
    """Whether `typed` may be the name in another case: each of `names` begins as some word of it does.

    The end of a word changes («Заяц» → «Зайца», «Лев» → «Льва»), its beginning does not.
    """
    words = search_form(typed).replace("-", " ").split()
    begun = [search_form(name).replace("-", " ").split()[0] for name in names if name]
    return all(any(word.startswith(name[: max(1, len(name) - 3)]) for word in words) for name in begun)


def search_form(*parts: str) -> str:
    """How names are compared and sought: folded, lower case, ё as е, one space between words."""
    return plain_apostrophes(one_line(" ".join(parts))).lower().replace("ё", "е")
