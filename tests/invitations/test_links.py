"""Making, annulling, reissuing, prolonging links."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from consents.models import ConsentText
from core.errors import Conflict, Invalid
from invitations.models import Invitation
from invitations.services import expiry, links, mailing
from outbox.models import Message
from tests import factories as f

Status = Invitation.Status


@pytest.fixture
def pupils(school_class):
    return [f.EnrolmentFactory(school_class=school_class).person for _ in range(3)]


def make(organization, people, school_class, actor, **options):
    return links.create_personal(
        organization=organization,
        people=people,
        school_class=school_class,
        role="pupil",
        actor=actor,
        **options,
    )


def test_links_are_made_for_a_class_and_a_repeat_makes_none(
    organization, pupils, school_class, administrator
):
    made = make(organization, pupils, school_class, administrator)
    assert len(made.links) == 3
    again = make(organization, pupils, school_class, administrator)
    assert again.links == []
    assert len(again.have_one) == 3
    assert Event.objects.filter(verb="invitation.created").count() == 3


def test_the_journal_calls_a_class_as_the_class_is_called(organization, year, administrator):
    place = f.SchoolClassFactory(year=year, grade=None, letter="комплект 1–3", mark="филиал")
    person = f.EnrolmentFactory(school_class=place).person
    (link,) = make(organization, [person], place, administrator).links
    event = Event.objects.get(verb="invitation.created")
    assert event.object_label == str(Invitation.objects.get(pk=link.pk))
    assert "комплект 1–3 (филиал)" in event.object_label


def test_who_joined_or_is_not_of_the_class_gets_none_and_is_named(
    organization, pupils, school_class, administrator
):
    pupils[0].enrolments.update(joined_at=timezone.now())
    stranger = f.PersonFactory(organization=organization)
    made = make(organization, [*pupils[:2], stranger], school_class, administrator)
    assert [link.person for link in made.links] == [pupils[1]]
    assert made.joined == [pupils[0].full_name]
    assert made.not_enrolled == [stranger.full_name]


def test_an_expired_link_does_not_stand_in_the_way_of_a_new_one(
    organization, pupils, school_class, administrator
):
    make(organization, pupils, school_class, administrator)
    past = timezone.now() - timedelta(minutes=1)
    Invitation.objects.update(created_at=past - timedelta(days=9), expires_at=past)
    assert len(make(organization, pupils, school_class, administrator).links) == 3
    assert Invitation.objects.filter(status=Status.EXPIRED).count() == 3


@pytest.mark.parametrize("days", [0, -3, 61, 10_000])
def test_a_lifetime_outside_the_limits_is_refused(organization, pupils, school_class, administrator, days):
    with pytest.raises(Invalid, match=str(days)):
        make(organization, pupils, school_class, administrator, days=days)


def test_making_a_thousand_costs_the_same_number_of_statements(
    organization, school_class, administrator, django_assert_max_num_queries
):
    for n in (1, 30):
        people = [f.EnrolmentFactory(school_class=school_class).person for _ in range(n)]
        with django_assert_max_num_queries(17):
            assert len(make(organization, people, school_class, administrator).links) == n


def test_annulling_says_why_and_leaves_accepted_ones_alone(organization, pupils, school_class, administrator):
    made = make(organization, pupils, school_class, administrator).links
    Invitation.objects.filter(pk=made[0].pk).update(status=Status.ACCEPTED)
    assert links.annul_invitations(invitations=made, reason=" утечка ", actor=administrator) == 2
    assert set(Invitation.objects.filter(status=Status.ANNULLED).values_list("annul_reason", flat=True)) == {
        "утечка"
    }
    assert Event.objects.filter(verb="invitation.annulled").count() == 2
    with pytest.raises(Conflict):
        links.annul_invitations(invitations=made, reason="ещё раз", actor=administrator)
    with pytest.raises(Invalid):
        links.annul_invitations(invitations=made, reason="   ", actor=administrator)


def test_a_reissue_kills_the_old_link_and_keeps_the_history(
    organization, pupils, school_class, administrator
):
    old = make(organization, pupils, school_class, administrator).links
    new = links.reissue_invitations(invitations=old, actor=administrator)
    assert [n.replaces_id for n in new] == [o.pk for o in old]
    assert {n.version for n in new} == {2}
    assert set(Invitation.objects.filter(pk__in=[o.pk for o in old]).values_list("status", flat=True)) == {
        "annulled"
    }
    with pytest.raises(Conflict):
        links.reissue_invitations(invitations=old, actor=administrator)


def test_prolonging_moves_the_end_but_never_wakes_the_expired(
    organization, pupils, school_class, administrator
):
    made = make(organization, pupils, school_class, administrator, days=2).links
    Invitation.objects.filter(pk=made[0].pk).update(
        created_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert len(links.extend_invitations(invitations=made, days=20, actor=administrator)) == 2
    assert Invitation.objects.filter(expires_at__gt=timezone.now() + timedelta(days=18)).count() == 2


def test_expiry_is_true_by_the_clock_before_it_is_written_down(organization, school_class):
    link = f.InvitationFactory(school_class=school_class)
    assert link.state_at(link.expires_at - timedelta(microseconds=1)) == Status.ACTIVE
    assert link.state_at(link.expires_at) == Status.EXPIRED
    assert link.status == Status.ACTIVE


def test_expiry_is_written_down_in_all_schools_with_a_journal_row_each(
    organization, other_organization, school_class
):
    long_ago = timezone.now() - timedelta(days=30)
    gone = [f.InvitationFactory(school_class=school_class, created_at=long_ago) for _ in range(3)]
    gone.append(f.InvitationFactory(school_class=school_class, created_at=long_ago, kind="class", max_uses=5))
    accepted = f.InvitationFactory(school_class=school_class, created_at=long_ago, status="accepted")
    alive = f.InvitationFactory(school_class=school_class)
    assert expiry.expire_due(timezone.now()) == 4
    assert expiry.expire_due(timezone.now()) == 0
    assert set(Event.objects.filter(verb="invitation.expired").values_list("object_id", flat=True)) == {
        link.pk for link in gone
    }
    accepted.refresh_from_db()
    alive.refresh_from_db()
    assert (accepted.status, alive.status) == (Status.ACCEPTED, Status.ACTIVE)


def test_a_links_letter_holds_no_code(organization, pupils, school_class, administrator):
    pupils[0].email = "pupil@family.example"
    pupils[0].save()
    made = make(organization, pupils, school_class, administrator).links
    mailed = mailing.send_invitations(
        invitations=Invitation.objects.select_related("person", "school_class"), actor=administrator
    )
    assert mailed.sent == 1
    assert len(mailed.without_mail) == 2
    letter = Message.objects.get()
    assert f"{{{{link:{next(m.pk for m in made if m.person == pupils[0])}}}}}" in letter.body
    assert "/i/" not in letter.body


def test_a_reminder_goes_once_two_days_before_and_never_for_a_short_lived_link(organization, school_class):
    now = timezone.now()
    person = f.PersonFactory(organization=organization, email="p@family.example")
    f.InvitationFactory(school_class=school_class, person=person, created_at=now - timedelta(days=12))
    brief = f.PersonFactory(organization=organization, email="b@family.example")
    f.InvitationFactory(
        school_class=school_class, person=brief, created_at=now, expires_at=now + timedelta(days=1, hours=5)
    )
    far = f.PersonFactory(organization=organization, email="f@family.example")
    f.InvitationFactory(school_class=school_class, person=far, created_at=now)
    assert mailing.remind_due(now) == 1
    assert mailing.remind_due(now) == 0
    assert Message.objects.get().to == "p@family.example"


def test_a_class_link_has_a_cap_within_limits(organization, school_class, administrator):
    with pytest.raises(Invalid, match="500"):
        links.create_class_link(
            organization=organization,
            school_class=school_class,
            role="parent",
            max_uses=500,
            actor=administrator,
        )
    link = links.create_class_link(
        organization=organization, school_class=school_class, role="parent", max_uses=30, actor=administrator
    )
    assert link.kind == "class"
    assert ConsentText.objects.filter(role="parent").count() == 1


def test_a_teacher_who_joined_or_is_invited_anywhere_gets_no_other_link(
    organization, school_class, staff_room, administrator
):
    teachers = [f.PersonFactory(organization=organization, kind="staff") for _ in range(3)]
    for place in (staff_room, school_class):
        for teacher in teachers:
            f.EnrolmentFactory(school_class=place, person=teacher, role="teacher")
    teachers[0].enrolments.filter(school_class=staff_room).update(joined_at=timezone.now())
    f.InvitationFactory(school_class=staff_room, person=teachers[1], role="teacher")
    made = links.create_personal(
        organization=organization,
        people=teachers,
        school_class=school_class,
        role="teacher",
        actor=administrator,
    )
    assert [link.person for link in made.links] == [teachers[2]]
    assert (made.joined, made.have_one) == ([teachers[0].full_name], [teachers[1].full_name])


def test_a_link_past_its_time_is_not_in_the_way_of_a_reissue(organization, school_class, administrator):
    """Nobody has written down yet that the second one has expired."""
    now = timezone.now()
    place = f.EnrolmentFactory(school_class=school_class)
    annulled = f.InvitationFactory(
        school_class=school_class,
        person=place.person,
        status="annulled",
        annulled_at=now,
        annul_reason="потеряна",
    )
    late = f.InvitationFactory(
        school_class=school_class, person=place.person, created_at=now - timedelta(days=20)
    )
    [fresh] = links.reissue_invitations(invitations=[annulled], actor=administrator)
    assert (fresh.replaces, fresh.person) == (annulled, place.person)
    late.refresh_from_db()
    assert late.status == Status.EXPIRED
    assert Event.objects.filter(verb="invitation.expired", object_id=late.pk).count() == 1


def test_nobody_who_has_joined_is_given_another_link_by_a_reissue(school_class, administrator):
    place = f.EnrolmentFactory(school_class=school_class, joined_at=timezone.now())
    link = f.InvitationFactory(school_class=school_class, person=place.person, status="expired")
    with pytest.raises(Conflict, match="уже вступили"):
        links.reissue_invitations(invitations=[link], actor=administrator)
