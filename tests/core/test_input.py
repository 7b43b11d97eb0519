"""What people type and paste: one spelling of what looks the same, and a refusal that shows the value (lessons D19–D23)."""

import pytest
from django import forms

from core.emails import clean_email
from core.errors import Invalid
from core.folding import fir_tree_quotes, one_line, paragraphs
from core.forms import EmailField, LineField, NameField, PhoneField, TextField
from core.mail_address import ascii_address
from core.names import clean_name, is_shouted, search_form, without_shouting
from core.phones import mask_phone, parse_phone, phone_note, show_phone
from core.registry_numbers import clean_inn, clean_ogrn


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\ufeffИванова", "Иванова"),
        ("Ива\u00adно\u200bва", "Иванова"),
        ("\u202aИванова\u202c", "Иванова"),
        ("И\u0306од  и\u00a0медь", "Йод и медь"),
        ("Ива\u2011нов \u2212 1", "Ива-нов - 1"),
        ("а\x00б\tв\u3000г", "а б в г"),
        ("хвост\ud800", "хвост"),
        ("Анна\ufe0f", "Анна"),
        ("🙂 ёж", "🙂 ёж"),
    ],
)
def test_lesson_d20_what_looks_the_same_is_kept_the_same(typed, kept):
    assert one_line(typed) == kept
    assert LineField().clean(typed) == kept


def test_a_text_of_several_lines_keeps_its_lines():
    assert paragraphs("\r\n a\u200b  b\r\n\r\n\r\n\r\nc\n") == "a b\n\nc"
    assert TextField().clean("a\u00a0b\nc") == "a b\nc"


@pytest.mark.parametrize("sign", "’‘ʼ`´′")
def test_lesson_d20_six_apostrophes_are_one(sign):
    assert clean_name(f"Д{sign}Артаньян", what="Фамилия", field="x") == "Д'Артаньян"
    assert search_form(f"Д{sign}Артаньян") == "д'артаньян"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Иванова\u2011Петрова", "Иванова-Петрова"),
        ("Иванова – Петрова", "Иванова-Петрова"),
        ("Иванова—Петрова", "Иванова-Петрова"),
        (" Бей-Мелик,", "Бей-Мелик"),
    ],
)
def test_lesson_d20_a_double_surname_has_one_hyphen(typed, kept):
    assert NameField(label="Фамилия").clean(typed) == kept


@pytest.mark.parametrize(
    ("name", "shouted", "calm"),
    [
        ("ПОПОВА", True, "Попова"),
        ("ИВАНОВА-ЁЖИКОВА", True, "Иванова-Ёжикова"),
        ("РАШИД ОГЛЫ", True, "Рашид оглы"),
        ("Ю", False, "Ю"),
        ("Попова", False, "Попова"),
    ],
)
def test_lesson_d20_capitals_are_known_and_undone(name, shouted, calm):
    assert is_shouted(name) is shouted
    assert without_shouting(name) == calm


PHONES = [
    ("8 (41641) 2-35-07", "+74164123507", "+7 41641 2-35-07"),
    ("8 (900) 000-14-08", "+79000001408", "+7 900 000-14-08"),
    ("9000001408", "+79000001408", "+7 900 000-14-08"),
    ("тел.: 8\u2011900\u2011000\u201114\u201108", "+79000001408", "+7 900 000-14-08"),
    ("+7(900)000 14 08.", "+79000001408", "+7 900 000-14-08"),
    ("(8452) 20-00-00", "+78452200000", "+7 8452 20-00-00"),
    ("8 495 123-45-67", "+74951234567", "+7 495 123-45-67"),
    ("8 (812) 300-00-01", "+78123000001", "+7 812 300-00-01"),
    ("8 (34361) 2-12-34", "+73436121234", "+7 34361 2-12-34"),
    ("8 (343) 370-11-11", "+73433701111", "+7 343 370-11-11"),
    ("8 (8442) 30-00-01", "+78442300001", "+7 8442 30-00-01"),
    ("8 (3435) 41-00-01", "+73435410001", "+7 3435 41-00-01"),
    ("8 (383) 222-00-01", "+73832220001", "+7 383 222-00-01"),
    ("8 (86550) 2-00-01", "+78655020001", "+7 86550 2-00-01"),
    ("8 (4212) 30-00-01", "+74212300001", "+7 4212 30-00-01"),
    ("8 800 000-14-08", "+78000001408", "+7 800 000-14-08"),
]


@pytest.mark.parametrize(("typed", "stored", "shown"), PHONES)
def test_lesson_d19_a_phone_is_stored_whole_and_shown_as_what_it_is(typed, stored, shown):
    assert parse_phone(typed) == stored
    assert show_phone(stored) == shown
    assert parse_phone(shown) == stored
    assert PhoneField().clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("8-914-555-12-3", "10 цифр, а нужно одиннадцать: не хватает одной"),
        ("8900111223", "10 цифр, а нужно одиннадцать"),
        ("923-45-67", "7 цифр, не хватает кода города или оператора"),
        ("8 900 O12 34 56", "знак «O» в номере лишний. Нуль пишут цифрой"),
        ("8 900 000-14-08 доб. 12", "добавочный номер"),
        ("+7 900 000-14-0", "не хватает одной"),
        ("8 900 000-14-080", "12 цифр, лишние"),
        ("8 900 000-14-08, 8 900 000-14-09", "два номера"),
        ("+7 000 000-00-00", "такого номера не бывает"),
        ("позвоните", "не похоже на телефон"),
        ("+", "не похоже на телефон"),
        ("5 900 000-14-08", "не с 8 и не с 7"),
    ],
)
def test_lesson_d19_a_wrong_phone_is_refused_with_the_value_and_what_is_missing(typed, missing):
    for foreign in (False, True):
        with pytest.raises(Invalid) as refusal:
            parse_phone(typed, foreign=foreign)
        assert f"«{typed}»" in refusal.value.message
        assert missing in refusal.value.message


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("+7 701 123-45-67", "+77011234567", "+7 701 123-45-67"),
        ("+375 29 123-45-67", "+375291234567", "+375 29 123-45-67"),
        ("8 10 375 29 123-45-67", "+375291234567", "+375 29 123-45-67"),
    ],
)
def test_lesson_d19_a_foreign_phone_is_kept_for_contact_and_refused_of_the_administrator(
    typed, stored, shown
):
    assert parse_phone(typed, foreign=True) == stored
    assert phone_note(stored) == "на платформе понадобится российский номер"
    assert show_phone(stored) == shown
    assert mask_phone(stored).count("•") == 3
    for refuses in (PhoneField(), PhoneField(mobile=True)):
        with pytest.raises(forms.ValidationError, match="Платформа регистрирует по российским"):
            refuses.clean(typed)


def test_lesson_d19_a_stored_number_that_cannot_be_is_told_and_does_not_bar_the_form():
    assert phone_note("+79234567") == "номер неполный или неверный: проверьте"
    assert phone_note("+79000001408") == phone_note("+74164123507") == phone_note("") == ""
    field = PhoneField(required=False)
    field.stored = "+79234567"
    assert field.clean("+79234567") == "+79234567"
    with pytest.raises(forms.ValidationError, match="нужно одиннадцать|не хватает"):
        field.clean("+7923456")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mama@Example.RU", "mama@example.ru"),
        ("Пробный Иван <prob@example.ru>;", "prob@example.ru"),
        ("ma\u200bma@example.ru\u00a0", "mama@example.ru"),
        ("mailto:mama@example.ru,", "mama@example.ru"),
        ("mama@школа.рф", "mama@школа.рф"),
        ("mama@xn--80atdl2c.xn--p1ai", "mama@школа.рф"),
        ("mama@example.ru.", "mama@example.ru"),
        ("", ""),
    ],
)
def test_lesson_d23_an_address_is_read_as_people_write_it(typed, kept):
    assert clean_email(typed) == kept
    assert EmailField(required=False).clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("pochtova@mаil.ru", "буква «а» — русская"),  # a Cyrillic а
        ("pоchtova@mail.ru", "буква «о» — русская"),  # a Cyrillic о
        ("mama@шкoла.рф", "буква «o» — латинская"),  # a Latin o
        ("мама@example.ru", "до знака @"),
        ("mama@школа..рф", "не похоже"),
        ("mama@-.рф", "не похоже"),
        ("mama@example", "не похоже"),
        ("mama example.ru", "не похоже"),
        ("@", "не похоже"),
        ("a" * 260 + "@example.ru", "не похоже"),
    ],
)
def test_lesson_d23_a_wrong_address_is_refused_with_what_is_wrong(typed, words):
    with pytest.raises(Invalid, match=words):
        clean_email(typed)


def test_lesson_d23_what_is_kept_may_stand_in_a_header():
    assert ascii_address(clean_email("Мама <mama@школа.рф>")) == "mama@xn--80atdl2c.xn--p1ai"


@pytest.mark.parametrize(
    ("clean", "right", "wrong"),
    [
        (clean_inn, "2600000013", "2600000019"),
        (clean_ogrn, "1022600000015", "1022600000019"),
    ],
)
def test_lesson_d23_a_wrong_check_digit_is_told(clean, right, wrong):
    assert clean(f" {right[:4]} {right[4:]}\u00a0") == right
    assert clean("") == ""
    with pytest.raises(Invalid, match=f"«{wrong}»: контрольная цифра"):
        clean(wrong)
    with pytest.raises(Invalid, match="одни нули"):
        clean("0" * len(right))
    with pytest.raises(Invalid, match=f"нужно {len(right)} цифр"):
        clean("12а")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('МКОУ "ООШ № 19"', "МКОУ «ООШ № 19»"),
        ("МКОУ “ООШ № 19”", "МКОУ «ООШ № 19»"),
        ("МКОУ „ООШ № 19“", "МКОУ «ООШ № 19»"),
        ("МКОУ «ООШ № 19»", "МКОУ «ООШ № 19»"),
        ('Школа 5" лишняя', 'Школа 5" лишняя'),
    ],
)
def test_lesson_d23_quotes_of_a_schools_name_are_fir_trees(typed, kept):
    assert fir_tree_quotes(typed) == kept
