"""A consent is withdrawn on a page of its own: by whom, how, from which day, and what follows (152-ФЗ, article 9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from consents.models import Decision, Standing
from consents.services import record_paper
from core import clock
from invitations.models import Invitation
from invitations.selectors.presence import presence_by_place
from tests import factories as f

NO_DAYS, DAY = timedelta(0), timedelta(days=1)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def given(organization, school_class):
    """A parent's consent of ten days ago, with a place and a link that works."""
    place = f.EnrolmentFactory(school_class=school_class, role="parent")
    f.InvitationFactory(school_class=school_class, role="parent", person=place.person)
    return f.DecisionFactory(
        text=f.ConsentTextFactory(organization=organization),
        subject=place.person,
        decided_at=clock.now() - 10 * DAY,
    )


@pytest.fixture
def address(given):
    return reverse("consents:withdraw", args=[given.pk])


def test_lesson_a05_what_a_withdrawal_ends_is_told_before_and_then_ends(
    given, address, administrator, client_of
):
    web = client_of(administrator)
    page = text(web.get(address))
    assert "Перестаёт действовать согласие" in page
    assert "Ссылка перестаёт действовать" in page
    assert Decision.objects.count() == 1
    assert web.post(address, {"channel": "told"}).status_code == 302
    assert Standing.objects.get().state == "withdrawn"
    assert Decision.objects.latest("pk").channel == "told"
    link = Invitation.objects.get()
    assert (link.status, link.annul_reason) == ("annulled", "согласие отозвано")
    place = given.subject.enrolments.get()
    assert presence_by_place([place], clock.now())[place.pk] == "refused"
    assert "уже не действует: его отозвали" in text(web.get(address, follow=True))


def test_a_place_on_the_platform_is_not_taken_away_by_the_portal(given, address, administrator, client_of):
    given.subject.enrolments.update(joined_at=clock.now())
    assert "на платформе место остаётся (родитель)" in text(client_of(administrator).get(address))


@pytest.mark.parametrize(
    ("ago", "status"), [(NO_DAYS, 302), (3 * DAY, 302), (10 * DAY, 302), (11 * DAY, 400), (-DAY, 400)]
)
def test_a_paper_is_of_a_day_between_the_consent_and_today(
    given, address, administrator, client_of, ago, status
):
    day = clock.today() - ago
    answer = client_of(administrator).post(address, {"channel": "paper", "withdrawn_on": day.isoformat()})
    assert answer.status_code == status
    if status == 302:
        taken = Decision.objects.latest("pk")
        assert (clock.day_of(taken.decided_at), taken.channel) == (day, "paper")
        assert Standing.objects.get().state == "withdrawn"
    else:
        assert f"{day:%d.%m.%Y}" in text(answer)
        assert Standing.objects.get().state == "given"


def test_a_paper_without_a_day_is_asked_for_it(given, address, administrator, client_of):
    answer = client_of(administrator).post(address, {"channel": "paper", "withdrawn_on": ""})
    assert (answer.status_code, "Впишите дату" in text(answer)) == (400, True)


def test_one_withdraws_the_own_consent_by_a_press(organization, school_class, client_of):
    teacher = f.user_with_role(organization, "class_teacher", school_class=school_class)
    me = teacher.memberships.get().person
    mine = f.DecisionFactory(text=f.ConsentTextFactory(organization=organization, role="teacher"), subject=me)
    web = client_of(teacher)
    address = reverse("consents:withdraw", args=[mine.pk])
    assert "channel" not in web.get(address).content.decode()
    assert web.post(address).status_code == 302
    taken = Decision.objects.latest("pk")
    assert (taken.decision, taken.channel, taken.recorded_by) == ("withdrawn", "own", teacher)


def test_a_teacher_withdraws_nobody_elses(given, address, organization, school_class, client_of):
    teacher = f.user_with_role(organization, "class_teacher", school_class=school_class)
    assert client_of(teacher).post(address, {"channel": "told"}).status_code == 404
    assert Standing.objects.get().state == "given"


def test_lesson_f46_what_it_means_for_the_letter_is_told(organization, administrator, client_of):
    appointee = f.PersonFactory(organization=organization, kind="staff", post="учитель", phone="+79000001408")
    f.RegistrationCaseFactory(order=f.OrderFactory(person=appointee, signed=True))
    agreed = record_paper(
        person=appointee, purpose="handover", role="staff", signed_on=clock.today(), actor=administrator
    )
    page = text(client_of(administrator).get(reverse("consents:withdraw", args=[agreed.pk])))
    assert "нельзя будет ни одобрить, ни отправить" in page
