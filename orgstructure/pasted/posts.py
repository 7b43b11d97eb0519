"""Posts as lists shorten them, in full: «учитель нач. классов» → «учитель начальных классов»."""

import re
from collections.abc import Iterable

from core.folding import one_line
from orgstructure.pasted import words

# What is shortened beyond doubt; anything else stays as it is written.
_FULL = {
    r"нач(?:\.\s?|\s)кл(?:ассов|\.)?": "начальных классов",
    r"матем(?:ат)?(?:-ки)?\.?": "математики",
    r"рус(?:ск)?\.?\s?яз(?:ыка)?\.?": "русского языка",
    r"англ(?:ийск)?\.?\s?яз(?:ыка)?\.?": "английского языка",
    r"нем(?:ецк)?\.?\s?яз(?:ыка)?\.?": "немецкого языка",
    r"ин(?:остр)?\.?\s?яз(?:ыка)?\.?": "иностранного языка",
    r"лит(?:ер)?(?:-ры|\.)": "литературы",
    r"физ(?:-ры|-ра|\.\s?культ?(?:уры|\.)?)": "физической культуры",
    r"инф(?:орм)?(?:-ки|\.)": "информатики",
    r"обществозн\.?": "обществознания",
    r"геогр\.?": "географии",
    r"биол\.?": "биологии",
    r"доп(?:\.\s?|\s)обр(?:азования|аз\.|\.)?": "дополнительного образования",
}  # fmt: skip
_LETTERS = {"ИЗО", "ОБЖ", "ОБЗР", "УВР", "ВР", "УР", "НМР", "АХЧ", "АХР", "ИКТ", "ГПД", "МХК", "ОРКСЭ", "ГТО"}
_LABEL = re.compile(r"(?P<label>[^:;|\t]{2,60}?)\s*(?:[:;|\t]|\s[—–-]\s)\s*(?=[А-ЯЁ][А-ЯЁа-яё-]+\s+[А-ЯЁ])")
LED = re.compile(r"(?<!\w)кл(?:\.|асс\w*)?\s*рук", re.IGNORECASE)
_SHORT = [(re.compile(rf"(?<![\w-]){short}(?![\w-])", re.IGNORECASE), full) for short, full in _FULL.items()]


# The same post in other words, as lists and cards have it: only for comparing.
_ALIKE = {
    r"зам(?:\.\s?|\s+)": "заместитель ",
    r"дир\.\s?": "директора ",
    r"соц(?:\.\s?|\s)?пед(?:агог|\.)?": "социальный педагог",
    r"учебно[- ]воспитательной работе": "увр",
    r"воспитательной работе": "вр",
}
_OTHERWISE = [(re.compile(rf"(?<![\w-]){short}"), full) for short, full in _ALIKE.items()]


def label_of_staff(line: str) -> str:
    """What a line says before a name that only staff are: «Классный руководитель: Титова Ия Павловна»; '' mostly."""
    found = _LABEL.match(line)
    label = one_line(found.group("label")) if found else ""
    names_somebody = re.search(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+", label)
    return label if words.POST.match(label) and not names_somebody else ""


def is_among(post: str, posts: Iterable[str]) -> bool:
    """Whether a post is one of `posts`, or several with commas are: «Директор» and «директор», «зам.» and «заместитель»."""
    known = {_key(one) for one in posts}
    return _key(post) in known or all(_key(one) in known for one in post.split(", "))


def _key(post: str) -> str:
    said = full_post(post).lower().replace("ё", "е")
    for short, full in _OTHERWISE:
        said = short.sub(full, said)
    return one_line(said).strip(" .")


def full_post(post: str) -> str:
    """A post without the shortenings that everybody reads alike."""
    if post.isupper() and (len(post) > len("ПДО, ОБЖ") or words.POST.fullmatch(post)):
        post = re.sub(
            r"\w+", lambda word: word.group() if word.group() in _LETTERS else word.group().lower(), post
        )
    for short, full in _SHORT:
        post = short.sub(full, post)
    if post.count("«") != post.count("»") or post.count("“") != post.count("”"):
        post = re.sub("[«»“”]", "", post)
    return re.sub(r"(?:\s*,)+", ",", one_line(post)).strip(" ,;:—–-")
