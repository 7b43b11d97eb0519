"""What is ticked decides what a press does: nothing, or nothing that works, is told."""

import pytest
from django.utils import timezone

from invitations.models import Invitation
from tests import factories as f


@pytest.mark.parametrize(
    "address", ["/links/annul/", "/links/annul/?link=abc", "/links/reassign/", "/links/share/"]
)
def test_nothing_ticked_is_a_sentence(client_of, administrator, address):
    page = client_of(administrator).get(address)
    assert page.status_code == 400
    assert "Не выбрано ни одной ссылки" in page.content.decode()


def test_only_links_that_work_are_handed_to_somebody_else(client_of, administrator, school_class):
    working, used = (
        f.InvitationFactory(
            school_class=school_class, person=f.EnrolmentFactory(school_class=school_class).person
        )
        for _ in range(2)
    )
    Invitation.objects.filter(pk=used.pk).update(status="accepted", accepted_at=timezone.now(), uses=1)
    browser = client_of(administrator)
    page = browser.get(f"/links/reassign/?link={working.pk}&link={used.pk}")
    assert [row.pk for row in page.context["chosen"]] == [working.pk]
    refused = browser.get(f"/links/reassign/?link={used.pk}")
    assert (refused.status_code, "Передавать нечего" in refused.content.decode()) == (409, True)
