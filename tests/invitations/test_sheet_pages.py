"""Links on paper, by the pages: sheets that decode, the register of annulled links."""

import io
from datetime import date, timedelta

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from invitations import codes
from invitations.models import Invitation
from tests import factories as f

SHEETS = "/links/sheets/"


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def decoded(pdf: bytes) -> set[str]:
    found = set()
    for page in pypdfium2.PdfDocument(io.BytesIO(pdf)):
        image = page.render(scale=3).to_pil()
        found |= {code.text for code in zxingcpp.read_barcodes(image)}
    return found


def words(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


@pytest.mark.parametrize("layout", ["cards", "pages"])
def test_a_sheet_of_a_class_holds_every_working_link_and_is_noted(admin, school_class, layout):
    links = [f.InvitationFactory(school_class=school_class, role="parent") for _ in range(3)]
    dead = f.InvitationFactory(school_class=school_class, role="parent", status="accepted")
    answer = admin.post(SHEETS, {"school_class": [school_class.pk], "role": "", "layout": layout})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert decoded(answer.content) == {codes.link_url(link) for link in links}
    assert codes.show_short_code(codes.short_code(links[0])) in words(answer.content).replace("\xa0", " ")
    assert Invitation.objects.exclude(printed_at=None).count() == 3
    assert Event.objects.filter(verb="invitation.printed").count() == 3
    dead.refresh_from_db()
    assert dead.printed_at is None


def test_a_sheet_can_be_printed_again_and_is_the_same(admin, school_class):
    f.InvitationFactory(school_class=school_class)
    first, second = (
        admin.post(SHEETS, {"school_class": [school_class.pk], "layout": "cards"}).content for _ in range(2)
    )
    assert decoded(first) == decoded(second) != set()


def test_ticked_links_come_to_the_sheet_page_and_nothing_is_noted_by_looking(admin, school_class):
    links = [f.InvitationFactory(school_class=school_class) for _ in range(2)]
    page = admin.post(SHEETS, {"choose": "1", "action": "print", "link": [link.pk for link in links]})
    assert page.status_code == 200
    assert "2 ссылки" in page.content.decode()
    assert Invitation.objects.exclude(printed_at=None).count() == 0
    pdf = admin.post(SHEETS, {"link": [links[0].pk], "layout": "cards"}).content
    assert decoded(pdf) == {codes.link_url(links[0])}


def test_nothing_to_print_a_wrong_layout_or_class_is_said(admin, school_class):
    for data in (
        {"layout": "cards"},
        {"school_class": [school_class.pk], "layout": "cards"},
        {"school_class": [school_class.pk], "layout": "origami"},
        {"school_class": [2**70], "layout": "cards"},
        {"link": ["999999"], "layout": "cards"},
    ):
        assert admin.post(SHEETS, data).status_code == 400, data


def test_a_class_teacher_prints_the_own_class_only(
    client_of, class_teacher, school_class, organization, year
):
    client = client_of(class_teacher)
    foreign_class = f.SchoolClassFactory(organization=organization, year=year, grade=8)
    foreign = f.InvitationFactory(school_class=foreign_class)
    own = f.InvitationFactory(school_class=school_class)
    teachers = f.InvitationFactory(school_class=school_class, role="teacher")
    assert client.post(SHEETS, {"school_class": [foreign_class.pk], "layout": "cards"}).status_code == 400
    assert client.post(SHEETS, {"link": [foreign.pk], "layout": "cards"}).status_code == 400
    pdf = client.post(SHEETS, {"link": [own.pk, foreign.pk, teachers.pk], "layout": "cards"}).content
    assert decoded(pdf) == {codes.link_url(own)}


def test_the_qr_of_one_link_is_a_picture_of_it_and_ends_with_it(admin, school_class):
    link = f.InvitationFactory(school_class=school_class)
    address = reverse("invitations:qr", args=[link.pk])
    answer = admin.get(address)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer["Cache-Control"]
    Invitation.objects.update(status="annulled", annulled_at=timezone.now(), annul_reason="x")
    assert admin.get(address).status_code == 404


def annul(link, days_ago, reason):
    at = timezone.now() - timedelta(days=days_ago)
    Invitation.objects.filter(pk=link.pk).update(status="annulled", annulled_at=at, annul_reason=reason)


def test_the_register_of_annulled_links_by_period_as_page_and_paper(admin, school_class):
    recent, old = (f.InvitationFactory(school_class=school_class) for _ in range(2))
    annul(recent, 1, "утечка")
    annul(old, 40, "не востребована")
    page = admin.get("/links/annulled/").content.decode()
    assert "2 ссылки за" in page
    period = {"first": f"{timezone.localdate() - timedelta(days=7):%Y-%m-%d}", "last": ""}
    narrowed = admin.get("/links/annulled/", period).content.decode()
    assert recent.person.full_name in narrowed
    assert old.person.full_name not in narrowed
    pdf = admin.get("/links/annulled.pdf", period)
    assert pdf["Content-Type"] == "application/pdf"
    assert "утечка" in words(pdf.content)
    assert "не востребована" not in words(pdf.content)


@pytest.mark.parametrize(
    "period", [{"first": "2026-12-01", "last": "2026-01-01"}, {"first": "abc"}, {"last": "9999-12-31"}]
)
def test_a_wrong_period_is_said(admin, period):
    assert admin.get("/links/annulled/", period).status_code == 400
    assert admin.get("/links/annulled.pdf", period).status_code == 404


def test_namesakes_of_a_class_and_their_mothers_are_told_apart_on_paper(admin, organization, school_class):
    def family(first, **born):
        child = f.PersonFactory(
            organization=organization, last_name="Иванов", first_name=first, patronymic="Иванович", **born
        )
        mother = f.PersonFactory(organization=organization, kind="parent")
        for person, role in ((child, "pupil"), (mother, "parent")):
            f.EnrolmentFactory(school_class=school_class, person=person, role=role)
            f.InvitationFactory(school_class=school_class, person=person, role=role)
        f.GuardianshipFactory(guardian=mother, pupil=child)

    family("Иван", birth_date=date(2017, 3, 12))
    family("Иван", birth_date=date(2017, 8, 19))
    family("Олег", birth_date=date(2017, 5, 1))
    sheet = admin.post(SHEETS, {"school_class": [school_class.pk], "role": "", "layout": "cards"})
    printed = " ".join(words(sheet.content).replace("\xa0", " ").split())
    assert printed.count("12.03.2017 г. р.") == printed.count("19.08.2017 г. р.") == 2
    assert "мать · Иванов Иван 12.03.2017 г. р." in printed
    assert "01.05.2017" not in printed
