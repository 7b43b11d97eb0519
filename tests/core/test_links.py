"""A link into the platform is taken out of pasted text and read as browsers read it."""

import pytest

from core.errors import Invalid
from core.links import check_platform_link, check_web_address, read_platform_link, shown_link


@pytest.mark.parametrize(
    ("pasted", "link"),
    [
        ("Присоединяйтесь к чату: max.ru/join/AbC-8.", "https://max.ru/join/AbC-8"),
        ("https://max.ru/join/AbC-8", "https://max.ru/join/AbC-8"),
        ("http://max.ru/join/AbC-8", "https://max.ru/join/AbC-8"),
        ("HTTPS://MAX.RU/join/AbC-8", "https://max.ru/join/AbC-8"),
        ("  max.ru/join/AbC-8\n", "https://max.ru/join/AbC-8"),
        ("web.max.ru/join/x)", "https://web.max.ru/join/x"),
        ("(https://max.ru/join/x).", "https://max.ru/join/x"),
        ("«https://max.ru/join/x»", "https://max.ru/join/x"),
        ("Чат 5А\nhttps://max.ru/join/x\nДо встречи!", "https://max.ru/join/x"),
        ("Чат 5А:https://max.ru/join/xДо встречи!", "https://max.ru/join/x"),
        ("Вступайте в чат: https://vk.me/join/AJQ1d_5+Z=", "https://vk.me/join/AJQ1d_5+Z="),
        ("[чат](https://max.ru/join/x)", "https://max.ru/join/x"),
        ("https://max.ru/join/x https://max.ru/join/x", "https://max.ru/join/x"),
        ("https://sferum.ru/?p=messages&join=1", "https://sferum.ru/?p=messages&join=1"),
        ("Сайт школы https://school19.example/news, чат max.ru/join/x", "https://max.ru/join/x"),
        ("почта chat@max.example, чат max.ru/join/x", "https://max.ru/join/x"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_lesson_c15_a_link_is_taken_out_of_what_was_pasted(pasted, link):
    assert check_platform_link(pasted) == link


@pytest.mark.parametrize(
    ("pasted", "platform"), [("vk.me/join/1", "vk"), ("https://web.max.ru/1", "max"), ("sferum.ru/x", "vk")]
)
def test_lesson_c15_the_host_tells_the_platform(pasted, platform):
    found = read_platform_link(pasted)
    assert found
    assert found.platform == platform


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("нет ссылки", "не ссылка"),
        ("javascript:alert(1)", "не ссылка"),
        (
            "ftp://max.ru/join/x",
            "«ftp://max.ru/join/x» не подходит: ссылка на чат начинается с https://, а не с ftp://",
        ),
        ("https://m\u0430x.ru/join/x", "буква «\u0430» — русская, а остальные в «m\u0430x» — нет"),
        ("m\u0430x.ru/join/x", "буква «\u0430» — русская"),
        ("https:max.ru/x", "не ссылка"),
        ("https://max.ru/a https://max.ru/b", "несколько ссылок"),
        ("https://max.ru/", "главную страницу"),
        ("max.ru/", "главную страницу"),
        ("https://max.ru:8443/join/x", "не ссылка"),
        ("https://evil.example/join", "ведёт на evil.example"),
        ("https://max.ru.evil.example/join", "ведёт на max.ru.evil.example"),
        ("https://notmax.ru/join", "ведёт на notmax.ru"),
        ("https://max%2eru/join", "ведёт на max%2eru"),
        ("https://max.ru/" + "a" * 600, "длиннее 500"),
    ],
)
def test_lesson_c15_what_is_no_link_is_told_with_the_value(pasted, words):
    with pytest.raises(Invalid, match=words):
        check_platform_link(pasted)


TRICKS = [
    "https://evil.example\\@max.ru/join/x",
    "https://max.ru\\@evil.example/join/x",
    "https://max.ru\\.evil.example/join/x",
    "https:\\\\evil.example\\max.ru/x",
    "max.ru\\join\\x",
    "https://user@max.ru/join/x",
    "https://max.ru@evil.example/join/x",
    "https://max.ru:x@evil.example/join/x",
    "max.ru@evil.example/join/x",
    "https://max.ru\t.evil.example/join/x",
    "https://max.ru/jo\tin/x",
    "https://max.ru\x00.evil.example/x",
    "https://max\u200b.ru/join/x",
    "https://max.ru/\u202ejoin/x",
    "https://max.ru/a https://max.ru\\@evil.example/b",
]


@pytest.mark.parametrize("address", TRICKS)
def test_lesson_c16_an_address_that_browsers_read_otherwise_is_refused(address):
    with pytest.raises(Invalid, match="браузер прочтёт его иначе|не ссылка") as refusal:
        check_platform_link(address)
    assert refusal.value.message.isprintable()
    assert shown_link(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://vk.cc/aBcD1",
        "vk.cc/aBcD1",
        "https://vk.com/away.php?to=https%3A%2F%2Fevil.example",
        "https://vk.com/away?to=https://max.ru/join/x",
        "https://m.vk.com/away.php?utf=1",
        "https://login.vk.com/?act=openapi&to=//evil.example",
        "https://max.ru/go?url=https%253A%252F%252Fevil.example",
        "https://clck.ru/3abc",
    ],
)
def test_lesson_c16_short_and_redirecting_addresses_are_not_platform_links(address):
    with pytest.raises(Invalid, match="короткая ссылка|пересылает на другой адрес"):
        check_platform_link(address)


@pytest.mark.parametrize(
    "address", ["https://max.ru。evil.example/x", "https://mах.ru/join/x", "https://max.ru/"]
)
def test_lesson_c16_a_host_in_other_letters_is_another_host(address):
    with pytest.raises(Invalid):
        check_platform_link(address)


def test_lesson_c16_a_link_of_older_rules_stands_under_no_button():
    assert shown_link("https://max.ru/join/x") == "https://max.ru/join/x"
    assert shown_link("https://vk.cc/abc") == ""
    assert shown_link("") == ""


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("school19.example", "https://school19.example"),
        ("http://школа.рф/о-нас", "http://школа.рф/о-нас"),
        ("", ""),
    ],
)
def test_lesson_c16_a_site_is_read_by_the_same_rules(typed, address):
    assert check_web_address(typed, field="website") == address


@pytest.mark.parametrize(
    "typed",
    ["https://school.example\\@evil.example", "https://a@school.example", "школа", "http://", "a b.example"],
)
def test_lesson_c16_a_sites_address_is_refused_with_a_sentence(typed):
    with pytest.raises(Invalid) as refusal:
        check_web_address(typed, field="website")
    assert refusal.value.field == "website"
