"""An order revoked by another: who was appointed goes, whom they had displaced comes back where the place is free."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from core.effects import What, emit, preview
from core.errors import Conflict, Invalid
from documents import services as papers
from documents.models import Order
from roles.models import Assignment
from roles.signals import assignments_changed
from tests import factories as f

FIRST = timezone.localdate() - timedelta(days=80)


def staff(organization, last_name):
    return f.PersonFactory(
        organization=organization,
        kind="staff",
        last_name=last_name,
        first_name="Мария",
        patronymic="Петровна",
        post="учитель",
        phone="+79000001408",
        email="staff@school.example",
    )


@pytest.fixture
def terms(organization, director):
    return {"signer": f.signer_of(organization), "actor": director}


@pytest.fixture
def first(organization, terms):
    return appoint(staff(organization, "Первая"), "1", terms, day=FIRST)


@pytest.fixture
def second(organization, terms, first):
    return appoint(staff(organization, "Вторая"), "2", terms, day=FIRST + timedelta(days=20))


def appoint(person, number, terms, *, kind="administrator", revokes=None, **dates):
    order = papers.draft_order(
        organization=person.organization,
        kind=kind,
        lines=[papers.Line(person=person)],
        revokes=revokes,
        actor=terms["actor"],
    )
    return sign(order, number, terms, **dates)


def revoke(order, number, terms, *, day=None):
    return sign(revocation(order, terms), number, terms, day=day)


def revocation(order, terms):
    return papers.draft_order(
        organization=order.organization, kind="revocation", lines=[], revokes=order, actor=terms["actor"]
    )


def sign(order, number, terms, *, day=None, effective_on=None):
    papers.submit_order(order=order, **terms)
    return papers.sign_order(
        order=order, number=number, dated_on=day or timezone.localdate(), effective_on=effective_on, **terms
    )


def in_office(role="administrator", day=None):
    held = Assignment.objects.in_force(day or timezone.localdate()).filter(role=role)
    return [assignment.person.last_name for assignment in held.select_related("person")]


def test_who_was_displaced_comes_back_from_the_day_of_the_revoking_order(first, second, terms):
    today = timezone.localdate()
    revoke(second, "3", terms)
    gone = Assignment.objects.get(order=second)
    assert (gone.valid_to, gone.ended_by.number) == (today - timedelta(days=1), "3")
    back = Assignment.objects.filter(order=first).latest("pk")
    assert (back.person.last_name, back.valid_from, back.valid_to) == ("Первая", today, None)
    assert in_office() == ["Первая"]
    assert in_office(day=FIRST + timedelta(days=25)) == ["Вторая"]  # history is not rewritten


def test_an_order_is_not_revoked_before_its_own_date(second, terms):
    """Nor is anybody left without the place: all stands as before, and the day of the order itself will do."""
    order = revocation(second, terms)
    papers.submit_order(order=order, **terms)
    eve = second.dated_on - timedelta(days=1)
    with pytest.raises(Invalid, match=rf"приказ от {second.dated_on:%d\.%m\.%Y}: того ещё не было"):
        papers.sign_order(order=order, number="3", dated_on=eve, **terms)
    assert in_office() == ["Вторая"]
    papers.sign_order(order=order, number="3", dated_on=second.dated_on, **terms)
    assert in_office() == ["Первая"]


def test_an_appointment_revoked_before_it_counts_leaves_all_as_it_was(organization, first, terms):
    """The one in office, whose last day was written already, goes on; the next order may come on any day."""
    today = timezone.localdate()
    later = today + timedelta(days=30)
    order = appoint(staff(organization, "Вторая"), "2", terms, effective_on=later)
    assert (in_office(), in_office(day=later)) == (["Первая"], ["Вторая"])
    revoking = revocation(order, terms)
    assert [effect for effect in expected(revoking, terms) if effect.what == What.ASKS] == []
    sign(revoking, "3", terms)
    assert (in_office(), in_office(day=later)) == (["Первая"], ["Первая"])
    held = Assignment.objects.get(order=first)
    assert (held.valid_to, held.ended_by) == (None, None)
    appoint(staff(organization, "Третья"), "4", terms)
    assert in_office(day=later) == ["Третья"]


def test_an_order_has_one_open_revocation(second, terms):
    revocation(second, terms)
    with pytest.raises(Conflict, match="Приказ об отмене № 2 уже готовится"):
        revocation(second, terms)
    assert Order.objects.filter(revokes=second).count() == 1


def test_who_signs_twice_is_told_that_it_is_signed(organization, first, terms):
    order = papers.draft_order(
        organization=organization, kind="administrator", lines=[papers.Line(person=staff(organization, "Вторая"))],
        actor=terms["actor"],
    )  # fmt: skip
    sign(order, "2", terms)
    with pytest.raises(Conflict, match="Приказ уже подписан"):
        papers.sign_order(order=order, number="3", dated_on=timezone.localdate(), **terms)


def test_the_list_says_which_order_is_revoked_and_its_page_from_when(client_of, director, second, terms):
    day = timezone.localdate() + timedelta(days=10)
    order = revocation(second, terms)
    assert "Приказ № 2" in client_of(director).get("/documents/?status=draft").content.decode()
    sign(order, "3", terms, effective_on=day)
    assert f"с {day:%d.%m.%Y}" in client_of(director).get(f"/documents/{second.pk}/").content.decode()


def test_what_never_began_is_not_told_on_the_persons_page(client_of, organization, director, first, terms):
    later = timezone.localdate() + timedelta(days=30)
    order = appoint(staff(organization, "Вторая"), "2", terms, effective_on=later)
    revoke(order, "3", terms)
    page = client_of(director).get(f"/people/{order.item.person_id}/").content.decode()
    assert "Ролей нет." in page


def test_nobody_comes_back_while_somebody_else_holds_the_place(organization, second, terms):
    appoint(staff(organization, "Третья"), "3", terms)
    revoke(second, "4", terms)
    assert in_office() == ["Третья"]


def test_an_order_that_revokes_and_appoints_leaves_the_place_to_whom_it_appoints(organization, second, terms):
    appoint(staff(organization, "Третья"), "3", terms, revokes=second)
    assert in_office() == ["Третья"]
    assert Assignment.objects.filter(role="administrator").count() == 3  # nobody was there for a moment
    assert Order.objects.get(pk=second.pk).status == "revoked"


def test_who_left_does_not_come_back_and_the_preview_asks(first, second, terms):
    f.leaves(first.item.person, timezone.localdate() - timedelta(days=1))
    order = revocation(second, terms)
    sentences = [effect.sentence for effect in expected(order, terms)]
    assert sentences[-2].startswith("Прежний администратор (Первая М. П.) в школе больше не работает")
    assert sentences[-1].startswith("Администратора не останется")
    sign(order, "3", terms)
    assert in_office() == []


def test_of_an_order_revoked_before_nobody_comes_back(first, second, terms):
    revoke(first, "3", terms)
    assert in_office() == ["Вторая"]
    revoke(second, "4", terms)
    assert in_office() == []


def test_an_additional_administrator_goes_and_the_administrator_stays(organization, staff_room, first, terms):
    person = staff(organization, "Вторая")
    f.EnrolmentFactory(person=person, school_class=staff_room, role="teacher", joined_at=timezone.now())
    f.VerificationFactory(person=person, status="confirmed")
    order = appoint(person, "2", terms, kind="additional_administrator", day=FIRST)
    assert in_office("additional_administrator") == ["Вторая"]
    revoke(order, "3", terms)
    assert (in_office("additional_administrator"), in_office()) == ([], ["Первая"])


def test_whoever_was_additional_before_is_so_again(organization, staff_room, first, terms):
    person = staff(organization, "Вторая")
    f.EnrolmentFactory(person=person, school_class=staff_room, role="teacher", joined_at=timezone.now())
    f.VerificationFactory(person=person, status="confirmed")
    appoint(person, "2", terms, kind="additional_administrator", day=FIRST)
    order = appoint(person, "3", terms, day=FIRST + timedelta(days=20))
    assert (in_office("additional_administrator"), in_office()) == ([], ["Вторая"])
    revoke(order, "4", terms)
    assert (in_office("additional_administrator"), in_office()) == (["Вторая"], ["Первая"])


def expected(order, terms, number="99"):
    papers.submit_order(order=order, **terms)
    effects = preview(papers.sign_order, order=order, number=number, dated_on=timezone.localdate(), **terms)
    papers.return_order(order=order, reason="ещё раз", actor=terms["actor"])
    return effects


def written(since):
    """What the journal says a signing did, apart from the signing itself: (table, number unless made anew, verb)."""
    events = Event.objects.filter(pk__gt=since).exclude(verb__in=("order.signed", "order.submitted"))
    opened = "assignment.opened"
    return [
        (event.object_type, None if event.verb == opened else event.object_id, event.verb)
        for event in events.order_by("pk")
    ]


VERBS = {"opens": "assignment.opened", "closes": "assignment.ended", "changes": "order.revoked"}


@pytest.mark.parametrize("what", ["appoint", "replace", "revoke"])
def test_what_the_director_reads_is_what_the_journal_then_says(organization, terms, request, what):
    if what == "revoke":
        order = revocation(request.getfixturevalue("second"), terms)
    else:
        if what == "replace":
            request.getfixturevalue("first")
        order = papers.draft_order(
            organization=organization,
            kind="administrator",
            lines=[papers.Line(person=staff(organization, "Новая"))],
            actor=terms["actor"],
        )
    effects = expected(order, terms)
    since = Event.objects.latest("pk").pk
    sign(order, "99", terms)
    assert [(e.model, e.id, VERBS[e.what]) for e in effects] == written(since)
    assert len(effects) == {"appoint": 1, "replace": 2, "revoke": 3}[what]


def test_the_director_reads_it_before_the_press(client_of, organization, director, first, terms):
    person = staff(organization, "Новая")
    order = f.OrderFactory(person=person, status="pending", submitted_at=timezone.now())
    before = Event.objects.count(), Assignment.objects.count(), Order.objects.filter(status="signed").count()
    page = client_of(director).get(f"/admin/documents/order/{order.pk}/change/").content.decode()
    assert "Что произойдёт" in page
    assert "Назначается администратором: Новая М. П. с " in page
    assert "Перестаёт быть администратором: Первая М. П., последний день — " in page
    after = Event.objects.count(), Assignment.objects.count(), Order.objects.filter(status="signed").count()
    assert after == before


def test_what_would_be_refused_is_read_before_the_press(client_of, organization, director, first, terms):
    person = staff(organization, "Новая")
    order = f.OrderFactory(
        person=person, kind="additional_administrator", status="pending", submitted_at=timezone.now()
    )
    page = client_of(director).get(f"/admin/documents/order/{order.pk}/change/").content.decode()
    assert "Подписать сейчас нельзя. Новая Мария Петровна: вступления в «Учительскую» ещё нет" in page


def test_a_room_above_adds_its_effects_to_the_same_list(organization, first, terms):
    def say(sender, opened, ended, **kwargs):
        for assignment in ended:
            emit(What.ASKS, assignment, f"Кому передать ссылки: {assignment.person.short_name}?")

    assignments_changed.connect(say)
    try:
        order = papers.draft_order(
            organization=organization,
            kind="administrator",
            lines=[papers.Line(person=staff(organization, "Новая"))],
            actor=terms["actor"],
        )
        effects = expected(order, terms)
    finally:
        assignments_changed.disconnect(say)
    assert [(effect.what, effect.sentence.partition(":")[0]) for effect in effects] == [
        ("closes", "Перестаёт быть администратором"),
        ("asks", "Кому передать ссылки"),
        ("opens", "Назначается администратором"),
    ]


def page(web, address, **kwargs):
    return web.get(address, **kwargs).content.decode()


def test_the_way_of_a_revocation_through_the_pages(client_of, director, first, second):
    web, today = client_of(director), timezone.localdate()
    assert "Отменить приказом" in page(web, f"/documents/{second.pk}/")
    address = f"/documents/new/?kind=revocation&revokes={second.pk}"
    assert address.replace("&", "&amp;") in page(web, f"/documents/{second.pk}/")
    assert f'<option value="{second.pk}" selected>' in page(web, address)
    web.post("/documents/new/", {"kind": "revocation", "revokes": second.pk})
    other = Order.objects.get(kind="revocation")
    assert "Отменить приказом" not in page(web, f"/documents/{second.pk}/")
    assert f'href="/documents/{other.pk}/"' in page(web, f"/documents/{second.pk}/")
    web.post(f"/documents/{other.pk}/submit/")
    assert "Об отмене приказа: Приказ № 2" in page(web, "/")
    desk = f"/admin/documents/order/{other.pk}/change/"
    assert "Перестаёт быть администратором: Вторая" in page(web, desk)
    web.post(desk, {"decision": "sign", "number": "3", "dated_on": today})
    assert Order.objects.get(pk=second.pk).status == "revoked"
    assert in_office() == ["Первая"]
    assert f'href="/documents/{other.pk}/"' in page(web, f"/documents/{second.pk}/")
    for order in (second, other):
        assert "Отменить приказом" not in page(web, f"/documents/{order.pk}/")


def test_who_may_not_draft_sees_no_button(client_of, deputy, first):
    assert "Отменить приказом" not in page(client_of(deputy), f"/documents/{first.pk}/")


def test_an_order_that_revokes_is_not_revoked_itself(second, terms):
    order = revocation(revoke(second, "3", terms), terms)
    with pytest.raises(Conflict, match="вместо него подготовьте новый приказ"):
        papers.submit_order(order=order, **terms)


def test_a_forged_number_of_what_to_revoke_chooses_nothing(client_of, director, first):
    web = client_of(director)
    for number in ("x", "9" * 30, "0"):
        answer = web.get("/documents/new/", {"kind": "revocation", "revokes": number})
        assert answer.status_code == 200
        assert f'value="{first.pk}" selected' not in answer.content.decode()
