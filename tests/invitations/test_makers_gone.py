"""After a role ends or an account is closed: its links are shown, annulled or handed over, and nothing names who is gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import Invalid
from dashboard.selectors.home import home_of
from invitations.codes import link_code
from invitations.models import Invitation
from invitations.selectors.makers import of_makers_gone
from invitations.services import mailing
from invitations.services.reassigning import reassign_links
from outbox.models import Message
from roles.models import Assignment, Membership
from roles.services import accounts
from roles.services.assignments import end_assignment
from tests import factories as f
from undo.models import Run
from undo.services import undo_run

LIST = "/links/?state=active&maker=gone"


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def teacher(organization, school_class):
    """Who leads the class, and made its link."""
    user = f.user_with_role(organization, "class_teacher", school_class=school_class)
    Assignment.objects.filter(role="class_teacher").update(valid_from=f.YEAR_START)
    return user


@pytest.fixture
def link(school_class, teacher):
    return f.InvitationFactory(school_class=school_class, created_by=teacher)


def role_ends(teacher, administrator):
    end_assignment(assignment=Assignment.objects.get(role="class_teacher"), actor=administrator)


def access_closed(teacher, administrator):
    accounts.revoke_access(membership=teacher.memberships.get(), actor=administrator)


def shut_out(teacher, administrator):
    accounts.set_users_active(users=[teacher], active=False, actor=f.UserFactory(is_operator=True))


GONE = [role_ends, access_closed, shut_out]


def gone_links():
    return list(of_makers_gone(Invitation.objects.working(clock.now()), clock.today()))


@pytest.mark.parametrize("leave", GONE)
def test_lesson_e32_links_of_who_is_gone_are_shown_to_the_administrator(
    leave, link, teacher, administrator, client_of
):
    f.InvitationFactory(school_class=link.school_class, created_by=administrator)
    assert gone_links() == []
    leave(teacher, administrator)
    assert gone_links() == [link]
    line = next(
        line
        for line in home_of(f.actor_of(administrator), timezone.now()).lines
        if "больше нет" in line.title
    )
    assert (line.number, line.url) == (1, LIST)
    rows = client_of(administrator).get(LIST).context["page"].rows
    assert [row.pk for row in rows] == [link.pk]


@pytest.mark.parametrize("leave", GONE)
def test_lesson_e32_the_page_of_a_link_names_someone_who_is_there(
    leave, link, teacher, administrator, client, organization
):
    address, me = reverse("public:link", args=[link_code(link)]), teacher.memberships.get().person
    assert f"классный руководитель {teacher}" in text(client.get(address))
    leave(teacher, administrator)
    shown = text(client.get(address))
    if leave is role_ends:
        assert str(teacher) not in shown
        assert f"администратор школы {administrator.memberships.get().person.full_name}" in shown
    else:  # leads the class still: is asked in person, not by the portal
        assert f"классный руководитель {me.full_name}" in shown
    following = f.PersonFactory(organization=organization, kind="staff", last_name="Новая")
    Assignment.objects.filter(role="class_teacher").update(valid_to=clock.today() - timedelta(days=1))
    f.AssignmentFactory(person=following, role="class_teacher", school_class=link.school_class)
    assert f"классный руководитель {following.full_name}" in text(client.get(address))


def test_lesson_e32_a_school_without_anybody_names_its_administrator_by_office(link, teacher, client):
    Assignment.objects.all().delete()
    assert "администратор школы" in text(client.get(reverse("public:link", args=[link_code(link)])))


def evening():
    return timezone.now().replace(hour=17, minute=30) + timedelta(days=1)


@pytest.mark.parametrize("leave", [access_closed, shut_out])
def test_lesson_e32_no_digest_goes_to_an_account_without_membership(leave, link, teacher, administrator):
    Invitation.objects.update(status="accepted", accepted_at=timezone.now())
    leave(teacher, administrator)
    assert mailing.send_digests(evening()) == 0
    assert not Message.objects.filter(kind="digest").exists()
    # Whoever takes the links over is told.
    Invitation.objects.update(created_by=administrator)
    assert mailing.send_digests(evening()) == 1
    assert Message.objects.get(kind="digest").to == administrator.email


def test_lesson_e32_letters_that_wait_for_a_closed_account_do_not_leave(
    organization, administrator, director
):
    colleague = f.PersonFactory(organization=organization, kind="staff")
    accounts.give_access(person=colleague, email="novaya@school.example", actor=director)
    assert Message.objects.get(kind="access").status == "queued"
    accounts.revoke_access(membership=Membership.objects.get(person=colleague), actor=director)
    assert Message.objects.get(kind="access").status == "cancelled"
    assert accounts.send_password_link(email="novaya@school.example") is False
    assert Message.objects.count() == 1


def test_lesson_e32_links_are_handed_over_and_that_is_undone(link, teacher, administrator, client_of):
    role_ends(teacher, administrator)
    web = client_of(administrator)
    page = web.post("/links/reassign/", {"link": link.pk, "choose": "1", "next": LIST})
    assert "Передать ссылки" in page.content.decode()
    me = administrator.memberships.get().person
    done = web.post("/links/reassign/", {"link": link.pk, "keeper": me.pk, "next": LIST}, follow=True)
    assert f"За ссылки отвечает {me.full_name}" in text(done)
    link.refresh_from_db()
    assert link.created_by == administrator
    assert gone_links() == []
    undo_run(run=Run.objects.latest("pk"), actor=administrator)
    link.refresh_from_db()
    assert link.created_by == teacher


def test_lesson_e32_a_link_goes_to_who_leads_its_class_or_administers(
    link, teacher, administrator, organization, year
):
    other_class = f.SchoolClassFactory(year=year, grade=9)
    other = f.user_with_role(organization, "class_teacher", school_class=other_class)
    idle = f.PersonFactory(organization=organization, kind="staff")
    for keeper, words in ((other.memberships.get().person, "не ведёт"), (idle, "Выберите другого")):
        with pytest.raises(Invalid, match=words):
            reassign_links(invitations=[link], keeper=keeper, actor=administrator)
    own = teacher.memberships.get().person
    assert reassign_links(invitations=[link], keeper=own, actor=administrator) == 1
