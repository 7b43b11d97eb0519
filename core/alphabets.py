"""A letter of another alphabet in a word: «а» among Latin letters looks right and leads nowhere, so it is named."""

import unicodedata

_LOOKS = {"LATIN": "латинск", "CYRILLIC": "русск"}


def odd_letter(label: str) -> str:
    """«буква «а» — русская, а остальные в «mаx» — нет», '' of a word of one alphabet."""
    letters = [sign for sign in label if sign.isalpha()]
    scripts = {sign: unicodedata.name(sign, "").partition(" ")[0] for sign in letters}
    if len(set(scripts.values())) < 2:
        return ""
    rare = min(set(scripts.values()), key=lambda script: sum(scripts[sign] == script for sign in letters))
    odd = next(sign for sign in letters if scripts[sign] == rare)
    return f"буква «{odd}» — {_LOOKS.get(rare, 'чуж')}ая, а остальные в «{label[:40]}» — нет"
