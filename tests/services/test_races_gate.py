"""R5: eight threads at one link, one request, one teacher: exactly as many win as may."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from audit.models import Event
from consents.models import Decision
from invitations.codes import short_code
from invitations.marks import digest, mark_of, new_secret
from invitations.models import Invitation, JoinRequest, ReturnLink
from invitations.services import acceptance, requests, returning
from invitations.services.expiry import expire_due
from invitations.services.links import annul_invitations
from orgstructure.models import Enrolment
from roles.models import Verification
from roles.services.verification import move_verifications
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
THREADS = 8


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        yield organization


@pytest.fixture
def school_class(school):
    return f.SchoolClassFactory(year=f.AcademicYearFactory(organization=school))


@pytest.fixture
def text(school):
    return f.ConsentTextFactory(organization=school)


@pytest.fixture
def administrator(school):
    return f.user_with_role(school, "administrator")


def personal(school_class) -> Invitation:
    person = f.EnrolmentFactory(school_class=school_class).person
    return f.InvitationFactory(school_class=school_class, person=person)


def accept(link, text, mark=""):
    """One press, as the view makes it: the row read anew by each."""
    return lambda: acceptance.accept_invitation(
        invitation=Invitation.objects.select_related("person", "school_class").get(pk=link.pk),
        consent_text=text,
        agreed=True,
        mark=mark,
    )


def joined(link) -> bool:
    return Enrolment.objects.get(person=link.person).joined_at is not None


def test_r5_of_eight_presses_on_a_personal_link_one_wins(servers, school, school_class, text):
    for _ in range(ROUNDS):
        link = personal(school_class)
        assert len(won(at_once(school, [accept(link, text)] * THREADS))) == 1
        assert Decision.objects.filter(subject=link.person).count() == 1
        assert Event.objects.filter(verb="invitation.accepted", object_id=link.pk).count() == 1


def test_lesson_b06_eight_taps_of_one_page_are_one_press(servers, school, school_class, text):
    """Every tap is answered as the first, on both databases: none is told that somebody else has accepted."""
    for _ in range(ROUNDS):
        link = personal(school_class)
        mark = mark_of(new_secret(), link.pk)
        press = accept(link, text, mark=mark)
        assert won(at_once(school, [press] * THREADS)) == [None] * THREADS
        assert Decision.objects.filter(subject=link.person).count() == 1
        assert Event.objects.filter(verb="invitation.accepted", object_id=link.pk).count() == 1
        others = [accept(link, text, mark=mark_of(new_secret(), link.pk))] * 2
        assert won(at_once(school, others)) == []


def test_lesson_b06_eight_taps_on_a_class_link_are_one_request(servers, school, school_class, text):
    for cap in [1, 5] * (ROUNDS // 2):
        link = f.InvitationFactory(school_class=school_class, kind="class", max_uses=cap)
        mark = mark_of(new_secret(), link.pk)

        def ask(pk: int = link.pk, mark: str = mark) -> int:
            return acceptance.ask_to_join(
                invitation=Invitation.objects.get(pk=pk),
                consent_text=text,
                agreed=True,
                full_name="Петров Илья",
                mark=mark,
            ).pk

        made = won(at_once(school, [ask] * THREADS))
        assert (len(made), len(set(made))) == (THREADS, 1)
        link.refresh_from_db()
        assert link.uses == 1
        assert Event.objects.filter(verb="request.made", object_id__in=made).count() == 1


def test_lesson_b06_coming_back_is_asked_granted_and_used_once(
    servers, school, school_class, text, administrator
):
    for _ in range(ROUNDS // 2):
        link = personal(school_class)
        accept(link, text, mark=mark_of(new_secret(), link.pk))()

        def fresh(pk: int = link.pk) -> Invitation:
            return Invitation.objects.select_related("person", "school_class").get(pk=pk)

        won(at_once(school, [lambda fresh=fresh: returning.ask_to_return(invitation=fresh())] * THREADS))
        assert ReturnLink.objects.filter(invitation=link).count() == 1
        grant = lambda fresh=fresh: returning.grant_return(invitation=fresh(), actor=administrator).pk  # noqa: E731
        [pk] = set(won(at_once(school, [grant] * THREADS)))
        marks = [mark_of(new_secret(), link.pk) for _ in range(2)]

        def use(mark: str, pk: int = pk) -> str:
            row = ReturnLink.objects.select_related("invitation", "request").get(pk=pk)
            returning.use_return(row=row, mark=mark)
            return mark

        [mine] = set(won(at_once(school, [lambda mark=mark: use(mark) for mark in marks * (THREADS // 2)])))
        assert Invitation.objects.get(pk=link.pk).mark == digest(mine)
        verbs = Event.objects.filter(object_id=link.pk, verb__startswith="return.").values_list(
            "verb", flat=True
        )
        assert sorted(verbs) == ["return.asked", "return.granted", "return.used"]


def test_r5_the_last_uses_of_a_class_link_go_to_exactly_as_many(servers, school, school_class, text):
    for cap in [1, 3, 5] * (ROUNDS // 3):
        link = f.InvitationFactory(school_class=school_class, kind="class", max_uses=cap)

        def ask(number: int, pk: int = link.pk) -> JoinRequest:
            return acceptance.ask_to_join(
                invitation=Invitation.objects.get(pk=pk),
                consent_text=text,
                agreed=True,
                full_name="Петров Илья",
                phone=f"+7900000{number:04d}",
            )

        assert len(won(at_once(school, [lambda n=n: ask(n) for n in range(THREADS)]))) == cap
        link.refresh_from_db()
        assert (link.uses, link.status) == (cap, "accepted")
        assert JoinRequest.objects.filter(invitation=link).count() == cap
        assert JoinRequest.objects.filter(invitation=link, consent__isnull=False).count() == cap


def test_r5_annul_against_accept_one_wins(servers, school, school_class, text, administrator):
    for _ in range(ROUNDS):
        link = personal(school_class)

        def annul(pk: int = link.pk) -> int:
            rows = list(Invitation.objects.filter(pk=pk))
            return annul_invitations(invitations=rows, reason="утечка", actor=administrator)

        won(at_once(school, [accept(link, text), annul] * (THREADS // 2)))
        link.refresh_from_db()
        assert link.status in ("accepted", "annulled")
        assert (
            joined(link)
            == (link.status == "accepted")
            == Decision.objects.filter(subject=link.person).exists()
        )
        verbs = ["invitation.accepted", "invitation.annulled"]
        assert Event.objects.filter(verb__in=verbs, object_id=link.pk).count() == 1


def test_r5_expire_against_accept_one_wins(servers, school, school_class, text):
    for _ in range(ROUNDS):
        link = personal(school_class)
        later = timezone.now() + timedelta(
            days=15
        )  # the clock of the sweep stands beyond the end of the link
        won(at_once(school, [accept(link, text), lambda later=later: expire_due(later)] * (THREADS // 2)))
        link.refresh_from_db()
        assert link.status in ("accepted", "expired")
        assert (
            joined(link)
            == (link.status == "accepted")
            == Decision.objects.filter(subject=link.person).exists()
        )
        verbs = ["invitation.accepted", "invitation.expired"]
        assert Event.objects.filter(verb__in=verbs, object_id=link.pk).count() == 1


def test_r5_refuse_not_me_and_accept_at_once_one_wins(servers, school, school_class, text):
    for _ in range(ROUNDS):
        link = personal(school_class)

        def fresh(pk: int = link.pk) -> Invitation:
            return Invitation.objects.select_related("person", "school_class").get(pk=pk)

        verbs = [
            accept(link, text),
            lambda fresh=fresh: acceptance.refuse_invitation(invitation=fresh(), consent_text=text),
            lambda fresh=fresh: acceptance.disown_invitation(invitation=fresh()),
        ]
        assert len(won(at_once(school, verbs * 2))) == 1
        assert Event.objects.filter(object_id=link.pk, object_type="invitations.invitation").count() == 1


def test_r5_a_request_is_decided_once(servers, school, school_class, administrator):
    link = f.InvitationFactory(school_class=school_class, kind="class", max_uses=60)
    for _ in range(ROUNDS):
        row = f.JoinRequestFactory(invitation=link)

        def fresh(pk: int = row.pk) -> JoinRequest:
            return JoinRequest.objects.select_related("school_class").get(pk=pk)

        verbs = [
            lambda fresh=fresh: requests.accept_requests(decisions=[(fresh(), None)], actor=administrator),
            lambda fresh=fresh: requests.reject_requests(
                requests=[fresh()], reason="чужой", actor=administrator
            ),
            lambda fresh=fresh: acceptance.withdraw_request(request=fresh()),
        ]
        before = Enrolment.objects.count()
        assert len(won(at_once(school, verbs * 2))) == 1
        row.refresh_from_db()
        assert Enrolment.objects.count() - before == (row.status == "accepted")
        assert Event.objects.filter(object_id=row.pk, object_type="invitations.joinrequest").count() == 1


def test_r5_many_requests_ticked_by_two_administrators_are_each_decided_once(
    servers, school, school_class, administrator
):
    link = f.InvitationFactory(school_class=school_class, kind="class", max_uses=60)
    for _ in range(ROUNDS // 5):
        rows = f.JoinRequestFactory.create_batch(10, invitation=link)
        pks = [row.pk for row in rows]

        def accept_all(pks: list[int] = pks, turn: int = 1) -> int:
            found = {r.pk: r for r in JoinRequest.objects.select_related("school_class").filter(pk__in=pks)}
            decisions = [(found[pk], None) for pk in pks[::turn]]
            return requests.accept_requests(decisions=decisions, actor=administrator)

        before = Enrolment.objects.count()
        counts = won(at_once(school, [lambda n=n: accept_all(turn=1 if n % 2 else -1) for n in range(6)]))
        assert sum(counts) == 10
        assert Enrolment.objects.count() - before == 10


def test_r5_a_teacher_is_moved_once(servers, school, administrator):
    room = f.StaffRoomFactory(organization=school)
    for _ in range(ROUNDS):
        person = f.EnrolmentFactory(school_class=room, role="teacher", person__kind="staff").person
        f.VerificationFactory(person=person, status="pending")

        def move(to: str, person=person) -> int:
            return move_verifications(people=[person], to=to, reason="нет стажа", actor=administrator)

        assert len(won(at_once(school, [lambda: move("confirmed"), lambda: move("refused")] * 4))) == 1
        state = Verification.objects.get(person=person).status
        confirmed = Enrolment.objects.get(person=person).confirmed_at is not None
        assert confirmed == (state == "confirmed")
        assert (
            Event.objects.filter(verb="verification.moved", object_label__startswith=str(person)).count() == 1
        )


def test_s9_of_fifty_wrong_codes_at_once_thirty_are_looked_at(servers, school):
    cache.clear()

    def guess(number: int) -> int:
        return Client().post("/i/", {"code": f"{number:012d}"}).status_code

    codes = won(at_once(school, [lambda n=n: guess(n) for n in range(50)]))
    assert codes.count(400) == 30
    assert codes.count(429) == 20


def test_s9_fifty_right_codes_at_once_from_one_address_all_open(servers, school, school_class):
    digits = short_code(f.InvitationFactory(school_class=school_class))
    codes = won(
        at_once(school, [lambda: Client().post("/i/", {"code": digits}).status_code for _ in range(50)])
    )
    assert codes == [302] * 50
