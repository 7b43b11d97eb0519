"""The written consent of whoever's phone the application carries (lesson F46)."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from audit.models import Event
from consents.models import ConsentText, Decision, Standing
from consents.selectors import wording
from consents.services import ensure_text, withdraw
from core import clock
from core.errors import Conflict, Invalid
from core.uploads import Scan
from documents import services as papers
from registration import selectors, services
from tests import factories as f
from tests.core.test_uploads import PDF
from tests.standings import agree_to_handover


def text(response):
    return response.content.decode()


@pytest.fixture
def waiting(silent, administrator):
    return services.submit_case(case=silent, actor=administrator)


def test_lesson_f46_an_application_is_not_approved_without_the_consent_of_whom_it_names(waiting, director):
    with pytest.raises(
        Conflict, match="согласия передать платформе телефон и почту ещё нет: Иванова Мария Петровна"
    ):
        services.approve_case(case=waiting, actor=director)
    assert selectors.current_case().status == "pending"
    agree_to_handover(waiting.person, director)
    assert services.approve_case(case=waiting, actor=director).status == "approved"


def test_lesson_f46_a_consent_withdrawn_before_the_sending_stops_it(approved, administrator, director):
    withdraw(decision=Standing.objects.get(subject=approved.person).decision, actor=director)
    with pytest.raises(Conflict, match="Иванова Мария Петровна"):
        services.send_case(case=approved, actor=administrator)


def test_lesson_f46_everybody_whose_contacts_stand_in_the_order_is_asked(waiting, director, organization):
    other = f.PersonFactory(organization=organization, kind="staff", last_name="Вторая")
    waiting.order.items.create(organization=organization, position=2, person=other, phone="+79000001411")
    agree_to_handover(waiting.person, director)
    with pytest.raises(Conflict, match="ещё нет: Вторая"):
        services.approve_case(case=waiting, actor=director)


def test_lesson_f46_one_gives_it_by_an_own_press(silent, client_of, administrator):
    web = client_of(administrator)
    page = text(web.get("/registration/consents/"))
    assert "Даю согласие на передачу моих данных" in page
    assert "номер личного мобильного телефона" in page
    web.post("/registration/consents/give/")
    decision = Decision.objects.get(text__purpose="handover")
    assert (decision.subject, decision.giver, decision.channel) == (silent.person, silent.person, "own")
    assert decision.recorded_by == administrator
    assert Event.objects.get(verb="consent.given").subject_id == silent.person_id
    again = text(web.post("/registration/consents/give/", follow=True))
    assert "уже дано" in again
    assert Decision.objects.filter(text__purpose="handover").count() == 1
    assert "Даю согласие" not in text(web.get("/registration/consents/"))


def test_lesson_f46_nobody_gives_it_for_another(silent, client_of, director, administrator):
    page = client_of(director).post("/registration/consents/give/", follow=True)
    assert "вас среди администраторов школы нет" in text(page)
    assert not Decision.objects.exists()


def test_lesson_f46_it_is_written_down_from_paper_with_its_day_and_scan(silent, client_of, administrator):
    web = client_of(administrator)
    day = clock.today() - timedelta(days=3)
    scan = SimpleUploadedFile("согласие.pdf", PDF, content_type="application/pdf")
    form = {"person": silent.person_id, "signed_on": day.isoformat(), "scan": scan}
    assert web.post("/registration/consents/paper/", form).status_code == 302
    decision = Decision.objects.get()
    assert (decision.channel, clock.day_of(decision.decided_at)) == ("paper", day)
    assert Event.objects.get(verb="consent.recorded").subject_id == silent.person_id
    page = text(web.get("/registration/consents/"))
    assert f"/registration/consents/{decision.pk}/scan/" in page and "на бумаге" in page
    assert web.get(f"/registration/consents/{decision.pk}/scan/").content == PDF


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signed_on": "2199-01-01"}, "не подходит"),
        ({"signed_on": "1900-01-01"}, "не подходит"),
        ({"signed_on": ""}, "Обязательное поле"),
        ({"person": "999999"}, "Выберите из списка"),
        ({"scan": SimpleUploadedFile("x.exe", b"MZ")}, "не PDF и не картинка"),
    ],
)
def test_lesson_f46_a_wrong_paper_is_refused_in_words(silent, client_of, administrator, changes, words):
    form = {"person": silent.person_id, "signed_on": clock.today().isoformat()} | changes
    response = client_of(administrator).post("/registration/consents/paper/", form)
    assert (response.status_code, words in text(response)) == (400, True)
    assert not Decision.objects.exists()


def test_lesson_f46_a_paper_of_last_week_does_not_overtake_a_withdrawal_of_yesterday(agreed, director):
    withdraw(decision=agreed, actor=director)
    services.record_consent(
        person=agreed.subject, signed_on=clock.today() - timedelta(days=7), actor=director
    )
    assert Standing.objects.get().state == "withdrawn"
    with pytest.raises(Invalid, match="Проверьте дату"):
        services.record_consent(
            person=agreed.subject, signed_on=clock.today() + timedelta(days=1), actor=director
        )


def test_lesson_f46_the_pages_say_whose_consent_is_missing(waiting, client_of, administrator, director):
    path = text(client_of(administrator).get("/registration/"))
    assert "ещё нет: Иванова Мария Петровна" in path
    address = f"/admin/registration/registrationcase/{waiting.pk}/change/"
    assert "ещё нет: Иванова Мария Петровна" in text(client_of(director).get(address))
    refused = client_of(director).post(address, {"decision": "approve"})
    assert (refused.status_code, "Без него заявку нельзя ни одобрить" in text(refused)) == (400, True)
    agree_to_handover(waiting.person, director)
    assert "ещё нет" not in text(client_of(administrator).get("/registration/"))


def test_lesson_f46_one_to_be_appointed_is_asked_before_the_order_is_signed(organization, teacher, director):
    f.OrderFactory(person=teacher, status="pending")
    [named] = selectors.named_people(organization)
    assert (named.person, named.office, named.has_agreed) == (teacher, "администратор", False)


def test_lesson_f46_the_blank_holds_the_text_in_force(silent, client_of, administrator, organization):
    response = client_of(administrator).get("/registration/consents/blank.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "Согласие на передачу персональных данных" in " ".join(words.split())
    assert "info@sferum.ru" in words and organization.inn in words


def test_lesson_f46_the_consent_of_teachers_says_who_gets_what(organization):
    """A new edition: «третьим лицам не передаёт» was not true of administrators."""
    old = ensure_text(organization=organization, role="teacher")
    ConsentText.objects.filter(pk=old.pk).update(body="прежний", sha256="0" * 64)
    new = ensure_text(organization=organization, role="teacher")
    assert (old.number, new.number) == (1, 2)
    assert "только телефон и почту администраторов платформы" in new.body
    for role in ("parent", "pupil"):
        body = wording(organization=organization, role=role, purpose="platform")
        assert "Третьим лицам школа эти данные не передаёт. На самой платформе" in body


def test_lesson_f47_a_scan_takes_the_place_of_the_unsigned_paper(
    draft, order, administrator, director, client_of
):
    [paper] = selectors.letter_of(selectors.current_case()).attachments
    assert paper.name == order.pdf.name
    page = text(client_of(administrator).get("/registration/"))
    assert "уйдёт приказ без подписи директора" in page
    papers.attach_scan(order=order, scan=Scan(PDF, "application/pdf", "pdf"), actor=director)
    letter = selectors.letter_of(selectors.current_case())
    [paper] = letter.attachments
    assert (paper.name, paper.content) == (order.scan.name, PDF)
    assert f"1. {order.scan.name}" in letter.text and order.pdf.name not in letter.text
    assert "без подписи директора" not in text(client_of(administrator).get("/registration/"))
