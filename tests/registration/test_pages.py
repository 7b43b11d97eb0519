"""«Регистрация» in the browser, and the director's approval in the admin site."""

import email
import io
import re
from email import policy

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from documents import services as papers
from orgstructure.models import Person
from outbox.models import Message
from registration import selectors, services
from registration.models import RegistrationCase, Sending
from tests import factories as f
from tests.standings import agree_to_handover

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def desk(client_of, administrator):
    """The administrator's window."""
    return client_of(administrator)


@pytest.fixture
def foreign(other_organization):
    person = f.PersonFactory(organization=other_organization, kind="staff")
    return f.RegistrationCaseFactory(order=f.OrderFactory(person=person, signed=True), status="sent")


def text(response):
    return response.content.decode()


def status(case):
    return RegistrationCase.objects.get(pk=case.pk).status


def decide(browser, case, **data):
    return browser.post(f"/admin/registration/registrationcase/{case.pk}/change/", data)


def test_before_the_order_the_page_says_to_begin_with_it(client_of, director):
    page = text(client_of(director).get("/registration/"))
    assert "Подготовить приказ" in page
    assert "дальше — директор" in page


def test_the_whole_way_from_the_order_to_the_registered_school(desk, client_of, director, organization):
    assert "Подготовить заявку" in text(desk.get("/registration/"))
    assert "+7 900 000-14-08" in text(desk.get("/registration/new/"))  # filled from the order
    desk.post("/registration/new/", {"phone": "", "email": "", "comment": "Просим ответить на почту."})
    case = RegistrationCase.objects.get()
    desk.post(f"/registration/{case.pk}/submit/")
    desk.post("/registration/consents/give/")
    office = client_of(director)
    assert f"/admin/registration/registrationcase/{case.pk}/change/" in text(office.get("/admin/"))
    page = text(office.get(f"/admin/registration/registrationcase/{case.pk}/change/"))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert decide(office, case, decision="approve", seen=seen).url == "/admin/"
    page = text(desk.post(f"/registration/{case.pk}/send/", follow=True))
    assert "Отправка № 1: почта не настроена, письмо ляжет в папку." in page
    assert "дальше — портал" in page
    Message.objects.update(status="sent", sent_at=timezone.now())
    page = text(desk.get("/registration/"))
    assert "Ждём ответ платформы" in page
    today = timezone.localdate()
    desk.post(
        f"/registration/{case.pk}/answer/",
        {"outcome": "accepted", "answered_on": today, "answer": "Войдите по номеру."},
    )
    desk.post(f"/registration/{case.pk}/registered/", {"phone": "89000001408", "registered_on": today})
    page = text(desk.get("/registration/"))
    assert "Школа зарегистрирована на платформе" in page


def test_the_page_shows_the_letter_with_hash_before_it_leaves_and_the_frozen_one_after(
    desk, approved, administrator
):
    approved_letter = selectors.letter_of(selectors.cases().get())
    page = text(desk.get("/registration/"))
    assert approved_letter.sha256 in page
    assert approved_letter.attachments[0].sha256 in page
    desk.post(f"/registration/{approved.pk}/send/")
    sending = Sending.objects.select_related("message").get()
    page = text(desk.get("/registration/"))
    assert sending.message.sha256 in page
    eml = desk.get(f"/registration/{approved.pk}/sendings/1.eml")
    assert eml.content == bytes(sending.message.frozen)
    assert eml["Content-Disposition"].startswith("attachment")
    assert eml["X-Content-Type-Options"] == "nosniff"
    letter = email.message_from_bytes(eml.content, policy=policy.default)
    [pdf] = letter.iter_attachments()
    assert "Иванову Марию Петровну" in " ".join(
        PdfReader(io.BytesIO(pdf.get_content())).pages[0].extract_text().split()
    )
    assert desk.get(f"/registration/{approved.pk}/sendings/2.eml").status_code == 404
    assert desk.get(f"/registration/{approved.pk}/letter.eml").content.endswith(approved_letter.content)


def test_every_attempt_is_on_the_page(desk, sent):
    message = Sending.objects.get().message
    message.tries.create(organization=sent.organization, number=1, outcome="queued", answer="451 Greylisted")
    Message.objects.update(status="failed", attempts=1)
    page = text(desk.get("/registration/"))
    assert "451 Greylisted" in page
    assert "ошибка" in page


def test_missing_details_are_listed_and_stop_the_submitting(desk, draft, organization):
    organization.inn = organization.ogrn = ""
    organization.save()
    assert "ИНН, ОГРН" in text(desk.get("/registration/"))
    assert "ИНН, ОГРН" in text(desk.post(f"/registration/{draft.pk}/submit/", follow=True))
    assert status(draft) == "draft"


def test_a_difference_of_phones_is_shown_on_the_page_and_in_the_admin_site(
    desk, client_of, director, pending
):
    Person.objects.filter(pk=pending.person_id).update(phone="+79000007777")
    for page in (
        text(desk.get("/registration/")),
        text(client_of(director).get(f"/admin/registration/registrationcase/{pending.pk}/change/")),
    ):
        assert "Телефоны не совпадают" in page
        assert "+7 900 000-77-77" in page
        assert "+7 900 000-14-08" in page
    response = decide(client_of(director), pending, decision="approve")
    assert response.status_code == 400
    assert "Телефоны не совпадают" in text(response)
    assert status(pending) == "pending"


@pytest.mark.parametrize(
    ("state", "address", "data", "words"),
    [
        ("draft", "edit", {"phone": "+375 29 000-00-00"}, "не российский"),
        ("draft", "edit", {"email": "a@"}, "электронную почту"),
        ("draft", "edit", {"comment": "б" * 1001}, "1000"),
        (
            "sent",
            "registered",
            {"phone": "+79000007777", "registered_on": "2026-11-22"},
            "а в заявке — +7 900 000-14-08",
        ),
        ("sent", "registered", {"phone": "", "registered_on": ""}, "Обязательное поле"),
    ],
)
def test_what_is_wrong_is_said_at_the_form(request, desk, state, address, data, words):
    case = request.getfixturevalue(state)
    response = desk.post(f"/registration/{case.pk}/{address}/", data)
    assert response.status_code == 400
    assert words in text(response)
    assert status(case) == state


def test_a_comment_with_markup_is_only_text(desk, draft):
    desk.post(f"/registration/{draft.pk}/edit/", {"comment": "<script>alert(1)</script> 🎓"})
    page = text(desk.get("/registration/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎓" in page


def test_stale_tabs_are_told_and_change_nothing(desk, sent):
    for verb in ("submit", "send", "take-back", "resend"):
        page = text(desk.post(f"/registration/{sent.pk}/{verb}/", follow=True))
        assert "message error" in page
    assert desk.post(f"/registration/{sent.pk}/edit/", {"comment": "поздно"}).status_code == 400
    assert desk.post("/registration/new/", {}).status_code == 400
    assert Sending.objects.count() == 1
    assert status(sent) == "sent"


def test_a_post_without_its_token_changes_nothing(administrator, approved):
    window = Client(enforce_csrf_checks=True)
    window.force_login(administrator, backend=BACKEND)
    assert window.post(f"/registration/{approved.pk}/send/").status_code == 403
    assert not Message.objects.exists()


@pytest.mark.parametrize("verb", ["submit", "send", "resend", "take-back"])
def test_verbs_are_not_done_by_get(desk, approved, verb):
    assert desk.get(f"/registration/{approved.pk}/{verb}/").status_code == 405
    assert status(approved) == "approved"


@pytest.mark.parametrize(
    "address",
    [
        "edit/",
        "submit/",
        "take-back/",
        "send/",
        "resend/",
        "answer/",
        "reject/",
        "registered/",
        "letter.eml",
        "sendings/1.eml",
    ],
)
def test_a_case_of_another_school_is_as_if_it_were_not_there(desk, client_of, director, foreign, address):
    for method in (desk.get, desk.post):
        assert method(f"/registration/{foreign.pk}/{address}").status_code in (404, 405)
    assert decide(client_of(director), foreign, decision="approve").status_code == 404


def test_the_director_reads_the_letter_and_the_order_and_returns_it(desk, client_of, director, pending):
    office = client_of(director)
    page = text(office.get(f"/admin/registration/registrationcase/{pending.pk}/change/"))
    for part in (
        "info@sferum.ru",
        "Иванова Мария Петровна",
        f"/documents/{pending.order_id}/pages/1.png",
        "SHA-256",
    ):
        assert part in page
    assert decide(office, pending, decision="return", reason="").status_code == 400
    assert decide(office, pending, decision="return", reason="Уточните адрес").status_code == 302
    assert "Уточните адрес" in text(desk.get("/registration/"))
    assert "Директор вернул заявку: «Уточните адрес»." in text(desk.get(f"/registration/{pending.pk}/edit/"))


def test_what_is_in_the_way_of_a_draft_stands_on_home_and_above_its_form(desk, draft):
    assert "Приложить скан" not in text(desk.get(f"/registration/{draft.pk}/edit/"))
    RegistrationCase.objects.filter(pk=draft.pk).update(phone="+79000009999")

    home, form = text(desk.get("/")), text(desk.get(f"/registration/{draft.pk}/edit/"))

    assert "Исправьте заявку на регистрацию" in home
    for page in (home, form):
        assert "+7 900 000-99-99" in page.replace("\u00a0", " ")


def test_a_letter_changed_since_it_was_read_is_not_approved(client_of, director, pending, organization):
    organization.address = "Другой адрес"
    organization.save()
    response = decide(client_of(director), pending, decision="approve", seen="0" * 64)
    assert response.status_code == 400
    assert "изменилось" in text(response)
    assert "Другой адрес" in text(response)


def test_nobody_but_the_director_approves(client_of, deputy, administrator, pending):
    for user in (deputy, administrator):
        assert decide(client_of(user), pending, decision="approve").status_code in (302, 403)
    assert status(pending) == "pending"


def test_deputies_read_and_teachers_see_nothing(client_of, deputy, class_teacher, approved):
    reader = client_of(deputy)
    assert reader.get("/registration/").status_code == 200
    assert reader.post(f"/registration/{approved.pk}/send/").status_code == 403
    assert client_of(class_teacher).get("/registration/").status_code == 403


def test_the_page_costs_the_same_with_one_sending_and_with_thirty(
    desk, sent, administrator, django_assert_max_num_queries
):
    desk.get("/registration/")
    with django_assert_max_num_queries(20) as first:
        desk.get("/registration/")
    for _ in range(29):
        Message.objects.update(status="sent", sent_at=timezone.now())
        services.resend_case(case=sent, actor=administrator)
    with django_assert_max_num_queries(len(first)):
        assert "№ 30" in text(desk.get("/registration/"))


def test_lesson_i56_the_letter_as_a_file_has_a_date_and_a_message_id(desk, approved):
    """Before it was sent, too; asked for twice it is the same file."""
    [eml, again] = [desk.get(f"/registration/{approved.pk}/letter.eml").content for _ in range(2)]
    letter = email.message_from_bytes(eml, policy=policy.default)
    assert letter["Date"].datetime == approved.decided_at.replace(microsecond=0)
    assert re.fullmatch(r"<[0-9a-f]{32}@[\w.-]+>", letter["Message-ID"])
    assert eml == again


def test_lesson_a04_each_step_of_the_path_carries_what_this_reader_may_press(
    desk, client_of, director, deputy, draft, administrator
):
    assert f'action="/registration/{draft.pk}/submit/"' in text(desk.get("/registration/"))
    services.submit_case(case=draft, actor=administrator)
    decision = f"/admin/registration/registrationcase/{draft.pk}/change/"
    assert decision in text(client_of(director).get("/registration/"))
    assert decision not in text(desk.get("/registration/"))
    services.approve_case(case=RegistrationCase.objects.get(), actor=director)
    assert f'action="/registration/{draft.pk}/send/"' in text(desk.get("/registration/"))
    assert "/send/" not in text(client_of(deputy).get("/registration/"))


@pytest.mark.parametrize("address", ["new/", "{pk}/edit/", "{pk}/answer/", "{pk}/registered/"])
def test_lesson_a04_a_form_that_would_be_refused_is_not_opened(desk, approved, address):
    page = desk.get(f"/registration/{address.format(pk=approved.pk)}", follow=True)
    assert page.redirect_chain == [("/registration/", 302)]
    assert "message error" in text(page)


def test_lesson_a04_after_a_change_of_administrator_a_sent_case_leaves_anew(
    sent, organization, director, client_of
):
    """Resending refused («возьмите данные нового приказа»), editing refused («уже отправлена»): a circle."""
    Message.objects.update(status="sent", sent_at=timezone.now())
    new = f.PersonFactory(
        organization=organization, kind="staff", post="учитель", phone="+79000002222", email="n@e.example"
    )
    order = papers.draft_order(
        organization=organization, kind="administrator", lines=[papers.Line(person=new)], actor=director
    )
    papers.submit_order(order=order, signer=f.signer_of(organization), actor=director)
    papers.sign_order(
        order=order,
        number="113",
        dated_on=timezone.localdate(),
        signer=f.signer_of(organization),
        actor=director,
    )
    agree_to_handover(new, director)
    user = f.UserFactory()
    f.MembershipFactory(person=new, user=user)
    window = client_of(user)
    assert f'action="/registration/{sent.pk}/take-back/"' in text(window.get("/registration/"))
    window.post(f"/registration/{sent.pk}/take-back/")
    assert "приказа № 113" in RegistrationCase.objects.get().return_reason
    window.post(
        f"/registration/{sent.pk}/edit/", {"phone": "+79000002222", "email": "n@e.example", "comment": ""}
    )
    window.post(f"/registration/{sent.pk}/submit/")
    services.approve_case(case=RegistrationCase.objects.get(), actor=director)
    window.post(f"/registration/{sent.pk}/send/")
    assert [row.number for row in Sending.objects.order_by("number")] == [1, 2]
    assert "Заявка отправляется" in text(window.get("/registration/"))


def test_lesson_a03_the_director_corrects_the_details_of_the_school_until_it_is_registered(
    client_of, director, draft, organization
):
    office = client_of(director)
    assert 'href="/organization/?next=/registration/"' in text(office.get("/registration/"))
    page = office.get("/organization/")
    data = {
        name: value or ""
        for name, value in page.context["form"].initial.items()
        if name in page.context["form"].fields
    }
    office.post(
        "/organization/", data | {"address": "357000, с. Заречное, ул. Новая, д. 2", "inn": "", "ogrn": ""}
    )
    organization.refresh_from_db()
    assert organization.address == "357000, с. Заречное, ул. Новая, д. 2"
    assert Event.objects.filter(verb="organization.edited", actor=director).exists()
    paper = f.FileFactory(organization=organization)
    RegistrationCase.objects.update(status="registered", letter=paper, registered_on="2026-11-20")
    assert office.get("/organization/").status_code == 403
    assert 'href="/organization/' not in text(office.get("/registration/"))


def test_lesson_a01_a_letter_put_into_a_folder_has_not_been_sent(desk, sent, settings, client_of, director):
    """No SMTP: nobody has received it, and every page says so in red."""
    settings.SMTP_HOST = ""
    Message.objects.update(status="folder")
    page = text(desk.get("/registration/"))
    assert "Заявка сложена в папку и не ушла" in page
    assert "Почтовый сервер не настроен" in page
    assert "Заявка ушла" not in page
    home = text(desk.get("/"))
    assert "Заявка на регистрацию не ушла: почта не настроена" in home
    assert "Письмо сложено в папку" in home
    assert "/mail/?status=folder" in home
    assert "Заявка на регистрацию не ушла и ждёт администратора с " in text(client_of(director).get("/"))


def test_lesson_a03_what_would_be_refused_is_not_offered_and_the_scan_has_a_link(
    desk, draft, client_of, director
):
    page = text(desk.get("/registration/"))
    assert "/submit/" in page
    assert f'<a href="/documents/{draft.order_id}/">Приложить скан</a>' in page
    Person.objects.filter(pk=draft.person_id).update(phone="+79000007777")
    page = text(desk.get("/registration/"))
    assert "Дальше нельзя" in page
    assert "Передать директору" not in page
    RegistrationCase.objects.update(status="pending", submitted_at=timezone.now())
    page = text(client_of(director).get(f"/admin/registration/registrationcase/{draft.pk}/change/"))
    assert f'<a href="/documents/{draft.order_id}/">Приложить скан</a>' in page


def test_lesson_a01_a_consent_says_what_a_refusal_means(desk, silent):
    page = text(desk.get("/registration/consents/"))
    assert "отказ ни на что не влияет" not in page
    assert "без согласия директор не одобрит" in page
