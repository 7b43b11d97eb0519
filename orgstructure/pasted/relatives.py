"""Whose parent a line is of, and who they are to the child: taken out of it."""

import re
from dataclasses import replace

from core.errors import Invalid
from orgstructure.pasted import phones, words
from orgstructure.pasted.children import Child, are_pupils, child_behind_relation, find_child, is_adult
from orgstructure.pasted.dates import OLDEST_PUPIL
from orgstructure.pasted.parts import Parts, Reading, take_class
from orgstructure.pasted.remarks import CHILDS_PHONE

_AROUND = " \t;,.:()—–-"


def take_relation(parts: Parts, found: re.Match[str] | None, with_children: bool) -> None:
    if not found:
        return
    word = found.group("word").lower()
    if not with_children:
        raise Invalid(
            f"«{parts.line[:60]}»: «{word}» — слово о родителе, а вставляются не родители. "
            "Уберите строку или выберите вверху «родители»."
        )
    set_relation(parts, word)
    behind = _take_more_words(parts, parts.rest[found.end() :])
    parts.rest = f"{parts.rest[: found.start()]};{behind}".strip("; \t")


def set_relation(parts: Parts, word: str) -> None:
    """Who a parent is; of «бабушка» and «опекун» in one line it is said that she is one, and nothing is to ask."""
    if parts.found.get("relation") == words.RELATIONS[word] == "guardian":
        if word not in words.KIN:
            parts.found.pop("kin", None)
        return
    parts.found["relation"] = words.RELATIONS[word]
    if word in words.KIN:
        parts.found["kin"] = word


def _take_more_words(parts: Parts, text: str) -> str:
    """«бабушка (опекун) Кравцова Зоя», «опекун - бабушка Кравцова Зоя»: the text without the words that go on."""
    while parts.found.get("relation") == "guardian" and (more := words.RELATION_NEXT.match(text)):
        set_relation(parts, more.group("word").lower())
        text = text[more.end() :]
    return text


def _behind_pupil(parts: Parts, reading: Reading) -> Child | None:
    """«Яковлев Илья - папа Яковлев Сергей», «Ли Артём: мама — Ли Хуа»: who stands before the word is the child.

    That is so where it is a pupil, or where the one behind has a patronymic and is not in the form of whom.
    """
    said = words.RELATION_INSIDE.search(parts.rest)
    if not said or "|" in parts.rest[: said.start()]:
        return None
    one, other = parts.rest[: said.start()], parts.rest[said.end() :]
    if not is_adult(other, reading.pupils):
        return None
    if not are_pupils(one, reading.pupils) and not (_has_patronymic(other) and _is_short(one)):
        return None
    set_relation(parts, said.group("word").lower())
    other = _take_more_words(parts, other)
    return find_child(f"{other.strip('; ')}; ребёнок: {one}", reading)


def with_childs_phone(line: str, reading: Reading) -> str:
    """A line with the number that stands right behind the child's name told to be the child's, where the parent has another.

    «Агеев Максим 8 914 … мама Агеева Ирина Степановна 8 914 …»: the first number is not hers.
    """
    first = phones.WHOLE.search(line)
    if not reading.with_children or "|" in line or not first:
        return line
    end, numbers = first.end(), [first.group()]
    while more := re.match(rf"[\s,;/()]*(?:и\s+)?({phones.WHOLE.pattern})", line[end:], re.IGNORECASE):
        end += more.end()
        numbers.append(more.group(1))
    head, tail = line[: first.start()], line[end:]
    said = words.RELATION.match(tail.strip(_AROUND))
    other = tail.strip(_AROUND)[said.end() if said else 0 :]
    child = re.sub(r"^\W*\d{1,4}\W+", "", phones.WORD.sub("", head)).strip(_AROUND)
    named = re.match(r"[А-ЯЁ][А-ЯЁа-яё'-]+[\s.]+[А-ЯЁ]", other)
    if not named or not phones.WHOLE.search(other) or not is_adult(other, reading.pupils):
        return line
    if words.RELATION.match(child) or words.RELATION_BEHIND.search(child):
        return line
    if not are_pupils(child, reading.pupils) and not (
        said and _has_patronymic(_named(other)) and _is_short(child)
    ):
        return line
    shown = ", ".join(phones.WORD.sub("", number).strip(_AROUND) for number in numbers)
    head, tail = phones.WORD.sub("", head).rstrip(" (,"), tail.lstrip(" ),")
    parted = " " if said or head[-1:] in "\t;:—–-" or tail[:1] in "\t;:—–-" else "; "
    return f"{head}{parted}{tail}, {CHILDS_PHONE} {shown}"


def _named(text: str) -> str:
    """The name that a text begins with, up to a number."""
    return re.split(r"\d|\+", text)[0].strip(_AROUND)


def _has_patronymic(text: str) -> bool:
    name = re.split(r"[;,\t(]", text)[0].split()
    return len(name) == 3 and words.is_patronymic(name[2])


def _is_short(text: str) -> bool:
    return bool(
        re.fullmatch(r"[А-ЯЁ][а-яё-]+ [А-ЯЁ][а-яё-]+(?: и [А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+)?)?", text.strip())
    )


def take_child(parts: Parts, reading: Reading) -> None:
    known = "relation" in parts.found
    child = child_behind_relation(parts.rest, reading) if known else _behind_pupil(parts, reading)
    child = child or find_child(parts.rest, reading)
    said = words.PARENT_OF.search(parts.rest)
    if not child and said and "relation" not in parts.found and len(parts.rest[: said.start()].split()) > 1:
        set_relation(parts, said.group("word").lower())
        one, other = parts.rest[: said.start()], parts.rest[said.end() :]
        child = find_child(f"{one}; ребёнок: {other}", reading)
    if child is None:
        return
    if child.relation and "relation" not in parts.found:
        set_relation(parts, child.relation)
    behind = words.RELATION.match(child.name)  # «Зверева Инна — мать Зверева Олега»
    if behind and "relation" not in parts.found:
        set_relation(parts, behind.group("word").lower())
        child = replace(child, name=child.name[behind.end() :])
    parts.rest, parts.found["child"] = child.before, child.name
    adult = [
        born for born in child.births if reading.today and reading.today.year - int(born[-4:]) > OLDEST_PUPIL
    ]
    parts.rest = ";".join([parts.rest, *adult])
    births = [born for born in child.births if born not in adult]
    if len(births) == 1 and "," not in child.name:  # tells namesakes apart
        parts.found["child"] = f"{child.name} {births[0]}"
    for born in births:
        parts.notes.append(f"дата рождения ребёнка, родителю не записывается: {born}")
    for name, school_class in child.elsewhere:
        parts.notes.append(f"{name}, {school_class}: впишите в списке {school_class}")
    for piece in child.more:
        if (
            re.fullmatch(r"[А-ЯЁ][а-яё-]+", piece)
            and not words.POST.match(piece)
            and not words.RELATION.match(piece)
        ):
            parts.unread.append(piece)  # no part of the parent's name
        elif not take_class(parts, piece):
            parts.rest += f";{piece}"
