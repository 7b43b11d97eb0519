"""Whose parent a line is of, and who they are to the child: taken out of it."""

import re
from dataclasses import replace

from core.errors import Invalid
from orgstructure.pasted import words
from orgstructure.pasted.children import child_behind_relation, find_child, is_pupil
from orgstructure.pasted.dates import OLDEST_PUPIL
from orgstructure.pasted.parts import Parts, Reading, take_class


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
    parts.rest = f"{parts.rest[: found.start()]};{parts.rest[found.end() :]}".strip("; \t")


def set_relation(parts: Parts, word: str) -> None:
    parts.found["relation"] = words.RELATIONS[word]
    if word in words.KIN:
        parts.found["kin"] = word


def take_child(parts: Parts, reading: Reading) -> None:
    child = None
    if "relation" in parts.found:
        child = child_behind_relation(parts.rest, reading.pupils, reading.today)
    child = child or find_child(parts.rest, reading.pupils, reading.today)
    said = words.PARENT_OF.search(parts.rest)
    if not child and said and "relation" not in parts.found and len(parts.rest[: said.start()].split()) > 1:
        set_relation(parts, said.group("word").lower())
        one, other = parts.rest[: said.start()], parts.rest[said.end() :]
        if is_pupil(one, reading.pupils):  # «Зверев Олег, мать Зверева Инна»
            one, other = other, one
        child = find_child(f"{one}; ребёнок: {other}", reading.pupils, reading.today)
    if child is None:
        return
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
    for piece in child.more:
        if (
            re.fullmatch(r"[А-ЯЁ][а-яё-]+", piece)
            and not words.POST.match(piece)
            and not words.RELATION.match(piece)
        ):
            parts.unread.append(piece)  # no part of the parent's name
        elif not take_class(parts, piece):
            parts.rest += f";{piece}"
