"""An account lets nobody in by mistake: one of another name, and one that was not theirs before, are asked about first."""

import re

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from audit.models import Event
from core.clock import now
from roles.models import Membership, User
from roles.services import accounts
from tests import factories as f
from tests.roles.test_many_accesses import form, make, text  # noqa: F401
from tests.roles.test_operator import FORM, SCHOOLS

WITHOUT = reverse("roles:without_access")
STRANGER = "admin4@school.example"


@pytest.fixture
def stranger(other_organization):
    with scopes_disabled():
        user = f.UserFactory(email=STRANGER, full_name="Чужова Анна Ивановна")
        f.MembershipFactory(person=f.PersonFactory(organization=other_organization, kind="staff"), user=user)
    return user


@pytest.fixture
def teacher(organization):
    return f.PersonFactory(
        organization=organization, kind="staff", post="учитель", email="card@school.example"
    )


def press(browser, person, email, **more):
    return browser.post(reverse("roles:access", args=[person.pk]), {"email": email, **more}, follow=True)


def test_an_account_of_another_name_is_asked_about_without_telling_whose_it_is(
    client_of, administrator, teacher, stranger, other_organization
):
    browser = client_of(administrator)
    asked = text(press(browser, teacher, STRANGER))
    assert f"У {STRANGER} уже есть учётная запись на другое имя. Это тот же человек?" in asked
    assert "Чужова" not in asked
    assert other_organization.short_name not in asked
    assert not Membership.objects.filter(person=teacher).exists()
    press(browser, teacher, STRANGER, sure="other@school.example")  # the tick was of another address
    assert not Membership.objects.filter(person=teacher).exists()
    press(browser, teacher, STRANGER, sure=STRANGER)
    assert Membership.objects.get(person=teacher).user == stranger


def test_the_account_of_a_former_name_is_theirs(administrator, teacher, organization):
    f.UserFactory(email=STRANGER, full_name="Бывшева Анна")
    teacher.former_names.create(
        organization=organization,
        last_name="Бывшева",
        first_name="Анна",
        valid_to=now().date(),
        search_name="бывшева анна",
    )
    assert accounts.give_access(person=teacher, email=STRANGER, actor=administrator).email == STRANGER


def test_the_form_of_many_asks_in_the_row(client_of, administrator, make, stranger):  # noqa: F811
    one, two = make(2)
    browser, sent = client_of(administrator), form(one, two) | {f"email-{one.pk}": STRANGER}
    refused = browser.post(WITHOUT, sent)
    assert "уже есть учётная запись на другое имя" in text(refused)
    assert f'name="sure-{one.pk}"' in text(refused)
    assert f'name="sure-{two.pk}"' not in text(refused)
    assert not Membership.objects.filter(person__in=[one, two]).exists()
    browser.post(WITHOUT, sent | {f"sure-{one.pk}": STRANGER})
    assert Membership.objects.get(person=one).user == stranger


def test_an_operator_is_asked_too(client_of, operator, stranger):
    browser, sent = client_of(operator), FORM | {"director-email": STRANGER}
    asked = browser.post(SCHOOLS + "add/", sent)
    assert 'name="director-sure"' in text(asked)
    assert Membership._base_manager.filter(user=stranger).count() == 1
    browser.post(SCHOOLS + "add/", sent | {"director-sure": "on"})
    assert Membership._base_manager.filter(user=stranger).count() == 2


def test_the_way_in_is_offered_by_the_address_that_the_order_says(client_of, administrator, organization):
    person = f.PersonFactory(organization=organization, kind="staff", email="")
    order = f.OrderFactory(person=person, signed=True)
    order.items.update(email="order@school.example")
    assert 'value="order@school.example"' in text(client_of(administrator).get(f"/people/{person.pk}/"))


def test_what_an_account_did_elsewhere_before_is_not_told_as_this_persons_visit(
    client_of, administrator, teacher, stranger
):
    press(client_of(administrator), teacher, STRANGER, sure=STRANGER)
    page = text(client_of(administrator).get(f"/people/{teacher.pk}/"))
    assert STRANGER in page
    assert re.search("ещё не входил|входов не было", page)


def test_the_way_in_opens_again_by_the_address_that_was_theirs(client_of, administrator, teacher):
    browser, former = client_of(administrator), "former@school.example"
    press(browser, teacher, former)
    browser.post(reverse("roles:revoke", args=[teacher.membership.pk]), {"confirmed": "1"})
    assert f'value="{former}"' in text(browser.get(f"/people/{teacher.pk}/"))
    assert f'value="{former}"' in text(browser.get(WITHOUT))
    asked = text(press(browser, teacher, teacher.email))
    assert f"Раньше вход был по адресу {former}." in asked
    assert not User.objects.filter(email=teacher.email).exists()
    press(browser, teacher, former)
    assert Membership.objects.get(person=teacher).user.email == former
    assert Event.objects.filter(verb="access.given", subject_id=teacher.pk).count() == 2


def test_a_stranger_let_in_by_mistake_is_not_offered_again(client_of, administrator, teacher, stranger):
    browser = client_of(administrator)
    press(browser, teacher, STRANGER, sure=STRANGER)
    browser.post(reverse("roles:revoke", args=[teacher.membership.pk]), {"confirmed": "1"})
    assert f'value="{teacher.email}"' in text(browser.get(f"/people/{teacher.pk}/"))
    press(browser, teacher, teacher.email)
    assert Membership.objects.get(person=teacher).user.email == teacher.email


@pytest.mark.parametrize(
    ("typed", "said"),
    [("ivanova", "ivanova"), ("taken@school.example", "уже входит")],
)
def test_what_was_typed_for_a_way_in_that_is_refused_stays(
    client_of, administrator, director, teacher, typed, said
):
    director.email = "taken@school.example"
    director.save()
    page = client_of(administrator).post(reverse("roles:access", args=[teacher.pk]), {"email": typed})
    assert page.status_code == 400
    assert f'value="{typed}"' in page.content.decode()
    assert said in " ".join(page.context["form"].errors.get("email", page.context["form"].non_field_errors()))
