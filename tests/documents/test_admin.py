"""The director's admin site: what waits, one order, one decision."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from documents.models import Order
from files.models import File
from tests import factories as f


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def decide(web, order, **data):
    return web.post(f"/admin/documents/order/{order.pk}/change/", data)


def test_the_director_sees_what_waits_and_signs_it(client_of, director, pending, teacher):
    web = client_of(director)
    index = text(web.get("/admin/"))
    assert f"/admin/documents/order/{pending.pk}/change/" in index
    assert teacher.full_name in index
    page = text(web.get(f"/admin/documents/order/{pending.pk}/change/"))
    assert f"/documents/{pending.pk}/pages/1.png" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    response = decide(web, pending, decision="sign", number="112", dated_on=timezone.localdate(), seen=seen)
    assert (response.status_code, response.url) == (302, "/admin/")
    assert Order.objects.get(pk=pending.pk).status == "signed"
    assert "Всё решено" in text(web.get("/admin/"))


def test_the_director_signs_in_a_series_and_from_a_later_day(client_of, director, pending):
    web, today = client_of(director), timezone.localdate()
    page = text(web.get(f"/admin/documents/order/{pending.pk}/change/"))
    assert "Серия (необязательно)" in page
    assert "Вступает в силу" in page
    later = today + timedelta(days=3)
    decide(web, pending, decision="sign", number="112", series="к", dated_on=today, effective_on=later)
    assert "вступит в силу" in text(web.get("/admin/"))
    kept = Order.objects.get(pk=pending.pk)
    assert (kept.series, kept.dated_on, kept.effective_on) == ("к", today, later)
    for address in (f"/documents/{pending.pk}/", "/documents/", "/admin/documents/order/?status=all"):
        assert "№ 112 (к)" in text(web.get(address))
    assert f"{later:%d.%m.%Y}" in text(web.get(f"/documents/{pending.pk}/"))


def test_the_director_signs_with_a_scan(client_of, director, pending):
    out = io.BytesIO()
    Image.new("L", (20, 20)).save(out, "PNG")
    scan = SimpleUploadedFile("скан.png", out.getvalue())
    today = f"{timezone.localdate():%d.%m.%Y}"
    decide(client_of(director), pending, decision="sign", number="112", dated_on=today, scan=scan)
    assert Order.objects.get(pk=pending.pk).scan.content_type == "image/png"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"number": ""}, "Обязательное поле"),
        ({"number": "№ 🙂"}, "оставьте цифры"),
        ({"number": "1" * 300}, "знаков"),
        ({"series": "к" * 41}, "41 знак,"),
        ({"series": "к 🙂"}, "Серия «к 🙂»"),
        ({"effective_on": "завтра"}, "правильную дату"),
        ({"effective_on": "2025-01-01"}, "не действует раньше своей даты"),
        ({"effective_on": "2199-01-01"}, "больше чем через год"),
        ({"dated_on": "завтра"}, "правильную дату"),
        ({"dated_on": "2199-01-01"}, "ещё не наступила"),
        ({"dated_on": "1900-01-01"}, "больше года назад"),
        ({"scan": SimpleUploadedFile("virus.exe", b"MZ")}, "не PDF и не картинка"),
        ({"seen": "0" * 64}, "изменилось"),
    ],
)
def test_a_bad_signature_is_refused_in_words_and_the_order_waits(client_of, director, pending, data, words):
    form = {"decision": "sign", "number": "112", "dated_on": timezone.localdate()} | data
    response = decide(client_of(director), pending, **form)
    assert response.status_code == 400
    assert "Решение не записано" in text(response)
    assert words in text(response)
    assert Order.objects.get(pk=pending.pk).status == "pending"
    assert not File.objects.filter(name__startswith="Приказ №").exists()


def test_the_director_returns_with_a_reason(client_of, director, administrator, pending):
    web = client_of(director)
    assert decide(web, pending, decision="return", reason=" ").status_code == 400
    decide(web, pending, decision="return", reason="Не та должность")
    page = text(client_of(administrator).get(f"/documents/{pending.pk}/"))
    assert "Не та должность" in page


def test_the_second_tab_of_the_director_is_told(client_of, director, signed):
    response = decide(
        client_of(director), signed, decision="sign", number="113", dated_on=timezone.localdate()
    )
    assert response.status_code == 400
    assert "Приказ уже подписан: сделать это больше нельзя." in text(response)
    assert Order.objects.get(pk=signed.pk).number == "112"


def test_nobody_but_the_director_decides(client_of, deputy, administrator, class_teacher, pending):
    for user in (deputy, administrator, class_teacher):
        response = decide(
            client_of(user), pending, decision="sign", number="1", dated_on=timezone.localdate()
        )
        assert response.status_code in (302, 403)
        assert client_of(user).get("/admin/", follow=True).status_code == 403
    assert Order.objects.get(pk=pending.pk).status == "pending"


def test_the_admin_site_signs_in_by_the_portals_own_door(client, db):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=/admin/")


def test_an_operator_has_an_index_but_no_papers(client_of, operator, pending):
    web = client_of(operator)
    assert web.get("/admin/").status_code == 200
    assert web.get("/admin/documents/order/").status_code == 403
    assert web.get(f"/admin/documents/order/{pending.pk}/change/").status_code == 404


def test_an_order_of_another_school_is_not_in_the_admin_site(client_of, director, foreign):
    web = client_of(director)
    assert web.get(f"/admin/documents/order/{foreign.pk}/change/").status_code == 404
    assert decide(web, foreign, decision="return", reason="x").status_code == 404
    assert web.get("/admin/documents/order/abc/change/").status_code == 404


def test_the_admin_list_shows_what_waits_first_and_all_on_demand(
    client_of, director, pending, teacher, signed
):
    web = client_of(director)
    assert "решать нечего" in text(web.get("/admin/documents/order/"))
    assert "№ 112" in text(web.get("/admin/documents/order/?status=all"))
    assert web.get("/admin/documents/order/add/").status_code == 403
    assert web.get(f"/admin/documents/order/{signed.pk}/delete/").status_code == 403
    assert web.get(f"/admin/documents/order/{signed.pk}/history/").status_code == 404


def test_the_admin_lists_cost_the_same_with_one_and_with_thirty(
    client_of, director, organization, pending, django_assert_max_num_queries
):
    web = client_of(director)
    web.get("/admin/")
    costs = []
    for address in ("/admin/", "/admin/documents/order/"):
        with django_assert_max_num_queries(20) as counted:
            web.get(address)
        costs.append(len(counted))
    for _ in range(29):
        person = f.PersonFactory(organization=organization, kind="staff")
        f.OrderFactory(person=person, status="pending", submitted_at=timezone.now())
    for address, cost in zip(("/admin/", "/admin/documents/order/"), costs, strict=True):
        with django_assert_max_num_queries(cost + 1):  # more than a desk shows are counted by one query more
            web.get(address)
