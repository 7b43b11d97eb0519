"""A kind of order that no room of the portal knows goes its whole way, and no view is touched for it."""

import io
import re

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from audit.services import record
from core.effects import What, emit, preview
from core.errors import Conflict, Invalid
from documents import kinds, services
from documents.models import Order
from documents.rendering import OrderPaper
from orgstructure.models import Person
from tests import factories as f
from tests.architecture import ROOT, tracked
from tests.documents.test_pages import text


def praise_words(*, order, organization, signing):
    person, data = order.item.person, order.item.data
    return OrderPaper(
        organization=organization,
        number=signing.number,
        date=signing.dated_on,
        place=signing.place,
        heading="О поощрении",
        preamble="За хорошую работу ПРИКАЗЫВАЮ:",
        points=[f"Объявить благодарность: {person.full_name}, {data['what_for']}."],
        signer_post=signing.post,
        signer_name=signing.name,
        draft=signing.is_draft,
    )


def only_for_something(*, order):
    if order.item.data["what_for"] == "ничего":
        raise Conflict("Не за что.")


def praise(*, order, actor):
    person = order.item.person
    person.employments.update(post="заслуженный учитель")
    record("person.edited", person, actor=actor)
    emit(What.CHANGES, person, f"Объявляется благодарность: {person.short_name}")


def take_praise_back(*, order, by, actor):
    person = order.item.person
    person.employments.update(post="учитель")
    record("person.edited", person, actor=actor)
    emit(What.CHANGES, person, f"Благодарность снимается: {person.short_name}")


PRAISE = kinds.OrderKind(
    code="praise",
    title="о поощрении",
    heading="О поощрении",
    wording=praise_words,
    candidates=lambda day: Person.objects.staff(day).order_by("pk"),
    check=only_for_something,
    carry_out=praise,
    undo=take_praise_back,
    fields=("person",),
    extra={"what_for": lambda: forms.CharField(label="За что", max_length=80)},
    button="Благодарность",
)


@pytest.fixture(autouse=True)
def _known():
    kinds.register(PRAISE)
    yield
    del kinds._kinds["praise"]


@pytest.fixture
def praised(organization, teacher, director):
    return services.draft_order(
        organization=organization,
        kind="praise",
        lines=[services.Line(person=teacher, data={"what_for": "за олимпиаду"})],
        actor=director,
    )


def revocation(order, director):
    return services.draft_order(
        organization=order.organization, kind="revocation", lines=[], revokes=order, actor=director
    )


def submit_and_sign(order, number, director):
    signer = f.signer_of(order.organization)
    services.submit_order(order=order, signer=signer, actor=director)
    return services.sign_order(
        order=order, number=number, dated_on=timezone.localdate(), signer=signer, actor=director
    )


def post_of(teacher):
    return Person.objects.get(pk=teacher.pk).post


def test_a_kind_of_its_own_goes_from_draft_to_signed_to_revoked(praised, teacher, director):
    submit_and_sign(praised, "112", director)
    assert post_of(teacher) == "заслуженный учитель"
    submit_and_sign(revocation(praised, director), "113", director)
    assert post_of(teacher) == "учитель"
    kept = Order.objects.get(pk=praised.pk)
    assert (kept.status, kept.revoked_by.number) == ("revoked", "113")
    assert Event.objects.get(verb="order.revoked").object_id == praised.pk


def test_the_same_way_through_the_pages_and_the_admin_site(client_of, director, teacher):
    web = client_of(director)
    assert "Благодарность" in text(web.get("/documents/"))
    form = text(web.get("/documents/new/?kind=praise"))
    assert "За что" in form
    assert "Электронная почта" not in form
    asked = {"kind": "praise", "person": teacher.pk, "what_for": ""}
    assert "Обязательное поле" in text(web.post("/documents/new/", asked))
    web.post("/documents/new/", asked | {"what_for": "за поход"})
    order = Order.objects.get(kind="praise")
    assert 'value="за поход"' in text(web.get(f"/documents/{order.pk}/edit/"))
    web.post(f"/documents/{order.pk}/edit/", asked | {"what_for": "за олимпиаду"})
    web.post(f"/documents/{order.pk}/submit/")
    assert "Объявляется благодарность: Иванова М. П." in text(web.get(decision(order)))
    today = timezone.localdate()
    web.post(decision(order), {"decision": "sign", "number": "112", "dated_on": today})
    assert post_of(teacher) == "заслуженный учитель"
    paper = web.get(f"/documents/{order.pk}/order.pdf").content
    words = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    assert "Объявить благодарность: Иванова Мария Петровна, за олимпиаду" in words
    assert "о поощрении" in text(web.get("/documents/"))

    web.post("/documents/new/", {"kind": "revocation", "revokes": order.pk})
    other = Order.objects.get(kind="revocation")
    web.post(f"/documents/{other.pk}/submit/")
    page = text(web.get(decision(other)))
    assert "Отменяется приказ № 112" in page
    assert "Благодарность снимается" in page
    assert (
        web.post(decision(other), {"decision": "sign", "number": "113", "dated_on": today}).status_code == 302
    )
    assert post_of(teacher) == "учитель"
    assert "отменён другим приказом" in text(web.get(f"/documents/{order.pk}/"))
    assert f"/documents/{other.pk}/" in text(web.get(f"/documents/{order.pk}/"))
    assert web.get(f"/documents/{other.pk}/order.docx").status_code == 200


def decision(order):
    return f"/admin/documents/order/{order.pk}/change/"


def test_a_kind_that_asks_for_no_accusative_leaves_the_one_of_the_card(organization, teacher, director):
    Person.objects.filter(pk=teacher.pk).update(accusative_name="Иванову Марью Петровну")
    line = services.Line(person=Person.objects.get(pk=teacher.pk), data={"what_for": "за поход"})
    services.draft_order(organization=organization, kind="praise", lines=[line], actor=director)
    assert Person.objects.get(pk=teacher.pk).accusative_name == "Иванову Марью Петровну"


def test_an_orders_page_shows_all_its_rows(client_of, organization, teacher, director):
    web = client_of(director)
    second = f.PersonFactory(organization=organization, kind="staff", last_name="Петрова", post="завуч")
    lines = [
        services.Line(person=teacher, data={"what_for": "за олимпиаду"}),
        services.Line(person=second, data={"what_for": "за поход"}),
    ]
    order = services.draft_order(organization=organization, kind="praise", lines=lines, actor=director)
    services.submit_order(order=order, signer=f.signer_of(organization), actor=director)
    for address in (f"/documents/{order.pk}/", decision(order)):
        page = text(web.get(address))
        for part in (teacher.full_name, "за олимпиаду", second.full_name, "завуч", "за поход", "За что"):
            assert part in page


def test_the_check_of_a_kind_stops_it_before_the_director(praised, director):
    praised.items.update(data={"what_for": "ничего"})
    with pytest.raises(Conflict, match="Не за что"):
        services.submit_order(
            order=Order.objects.get(pk=praised.pk), signer=f.signer_of(praised.organization), actor=director
        )


def test_who_may_be_named_is_the_kinds_own_question(organization, director):
    pupil = f.PersonFactory(organization=organization)
    with pytest.raises(Invalid, match="не из тех, кого можно назвать"):
        services.draft_order(
            organization=organization, kind="praise", lines=[services.Line(person=pupil)], actor=director
        )
    with pytest.raises(Invalid, match="выберите человека"):
        services.draft_order(organization=organization, kind="praise", lines=[], actor=director)


def test_an_order_is_revoked_once_and_only_while_it_counts(praised, director):
    first = revocation(praised, director)
    with pytest.raises(Conflict, match="уже не действует"):  # not signed yet
        submit_and_sign(first, "111", director)
    submit_and_sign(praised, "112", director)
    Order.objects.filter(pk=first.pk).update(status="dropped")  # two at once get past no door any more
    second = revocation(praised, director)
    Order.objects.filter(pk=first.pk).update(status="draft")
    submit_and_sign(first, "113", director)
    with pytest.raises(Conflict, match="уже не действует"):
        submit_and_sign(second, "114", director)
    assert Order.objects.get(pk=second.pk).status == "pending"


def test_a_failed_undo_leaves_both_orders_as_they_were(praised, teacher, director):
    submit_and_sign(praised, "112", director)

    def refuse(**kwargs):
        raise Conflict("Этого уже не вернуть.")

    stubborn = kinds.OrderKind(**{**vars(PRAISE), "undo": refuse})
    kinds._kinds["praise"] = stubborn
    other = revocation(praised, director)
    with pytest.raises(Conflict, match="не вернуть"):
        submit_and_sign(other, "113", director)
    assert Order.objects.get(pk=praised.pk).status == "signed"
    assert Order.objects.get(pk=other.pk).status == "pending"
    assert post_of(teacher) == "заслуженный учитель"
    assert not Event.objects.filter(verb="order.revoked").exists()


def test_a_revocation_names_what_it_revokes(organization, director):
    order = services.draft_order(organization=organization, kind="revocation", lines=[], actor=director)
    with pytest.raises(Invalid, match="Какой приказ отменить"):
        services.submit_order(order=order, signer=f.signer_of(organization), actor=director)


def test_a_revocation_has_nothing_to_take_when_nothing_is_signed(client_of, director):
    assert "Отменять нечего" in text(client_of(director).get("/documents/new/?kind=revocation"))


def test_papers_know_nothing_of_whom_their_kinds_appoint():
    """Kinds are registered by the rooms that carry them out; here stands none of their words."""
    files = tracked("documents/*.py", "templates/documents/*.html", "templates/admin/documents/*.html")
    told = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        if "migrations" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search("администратор|administrator", line, re.IGNORECASE)
    ]
    assert told == []


def test_a_form_is_worded_by_its_kind(client_of, director, teacher):
    page = text(client_of(director).get("/documents/new/?kind=administrator"))
    assert "Кого назначить" in page
    assert "платформа даст права администратора" in page
    page = text(client_of(director).get("/documents/new/?kind=praise"))
    assert "О ком приказ" in page


def test_a_kind_is_registered_once():
    with pytest.raises(ImproperlyConfigured, match="praise"):
        kinds.register(PRAISE)


def test_the_preview_of_a_signing_is_what_the_signing_does(praised, director):
    signer = f.signer_of(praised.organization)
    services.submit_order(order=praised, signer=signer, actor=director)
    terms = {"number": "112", "dated_on": timezone.localdate(), "signer": signer, "actor": director}
    before = Event.objects.count()
    [effect] = preview(services.sign_order, order=praised, **terms)
    assert (Event.objects.count(), praised.status) == (before, "pending")
    services.sign_order(order=praised, **terms)
    done = Event.objects.exclude(verb="order.signed").order_by("pk")[before:]
    assert [(event.object_type, event.object_id) for event in done] == [(effect.model, effect.id)]


def test_candidates_for_additional_administrator_have_joined_and_are_confirmed(
    organization, teacher, staff_room, administrator
):
    day = timezone.localdate()
    additional = kinds.find_kind("additional_administrator").candidates
    assert teacher in kinds.find_kind("administrator").candidates(day)
    assert not additional(day).exists()
    enrolment = f.EnrolmentFactory(
        person=teacher, school_class=staff_room, role="teacher", joined_at=timezone.now()
    )
    f.VerificationFactory(person=teacher, status="confirmed")
    assert list(additional(day)) == [teacher]
    enrolment.joined_at = None
    enrolment.save()
    assert not additional(day).exists()
