"""Posts as lists shorten them, in full: «учитель нач. классов» → «учитель начальных классов»."""

import re

from core.folding import one_line

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
_SHORT = [(re.compile(rf"(?<![\w-]){short}(?![\w-])", re.IGNORECASE), full) for short, full in _FULL.items()]


def full_post(post: str) -> str:
    """A post without the shortenings that everybody reads alike."""
    if post.isupper() and len(post) > len("ПДО, ОБЖ"):
        post = re.sub(
            r"\w+", lambda word: word.group() if word.group() in _LETTERS else word.group().lower(), post
        )
    for short, full in _SHORT:
        post = short.sub(full, post)
    if post.count("«") != post.count("»") or post.count("“") != post.count("”"):
        post = re.sub("[«»“”]", "", post)
    return re.sub(r"(?:\s*,)+", ",", one_line(post)).strip(" ,;:—–-")
