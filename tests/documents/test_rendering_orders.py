"""Orders as PDF: what is written, where it stands, and that nothing typed is ever read as markup."""

import io
import re
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from pypdf import PdfReader

from documents.rendering import (
    Appointee,
    Letterhead,
    OrderPaper,
    Point,
    Signing,
    render_order_pdf,
)
from roles.wording import additional_administrator_order, administrator_order

MM = 72 / 25.4
SCHOOL = Letterhead(
    full_name="Муниципальное казённое общеобразовательное учреждение «Основная общеобразовательная школа № 19»",
    short_name="МКОУ «ООШ № 19»",
    address="г. Энск, ул. Школьная, д. 1",
    phone="+7 900 000-00-19",
    email="school19@example.ru",
    inn="1900000012",
    ogrn="1021900000012",
)
APPOINTEE = Appointee(
    "Иванова", "Мария", "Петровна", "учитель математики", "+79000000001", "ivanova@example.ru"
)
SIGNED = Signing("г. Энск", "Директор", "О. Н. Калинина", "47-ОД", date(2026, 11, 22))
DRAFT = Signing("г. Энск", "Директор", "О. Н. Калинина")


def text_of(pdf: bytes) -> str:
    """All text of a PDF in one line, as a search in a reader would see it."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def ink_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Left, top, right, bottom margins of what is printed on a page, in millimetres."""
    image = page.render(scale=2, grayscale=True).to_pil()
    left, top, right, bottom = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    scale = 2 * MM
    return left / scale, top / scale, (image.width - right) / scale, (image.height - bottom) / scale


def signed_order(**changes) -> OrderPaper:
    return replace(administrator_order(organization=SCHOOL, appointee=APPOINTEE, signing=SIGNED), **changes)


def test_a_signed_order_says_who_is_appointed_in_the_accusative_with_contacts_number_and_date():
    text = text_of(render_order_pdf(signed_order()))
    assert "Назначить Иванову Марию Петровну, учителя математики, администратором ИКОП «Сферум»" in text
    assert "+7 900 000-00-01" in text
    assert "ivanova@example.ru" in text
    assert "22 ноября 2026 г. № 47-ОД" in text
    assert "г. Энск" in text
    assert "ИНН 1900000012, ОГРН 1021900000012" in text
    assert "О назначении администратора информационно-коммуникационной образовательной платформы" in text
    assert "info@sferum.ru" in text
    assert "Директор О. Н. Калинина" in text
    assert "С приказом ознакомлена: М. П. Иванова" in text
    assert "ПРОЕКТ" not in text


def test_a_draft_is_marked_and_leaves_number_and_date_blank():
    text = text_of(
        render_order_pdf(administrator_order(organization=SCHOOL, appointee=APPOINTEE, signing=DRAFT))
    )
    assert "ПРОЕКТ" in text
    assert re.search(r"«\s*»\s*20\s*г\.\s*№\s", text)
    assert "47-ОД" not in text


def test_the_order_of_an_additional_administrator_names_aim_and_role():
    paper = additional_administrator_order(organization=SCHOOL, appointee=APPOINTEE, signing=SIGNED)
    text = text_of(render_order_pdf(paper))
    assert "О назначении дополнительного администратора" in text
    assert "Иванову Марию Петровну, учителя математики, дополнительным администратором ИКОП «Сферум»" in text
    assert "обеспечения непрерывной работы участников" in text


def test_the_typed_accusative_is_used_where_the_portal_declines_wrongly():
    hare = replace(
        APPOINTEE,
        last_name="Заяц",
        first_name="Пётр",
        patronymic="Ильич",
        accusative_name="Зайца Петра Ильича",
    )
    paper = administrator_order(organization=SCHOOL, appointee=hare, signing=SIGNED)
    assert "Назначить Зайца Петра Ильича, учителя математики" in text_of(render_order_pdf(paper))


def test_the_margins_are_30_10_20_20_millimetres_and_pages_are_numbered_from_the_second():
    document = pypdfium2.PdfDocument(render_order_pdf(signed_order()))
    assert len(document) == 2
    left, top, right, bottom = ink_box(document[0])
    assert left == pytest.approx(30, abs=0.6)
    assert right == pytest.approx(10, abs=0.6)
    assert top >= 19.5
    assert bottom >= 19.5
    _, number_top, _, _ = ink_box(document[1])
    assert 9.5 <= number_top <= 16
    header = document[1].get_textpage().get_text_bounded(bottom=297 * MM - 19 * MM)
    assert header.strip() == "2"
    assert not document[0].get_textpage().get_text_bounded(bottom=297 * MM - 19 * MM).strip()


def test_only_the_portals_own_fonts_are_used_and_embedded():
    fonts = set()
    for page in PdfReader(io.BytesIO(render_order_pdf(signed_order()))).pages:
        fonts |= {
            font.get_object()["/BaseFont"].split("+")[1] for font in page["/Resources"]["/Font"].values()
        }
    assert fonts == {"PTSerif-Regular", "PTSerif-Bold"}


def test_a_paper_is_tagged_titled_and_the_same_bytes_each_time():
    pdf = render_order_pdf(signed_order())
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata.title.startswith("Приказ № 47-ОД О назначении администратора")
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert pdf == render_order_pdf(signed_order())


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '#eval("1") #import "x": * $x^2$ *b* _i_ @ref = h',
        "{{ 7*7 }} {% include 'x' %}",
        r"\u{41} \#let // /* комментарий */",
        "& &amp; <b>",
    ],
)
def test_markup_in_a_name_comes_out_as_the_letters_that_were_typed(hostile):
    paper = signed_order(points=[f"Назначить {hostile} администратором."])
    assert f"Назначить {hostile} администратором." in text_of(render_order_pdf(paper))


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\u202e", "\x0b", "\ufffe"])
def test_characters_that_cannot_be_printed_are_left_out(odd):
    paper = signed_order(
        points=[f"Назначить Ивано{odd}ву."], heading=f"О назначении{odd}", signer_name=f"О. Н.{odd}"
    )
    assert "Назначить Иванову." in text_of(render_order_pdf(paper))


def test_an_emoji_in_a_name_does_not_stop_the_order():
    assert "Назначить Иванову" in text_of(render_order_pdf(signed_order(points=["Назначить Иванову 🙂🏫."])))


def test_letters_of_the_peoples_of_russia_are_in_the_font():
    name = "Әхмәт Ғүзәл Ҙәйнәб Һыу Өлгән Ҡаңы Дьөгүөр"
    assert name in text_of(render_order_pdf(signed_order(points=[name])))


def test_names_of_300_characters_stay_inside_the_margins():
    endless, long = "Ы" * 300, "Константинопольская-Преображенская " * 9
    paper = signed_order(
        points=[endless, long],
        signer_name=long,
        signer_post=endless,
        acquainted=[endless, long],
        place=endless,
        number="9" * 40,
        heading=endless,
        organization=replace(SCHOOL, full_name=endless, short_name=long, address=endless, founder=endless),
    )
    for page in pypdfium2.PdfDocument(render_order_pdf(paper)):
        left, _, right, bottom = ink_box(page)
        assert left >= 29.4
        assert right >= 9.4
        assert bottom >= 19.4


def test_a_signature_never_stands_alone_on_a_page():
    for count in range(8, 30):
        paper = signed_order(
            points=["Провести инструктаж педагогических работников."] * count, preamble="ПРИКАЗЫВАЮ:"
        )
        pages = [
            " ".join(page.extract_text().split())
            for page in PdfReader(io.BytesIO(render_order_pdf(paper))).pages
        ]
        [signed] = [page for page in pages if "Директор" in page]
        assert f"{count}. Провести" in signed


def test_empty_fields_leave_no_trace():
    bare = signed_order(organization=Letterhead("Школа", ""), acquainted=[])
    text = text_of(render_order_pdf(bare))
    for word in ("ИНН", "ОГРН", "тел.", "e-mail", "()", "ознакомлен"):
        assert word not in text


def test_items_of_a_point_are_numbered_under_it():
    text = text_of(render_order_pdf(signed_order(points=["Первый.", Point("Второй:", ["а;", "б."])])))
    assert "1. Первый. 2. Второй: 2.1. а; 2.2. б." in text


@pytest.mark.parametrize("wording", [administrator_order, additional_administrator_order])
def test_lesson_f47_no_paper_of_the_school_is_named_unless_it_was_typed(wording):
    """«на основании пунктов 2.1 и 2.2 Положения» stood in orders of schools that have no such Положение."""

    def preamble(**basis):
        return wording(organization=SCHOOL, appointee=APPOINTEE, signing=SIGNED, **basis).preamble

    assert "Положени" not in text_of(
        render_order_pdf(wording(organization=SCHOOL, appointee=APPOINTEE, signing=SIGNED))
    )
    assert preamble().startswith("В соответствии со статьёй 16 Федерального закона")
    assert preamble(basis="").startswith("В целях ")
    typed = preamble(basis=" на основании пункта 2.1 Положения, утверждённого приказом № 7;\n ")
    assert typed.startswith("На основании пункта 2.1 Положения, утверждённого приказом № 7, в целях ")
    assert typed.endswith("(далее — ИКОП «Сферум») ПРИКАЗЫВАЮ:")
