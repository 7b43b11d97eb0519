"""Who signs the papers: the director, or who acts for the director from a day to a day."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from core.errors import Conflict, Forbidden, Invalid
from documents import services as papers
from registration import services as registration
from roles.models import Assignment
from roles.selectors import actor_for, signatory
from roles.services.acting import end_acting_director, open_acting_director
from tests import factories as f
from tests.standings import agree_to_handover

TODAY = timezone.localdate()


@pytest.fixture
def colleague(organization):
    return f.PersonFactory(
        organization=organization,
        kind="staff",
        last_name="Заменина",
        first_name="Анна",
        patronymic="Львовна",
        post="учитель",
        phone="+79000001500",
        email="zam@school.example",
    )


@pytest.fixture
def account(colleague):
    user = f.UserFactory(full_name=colleague.full_name)
    f.MembershipFactory(person=colleague, user=user)
    return user


@pytest.fixture
def acting(colleague, director):
    return open_acting(colleague, director)


def open_acting(person, actor, begins=0, days=14):
    first = TODAY + timedelta(days=begins)
    last = first + timedelta(days=days)
    return open_acting_director(person=person, valid_from=first, valid_to=last, actor=actor)


@pytest.fixture
def pending(organization):
    person = f.PersonFactory(
        organization=organization,
        kind="staff",
        post="учитель",
        phone="+79000001408",
        email="a@school.example",
    )
    return f.OrderFactory(person=person, status="pending", submitted_at=timezone.now())


def test_the_director_signs_with_the_post_of_the_card(organization, director):
    head = director.memberships.get().person
    assert signatory(organization, TODAY).post == "Директор"
    head.employments.update(post="директор школы")
    found = signatory(organization, TODAY)
    assert (found.person, found.post, found.account) == (head, "Директор школы", director)


def test_a_school_without_a_director_has_nobody_to_sign(organization, deputy):
    assert signatory(organization, TODAY) is None


def test_the_director_of_another_school_does_not_sign_here(organization, other_organization):
    f.user_with_role(other_organization, "director")
    assert signatory(organization, TODAY) is None


def test_who_acts_signs_from_the_first_to_the_last_day(organization, director, account, acting):
    before, after = acting.valid_from - timedelta(days=1), acting.valid_to + timedelta(days=1)
    for day in (acting.valid_from, acting.valid_to):
        found = signatory(organization, day)
        assert (found.account, found.post) == (account, "И. о. директора")
    assert [signatory(organization, day).account for day in (before, after)] == [director, director]
    assert (
        Event.objects.get(verb="assignment.opened", object_id=acting.pk).details["role"] == "acting_director"
    )


def test_the_paper_names_who_acts(organization, pending, account, acting):
    order = papers.sign_order(
        order=pending, number="112", dated_on=TODAY, signer=signatory(organization, TODAY), actor=account
    )
    pages = PdfReader(io.BytesIO(bytes(order.pdf.content))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "И. о. директора А. Л. Заменина" in words


def test_while_somebody_acts_the_director_does_not_sign(organization, director, pending, account, acting):
    with pytest.raises(Forbidden, match="подписывает и. о. директора — Заменина Анна Львовна"):
        papers.sign_order(
            order=pending, number="112", dated_on=TODAY, signer=signatory(organization, TODAY), actor=director
        )


def test_who_acts_decides_in_the_admin_site_and_may_nothing_else(
    client_of, organization, account, acting, pending
):
    web = client_of(account)
    assert "Приказ ждёт вашей подписи" in web.get("/").content.decode()
    page = web.get(f"/admin/documents/order/{pending.pk}/change/").content.decode()
    assert "Назначается администратором" in page
    signed = {"decision": "sign", "number": "112", "dated_on": TODAY}
    assert web.post(f"/admin/documents/order/{pending.pk}/change/", signed).status_code == 302
    actor = actor_for(account, organization, acting.person)
    assert actor.can("orders.sign") and actor.can("registration.approve")
    for action in ("orders.draft", "people.list", "people.see_phone", "journal.view", "roles.give_access"):
        assert not actor.can(action), action


def test_before_the_first_day_nothing_is_allowed_yet(organization, director, colleague, account):
    open_acting(colleague, director, begins=3)
    assert not actor_for(account, organization, colleague).can("orders.sign")


def test_who_acts_approves_the_case_too(organization, director, account, acting, pending):
    organization.inn, organization.ogrn = "2600000013", "1022600000015"
    organization.save()
    papers.sign_order(
        order=pending, number="112", dated_on=TODAY, signer=signatory(organization, TODAY), actor=account
    )
    case = registration.draft_case(organization=organization, actor=director)
    registration.submit_case(case=case, actor=director)
    agree_to_handover(case.person, director)
    with pytest.raises(Forbidden, match="Заявку одобряет и. о. директора"):
        registration.approve_case(case=case, actor=director)
    assert registration.approve_case(case=case, actor=account).status == "approved"


def test_two_do_not_act_on_one_day(organization, director, acting, deputy):
    other = deputy.memberships.get().person
    with pytest.raises(Conflict, match="уже исполняет Заменина"):
        open_acting(other, director, begins=14)
    assert open_acting(other, director, begins=15).pk


def test_who_may_not_act(organization, director, colleague):
    with pytest.raises(Invalid, match="раньше первого"):
        open_acting(colleague, director, days=-1)
    with pytest.raises(Invalid, match="не действующий сотрудник"):
        open_acting(f.PersonFactory(organization=organization), director)
    with pytest.raises(Conflict, match="сам"):
        open_acting(director.memberships.get().person, director)


def test_the_director_who_is_back_sooner_signs_again(organization, director, colleague):
    acting = open_acting(colleague, director, begins=-3)
    end_acting_director(assignment=acting, last_day=TODAY - timedelta(days=1), actor=director)
    assert signatory(organization, TODAY).account == director
    with pytest.raises(Conflict):
        end_acting_director(assignment=acting, last_day=TODAY - timedelta(days=1), actor=director)


@pytest.mark.parametrize("period", [{"valid_to": None}, {"valid_to": TODAY - timedelta(days=1)}])
def test_the_table_itself_wants_a_period(colleague, period):
    with pytest.raises(IntegrityError, match="assignment_acting_for_a_period"), transaction.atomic():
        f.AssignmentFactory(person=colleague, role="acting_director", valid_from=TODAY, **period)
    assert not Assignment.objects.filter(role="acting_director").exists()
