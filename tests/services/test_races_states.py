"""Real threads move the same rows at once: each wins rows that no other wins, whatever shape the queryset has."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django_scopes import scope

from core.states import transition_many
from invitations.models import Invitation
from tests import factories as f
from tests.services.races import ROUNDS, at_once, won

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]
THREADS = 8
SHAPES = {
    "plain": lambda rows: rows,
    "locked in order": lambda rows: rows.order_by("pk").select_for_update(),
    "by another table": lambda rows: rows.filter(person__last_name__startswith="Иванов"),
    "by another table, locked": lambda rows: rows.filter(
        person__last_name__startswith="Иванов"
    ).select_for_update(of=("self",)),
    "a part of them": lambda rows: rows.filter(status="active").order_by("pk")[:3],
}


@pytest.fixture
def school() -> Iterator:
    organization = f.OrganizationFactory()
    with scope(organization=organization):
        yield organization


@pytest.mark.parametrize("shape", SHAPES)
def test_racing_callers_win_disjoint_rows(servers, school, shape):
    place = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=school))
    for _ in range(ROUNDS):
        pks = [f.InvitationFactory(school_class=place).pk for _ in range(6)]

        def move(to: str, pks: list[int] = pks) -> tuple[str, list[int]]:
            with transaction.atomic():
                rows = SHAPES[shape](Invitation.objects.filter(pk__in=pks))
                return to, transition_many(rows, to)

        verbs = [lambda n=n: move("expired" if n % 2 else "accepted") for n in range(THREADS)]
        results = won(at_once(school, verbs))
        assert len(results) == THREADS, "somebody was refused"
        taken = [(pk, to) for to, mine in results for pk in mine]
        assert len({pk for pk, _ in taken}) == len(taken), "two callers won one row"
        stand = dict(Invitation.objects.filter(pk__in=pks).values_list("pk", "status"))
        assert dict(taken) == {pk: status for pk, status in stand.items() if status != "active"}
        if shape != "a part of them":
            assert len(taken) == len(pks), "nobody won a row that all wanted"
