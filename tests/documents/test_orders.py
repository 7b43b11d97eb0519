"""An order from its draft to what it decides (clauses 2.1 a, 2.1 h, 2.2 b)."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from core.errors import Conflict, Forbidden, Invalid
from core.uploads import Scan
from documents import rules, selectors, services
from documents.models import Order
from documents.russian import russian_date
from files.models import File
from orgstructure.models import Organization, Person
from roles.models import Assignment
from tests import factories as f


def draft(teacher, actor, **changes):
    kind = changes.pop("kind", "administrator")
    lines = [services.Line(**{"person": teacher} | changes)]
    return services.draft_order(organization=teacher.organization, kind=kind, lines=lines, actor=actor)


def sign(order, director, **changes):
    fields = {"number": "112", "dated_on": timezone.localdate(), "signer": signer(order)} | changes
    return services.sign_order(order=order, actor=director, **fields)


def signer(order):
    return f.signer_of(order.organization)


def submit(order, director):
    return services.submit_order(order=order, signer=signer(order), actor=director)


def words_of(pdf: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00ad\n", "").split())


def test_a_draft_takes_phone_and_mail_from_the_card(teacher, director):
    order = draft(teacher, director)
    item = order.items.get()
    assert (order.status, item.phone, item.email) == ("draft", "+79000001408", "ivanova@school.example")
    assert order.heading.startswith("О назначении администратора")
    assert Event.objects.get(verb="order.drafted").object_id == order.pk


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"phone": "+1 212 555 0100"}, "phone", "«+1 212 555 0100»: не российский"),
        ({"phone": "8 495 000-00-00"}, "phone", "не мобильный"),
        ({"phone": "позвоните мне"}, "phone", "не похоже на телефон"),
        ({"accusative_name": "Ivanova Мария"}, "accusative_name", "латинская буква «I»"),
        ({"accusative_name": "Иванову 🎓"}, "accusative_name", "знак «🎓»"),
        ({"accusative_name": "Ы" * 300}, "accusative_name", "300 знаков"),
        ({"kind": "dismissal"}, "kind", "«dismissal»"),
    ],
)
def test_a_draft_says_what_is_wrong(teacher, director, changes, field, words):
    with pytest.raises(Invalid) as refused:
        draft(teacher, director, **changes)
    assert refused.value.field == field
    assert words in refused.value.message
    assert not Order.objects.exists()


def test_a_draft_without_phone_or_mail_anywhere_is_refused(teacher, director):
    teacher.phone = teacher.email = ""
    with pytest.raises(Invalid, match="Личный мобильный телефон: впишите"):
        draft(teacher, director, email="a@school.example")
    with pytest.raises(Invalid, match="Электронная почта: впишите"):
        draft(teacher, director, phone="+79000001408")


def test_a_form_sent_twice_makes_one_draft(teacher, director):
    draft(teacher, director)
    with pytest.raises(Conflict, match="уже готовится"):
        draft(teacher, director)
    assert Order.objects.count() == 1


def test_only_staff_who_work_here_are_appointed(organization, teacher, director):
    with pytest.raises(Invalid, match="не действующий сотрудник"):
        draft(f.PersonFactory(organization=organization), director)
    f.leaves(teacher, date(2026, 11, 1))
    with pytest.raises(Invalid, match="не действующий сотрудник"):
        draft(teacher, director)


def test_the_typed_accusative_stands_in_the_paper(teacher, director):
    order = draft(teacher, director, accusative_name="Иванову Марию Петровну-Заречную")
    assert "Петровну-Заречную" in words_of(selectors.order_pdf(order, signer=signer(order)))
    assert Person.objects.get(pk=teacher.pk).accusative_name == "Иванову Марию Петровну-Заречную"
    assert Event.objects.filter(verb="person.accusative_name_set").count() == 1


def test_an_emptied_accusative_gives_the_declining_back_to_the_portal(teacher, director):
    order = draft(teacher, director, accusative_name="Иванову Марию Петровну-Заречную")
    line = services.Line(person=teacher, accusative_name="")
    services.edit_order(order=order, lines=[line], actor=director)
    assert Person.objects.get(pk=teacher.pk).accusative_name == ""


def test_the_draft_declines_the_name(teacher, director):
    assert "Назначить Иванову Марию Петровну, учителя математики" in words_of(
        selectors.order_pdf(draft(teacher, director))
    )


def test_submitting_waits_for_the_director(teacher, director):
    order = submit(draft(teacher, director), director)
    assert order.status == "pending"
    assert order.submitted_at


def test_a_school_without_a_director_cannot_submit(teacher):
    with pytest.raises(Conflict, match="нет действующего директора"):
        submit(draft(teacher, None), None)


def test_a_phone_that_differs_from_the_card_stops_the_order_and_shows_both(teacher, director):
    order = draft(teacher, director, phone="+7 900 000-77-77")
    with pytest.raises(Conflict) as refused:
        submit(order, director)
    assert "в приказе — +7 900 000-77-77" in refused.value.message
    assert "в карточке (Иванова М. П.) — +7 900 000-14-08" in refused.value.message


def test_an_order_at_the_director_is_not_edited(pending, teacher, director):
    stale = Order(
        pk=pending.pk, organization=pending.organization, kind=pending.kind, status="draft"
    )  # the other tab's view of it
    with pytest.raises(Conflict, match="править его нельзя"):
        services.edit_order(order=stale, lines=[services.Line(person=teacher)], actor=director)


def test_a_returned_order_is_mended_and_given_again(pending, teacher, director):
    services.return_order(order=pending, reason="  не та   должность ", actor=director)
    assert (pending.status, pending.return_reason) == ("returned", "не та должность")
    line = services.Line(person=teacher, email="new@school.example")
    services.edit_order(order=pending, lines=[line], actor=director)
    submit(pending, director)
    pending.refresh_from_db()
    assert (pending.status, pending.return_reason) == ("pending", "")
    assert pending.items.get().email == "new@school.example"


@pytest.mark.parametrize(("reason", "words"), [("   ", "Напишите, почему"), ("б" * 501, "501 знак,")])
def test_returning_needs_a_reason_of_sensible_length(pending, director, reason, words):
    with pytest.raises(Invalid, match=words):
        services.return_order(order=pending, reason=reason, actor=director)


def test_signing_freezes_the_paper_and_appoints_at_once(pending, teacher, director):
    sign(pending, director)
    order = Order.objects.get(pk=pending.pk)
    assert (order.status, order.number, order.decided_by) == ("signed", "112", director)
    for stored in (order.pdf, order.docx):
        assert stored.sha256 == hashlib.sha256(bytes(stored.content)).hexdigest()
    assert Assignment.objects.get(role="administrator", valid_to=None).person == teacher
    assert Event.objects.get(verb="order.signed").details["pdf_sha256"] == order.pdf.sha256


def test_the_signed_pdf_reads_as_the_order_it_is(pending, director):
    sign(pending, director, number="01-05/112")
    words = words_of(bytes(pending.pdf.content))
    for part in (
        "Назначить Иванову Марию Петровну",
        "+7 900 000-14-08",
        "ivanova@school.example",
        "01-05/112",
        "19",
    ):
        assert part in words
    assert "ПРОЕКТ" not in words
    assert pending.pdf.name == f"Приказ № 01-05-112 от {timezone.localdate():%d.%m.%Y}.pdf"


def test_the_frozen_paper_outlives_changes_of_the_school(pending, director, organization):
    sign(pending, director)
    before = selectors.order_pdf(selectors.full_orders().get(pk=pending.pk))
    Organization.objects.filter(pk=organization.pk).update(short_name="МБОУ «Другая»")
    assert selectors.order_pdf(selectors.full_orders().get(pk=pending.pk)) == before


def test_a_scan_is_kept_beside_the_paper_under_our_own_name(pending, director):
    sign(pending, director, scan=Scan(b"%PDF-scan", "application/pdf", "pdf"))
    assert pending.scan.name == f"Приказ № 112 от {timezone.localdate():%d.%m.%Y}, скан.pdf"
    assert bytes(pending.scan.content) == b"%PDF-scan"


def test_a_scan_may_come_later_and_another_in_its_place(pending, director):
    with pytest.raises(Conflict):
        services.attach_scan(
            order=f.OrderFactory(
                person=pending.item.person, status="dropped", number="7", dated_on=date(2026, 11, 1)
            ),
            scan=Scan(b"x", "image/png", "png"),
            actor=director,
        )
    sign(pending, director)
    services.attach_scan(order=pending, scan=Scan(b"\x89PNG", "image/png", "png"), actor=director)
    first = pending.scan_id
    other = Scan(b"%PDF-scan", "application/pdf", "pdf")
    with pytest.raises(Conflict, match="уже приложен"):  # by another tab, which had seen none
        services.attach_scan(order=pending, scan=other, actor=director)
    services.attach_scan(order=pending, scan=other, actor=director, instead_of=first)
    pending.refresh_from_db()
    assert bytes(pending.scan.content) == b"%PDF-scan"
    assert Event.objects.filter(verb="order.scan_replaced", object_id=pending.pk).exists()
    with pytest.raises(Conflict, match="заменён"):
        services.attach_scan(order=pending, scan=other, actor=director, instead_of=first)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"number": " "}, "number", "впишите"),
        ({"number": "1" * 41}, "number", "41 знак,"),
        ({"number": "112 🙂"}, "number", "«112 🙂»"),
        ({"series": "к" * 41}, "series", "41 знак,"),
        ({"series": "(к)"}, "series", "«(к)»"),
        ({"dated_on": timezone.localdate() + timedelta(days=1)}, "dated_on", "ещё не наступила"),
        ({"dated_on": timezone.localdate() - timedelta(days=400)}, "dated_on", "больше года назад"),
    ],
)
def test_a_wrong_number_or_date_leaves_the_order_unsigned(pending, director, changes, field, words):
    with pytest.raises(Invalid) as refused:
        sign(pending, director, **changes)
    assert refused.value.field == field
    assert words in refused.value.message
    pending.refresh_from_db()
    assert pending.status == "pending"
    assert not File.objects.exists()


def test_a_number_is_used_once_a_year(pending, teacher, director):
    sign(pending, director)
    second = f.OrderFactory(person=teacher, status="pending", submitted_at=timezone.now())
    with pytest.raises(Conflict, match="Номер 112 .* уже занят"):
        sign(second, director)
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        f.OrderFactory(person=teacher, signed=True, number="112", dated_on=date(pending.year, 1, 12))
    another_year = f.OrderFactory(person=teacher, signed=True, number="112", dated_on=date(2025, 1, 12))
    another_series = f.OrderFactory(person=teacher, signed=True, number="112", series="к", year=pending.year)
    assert another_year.pk and another_series.pk


def test_a_series_typed_in_quotes_is_the_series():
    assert rules.clean_series(" «к» ") == rules.clean_series('"к"') == "к"


def test_a_number_is_used_once_a_year_in_its_series(pending, teacher, director):
    sign(pending, director, series="  к ")
    kept = Order.objects.get(pk=pending.pk)
    assert (kept.series, kept.number, str(kept)) == ("к", "112", "Приказ № 112 (к)")
    assert "№ 112 (к)" in words_of(bytes(pending.pdf.content))
    assert pending.pdf.name.startswith("Приказ № 112 (к) от ")
    assert Event.objects.get(verb="order.signed").details["series"] == "к"
    second, third = (
        f.OrderFactory(person=teacher, status="pending", submitted_at=timezone.now()) for _ in range(2)
    )
    with pytest.raises(Conflict, match=r"Номер 112 \(к\) в .* уже занят"):
        sign(second, director, series="к")
    assert sign(second, director).status == sign(third, director, series="л/с").status == "signed"


def test_signing_writes_number_year_date_and_the_day_it_counts_from(pending, director):
    sign(pending, director)
    today = timezone.localdate()
    kept = Order.objects.get(pk=pending.pk)
    assert (kept.series, kept.year, kept.number) == ("", today.year, "112")
    assert (kept.dated_on, kept.effective_on) == (today, today)


def test_an_order_may_count_from_a_later_day_than_its_date(pending, director):
    today = timezone.localdate()
    later = today + timedelta(days=5)
    sign(pending, director, effective_on=later)
    assert Assignment.objects.get(order=pending).valid_from == later
    words = words_of(bytes(pending.pdf.content))
    assert f"вступает в силу с {russian_date(later)}" in words
    assert ".." not in words


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "не действует раньше своей даты"), (400, "больше чем через год")]
)
def test_an_order_counts_from_its_date_or_later_within_a_year(pending, director, days, words):
    with pytest.raises(Invalid, match=words) as refused:
        sign(pending, director, effective_on=timezone.localdate() + timedelta(days=days))
    assert refused.value.field == "effective_on"


def test_an_order_keeps_as_many_rows_as_it_has_people(organization, teacher, director):
    second = f.PersonFactory(
        organization=organization, kind="staff", phone="+79000001409", email="b@school.example"
    )
    lines = [services.Line(person=teacher), services.Line(person=second, data={"note": "с доплатой"})]
    order = services.draft_order(organization=organization, kind="administrator", lines=lines, actor=director)
    assert [(i.position, i.person, i.phone, i.data) for i in order.items.all()] == [
        (1, teacher, "+79000001408", {}),
        (2, second, "+79000001409", {"note": "с доплатой"}),
    ]
    with pytest.raises(Conflict, match=second.full_name):
        draft(second, director)


def test_an_edited_order_may_not_take_whom_another_open_one_is_about(organization, teacher, director):
    second = f.PersonFactory(
        organization=organization, kind="staff", phone="+79000001409", email="b@school.example"
    )
    draft(teacher, director)
    order = draft(second, director)
    with pytest.raises(Conflict, match="уже готовится"):
        services.edit_order(order=order, lines=[services.Line(person=teacher)], actor=director)
    services.edit_order(order=order, lines=[services.Line(person=second)], actor=director)


def test_an_order_and_its_first_row_come_in_one_query(drafted, django_assert_num_queries):
    with django_assert_num_queries(1):
        [order] = Order.objects.with_item()
        assert order.item.person.full_name == drafted.item.person.full_name


def test_only_the_director_signs(pending, director, deputy, administrator):
    for other in (deputy, administrator):
        with pytest.raises(Forbidden, match="подписывает директор"):
            sign(pending, other)


def test_r5_of_two_signing_tabs_one_wins_and_the_other_is_told(pending, director):
    other_tab = Order.objects.get(pk=pending.pk)
    sign(pending, director)
    with pytest.raises(Conflict), transaction.atomic():
        sign(other_tab, director, number="113")
    assert Order.objects.get(pk=pending.pk).number == "112"
    assert Assignment.objects.filter(role="administrator").count() == 1
    assert File.objects.count() == 2  # the loser's papers went with its transaction


def test_r5_sign_and_return_one_wins(pending, director):
    other_tab = Order.objects.get(pk=pending.pk)
    services.return_order(order=pending, reason="ошибка", actor=director)
    with pytest.raises(Conflict):
        sign(other_tab, director)
    with pytest.raises(Conflict):
        services.return_order(order=other_tab, reason="ещё раз", actor=director)


def test_what_the_director_saw_is_what_is_signed(pending, teacher, director):
    seen = services.draft_hash(selectors.full_orders().get(pk=pending.pk), signer=signer(pending))
    teacher.employments.update(post="учитель физики")
    with pytest.raises(Conflict, match="изменилось"):
        sign(pending, director, seen=seen)
    seen = services.draft_hash(selectors.full_orders().get(pk=pending.pk), signer=signer(pending))
    assert sign(pending, director, seen=seen).status == "signed"


def test_a_refused_appointment_leaves_the_order_unsigned(pending, teacher, director):
    f.leaves(teacher, date(2026, 11, 1))
    with pytest.raises(Conflict, match="больше не работает"):
        sign(pending, director)
    assert Order.objects.get(pk=pending.pk).status == "pending"
    assert not File.objects.exists()


def test_a_signed_order_is_not_dropped_a_draft_is(pending, teacher, director):
    sign(pending, director)
    with pytest.raises(Conflict):
        services.drop_order(order=pending, actor=director)
    assert services.drop_order(order=draft(teacher, director), actor=director).status == "dropped"


def test_an_order_of_another_school_does_not_exist_here(teacher, other_organization):
    f.OrderFactory(person=f.PersonFactory(organization=other_organization, kind="staff"))
    assert not Order.objects.exists()
