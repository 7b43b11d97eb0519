"""The letter of a case reaches a real mail server by a real worker, exactly as it was approved (clause 2.1 b)."""

import io

import pytest
from django.utils import timezone
from django_scopes import scope
from pypdf import PdfReader

from documents import services as papers
from outbox.models import Message
from registration import selectors, services
from tests import factories as f
from tests.services.harness import wait_until
from tests.standings import agree_to_handover

pytestmark = [pytest.mark.services]


def test_the_letter_arrives_with_the_readable_order_and_a_resending_is_another_letter(portal, smtp):
    portal.env |= smtp.env | {"BEAT_MAX_SECONDS": "1"}
    school = f.OrganizationFactory(inn="2600000013", ogrn="1022600000015")
    with scope(organization=school):
        case, administrator = approved_case(school)
        content = selectors.letter_of(case).content
        portal.worker("--beat")
        for number in (1, 2):
            verb = services.send_case if number == 1 else services.resend_case
            verb(case=selectors.cases().get(pk=case.pk), actor=administrator)
            wait_until(lambda number=number: len(smtp.letters) == number, 40, f"letter {number}")
            sent = Message.objects.filter(status="sent")
            wait_until(
                lambda number=number, sent=sent: sent.count() == number, 20, "the letter marked as sent"
            )
        frozen = [bytes(raw) for raw in Message.objects.order_by("pk").values_list("frozen", flat=True)]
    first, second = smtp.letters
    assert first["To"] == "info@sferum.ru"
    assert first["Message-ID"] != second["Message-ID"]
    assert all(raw.endswith(content) for raw in frozen)
    for letter in (first, second):
        assert "Иванова Мария Петровна" in letter.get_body(("plain",)).get_content()
        [pdf] = letter.iter_attachments()
        words = " ".join(PdfReader(io.BytesIO(pdf.get_content())).pages[0].extract_text().split())
        assert "Назначить Иванову Марию Петровну" in words


def approved_case(school):
    """A case that the director has approved, and the administrator who may send it."""
    director = f.user_with_role(school, "director")
    teacher = f.PersonFactory(
        organization=school,
        kind="staff",
        last_name="Иванова",
        first_name="Мария",
        patronymic="Петровна",
        post="учитель математики",
        phone="+79000001408",
        email="ivanova@school.example",
    )
    order = papers.draft_order(
        organization=school, kind="administrator", lines=[papers.Line(person=teacher)], actor=director
    )
    papers.submit_order(order=order, signer=f.signer_of(order.organization), actor=director)
    papers.sign_order(
        order=order,
        number="112",
        dated_on=timezone.localdate(),
        signer=f.signer_of(order.organization),
        actor=director,
    )
    administrator = f.UserFactory(full_name=teacher.full_name)
    f.MembershipFactory(person=teacher, user=administrator)
    case = services.draft_case(organization=school, actor=administrator)
    services.submit_case(case=case, actor=administrator)
    agree_to_handover(teacher, director)
    services.approve_case(case=case, actor=director)
    return selectors.cases().get(pk=case.pk), administrator
