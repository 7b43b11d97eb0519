"""Posts in a case: the head noun with its adjectives; what depends on it stays."""

import re

from pymorphy3.analyzer import Parse

from documents.russian.cases import MORPH_CASE, Case, morph

# Posts that stand side by side are declined each: «учитель физики, классный руководитель», «учитель — тьютор».
_JOINTS = re.compile(r"(\s*[,;]\s+|\s+[/—–-]\s+|\s+и\s+)")
# What a post is shortened to, and in full for a man and for a woman: a paper says it in full in any case but the first.
_SHORTENED = [
    (r"(врио|вр\.?\s?и\.\s?о\.)", "временно исполняющий обязанности", "временно исполняющая обязанности"),
    (r"(и\.\s?о\.|ио|и/о)", "исполняющий обязанности", "исполняющая обязанности"),
    (r"зам\.", "заместитель", "заместитель"),
    (r"зав\.", "заведующий", "заведующая"),
    (r"пом\.", "помощник", "помощник"),
    (r"ст\.", "старший", "старшая"),
    (r"мл\.", "младший", "младшая"),
    (r"гл\.", "главный", "главный"),
]
_SHORT = [(re.compile(rf"^{short}\s*(?=\S)", re.IGNORECASE), he, she) for short, he, she in _SHORTENED]
# Participles and adjectives that the dictionary also knows as nouns; before another word they are declined as such.
_ADJECTIVAL = {"исполняющий", "исполняющая", "ведущий", "старший", "младший", "дежурный", "главный"}
# First halves that do not decline: «шеф-повара», «пресс-секретаря».
_FIXED_HALVES = {"арт", "веб", "вице", "интернет", "медиа", "пресс", "шеф", "экс"}


def inflect_post(post: str, case: str, gender: str | None = None) -> str:
    """A post in a case: «учитель математики» → «учителя математики», «зам. директора» → «заместителя директора».

    Posts joined by a comma, a dash or «и» are declined each. `gender` ("m", "f") tells how «и. о.» and «зав.» read in
    full; without it they stay as typed, like everything that the dictionary does not know. ValueError for an unknown case.
    """
    wanted = Case(case)
    post = " ".join(post.split())
    if wanted is Case.NOMINATIVE or not post:
        return post
    return "".join(
        piece if index % 2 else _inflect_phrase(_in_full(piece, gender), wanted)
        for index, piece in enumerate(_parts(post))
    )


def _parts(post: str) -> list[str]:
    """Posts and what joins them, by turns; «и» joins posts only before a post («математики и физики» is one)."""
    parts = [""]
    pieces = _JOINTS.split(post)
    for index in range(0, len(pieces), 2):
        joint = pieces[index - 1] if index else ""
        begins_post = index == 0 or joint.strip() != "и" or _is_post(pieces[index])
        if index and begins_post:
            parts += [joint, pieces[index]]
        else:
            parts[-1] += joint + pieces[index]
    return parts


def _is_post(phrase: str) -> bool:
    if any(short.match(phrase) for short, *_ in _SHORT):
        return True
    words = phrase.split(" ")
    head = _head_position(words)
    noun = None if head is None else _nominative(words[head].split("-")[-1], nouns_first=True)
    return noun is not None and noun.tag.animacy == "anim"


def _in_full(phrase: str, gender: str | None) -> str:
    for short, he, she in _SHORT:
        full = {"m": he, "f": she}.get(gender or "", he if he == she else "")
        if full and (found := short.match(phrase)):
            rest = _in_full(phrase[found.end() :], gender)
            if full.endswith("обязанности"):  # of whom
                rest = _inflect_phrase(rest, Case.GENITIVE)
            return f"{full[:1].upper() if phrase[:1].isupper() else full[:1]}{full[1:]} {rest}"
    return phrase


def _inflect_phrase(phrase: str, case: Case) -> str:
    words = phrase.split(" ")
    head = _head_position(words)
    if head is None:
        return phrase
    noun = _nominative(words[head].split("-")[0], nouns_first=True)
    feminine = noun is not None and noun.tag.gender == "femn"
    done = [_inflect_word(word, case, feminine=feminine) for word in words[: head + 1]]
    return " ".join(done + words[head + 1 :])


def _head_position(words: list[str]) -> int | None:
    """Where the post's own noun stands: after its adjectives; «заведующий» alone is its own noun."""
    last_adjective = None
    for position, word in enumerate(words):
        if position == 0 and word.lower() == "временно":
            continue
        parsed = _nominative(word.split("-")[-1], nouns_first=True)
        if parsed is None:
            break
        if parsed.tag.POS == "NOUN":
            return position
        last_adjective = position
    return last_adjective


def _nominative(word: str, *, nouns_first: bool = False) -> Parse | None:
    """The reading of a word as a noun, adjective or participle in the nominative singular, if it has one."""
    found = [
        parsed
        for parsed in morph().parse(word)
        if parsed.tag.POS in ("NOUN", "ADJF", "PRTF")
        and parsed.tag.case == "nomn"
        and parsed.tag.number == "sing"
        and not ({"Abbr", "Name", "Surn"} & set(parsed.tag.grammemes))
    ]
    if word.lower() in _ADJECTIVAL:
        found = [parsed for parsed in found if parsed.tag.POS != "NOUN"]
    found.sort(key=lambda parsed: (parsed.tag.POS != "NOUN") if nouns_first else False)
    # People are animate, whatever the dictionary guesses of a new word («тьютор»).
    found.sort(key=lambda parsed: parsed.tag.POS == "NOUN" and parsed.tag.animacy != "anim")
    return found[0] if found else None


def _inflect_word(word: str, case: Case, *, feminine: bool) -> str:
    halves = word.split("-")
    return "-".join(
        half
        if place < len(halves) - 1 and half.lower() in _FIXED_HALVES
        else _inflect_piece(half, case, feminine=feminine)
        for place, half in enumerate(halves)
    )


def _inflect_piece(piece: str, case: Case, *, feminine: bool) -> str:
    parsed = _nominative(piece, nouns_first=True)
    if parsed is None:
        return piece
    grammemes = {MORPH_CASE[case], "sing"}
    if parsed.tag.POS != "NOUN" and case is Case.ACCUSATIVE and not feminine:
        # The accusative of an adjective with a masculine person is its genitive.
        grammemes = {"gent", "sing"}
    elif parsed.tag.POS == "NOUN" and case is Case.ACCUSATIVE and parsed.tag.animacy != "anim":
        grammemes = {"gent", "sing"} if parsed.tag.gender == "masc" else grammemes
    inflected = parsed.inflect(grammemes)
    if inflected is None:
        return piece
    result: str = inflected.word
    if piece.isupper() and len(piece) > 1:
        return result.upper()
    return result[:1].upper() + result[1:] if piece[:1].isupper() else result
