"""Accepting, refusing, disowning; asking to join and deciding on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from consents.models import Decision
from core import clock
from core.errors import Conflict, Invalid
from invitations.models import Invitation, JoinRequest
from invitations.services import acceptance, requests
from orgstructure.matching import best_match, score
from orgstructure.models import Enrolment, Person
from roles.models import Verification
from tests import factories as f

Status = Invitation.Status


@pytest.fixture
def text(organization):
    return f.ConsentTextFactory(organization=organization)


@pytest.fixture
def link(school_class):
    enrolment = f.EnrolmentFactory(school_class=school_class)
    return f.InvitationFactory(school_class=school_class, person=enrolment.person)


@pytest.fixture
def class_link(school_class):
    return f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=2)


def ask(link, text, name="Петрова Анна Ивановна", **more):
    return acceptance.ask_to_join(invitation=link, consent_text=text, agreed=True, full_name=name, **more)


def test_acceptance_writes_consent_joined_and_journal(link, text):
    acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    link.refresh_from_db()
    assert (link.status, link.uses) == (Status.ACCEPTED, 1)
    decision = Decision.objects.get()
    assert (decision.decision, decision.subject, decision.channel) == ("given", link.person, "link")
    assert (link.consent, link.person.consent_standings.get().decision) == (decision, decision)
    assert Enrolment.objects.get(person=link.person).joined_at == link.accepted_at
    assert Event.objects.get(verb="invitation.accepted").actor_label == link.person.full_name


def test_a_second_press_is_told_and_changes_nothing(link, text):
    acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    with pytest.raises(Conflict):
        acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("gone", ["moved", "left", "not yet"])
def test_a_link_enrols_nobody_who_has_moved_or_left(link, text, school_class, year, gone):
    mine = Enrolment.objects.filter(person=link.person)
    if gone == "not yet":
        mine.update(valid_from=clock.today() + timedelta(days=30))
    else:
        mine.update(valid_to=clock.today() - timedelta(days=1))
    if gone == "moved":
        other = f.SchoolClassFactory(year=year, grade=9, letter="Я")
        f.EnrolmentFactory(school_class=other, person=link.person, valid_from=clock.today())
    before = Enrolment.objects.count()
    with pytest.raises(
        Conflict, match=rf"{school_class} класс: .* Спросите того, кто её дал: {link.created_by or 'адм'}"
    ):
        acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    link.refresh_from_db()
    assert (link.status, link.uses, Enrolment.objects.count()) == (Status.ACTIVE, 0, before)
    assert not Decision.objects.exists()
    assert not Enrolment.objects.filter(joined_at__isnull=False).exists()


def test_a_place_that_is_joined_already_keeps_its_first_day(link, text):
    long_ago = timezone.now() - timedelta(days=3)
    Enrolment.objects.update(joined_at=long_ago)
    acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    assert Enrolment.objects.get().joined_at == long_ago


def test_without_consent_nothing_happens(link, text):
    with pytest.raises(Invalid):
        acceptance.accept_invitation(invitation=link, consent_text=text, agreed=False)
    link.refresh_from_db()
    assert link.status == Status.ACTIVE


def test_a_link_past_its_time_is_not_accepted_though_nobody_wrote_it_down(link, text):
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=30), expires_at=timezone.now())
    with pytest.raises(Conflict):
        acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    assert not Decision.objects.exists()


def test_a_teachers_acceptance_begins_the_verification(staff_room, organization, text):
    person = f.EnrolmentFactory(school_class=staff_room, role="teacher", person__kind="staff").person
    link = f.InvitationFactory(school_class=staff_room, person=person, role="teacher")
    acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True)
    assert Verification.objects.get(person=person).status == "pending"


def test_a_refusal_is_recorded_with_the_other_way_of_contact_and_ends_the_link(link, text):
    acceptance.refuse_invitation(invitation=link, consent_text=text, contact_note=" звоните ")
    link.refresh_from_db()
    assert link.status == Status.ANNULLED
    assert Decision.objects.get().contact_note == "звоните"


def test_not_me_ends_the_link_at_once(link):
    acceptance.disown_invitation(invitation=link)
    link.refresh_from_db()
    assert (link.status, "не я" in link.annul_reason) == (Status.ANNULLED, True)


def test_a_class_link_lets_in_as_many_as_its_cap_and_not_one_more(class_link, text):
    ask(class_link, text)
    ask(class_link, text, "Сидоров Пётр")
    with pytest.raises(Conflict):
        ask(class_link, text, "Третий Лишний")
    class_link.refresh_from_db()
    assert (class_link.uses, class_link.status) == (2, Status.ACCEPTED)
    assert JoinRequest.objects.count() == 2


def test_requests_are_accepted_in_bulk_as_known_or_new_people(class_link, text, school_class, administrator):
    known = f.EnrolmentFactory(school_class=school_class, role="parent", person__kind="parent").person
    first, second = ask(class_link, text), ask(class_link, text, "Новикова Вера Олеговна")
    done = requests.accept_requests(decisions=[(first, known), (second, None)], actor=administrator)
    assert done == 2
    assert Enrolment.objects.filter(school_class=school_class, joined_at__isnull=False).count() == 2
    assert Person.objects.get(last_name="Новикова").kinds == ("parent",)
    assert Decision.objects.filter(subject__isnull=True).count() == 0
    with pytest.raises(Conflict):
        requests.accept_requests(decisions=[(first, known)], actor=administrator)


def test_a_rejection_needs_a_reason(class_link, text, administrator):
    request = ask(class_link, text)
    with pytest.raises(Invalid):
        requests.reject_requests(requests=[request], reason=" ", actor=administrator)
    assert requests.reject_requests(requests=[request], reason="Не из класса", actor=administrator) == 1
    with pytest.raises(Conflict):
        acceptance.withdraw_request(request=request)


@pytest.mark.parametrize(
    ("written", "roster", "alike"),
    [
        ("петрова анна ивановна", "Петрова Анна Ивановна", True),
        ("Анна Петрова", "Петрова Анна Ивановна", True),
        ("Петрова А. И.", "Петрова Анна Ивановна", True),
        ("Фёдоров Артем", "Федоров Артём Ильич", True),
        ("Саша Королёв", "Королев Александр Павлович", True),
        ("Петрва Анна Ивановна", "Петрова Анна Ивановна", True),
        ("Иванов Иван Иванович", "Петрова Анна Ивановна", False),
        ("Петров", "Петров Сергей Ильич", False),
        ("", "Петров Сергей Ильич", False),
    ],
)
def test_names_are_matched_as_people_write_them(written, roster, alike):
    person = Person(last_name=roster.split()[0], first_name=roster.split()[1], patronymic=roster.split()[2])
    assert (best_match(written, [person]) is not None) == alike, score(written, roster)


def test_two_people_equally_alike_are_nobody():
    twins = [Person(last_name="Петров", first_name="Иван") for _ in range(2)]
    assert best_match("Петров Иван", twins) is None
