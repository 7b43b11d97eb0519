"""«Без входа»: who cannot sign in, and letting many in at once: all of them or nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from audit.models import Event
from core import clock
from dashboard.selectors.home import home_of
from outbox.models import Message
from roles.models import Membership, User
from roles.selectors import leaders_without_access
from roles.services import accounts
from roles.services.accounts import AccessConflict, Entry, give_access_to_many
from tests import factories as f
from tests.undo.tables import all_tables, differences

URL = reverse("roles:without_access")


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def make(organization, year):
    """`make(n)`: n class teachers without a way in, with addresses on their cards."""

    def people(number, first=0):
        found = []
        for n in range(first, first + number):
            person = f.PersonFactory(
                organization=organization,
                kind="staff",
                post="учитель",
                last_name=f"Белова{n:02}",
                email=f"teacher{n}@school.example",
            )
            school_class = f.SchoolClassFactory(year=year, grade=1 + n % 11, letter="АБВГ"[n // 11])
            f.AssignmentFactory(person=person, role="class_teacher", school_class=school_class)
            found.append(person)
        return found

    return people


def form(*people, **emails):
    return {"pick": [p.pk for p in people]} | {f"email-{p.pk}": p.email for p in people} | emails


def groups(page):
    return {group.key: [line.person for line in group.lines] for group in page.context["groups"]}


def test_who_leads_and_who_teaches_stand_first_the_others_are_folded(
    client_of, administrator, organization, make, school_class, class_teacher
):
    leaders = make(2)
    teacher = f.PersonFactory(organization=organization, kind="staff", post="учитель физики")
    subject = f.SubjectFactory(organization=organization)
    f.AssignmentFactory(person=teacher, role="subject_teacher", school_class=school_class, subject=subject)
    cook = f.PersonFactory(organization=organization, kind="staff", post="повар")
    f.PersonFactory(organization=organization)
    page = client_of(administrator).get(URL)
    assert groups(page) == {"leaders": leaders, "teachers": [teacher], "others": [cook]}
    assert list(leaders_without_access(clock.today())) == leaders
    assert "повар" in text(page)
    assert 'value="teacher0@school.example"' in text(page)
    assert [tab.count for tab in client_of(administrator).get(reverse("roles:accounts")).context["tabs"]] == [
        None,
        4,
    ]


def test_home_counts_the_class_teachers_who_cannot_sign_in_and_leads_to_their_rows(
    client_of, administrator, director, class_teacher, deputy, make
):
    def told(user):
        lines = home_of(f.actor_of(user), clock.now()).lines
        return [(line.number, line.title) for line in lines if line.url == URL]

    assert told(administrator) == []
    leaders = make(2)
    f.AssignmentFactory(  # of two classes, and counted once
        person=leaders[0],
        role="class_teacher",
        school_class=f.SchoolClassFactory(year=leaders[0].assignments.get().school_class.year, grade=11),
    )
    line = (2, "Классных руководителя без входа в портал")
    assert told(administrator) == told(director) == [line]
    assert told(class_teacher) == told(deputy) == []
    assert groups(client_of(director).get(URL))["leaders"] == leaders


def test_those_who_are_ticked_are_let_in_as_one_by_one(client_of, administrator, make, settings):
    settings.SMTP_HOST = "mail.school.example"
    one, two, three = make(3)
    two.email = ""
    two.save()
    sent = form(one, two) | {f"email-{two.pk}": "Белова <Two@School.example>;", f"email-{three.pk}": "x"}
    done = client_of(administrator).post(URL, sent, follow=True)
    assert "Вход открыт 2 сотрудникам. Со ссылкой на пароль уходят 2 письма." in text(done)
    assert groups(done) == {"leaders": [three]}
    given = dict(Membership.objects.filter(person__in=[one, two]).values_list("person", "user__email"))
    assert given == {one.pk: "teacher0@school.example", two.pk: "two@school.example"}
    two.refresh_from_db()
    assert two.email == "two@school.example"
    letters = {letter.to: letter for letter in Message.objects.filter(kind="access")}
    assert set(letters) == set(given.values())
    user = User.objects.get(email="two@school.example")
    assert (user.full_name, user.has_usable_password()) == (two.full_name, False)
    assert f"{{{{password:{user.pk}}}}}" in letters[user.email].body
    events = Event.objects.filter(verb="access.given", actor=administrator)
    assert sorted(event.personal.get("email") or event.details["email"] for event in events) == sorted(
        letters
    )


def test_the_letter_is_the_one_of_a_single_press(administrator, make, organization):
    one, two = make(2)
    accounts.give_access(person=one, email=one.email, actor=administrator)
    give_access_to_many(organization=organization, entries=[Entry(two, two.email)], actor=administrator)

    def letter(person):
        row = Message.objects.get(to=person.email)
        user = User.objects.get(email=person.email)
        body = row.body.replace(str(user.pk), "N").replace(person.email, "E")
        return row.kind, row.subject, body, row.subject_id == person.pk, row.created_by

    assert letter(one) == letter(two)


def test_every_refused_address_is_told_in_its_row_and_nothing_is_done(
    client_of, administrator, class_teacher, make
):
    bad, none, taken, first, second, fine = make(6)
    held = class_teacher.email
    sent = form(bad, none, taken, first, second, fine) | {
        f"email-{bad.pk}": "ivanova школа",
        f"email-{none.pk}": "",
        f"email-{taken.pk}": held.upper(),
        f"email-{first.pk}": "same@school.example",
        f"email-{second.pk}": " SAME@school.example",
    }
    client = client_of(administrator)
    before = all_tables()
    page = client.post(URL, sent)
    assert page.status_code == 400
    assert "Вход никому не открыт: исправьте отмеченное." in text(page)
    errors = {line.person: line.error for line in page.context["groups"][0].lines}
    assert errors == {
        bad: "«ivanova школа» не похоже на электронную почту. Пример: ivanova@school.example.",
        none: "Впишите почту: по ней входят.",
        taken: f"По адресу «{held}» уже входит {class_teacher.memberships.get().person.full_name}. Впишите другой.",
        first: f"Адрес «same@school.example» вписан ещё раз ({second.short_name}): у каждого должен быть свой.",
        second: f"Адрес «same@school.example» вписан ещё раз ({first.short_name}): у каждого должен быть свой.",
        fine: "",
    }
    assert text(page).count(" checked") == 6
    assert differences(before, all_tables()) == []


def test_who_has_been_let_in_meanwhile_or_has_left_is_told(client_of, administrator, organization, make):
    one, two, three = make(3)
    accounts.give_access(person=one, email=one.email, actor=administrator)
    f.leaves(two, clock.today().replace(year=2024))
    page = client_of(administrator).post(URL, form(one, three))
    assert one.short_name in page.context["error"]
    with pytest.raises(AccessConflict) as refused:
        give_access_to_many(
            organization=organization,
            entries=[Entry(person, person.email) for person in (one, two, three)],
            actor=administrator,
        )
    assert refused.value.rows == {
        one.pk: f"Вход уже открыт: {one.email}.",
        two.pk: "В школе больше не работает: вход открыть нельзя.",
    }
    assert not Membership.objects.filter(person=three).exists()


def test_nobody_ticked_and_a_row_of_another_school(client_of, administrator, make, other_organization):
    [one] = make(1)
    client = client_of(administrator)
    page = client.post(URL, form(one) | {"pick": []})
    assert (page.status_code, "Никто не отмечен" in text(page)) == (400, True)
    with scopes_disabled():
        stranger = f.PersonFactory(organization=other_organization, kind="staff")
    assert client.post(URL, form(one, stranger)).status_code == 404
    assert not Membership.objects.filter(person=one).exists()


def test_an_account_of_another_school_keeps_its_password(
    client_of, administrator, make, other_organization, settings
):
    settings.SMTP_HOST = ""
    one, two = make(2)
    with scopes_disabled():
        user = f.UserFactory(email=one.email, full_name=one.full_name)
        f.MembershipFactory(person=f.PersonFactory(organization=other_organization, kind="staff"), user=user)
    page = client_of(administrator).get(URL)
    assert "Почта портала не настроена" in text(page)
    done = text(client_of(administrator).post(URL, form(one, two), follow=True))
    assert "1 письмо сложено в папку" in done
    assert f"пароль прежний: {one.email}." in done
    assert "{{password" not in Message.objects.get(to=one.email).body
    assert Membership.objects.get(person=one).user == user


def test_the_same_press_twice_lets_in_once(client_of, administrator, make):
    people = make(2)
    client = client_of(administrator)
    sent = form(*people) | {"_once": "mark"}
    assert [client.post(URL, sent).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.filter(kind="access").count() == 2


def test_the_page_and_the_press_ask_the_same_however_many_rows(client_of, administrator, make):
    client = client_of(administrator)

    def asked(call):
        with CaptureQueriesContext(connection) as queries:
            assert call().status_code in (200, 302)
        return len(queries)

    few = make(2)
    client.get(URL)
    page = asked(lambda: client.get(URL))
    press = asked(lambda: client.post(URL, form(*few)))
    many = make(25, first=2)
    assert asked(lambda: client.get(URL)) == page
    assert asked(lambda: client.post(URL, form(*many))) == press
    assert Membership.objects.filter(person__in=many).count() == 25


def test_an_address_that_was_typed_without_a_tick_is_there_again(client_of, administrator, make):
    first, second = make(2)
    type(first).objects.filter(pk=second.pk).update(email="")
    web = client_of(administrator)
    sent = form(first) | {f"email-{second.pk}": "typed@school.example"}
    page = text(web.post(URL, sent, follow=True))
    assert 'value="typed@school.example"' in page
    assert f"Без галочки вход не открыт: {second.short_name}. Вписанный адрес остался в форме." in page
    assert "typed@school.example" not in text(web.get(URL))  # once
    assert not Membership.objects.filter(person=second).exists()
