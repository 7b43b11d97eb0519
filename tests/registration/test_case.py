"""The case of registering a school (clauses 2.1 b, 2.1 c)."""

import email
import hashlib
import io
from datetime import timedelta
from email import policy

import pytest
from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from core.errors import Conflict, Forbidden, Invalid
from core.uploads import Scan
from documents import services as papers
from files.models import File
from orgstructure.models import Person
from outbox.models import Message
from registration import selectors, services
from registration.models import RegistrationCase, Sending
from roles.models import Assignment
from tests import factories as f


def fresh(case):
    return selectors.cases().get(pk=case.pk)


def letter_in(message) -> email.message.EmailMessage:
    return email.message_from_bytes(bytes(message.frozen), policy=policy.default)


def deliver(message, status="sent"):
    Message.objects.filter(pk=message.pk).update(status=status, sent_at=timezone.now())


def test_there_is_no_case_without_a_signed_order(organization, director):
    with pytest.raises(Conflict, match="приказа о назначении администратора ещё нет"):
        services.draft_case(organization=organization, actor=director)


def test_the_draft_is_made_from_the_order(draft, order, teacher):
    assert (draft.status, draft.order, draft.person) == ("draft", order, teacher)
    assert (draft.phone, draft.email) == (order.item.phone, order.item.email)


def test_there_is_one_case_at_a_time(draft, organization, administrator):
    with pytest.raises(Conflict, match="уже есть"):
        services.draft_case(organization=organization, actor=administrator)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"phone": "+375 29 000-00-00"}, "phone", "не российский"),
        ({"comment": "б" * 1001}, "comment", "1001 знак,"),
    ],
)
def test_a_draft_says_what_is_wrong(draft, administrator, changes, field, words):
    with pytest.raises(Invalid) as refused:
        services.edit_case(
            case=draft, actor=administrator, **({"email": "", "phone": "", "comment": ""} | changes)
        )
    assert refused.value.field == field
    assert words in refused.value.message


def test_all_missing_details_of_the_school_are_named_before_submitting(draft, organization, administrator):
    organization.inn = organization.phone = ""
    organization.save()
    with pytest.raises(Conflict) as refused:
        services.submit_case(case=fresh(draft), actor=administrator)
    assert "ИНН, телефон школы" in refused.value.message


def differing(case, place):
    if place == "case":
        RegistrationCase.objects.filter(pk=case.pk).update(phone="+79000007777")
    elif place == "order":
        case.order.items.update(phone="+79000007777")
    else:
        Person.objects.filter(pk=case.person_id).update(phone="+79000007777")


@pytest.mark.parametrize("place", ["case", "order", "card"])
@pytest.mark.parametrize("verb", ["submit", "approve", "send", "resend"])
def test_a_phone_that_differs_anywhere_stops_every_step_and_both_are_shown(request, place, verb):
    state = {"submit": "draft", "approve": "pending", "send": "approved", "resend": "sent"}[verb]
    case = request.getfixturevalue(state)
    actor = request.getfixturevalue("director" if verb == "approve" else "administrator")
    for sending in Sending.objects.select_related("message"):
        deliver(sending.message)
    differing(case, place)
    with pytest.raises(Conflict) as refused:
        getattr(services, f"{verb}_case")(case=fresh(case), actor=actor)
    for part in ("+7 900 000-77-77", "+7 900 000-14-08", "в заявке", "в приказе № 112", "в карточке"):
        assert part in refused.value.message
    assert fresh(case).status == case.status


def test_the_director_approves_and_the_letter_is_frozen_with_its_hash(pending, director):
    seen = selectors.letter_of(fresh(pending))
    services.approve_case(case=pending, seen=seen.sha256, actor=director)
    stored = File.objects.get(pk=fresh(pending).letter_id)
    assert bytes(stored.content) == seen.content
    assert stored.sha256 == hashlib.sha256(seen.content).hexdigest()
    assert Event.objects.get(verb="registration.approved").details["sha256"] == stored.sha256


def test_the_same_letter_is_the_same_bytes_each_time_it_is_looked_at(draft):
    assert selectors.compose(fresh(draft)) == selectors.compose(fresh(draft))


def test_a_letter_that_changed_since_the_director_read_it_is_not_approved(pending, director, organization):
    seen = selectors.letter_of(fresh(pending)).sha256
    organization.address = "другой адрес"
    organization.save()
    with pytest.raises(Conflict, match="изменилось"):
        services.approve_case(case=fresh(pending), seen=seen, actor=director)
    assert not File.objects.filter(content_type="message/rfc822").exists()


def test_only_the_director_approves(pending, administrator, deputy):
    for other in (administrator, deputy):
        with pytest.raises(Forbidden, match="одобряет директор"):
            services.approve_case(case=pending, actor=other)


def test_a_school_without_a_director_approves_nothing(pending, director):
    Assignment.objects.filter(role="director").update(valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Conflict, match="нет действующего директора"):
        services.approve_case(case=pending, actor=director)


def test_what_leaves_is_the_approved_bytes_with_date_and_message_id_in_front(sent):
    message = Sending.objects.get().message
    approved = bytes(File.objects.get(pk=fresh(sent).letter_id).content)
    raw = bytes(message.frozen)
    head, _, rest = raw.partition(approved[:40])
    assert approved[:40] + rest == approved
    assert {line.split(b":")[0] for line in head.splitlines()} == {b"Date", b"Message-ID"}
    assert message.sha256 == hashlib.sha256(raw).hexdigest()
    assert letter_in(message)["Message-ID"] == message.message_id
    assert message.to == "info@sferum.ru"


def test_changes_of_the_school_after_the_approval_do_not_reach_the_letter(
    approved, administrator, organization
):
    organization.address = "другой адрес"
    organization.save()
    services.send_case(case=fresh(approved), actor=administrator)
    assert "другой адрес" not in letter_in(Sending.objects.get().message).get_body(("plain",)).get_content()


def test_the_letter_says_who_and_which_school_and_carries_the_readable_order(sent, order, organization):
    letter = letter_in(Sending.objects.get().message)
    text = letter.get_body(("plain",)).get_content()
    for part in (
        "Иванова Мария Петровна",
        "ivanova@school.example",
        "+7 900 000-14-08",
        organization.full_name,
        "2600000013",
        "1022600000015",
        organization.address,
        organization.email,
        "приказом № 112",
    ):
        assert part in text
    assert letter["Subject"].endswith(organization.short_name)
    assert letter["Reply-To"].addresses[0].addr_spec == "ivanova@school.example"
    attachments = list(letter.iter_attachments())
    assert [a.get_filename() for a in attachments] == [order.pdf.name]
    pdf = attachments[0].get_content()
    assert pdf == bytes(order.pdf.content)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    assert "Назначить Иванову Марию Петровну" in words


def test_lesson_f47_the_scan_goes_in_place_of_the_unsigned_order(draft, order, director, administrator):
    papers.attach_scan(order=order, scan=Scan(b"\x89PNG scan", "image/png", "png"), actor=director)
    services.submit_case(case=fresh(draft), actor=administrator)
    services.approve_case(case=fresh(draft), actor=director)
    services.send_case(case=fresh(draft), actor=administrator)
    letter = letter_in(Sending.objects.get().message)
    names = [a.get_filename() for a in letter.iter_attachments()]
    assert names == [order.scan.name]
    assert f"1. {order.scan.name}" in letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize("name", ['МКОУ "ООШ" <№ 19>, Заречное', "Школа\r\nBcc: a@b.example", "Ш" * 120])
def test_a_strange_name_of_the_school_breaks_no_header(draft, organization, name):
    organization.short_name = name
    organization.save()
    letter = email.message_from_bytes(selectors.compose(fresh(draft)), policy=policy.default)
    assert letter["Bcc"] is None
    assert letter["To"] == "info@sferum.ru"


def test_a_cyrillic_mail_domain_leaves_as_mail_servers_know_it(draft, administrator):
    services.edit_case(case=draft, email="ivanova@школа.рф", phone="", actor=administrator)
    letter = email.message_from_bytes(selectors.compose(fresh(draft)), policy=policy.default)
    assert letter["Reply-To"].addresses[0].addr_spec == "ivanova@xn--80atdl2c.xn--p1ai"
    assert "ivanova@школа.рф" in letter.get_body(("plain",)).get_content()


def test_sent_twice_from_two_tabs_leaves_once(approved, administrator):
    other_tab = fresh(approved)
    services.send_case(case=approved, actor=administrator)
    with pytest.raises(Conflict), transaction.atomic():
        services.send_case(case=other_tab, actor=administrator)
    assert Message.objects.count() == Sending.objects.count() == 1


@pytest.mark.parametrize("status", ["queued", "sending"])
def test_there_is_no_resending_while_an_earlier_one_is_on_its_way(sent, administrator, status):
    Message.objects.update(status=status)
    with pytest.raises(Conflict, match="Отправка № 1 ещё не закончена"):
        services.resend_case(case=sent, actor=administrator)


def test_a_resending_is_numbered_and_differs_only_in_date_and_message_id(sent, administrator):
    deliver(Sending.objects.get().message)
    services.resend_case(case=sent, actor=administrator)
    first, second = Sending.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.message.message_id != second.message.message_id
    approved = bytes(File.objects.get(pk=fresh(sent).letter_id).content)
    assert bytes(first.message.frozen).endswith(approved)
    assert bytes(second.message.frozen).endswith(approved)
    with pytest.raises(Conflict, match="Отправка № 2"):
        services.resend_case(case=sent, actor=administrator)


def test_an_approved_case_taken_back_needs_a_new_approval(approved, administrator, director):
    services.take_back_case(case=approved, actor=administrator)
    assert (approved.status, approved.letter) == ("returned", None)
    with pytest.raises(Conflict):
        services.send_case(case=approved, actor=administrator)


def test_a_sent_case_is_neither_taken_back_nor_returned(sent, administrator, director):
    with pytest.raises(Conflict):
        services.take_back_case(case=fresh(sent), actor=administrator)
    with pytest.raises(Conflict):
        services.return_case(case=fresh(sent), reason="поздно", actor=director)


def test_returning_needs_a_reason(pending, director):
    with pytest.raises(Invalid, match="Напишите, почему"):
        services.return_case(case=pending, reason=" ", actor=director)
    services.return_case(case=pending, reason="нет ОГРН", actor=director)
    assert fresh(pending).return_reason == "нет ОГРН"


def test_approve_and_return_one_wins(pending, director):
    other_tab = fresh(pending)
    services.return_case(case=pending, reason="ошибка", actor=director)
    with pytest.raises(Conflict):
        services.approve_case(case=other_tab, actor=director)


def test_a_new_administrator_makes_the_old_case_outdated(pending, organization, director, order):
    colleague = f.PersonFactory(
        organization=organization,
        kind="staff",
        post="учитель",
        phone="+79000002222",
        email="petrova@school.example",
    )
    newer = papers.draft_order(
        organization=organization, kind="administrator", lines=[papers.Line(person=colleague)], actor=director
    )
    papers.submit_order(order=newer, signer=f.signer_of(newer.organization), actor=director)
    papers.sign_order(
        order=newer,
        number="115",
        dated_on=timezone.localdate(),
        signer=f.signer_of(newer.organization),
        actor=director,
    )
    with pytest.raises(Conflict, match="№ 112, а администратор назначен приказом № 115"):
        services.approve_case(case=fresh(pending), actor=director)
    services.return_case(case=pending, reason="новый администратор", actor=director)
    services.edit_case(case=fresh(pending), email="", phone="", actor=director)
    assert (fresh(pending).order, fresh(pending).phone) == (newer, "+79000002222")


def test_answer_and_registration_close_the_case(sent, administrator):
    today = timezone.localdate()
    services.record_answer(
        case=sent, answered_on=today, answer="Зарегистрируйтесь по номеру.", actor=administrator
    )
    services.record_registered(case=sent, phone="8 900 000 14 08", registered_on=today, actor=administrator)
    case = fresh(sent)
    assert (case.status, case.registered_phone, case.registered_on) == ("registered", "+79000001408", today)
    verbs = list(
        Event.objects.filter(object_type="registration.registrationcase")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        f"registration.{verb}"
        for verb in ("drafted", "submitted", "approved", "sent", "answered", "registered")
    ]


def test_another_phone_at_the_entry_is_refused_and_both_are_shown(sent, administrator):
    today = timezone.localdate()
    services.record_answer(case=sent, answered_on=today, answer="Ждём вас.", actor=administrator)
    with pytest.raises(Invalid) as refused:
        services.record_registered(case=sent, phone="+79000007777", registered_on=today, actor=administrator)
    assert "+7 900 000-77-77" in refused.value.message
    assert "+7 900 000-14-08" in refused.value.message
    assert fresh(sent).status == "answered"


@pytest.mark.parametrize(("days", "words"), [(1, "ещё не наступил."), (-2, "раньше, чем")])
def test_dates_of_answer_and_entry_lie_between_the_sending_and_today(sent, administrator, days, words):
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Invalid, match=words):
        services.record_answer(case=sent, answered_on=day, answer="Да", actor=administrator)
    services.record_answer(case=sent, answered_on=timezone.localdate(), answer="Да", actor=administrator)
    with pytest.raises(Invalid, match=words):
        services.record_registered(case=sent, phone="+79000001408", registered_on=day, actor=administrator)


def test_an_answer_is_recorded_once(sent, administrator):
    other_tab = fresh(sent)
    services.record_answer(case=sent, answered_on=timezone.localdate(), answer="Да", actor=administrator)
    with pytest.raises(Conflict):
        services.record_answer(
            case=other_tab, answered_on=timezone.localdate(), answer="Нет", actor=administrator
        )


def test_after_a_refusal_of_the_platform_a_new_case_may_begin(sent, organization, administrator):
    day = timezone.localdate()
    services.record_answer(case=sent, answered_on=day, answer="Нет ОГРН", refused=True, actor=administrator)
    assert selectors.current_case() is None
    assert services.draft_case(organization=organization, actor=administrator).pk != sent.pk
    assert [case.pk for case in selectors.rejected_cases()] == [sent.pk]


def test_a_case_of_another_school_does_not_exist_here(organization, other_organization):
    person = f.PersonFactory(organization=other_organization, kind="staff")
    f.RegistrationCaseFactory(order=f.OrderFactory(person=person, signed=True))
    assert not selectors.cases().exists()


def test_the_path_says_where_the_case_is_and_who_is_next(organization, request, director):
    def path():
        return [
            ("stopped" if step.stopped else step.state, step.who)
            for step in selectors.overview_of(organization).steps
        ]

    ahead, done = ("later", ""), ("done", "")
    assert path() == [("now", "директор"), *[ahead] * 7]
    request.getfixturevalue("order")
    assert path() == [done, done, ("now", "директор"), *[ahead] * 5]
    administrator = request.getfixturevalue("administrator")
    assert path() == [done, done, done, ("now", "администратор"), *[ahead] * 4]
    case = request.getfixturevalue("pending")
    assert path() == [*[done] * 4, ("now", "директор"), *[ahead] * 3]
    services.return_case(case=case, reason="нет", actor=director)
    assert path()[3] == ("stopped", "администратор")
    services.submit_case(case=fresh(case), actor=administrator)
    services.approve_case(case=fresh(case), actor=director)
    services.send_case(case=fresh(case), actor=administrator)
    assert path()[5:] == [("now", "портал"), ahead, ahead]
    deliver(Sending.objects.get().message, "failed")
    assert path()[5] == ("stopped", "администратор")
    deliver(Sending.objects.get().message)
    assert path()[5:] == [done, ("now", "платформа"), ahead]
    services.resend_case(case=fresh(case), actor=administrator)
    assert path()[5:] == [done, ("now", "платформа"), ahead]
    case = fresh(case)
    services.record_answer(case=case, answered_on=timezone.localdate(), answer="Да", actor=administrator)
    assert path()[6:] == [done, ("now", "администратор")]
    services.record_registered(
        case=case, phone="+79000001408", registered_on=timezone.localdate(), actor=administrator
    )
    assert {state for state, _ in path()} == {"done"}
    assert selectors.overview_of(organization).is_done


def test_the_page_costs_the_same_with_one_sending_and_with_thirty(
    sent, organization, administrator, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8) as first:
        _ = selectors.overview_of(organization).steps
    for _ in range(29):
        Message.objects.update(status="sent", sent_at=timezone.now())
        services.resend_case(case=sent, actor=administrator)
    with django_assert_num_queries(len(first)):
        _ = selectors.overview_of(organization).steps
