"""Sheets of links: every code on paper leads where it should, and no name leaves its card."""

import io

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from invitations.sheets import MASK, Card, qr_svg, render_cards_pdf, render_parent_pages_pdf, spaced

MM = 72 / 25.4
DPI = 150


def card(number: int = 0, **changes) -> Card:
    fields = {
        "url": f"https://portal.example/i/{number:06d}-kQxV3b8Zr1Tn0PyWmLdEaHcUsJgXoBfN",
        "short_code": f"4821{number:08d}",
        "title": "МКОУ «ООШ № 19»",
        "subtitle": "9 «А» класс",
        "person": "Иванова Мария Петровна",
        "role": "parent",
        "valid_until": "6 декабря 2026 г.",
        "note": "ребёнок: Иванов Пётр",
        "enter_at": "portal.example/k",
        "platform": "MAX",
    } | changes
    return Card(**fields)


def page_images(pdf: bytes) -> list:
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def codes_on(image) -> list:
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(("amount", "pages"), [(1, 1), (8, 1), (9, 2), (40, 5)])
def test_every_code_of_a_sheet_decodes_to_its_own_link(amount, pages):
    images = page_images(render_cards_pdf([card(number) for number in range(amount)], "Ссылки"))
    assert len(images) == pages
    found = [code.text for image in images for code in codes_on(image)]
    assert sorted(found) == [card(number).url for number in range(amount)]


def test_a_code_on_a_card_is_at_least_35_millimetres_with_four_modules_of_white_around():
    [image] = page_images(render_cards_pdf([card()], "Ссылки"))
    [code] = codes_on(image)
    corner, across = code.position.top_left, code.position.top_right
    side = (across.x - corner.x) / DPI * 25.4
    assert side >= 35
    modules = qr_side(card().url)
    quiet = 4 * side / modules / 25.4 * DPI - 1
    box = (
        corner.x - quiet,
        corner.y - quiet,
        corner.x + side / 25.4 * DPI + quiet,
        corner.y + side / 25.4 * DPI + quiet,
    )
    inside = image.crop(tuple(map(int, box)))
    black = inside.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert black[0] >= int(quiet) - 3
    assert black[1] >= int(quiet) - 3
    assert inside.width - black[2] >= int(quiet) - 3
    assert inside.height - black[3] >= int(quiet) - 3


def qr_side(url: str) -> int:
    barcode = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return barcode.to_image(scale=1, add_quiet_zones=False).shape[0]


def test_a_card_says_whose_it_is_where_to_type_the_code_and_until_when():
    [text] = pages_of(render_cards_pdf([card(7)], "Ссылки 9 «А»"))
    for words in (
        "МКОУ «ООШ № 19»",
        "9 «А» класс",
        "для родителя",
        "Иванова Мария Петровна",
        "ребёнок: Иванов Пётр",
        "4821 0000 0007",
        "введите код на portal.example/k",
        "Действует до 6 декабря 2026 г.",
        "С вашего телефона и профиля, не из профиля ребёнка",
        "1 карточка",
        "Ссылки 9 «А»",
    ):
        assert words in text


def test_only_parents_are_told_about_the_childs_profile_and_a_class_link_says_so():
    [text] = pages_of(render_cards_pdf([card(role="pupil", person="", note="")], "Ссылки"))
    assert "для ученика" in text
    assert "ссылка класса" in text
    assert "из профиля ребёнка" not in text


def test_cards_are_grouped_by_class_in_their_order_and_by_role():
    cards = [
        card(number, subtitle=subtitle, role=role)
        for number, (subtitle, role) in enumerate(
            [
                ("9 «Б» класс", "teacher"),
                ("9 «А» класс", "pupil"),
                ("9 «Б» класс", "parent"),
                ("9 «А» класс", "pupil"),
            ]
        )
    ]
    [text] = pages_of(render_cards_pdf(cards, "Ссылки"))
    headings = ["9 «Б» класс · для родителей", "9 «Б» класс · для учителей", "9 «А» класс · для учеников"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "2 карточки" in text


def test_a_class_with_more_than_two_cards_gets_pages_of_its_own():
    cards = [card(number, subtitle=f"{number // 3} класс") for number in range(6)]
    first, second = pages_of(render_cards_pdf(cards, "Ссылки"))
    assert "0 класс" in first and "1 класс" not in first
    assert "1 класс" in second


def test_an_unknown_role_is_printed_as_it_is():
    [text] = pages_of(render_cards_pdf([card(role="методист")], "Ссылки"))
    assert "методист" in text


@pytest.mark.parametrize(
    "name", ["Ы" * 300, "Константинопольская-Преображенская " * 9, "Ab " * 100, "Ж" * 22 + "-" + "Ж" * 22]
)
@pytest.mark.parametrize("role", ["parent", "pupil"])
def test_long_texts_shrink_and_never_leave_their_card(name, role):
    """Filling one card to the brim changes nothing outside it: the neighbours stay, pixel by pixel."""
    full = card(0, role=role, person=name, note=name, title=name, enter_at=name, valid_until=name)
    neighbours = [card(number, role=role) for number in range(1, 8)]
    [plain] = page_images(render_cards_pdf([card(0, role=role), *neighbours], "Ссылки"))
    [filled] = page_images(render_cards_pdf([full, *neighbours], "Ссылки"))
    edge_x, edge_y = plain.width // 2 - 2, int((9 + 8 + 63) * DPI / 25.4) - 3
    for box in ((edge_x, 0, plain.width, plain.height), (0, edge_y, plain.width, plain.height)):
        assert plain.crop(box).tobytes() == filled.crop(box).tobytes()
    assert sorted(code.text for code in codes_on(filled)) == [card(number).url for number in range(8)]


def test_a_long_class_name_and_title_do_not_break_the_sheet():
    images = page_images(render_cards_pdf([card(subtitle="Ы" * 300)], "Ц" * 300))
    assert len(images) == 1
    assert [code.text for code in codes_on(images[0])] == [card().url]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '#eval("1") $x$ *b* @r', "</svg> & &amp;"])
def test_markup_in_a_name_comes_out_as_the_letters_that_were_typed(hostile):
    [text] = pages_of(render_cards_pdf([card(person=hostile, note="")], "Ссылки"))
    assert hostile.replace(" ", "") in text.replace(" ", "").replace("\u200b", "")


def test_an_address_with_markup_is_still_only_an_address():
    url = "https://portal.example/i/a?x=\"'<>&#"
    [image] = page_images(render_cards_pdf([card(url=url)], "Ссылки"))
    assert [code.text for code in codes_on(image)] == [url]


def test_no_cards_give_a_page_that_says_so():
    assert "нет ни одной ссылки" in pages_of(render_cards_pdf([], "Ссылки"))[0]
    assert "нет ни одной ссылки" in pages_of(render_parent_pages_pdf([], "Ссылки"))[0]


def test_a_parent_gets_a_page_with_steps_and_the_sentence_about_sms():
    pdf = render_parent_pages_pdf([card(1), card(2)], "Приглашение")
    first, second = pages_of(pdf)
    for words in (
        "Родителю (законному представителю)",
        "Иванова Мария Петровна",
        "4821 0000 0001",
        "portal.example/k",
        "С вашего телефона, из вашего профиля — не из профиля ребёнка",
        "перейдите в MAX",
        "Никто не спрашивает коды из СМС",
        "6 декабря 2026 г.",
    ):
        assert words in first
    assert "4821 0000 0002" in second
    assert [[code.text for code in codes_on(image)] for image in page_images(pdf)] == [
        [card(1).url],
        [card(2).url],
    ]


def test_a_parents_page_holds_the_longest_names_on_one_page():
    name = "Константинопольская-Преображенская " * 9
    pdf = render_parent_pages_pdf(
        [card(person=name, note=name, title=name, subtitle=name, enter_at="ы" * 90)], name
    )
    [image] = page_images(pdf)
    assert [code.text for code in codes_on(image)] == [card().url]


def test_codes_are_written_in_groups_of_four():
    assert spaced("482177309154") == "4821 7730 9154"
    assert spaced("4821-7730 9154") == "4821 7730 9154"
    assert spaced("AB12C") == "AB12 C"


def test_the_drawn_code_is_the_one_the_library_made():
    """Our strokes, counted: as many dark modules as the library's own picture has."""
    url = card().url
    image = zxingcpp.create_barcode(
        url, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=MASK
    ).to_image(scale=1, add_quiet_zones=False)
    lengths = [
        int(part.split("M")[0].split('"')[0]) for part in qr_svg(url).split("h")[1:] if part[0].isdigit()
    ]
    assert sum(lengths) == bytes(memoryview(image)).count(0)


TWO_CHILDREN = "мать · Константинопольский Иван, Константинопольская Мария"


def test_nothing_on_the_card_of_a_mother_of_two_is_below_seven_points_and_the_end_stands_in_one_line():
    until = "29 декабря 2026 г., 18:00"
    mother = card(person="Константинопольская Екатерина Владимировна", note=TWO_CHILDREN, valid_until=until)
    page = PdfReader(io.BytesIO(render_cards_pdf([mother], "Ссылки"))).pages[0]
    sizes = set()
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: text.strip() and sizes.add(size * abs(tm[0]))
    )
    assert min(sizes) >= 6.99
    text = page.extract_text()
    assert TWO_CHILDREN in " ".join(text.split())
    assert f"Действует до {until}" in text


def test_a_note_too_long_for_its_card_ends_with_dots():
    [text] = pages_of(render_cards_pdf([card(note="отец · " + "Иванов Пётр, " * 30)], "Ссылки"))
    assert "Иванов Пётр, …" in text or "Иванов …" in text
