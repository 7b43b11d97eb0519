"""A term is offered that does something, and not asked where nothing is done with it."""

import pytest

from tests import factories as f


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def text(response):
    return response.content.decode()


def test_prolonging_offers_a_term_that_prolongs_and_is_not_offered_where_none_would(admin, school_class):
    link = f.InvitationFactory(school_class=school_class, person__organization=school_class.organization)
    page = f"/links/{link.pk}/"
    before = link.expires_at
    for _ in range(5):  # from the usual term to the longest one
        form = admin.get(page).context["form"]
        if form.offered is None:
            break
        admin.post(f"{page}extend/", {"days": form["days"].value()})
        link.refresh_from_db()
        assert link.expires_at > before
        before = link.expires_at
    assert form.offered is None
    assert "Сколько дней" not in admin.get(page).content.decode()


def test_where_there_is_nobody_to_invite_no_term_is_asked(admin, school_class):
    place = f.EnrolmentFactory(school_class=school_class, role="pupil")
    page = f"/links/new/?class={school_class.pk}&role=pupil"
    assert 'id="id_days"' in text(admin.get(page))
    f.InvitationFactory(school_class=school_class, person=place.person, role="pupil")
    nobody = text(admin.get(page))
    assert "Приглашать некого" in nobody
    assert 'id="id_days"' not in nobody
