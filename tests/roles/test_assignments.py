"""Who leads and teaches which class, who may sign in, the first day of a school."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from audit.models import Event
from core.errors import Conflict, Invalid
from orgstructure.models import Enrolment, Organization, SchoolClass, Subject
from outbox.models import Message
from roles.models import ApiToken, Assignment, Membership, User
from roles.services import accounts, assignments
from roles.services.appointments import check_appointment
from roles.services.school import create_school
from tests import factories as f


@pytest.fixture
def teacher(organization):
    return f.PersonFactory(organization=organization, kind="staff", email="teacher@school.example")


def lead(person, school_class, actor):
    return assignments.assign_class_teacher(person=person, school_class=school_class, actor=actor)


def test_a_class_teacher_is_enrolled_in_the_own_class(teacher, school_class, administrator):
    lead(teacher, school_class, administrator)
    assert Enrolment.objects.get(person=teacher, school_class=school_class).role == "teacher"


def test_a_new_class_teacher_closes_the_former_with_yesterday(
    teacher, class_teacher, school_class, administrator
):
    former = Assignment.objects.get(role="class_teacher")
    lead(teacher, school_class, administrator)
    former.refresh_from_db()
    assert former.valid_to == timezone.localdate() - timedelta(days=1)
    assert Assignment.objects.get(role="class_teacher", valid_to=None).person == teacher


def test_the_same_class_teacher_twice_is_one_assignment(teacher, school_class, administrator):
    assert lead(teacher, school_class, administrator) == lead(teacher, school_class, administrator)


def test_who_cannot_lead_a_class(teacher, school_class, staff_room, administrator, organization):
    with pytest.raises(Invalid, match="Учительской"):
        lead(teacher, staff_room, administrator)
    with pytest.raises(Invalid, match="не сотрудник"):
        lead(f.PersonFactory(organization=organization), school_class, administrator)
    f.leaves(teacher, date(2026, 10, 1))
    with pytest.raises(Conflict, match="больше не работает"):
        lead(teacher, school_class, administrator)


def test_whose_work_is_still_to_begin_is_told_the_day(organization, school_class, administrator):
    newcomer = f.PersonFactory(organization=organization, last_name="Новичкова")
    starts = timezone.localdate() + timedelta(days=3)
    f.EmploymentFactory(person=newcomer, post="учитель", valid_from=starts)
    with pytest.raises(Conflict, match=f"начинает работать {starts:%d.%m.%Y}"):
        lead(newcomer, school_class, administrator)
    with pytest.raises(Conflict, match=f"начинает работать {starts:%d.%m.%Y}"):
        check_appointment(order=f.OrderFactory(person=newcomer))


def test_a_subject_named_first_is_made_once(teacher, school_class, administrator, organization):
    arguments = {
        "organization": organization,
        "person": teacher,
        "actor": administrator,
        "school_class": school_class,
    }
    assignments.assign(role="subject_teacher", subject="Алгебра", **arguments)
    with pytest.raises(Conflict, match="уже ведёт"):
        assignments.assign(role="subject_teacher", subject="Алгебра", **arguments)
    assert Subject.objects.get().name == "Алгебра"


def test_a_deputy_is_one_once(teacher, administrator):
    assignments.assign_deputy(person=teacher, actor=administrator)
    with pytest.raises(Conflict, match="уже заместитель"):
        assignments.assign_deputy(person=teacher, actor=administrator)


def test_only_an_order_ends_an_administrator(administrator):
    with pytest.raises(Invalid, match="приказ"):
        assignments.end_assignment(
            assignment=Assignment.objects.get(role="administrator"), actor=administrator
        )


def test_a_card_ends_what_no_order_has_to_end(class_teacher, school_class, administrator, client_of):
    browser = client_of(administrator)
    led = Assignment.objects.get(role="class_teacher", school_class=school_class)
    ordered = Assignment.objects.get(role="administrator")
    ending = '/roles/assignments/{}/end/"'.format
    assert ending(led.pk) in browser.get(f"/people/{led.person_id}/").content.decode()
    assert ending(ordered.pk) not in browser.get(f"/people/{ordered.person_id}/").content.decode()
    card = f"/people/{led.person_id}/"
    data = {"next": card, "confirmed": "yes"}
    assert browser.post(f"/roles/assignments/{led.pk}/end/", data).headers["Location"] == card
    assert ending(led.pk) not in browser.get(card).content.decode()


def test_an_assignment_ends_once(class_teacher, administrator):
    row = Assignment.objects.get(role="class_teacher")
    assignments.end_assignment(assignment=row, actor=administrator)
    assert Assignment.objects.get(pk=row.pk).valid_to
    with pytest.raises(Conflict):
        assignments.end_assignment(assignment=row, actor=administrator)


def test_access_brings_an_account_and_a_letter_without_its_secret(teacher, administrator):
    user = accounts.give_access(person=teacher, email=" Teacher@School.example ", actor=administrator)
    assert (user.email, user.has_usable_password()) == ("teacher@school.example", False)
    letter = Message.objects.get(kind="access")
    assert f"{{{{password:{user.pk}}}}}" in letter.body
    assert "/accounts/password/reset/key/" in accounts.password_link(user.pk)


def test_an_account_of_another_school_joins_with_its_own_password(teacher, administrator, other_organization):
    with scopes_disabled():
        user = f.UserFactory(email="two@schools.example", full_name=teacher.full_name)
        f.MembershipFactory(person=f.PersonFactory(organization=other_organization, kind="staff"), user=user)
    assert accounts.give_access(person=teacher, email="two@schools.example", actor=administrator) == user
    assert "{{password" not in Message.objects.get(kind="access").body
    with scopes_disabled():
        assert Membership.objects.filter(user=user).count() == 2


def test_access_is_given_once_and_only_to_staff(teacher, administrator, organization):
    accounts.give_access(person=teacher, email="teacher@school.example", actor=administrator)
    with pytest.raises(Conflict, match="Вход уже открыт: teacher@school.example"):
        accounts.give_access(person=teacher, email="other@school.example", actor=administrator)
    other = f.PersonFactory(organization=organization, kind="staff")
    with pytest.raises(Conflict, match="По адресу «teacher@school.example» уже входит"):
        accounts.give_access(person=other, email="teacher@school.example", actor=administrator)
    pupil = f.PersonFactory(organization=organization)
    with pytest.raises(Invalid, match="только у сотрудников"):
        accounts.give_access(person=pupil, email="pupil@school.example", actor=administrator)
    assert Message.objects.count() == 1


def test_revoked_access_takes_the_keys_of_this_school_along(teacher, administrator, organization, client_of):
    user = accounts.give_access(person=teacher, email="teacher@school.example", actor=administrator)
    accounts.create_api_token(user=user, organization=organization, name="журнал", actor=user)
    accounts.revoke_access(membership=Membership.objects.get(user=user), actor=administrator)
    assert not ApiToken.objects.exists()
    assert client_of(user).get("/people/").status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_a_key_needs_a_purpose_and_is_shown_once(administrator, organization):
    with pytest.raises(Invalid):
        accounts.create_api_token(
            user=administrator, organization=organization, name=" ", actor=administrator
        )
    token, key = accounts.create_api_token(
        user=administrator, organization=organization, name="журнал", actor=administrator
    )
    assert key not in str(vars(token)) + str(list(Event.objects.values()))


OPTIONS = {
    "full_name": "Школа № 7",
    "short_name": "СОШ № 7",
    "mark": "7",
    "locality": "с. Луговое",
    "address": "ул. Мира, 1",
    "time_zone": "Asia/Kamchatka",
    "director": "Орлов Пётр Ильич",
    "director_email": "orlov@school.example",
}


def test_a_school_comes_with_its_director_from_the_command_line(db):
    out = StringIO()
    call_command("create_school", stdout=out, **OPTIONS)
    assert "orlov@school.example" in out.getvalue()
    assert "««" not in out.getvalue() and "»»" not in out.getvalue()
    made = Organization.objects.get()
    assert made.time_zone == "Asia/Kamchatka"
    with scope(organization=made):
        assert Assignment.objects.get().role == "director"
        assert Enrolment.objects.get().school_class == SchoolClass.objects.get(kind="staff_room")
        assert Message.objects.get().to == "orlov@school.example"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"director": "Orlov Пётр"}, "латинская буква «O»"),
        ({"director": "Орлов"}, "Имя"),
        ({"director_email": "orlov"}, "не похоже на электронную почту"),
        ({"phone": "+49 151 23456789"}, "не российский"),
        ({"inn": "abc"}, "ИНН «abc»: нужно 10 цифр"),
        ({"mark": "12345"}, "Знак"),
        ({"website": "javascript:alert(1)"}, "Сайт"),
        ({"full_name": "  "}, "Полное наименование"),
        ({"time_zone": None}, "не указан.*Europe/Kaliningrad.*Asia/Kamchatka"),
        ({"time_zone": "Europe/Paris"}, "Europe/Paris.*Europe/Moscow"),
    ],
)
def test_a_wrong_option_makes_no_school(db, change, words):
    with pytest.raises(CommandError, match=words.replace("+", r"\+")):
        call_command("create_school", **(OPTIONS | change))
    assert not Organization.objects.exists()


def test_a_school_is_made_whole_or_not_at_all(db):
    profile = {k: OPTIONS[k] for k in ("full_name", "short_name", "mark", "locality", "address", "time_zone")}
    with pytest.raises(Invalid):
        create_school(
            profile=profile,
            director={"last_name": "Орлов", "first_name": "Пётр", "email": ""},
            today=date(2026, 9, 1),
            actor=None,
        )
    assert not Organization.objects.exists()
