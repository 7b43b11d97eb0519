"""Orders in the web: who may, what is shown, what is refused and how."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from documents.models import Order
from files.models import File
from orgstructure.models import Person
from tests import factories as f
from tests.core.test_uploads import PDF
from tests.documents.test_rendering_orders import text_of


def text(response):
    return response.content.decode()


def test_a_draft_is_made_from_the_form_and_shows_its_paper(web, teacher):
    response = web.post(
        "/documents/new/",
        {"kind": "administrator", "person": teacher.pk, "phone": "", "email": ""},
        follow=True,
    )
    order = Order.objects.get(status="draft")
    assert response.redirect_chain == [(f"/documents/{order.pk}/", 302)]
    assert f"/documents/{order.pk}/pages/1.png" in text(response)
    assert "Передать директору" in text(response)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phone": "+1 212 555 0100"}, "не российский"),
        ({"phone": "1" * 300}, "100"),
        ({"email": "не почта"}, "электронную почту"),
        ({"accusative_name": "Ы" * 301}, "300"),
        ({"accusative_name": "Ivanovu"}, "латинская буква"),
        ({"accusative_name": "Иванову 🎓"}, "🎓"),
        ({"person": "999999"}, "Выберите из списка"),
        ({"person": ""}, "Обязательное поле"),
        ({"phone": "+7 900\x00"}, "не хватает"),
    ],
)
def test_what_is_wrong_is_said_at_the_form_and_what_was_typed_stays(web, teacher, changes, words):
    data = {"kind": "administrator", "person": teacher.pk, "phone": "", "email": "keep@school.example"}
    data |= changes
    response = web.post("/documents/new/", data)
    assert response.status_code == 400
    assert words in text(response)
    if "email" not in changes:
        assert "keep@school.example" in text(response)
    assert not Order.objects.filter(status="draft").exists()


def test_the_same_form_sent_twice_makes_one_order(web, teacher):
    data = {"kind": "administrator", "person": teacher.pk, "phone": "", "email": ""}
    web.post("/documents/new/", data)
    again = web.post("/documents/new/", data)
    assert again.status_code == 400
    assert "уже готовится" in text(again)
    assert Order.objects.filter(items__person=teacher).count() == 1


def test_a_person_of_another_school_cannot_be_chosen(web, other_organization):
    stranger = f.PersonFactory(organization=other_organization, kind="staff")
    response = web.post("/documents/new/", {"kind": "administrator", "person": stranger.pk})
    assert "Выберите из списка" in text(response)


def test_an_unknown_kind_is_not_found(web):
    assert web.get("/documents/new/?kind=dismissal").status_code == 404


def test_the_additional_administrator_form_says_when_nobody_fits(web, teacher):
    response = web.get("/documents/new/?kind=additional_administrator")
    assert "Некого назначить" in text(response)


def test_a_stale_tab_is_told_that_the_order_has_gone_on(web, pending, teacher):
    response = web.post(f"/documents/{pending.pk}/edit/", {"person": teacher.pk, "phone": "", "email": ""})
    assert response.status_code == 400
    assert "править его нельзя" in text(response)
    response = web.post(f"/documents/{pending.pk}/submit/", follow=True)
    assert "Приказ уже на подписи: сделать это больше нельзя." in text(response)


def test_a_phone_that_differs_is_shown_on_the_page_and_stops_the_submitting(web, drafted, director):
    drafted.items.update(phone="+79000007777")
    page = text(web.get(f"/documents/{drafted.pk}/"))
    assert "Телефоны не совпадают" in page
    web.post(f"/documents/{drafted.pk}/submit/")
    assert Order.objects.get(pk=drafted.pk).status == "draft"


def test_a_post_without_its_token_changes_nothing(client_of, administrator, drafted):
    web = Client(enforce_csrf_checks=True)
    web.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert web.post(f"/documents/{drafted.pk}/submit/").status_code == 403
    assert Order.objects.get(pk=drafted.pk).status == "draft"


def test_a_signed_out_person_is_asked_to_sign_in_again(client, drafted):
    page = f"/documents/{drafted.pk}/"
    response = client.post(f"{page}submit/", headers={"referer": f"http://testserver{page}"})
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={page}"  # not the address that only takes a form
    response = client.post(f"{page}submit/", headers={"referer": "https://evil.example/trap"})
    assert response.url == "/accounts/login/?next=/"


@pytest.mark.parametrize("verb", ["submit", "cancel"])
def test_verbs_are_not_done_by_get(web, drafted, verb):
    assert web.get(f"/documents/{drafted.pk}/{verb}/").status_code == 405


def test_the_papers_come_as_pdf_docx_and_pictures(directors_web, signed):
    pdf = directors_web.get(f"/documents/{signed.pk}/order.pdf")
    assert pdf.content == bytes(signed.pdf.content)
    assert pdf["Content-Disposition"].startswith("inline")
    assert directors_web.get(f"/documents/{signed.pk}/order.pdf?download")["Content-Disposition"].startswith(
        "attachment"
    )
    docx = directors_web.get(f"/documents/{signed.pk}/order.docx")
    assert docx.content == bytes(signed.docx.content)
    picture = directors_web.get(f"/documents/{signed.pk}/pages/1.png")
    assert Image.open(io.BytesIO(picture.content)).size[1] > 1000
    assert directors_web.get(f"/documents/{signed.pk}/pages/9.png").status_code == 404
    for response in (pdf, docx, picture):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"


def test_s16_an_uploaded_scan_is_only_ever_saved_never_shown(directors_web, signed):
    upload = SimpleUploadedFile("<b>..%2f evil.pdf", PDF, content_type="text/html")
    directors_web.post(f"/documents/{signed.pk}/scan/", {"scan": upload})
    scan = Order.objects.get(pk=signed.pk).scan
    assert scan.name.startswith("Приказ № 112")
    page = directors_web.get(f"/documents/{signed.pk}/").content.decode()
    assert ("Скан не тот?" in page, f'name="instead_of" value="{scan.pk}"' in page) == (True, True)
    again = {"scan": SimpleUploadedFile("b.pdf", PDF), "instead_of": scan.pk}
    told = directors_web.post(f"/documents/{signed.pk}/scan/", again, follow=True).content.decode()
    assert "Скан заменён." in told
    assert Order.objects.get(pk=signed.pk).scan_id != scan.pk
    scan = Order.objects.get(pk=signed.pk).scan
    response = directors_web.get(f"/documents/files/{scan.pk}/")
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.pdf", b"", "0 байт"),
        ("scan.pdf", b"<html><script>alert(1)</script>", "не PDF и не картинка"),
        ("scan.exe", PDF, "внутри PDF"),
        ("big.pdf", PDF + b"\0" * (10 * 1024 * 1024), "больше 10 МБ"),
    ],
)
def test_s16_a_bad_scan_is_refused_with_a_sentence_and_nothing_is_kept(
    directors_web, signed, name, content, words
):
    before = File.objects.count()
    response = directors_web.post(
        f"/documents/{signed.pk}/scan/", {"scan": SimpleUploadedFile(name, content)}
    )
    assert response.status_code == 400
    assert words in text(response)
    assert File.objects.count() == before


def test_a_file_that_is_not_of_an_order_is_not_served_here(web, organization):
    other = f.FileFactory(organization=organization, name="Заявка.eml")
    assert web.get(f"/documents/files/{other.pk}/").status_code == 404


@pytest.mark.parametrize(
    "address", ["", "edit/", "order.pdf", "order.docx", "pages/1.png", "submit/", "cancel/", "scan/"]
)
def test_an_order_of_another_school_is_as_if_it_were_not_there(web, foreign, address):
    for method in (web.get, web.post):
        assert method(f"/documents/{foreign.pk}/{address}").status_code in (404, 405)
    assert web.get(f"/documents/files/{foreign.pdf_id}/").status_code == 404


def test_a_number_that_no_row_can_have_is_not_found(web, client_of, director):
    number = "9" * 30
    for address in (
        f"/documents/{number}/",
        f"/documents/{number}/pages/{number}.png",
        f"/documents/files/{number}/",
    ):
        assert web.get(address).status_code == 404
    assert client_of(director).get(f"/admin/documents/order/{number}/change/").status_code == 404
    assert web.post("/documents/new/", {"kind": "administrator", "person": number}).status_code == 400


def test_teachers_see_no_orders_and_deputies_only_read(
    client_of, class_teacher, subject_teacher, deputy, drafted
):
    for user in (class_teacher, subject_teacher):
        assert client_of(user).get("/documents/").status_code == 403
    reader = client_of(deputy)
    assert reader.get(f"/documents/{drafted.pk}/").status_code == 200
    assert reader.post(f"/documents/{drafted.pk}/submit/").status_code == 403
    assert reader.get("/documents/new/").status_code == 403


def test_the_list_costs_the_same_with_one_order_and_with_thirty(
    web, organization, drafted, django_assert_num_queries
):
    web.get("/documents/")
    with django_assert_num_queries(QUERIES):
        web.get("/documents/")
    for _ in range(29):
        f.OrderFactory(person=f.PersonFactory(organization=organization, kind="staff"))
    with django_assert_num_queries(QUERIES):
        assert text(web.get("/documents/")).count('class="lead-cell"') > 29


QUERIES = 7


def test_the_list_is_filtered_and_paged(web, organization):
    for _ in range(60):
        f.OrderFactory(person=f.PersonFactory(organization=organization, kind="staff"))
    first = text(web.get("/documents/?status=draft"))
    assert first.count('class="lead-cell"') == 50
    assert "Дальше" in first
    assert "в этом состоянии нет" in text(web.get("/documents/?status=returned"))
    assert web.get("/documents/?cursor=forged&status=%00").status_code == 200


def given_names(organization, **names):
    return f.PersonFactory(
        organization=organization, kind="staff", phone="+79000001409", email="melnik@school.example", **names
    )


def shown(response):
    return response.context["form"]["shown"].value()


def test_lesson_d21_a_form_typed_of_one_person_is_not_that_of_the_next(web, teacher, organization):
    """«Мельник Марию» was typed; the press was refused for another field, and somebody else was chosen."""
    first = given_names(organization, last_name="Мельник", first_name="Мария", patronymic="")
    second = given_names(organization, last_name="Мельник", first_name="Евгения", patronymic="Ильинична")
    typed = {"kind": "administrator", "accusative_name": "Мельник Марию", "phone": "+7 900 000-14-77"}
    refused = web.post("/documents/new/", typed | {"person": first.pk, "email": "не почта"})
    assert refused.status_code == 400
    again = typed | {"person": second.pk, "email": "", "shown": shown(refused)}
    assert web.post("/documents/new/", again).status_code == 302
    order = Order.objects.get(items__person=second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.accusative_name, second.accusative_name) == ("", "")
    assert order.item.phone == "+79000001409"  # from the card, not the one typed of Мария


def test_lesson_d21_another_person_in_a_kept_order_takes_nothing_of_the_former(web, drafted, organization):
    former = drafted.item.person
    former.accusative_name = "Иванову Марию"
    former.save()
    other = given_names(organization, last_name="Белова", first_name="Анна", patronymic="Ильинична")
    page = web.get(f"/documents/{drafted.pk}/edit/")
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"person": other.pk}
    assert data["accusative_name"] == "Иванову Марию"
    assert web.post(f"/documents/{drafted.pk}/edit/", data).status_code == 302
    other.refresh_from_db()
    former.refresh_from_db()
    assert (other.accusative_name, former.accusative_name) == ("", "Иванову Марию")
    item = Order.objects.get(pk=drafted.pk).item
    assert (item.person, item.phone, item.email) == (other, "+79000001409", "melnik@school.example")


def test_lesson_d21_an_empty_field_of_a_new_order_takes_no_kept_form_away(web, teacher):
    teacher.accusative_name = "Иванову Машу"
    teacher.save()
    web.post("/documents/new/", {"kind": "administrator", "person": teacher.pk, "accusative_name": ""})
    teacher.refresh_from_db()
    assert teacher.accusative_name == "Иванову Машу"


@pytest.mark.parametrize(
    ("names", "why", "offered"),
    [
        (("Заяц", "Павел", "Сергеевич"), "совпадает с обычным словом", "Зайца Павла Сергеевича"),
        (("Мельник", "Женя", ""), "Пол не указан", "Мельник Женя"),
    ],
)
def test_lesson_d22_a_doubtful_name_is_asked_for_on_the_form(web, organization, names, why, offered):
    person = given_names(
        organization, **dict(zip(("last_name", "first_name", "patronymic"), names, strict=True))
    )
    data = {"kind": "administrator", "person": person.pk, "phone": "", "email": ""}
    asked = web.post("/documents/new/", data)
    assert asked.status_code == 400
    assert "Проверьте падеж" in text(asked) and why in text(asked)
    assert asked.context["form"]["accusative_name"].value() == offered
    data |= {"accusative_name": offered, "shown": shown(asked)}
    assert web.post("/documents/new/", data).status_code == 302
    person.refresh_from_db()
    assert person.accusative_name == offered
    order = Order.objects.get(items__person=person)
    assert "Проверьте падеж" not in text(web.get(f"/documents/{order.pk}/"))


def test_lesson_d22_a_doubtful_name_is_marked_on_the_order_and_at_the_directors(
    web, directors_web, organization
):
    person = given_names(organization, last_name="Заяц", first_name="Павел", patronymic="Сергеевич")
    order = f.OrderFactory(person=person, status="pending", submitted_at=timezone.now())
    for client, page in (
        (web, f"/documents/{order.pk}/"),
        (directors_web, f"/admin/documents/order/{order.pk}/change/"),
    ):
        assert "Проверьте падеж: «Зайца Павла Сергеевича»" in text(client.get(page))


@pytest.mark.parametrize("state", ["drafted", "pending"])
def test_lesson_f39_a_scan_of_an_unsigned_order_is_refused_in_words(web, state, request):
    order = request.getfixturevalue(state)
    kept = File.objects.count()
    scan = SimpleUploadedFile("скан.pdf", PDF, content_type="application/pdf")
    response = web.post(f"/documents/{order.pk}/scan/", {"scan": scan}, follow=True)
    assert response.status_code == 200
    assert "к подписанному приказу" in text(response)
    assert File.objects.count() == kept


def test_lesson_f47_the_basis_is_offered_typed_and_may_be_empty(web, teacher, organization):
    page = web.get("/documents/new/?kind=administrator")
    offered = page.context["form"]["basis"].value()
    assert offered.startswith("В соответствии со статьёй 16") and "Положени" not in offered
    typed = f"{offered}, на основании пунктов 2.1 и 2.2 Положения, утверждённого приказом № 7"
    data = {"kind": "administrator", "person": teacher.pk, "basis": typed}
    web.post("/documents/new/", data)
    order = Order.objects.get(items__person=teacher)
    assert order.basis == typed
    pdf = web.get(f"/documents/{order.pk}/order.pdf").content
    assert "Положения, утверждённого приказом № 7" in text_of(pdf)
    assert web.get(f"/documents/{order.pk}/edit/").context["form"]["basis"].value() == typed
    web.post(f"/documents/{order.pk}/edit/", data | {"basis": ""})
    assert Order.objects.get(pk=order.pk).basis == ""
    assert "273-ФЗ" not in text_of(web.get(f"/documents/{order.pk}/order.pdf").content)


def test_lesson_f47_what_the_school_wrote_last_is_offered_next(web, teacher, organization):
    web.post(
        "/documents/new/",
        {"kind": "administrator", "person": teacher.pk, "basis": "На основании пункта 5 Устава"},
    )
    assert web.get("/documents/new/").context["form"]["basis"].value() == "На основании пункта 5 Устава"


def test_lesson_f47_an_endless_basis_is_refused_in_words(web, teacher):
    response = web.post(
        "/documents/new/", {"kind": "administrator", "person": teacher.pk, "basis": "Ы" * 1501}
    )
    assert (response.status_code, "1500" in text(response)) == (400, True)


def test_lesson_a03_who_is_not_in_the_list_is_added_and_one_comes_back_to_the_order(
    directors_web, staff_room
):
    page = text(directors_web.get("/documents/new/?kind=administrator"))
    assert "В списке только вы" in page
    form = "/people/new/?kind=staff&next=%2Fdocuments%2Fnew%2F%3Fkind%3Dadministrator"
    assert form.replace("&", "&amp;") in page
    assert 'value="/documents/new/?kind=administrator"' in text(directors_web.get(form))
    typed = {"kind": "staff", "last_name": "Зуева", "first_name": "Анна", "post": "завуч"}
    there = typed | {"next": "/documents/new/?kind=administrator"}
    answer = directors_web.post("/people/new/", there)
    added = Person.objects.get(last_name="Зуева")
    assert answer.url == f"/documents/new/?kind=administrator&person={added.pk}"
    page = text(directors_web.get(answer.url))
    assert f'value="{added.pk}" selected' in page
    assert "Нет в списке?" in page
    elsewhere = typed | {"last_name": "Ильина", "next": "https://elsewhere.example/"}
    assert directors_web.post("/people/new/", elsewhere).url.startswith("/people/")
    assert directors_web.get("/documents/new/?kind=administrator&person=abc").status_code == 200


def test_lesson_a03_the_director_hands_an_order_to_nobody_but_herself(directors_web, drafted):
    page = text(directors_web.post(f"/documents/{drafted.pk}/submit/", follow=True))
    assert "Приказ ждёт вашей подписи." in page
    assert "Приказ у директора" not in page
