"""A sign that no font of the papers has is refused where it is typed, with the sign."""

import pytest

from core.errors import Invalid
from core.fonts import check_printed

PRINTED = "Ёлкина-Йод № 7 «О'Коннор» — 5½ ₽ … Ә ʼ"


def test_lesson_f47_what_schools_write_can_be_printed():
    assert check_printed(PRINTED, what="Основание", field="basis") == PRINTED


@pytest.mark.parametrize("sign", ["🎓", "→", "漢", "ლ", "\u0601"])
def test_lesson_f47_a_sign_that_the_fonts_lack_is_refused(sign):
    with pytest.raises(Invalid, match=f"Должность: знака «{sign}» нет в шрифте"):
        check_printed(f"учитель {sign}", what="Должность", field="post")
