"""R5: eight threads make, annul, reissue and prolong the same links at once: one link a person, one end a link."""

from collections.abc import Iterator

import pytest
from django_scopes import scope

from audit.models import Event
from invitations.models import Invitation
from invitations.services import links
from orgstructure.models import Enrolment
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]
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
def administrator(school):
    return f.user_with_role(school, "administrator")


def chosen(people: list[int], school, administrator, *, backwards: bool = False):
    """Make links for these people, as a page does, in one or the other order."""

    def make() -> int:
        rows = Enrolment.objects.filter(person__in=people).select_related("person")
        rows = rows.order_by("-pk" if backwards else "pk")
        made = links.create_for_enrolments(organization=school, enrolments=rows, actor=administrator)
        return len(made.links)

    return make


def test_r5_eight_who_make_the_same_links_make_each_once(servers, school, school_class, administrator):
    for _ in range(ROUNDS):
        people = [f.EnrolmentFactory(school_class=school_class).person_id for _ in range(5)]
        verbs = [chosen(people, school, administrator, backwards=bool(n % 2)) for n in range(THREADS)]
        assert sum(won(at_once(school, verbs))) == len(people)
        made = Invitation.objects.filter(person__in=people)
        assert made.filter(status="active").count() == len(people)
        assert Event.objects.filter(
            verb="invitation.created", object_id__in=made.values("pk")
        ).count() == len(people)


def test_r5_annulled_reissued_and_prolonged_at_once_each_link_has_one_fate(
    servers, school, school_class, administrator
):
    for _ in range(ROUNDS):
        rows = [f.InvitationFactory(school_class=school_class) for _ in range(4)]
        pks = [row.pk for row in rows]

        def fresh(pks: list[int] = pks, *, backwards: bool = False) -> list[Invitation]:
            order = "-pk" if backwards else "pk"
            return list(
                Invitation.objects.select_related("person", "school_class").filter(pk__in=pks).order_by(order)
            )

        verbs = [
            lambda fresh=fresh: links.annul_invitations(
                invitations=fresh(), reason="утечка", actor=administrator
            ),
            lambda fresh=fresh: links.reissue_invitations(
                invitations=fresh(backwards=True), actor=administrator
            ),
            lambda fresh=fresh: links.extend_invitations(
                invitations=fresh(backwards=True), days=40, actor=administrator
            ),
        ]
        won(at_once(school, verbs * 2))
        assert Invitation.objects.filter(pk__in=pks, status="annulled").count() == len(pks)
        assert Event.objects.filter(verb="invitation.annulled", object_id__in=pks).count() == len(pks)
        people = [row.person_id for row in rows]
        working = Invitation.objects.filter(person__in=people, status="active")
        assert working.count() in (0, len(pks))
        assert len(set(working.values_list("person_id", flat=True))) == working.count()
