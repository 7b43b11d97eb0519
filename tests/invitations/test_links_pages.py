"""The pages of those who make links."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from invitations import codes
from invitations.models import Invitation
from orgstructure.models import Enrolment
from outbox.models import Message
from tests import factories as f

LIST, NEW, ACT = "/links/", "/links/new/", "/links/act/"


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def teacher(client_of, class_teacher):
    return client_of(class_teacher)


@pytest.fixture
def other_class(organization, year):
    return f.SchoolClassFactory(organization=organization, year=year, grade=9)


def text(response):
    return response.content.decode()


def test_the_list_shows_states_true_by_the_clock_with_their_counts(admin, school_class):
    now = timezone.now()
    f.InvitationFactory(school_class=school_class)
    f.InvitationFactory(school_class=school_class, created_at=now - timedelta(days=12))
    late = f.InvitationFactory(school_class=school_class, created_at=now - timedelta(days=30))
    page = text(admin.get(LIST))
    assert "Активные 2" in page
    assert "Истекают 1" in page
    assert "Истекли 1" in page
    assert late.person.full_name not in page
    assert late.person.full_name in text(admin.get(LIST, {"state": "expired"}))


def test_the_list_is_searched_by_name_by_link_and_by_the_code_on_paper(admin, school_class):
    wanted, other = (f.InvitationFactory(school_class=school_class) for _ in range(2))
    for query in (
        wanted.person.last_name.upper(),
        codes.link_url(wanted),
        codes.link_code(wanted),
        codes.show_short_code(codes.short_code(wanted)),
    ):
        page = text(admin.get(LIST, {"q": query}))
        assert wanted.person.full_name in page
        assert other.person.full_name not in page


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "😀" * 300,
        "%",
        "9" * 12,
        "a" * 5000,
    ],
)
def test_a_strange_search_finds_nothing_and_breaks_nothing(admin, school_class, query):
    f.InvitationFactory(school_class=school_class)
    assert admin.get(LIST, {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "address", ["?class=99999999999999999999", "?class=abc", "?state=nonsense", "?class=1e3"]
)
def test_a_wrong_number_in_the_address_is_not_found(admin, school_class, address):
    assert admin.get(LIST + address).status_code == 404


def test_no_page_of_links_holds_a_code_but_that_of_one_link(admin, school_class):
    link = f.InvitationFactory(school_class=school_class)
    assert codes.link_code(link) not in text(admin.get(LIST))
    one = admin.get(reverse("invitations:link", args=[link.pk]))
    assert codes.link_url(link) in text(one)
    assert "no-store" in one["Cache-Control"]


def test_a_director_sees_a_link_without_its_code_and_may_do_nothing_to_it(client_of, director, school_class):
    link = f.InvitationFactory(school_class=school_class)
    client = client_of(director)
    page = text(client.get(reverse("invitations:link", args=[link.pk])))
    assert link.person.full_name in page
    assert codes.link_code(link) not in page
    assert client.get(reverse("invitations:qr", args=[link.pk])).status_code == 403
    assert client.post(ACT, {"action": "annul", "reason": "x", "link": link.pk}).status_code == 403
    assert client.get("/links/sheets/").status_code == 403


def test_a_class_teacher_has_the_own_class_only_and_never_a_teachers_link(teacher, school_class, other_class):
    own = f.InvitationFactory(school_class=school_class)
    for foreign in (
        f.InvitationFactory(school_class=other_class),
        f.InvitationFactory(school_class=school_class, role="teacher"),
    ):
        assert teacher.get(reverse("invitations:link", args=[foreign.pk])).status_code == 404
        assert teacher.post(ACT, {"action": "annul", "reason": "x", "link": foreign.pk}).status_code == 404
        assert foreign.person.full_name not in text(teacher.get(LIST))
    assert own.person.full_name in text(teacher.get(LIST))
    assert teacher.get(NEW, {"class": other_class.pk}).status_code == 404


def test_another_schools_link_is_as_if_missing(admin, other_organization):
    foreign = f.InvitationFactory(
        school_class=f.SchoolClassFactory(year=f.AcademicYearFactory(organization=other_organization))
    )
    for name in ("link", "qr", "made"):
        assert admin.get(reverse(f"invitations:{name}", args=[foreign.pk])).status_code == 404
    assert admin.get(reverse("invitations:link", args=[2**70])).status_code == 404
    assert admin.post(ACT, {"action": "annul", "reason": "x", "link": foreign.pk}).status_code == 404


def enrol(school_class, n=1, role="pupil", **person):
    kind = {"pupil": "pupil", "parent": "parent", "teacher": "staff"}[role]
    return [
        f.EnrolmentFactory(
            school_class=school_class,
            role=role,
            person=f.PersonFactory(organization=school_class.organization, kind=kind, **person),
        )
        for _ in range(n)
    ]


def test_an_id_of_the_two_forms_of_new_links_stands_once(admin, school_class):
    f.EnrolmentFactory(school_class=school_class, role="parent")
    page = text(admin.get(NEW, {"class": school_class.pk, "role": "parent"}))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert {"id_days", "class_days"} <= set(ids)
    assert [name for name in ids if ids.count(name) > 1] == []


def test_new_links_are_made_for_those_ticked_and_shown(admin, school_class):
    rows = enrol(school_class, 3)
    page = text(admin.get(NEW, {"class": school_class.pk, "role": "pupil"}))
    assert page.count(" checked") == 3
    answer = admin.post(
        f"{NEW}?class={school_class.pk}&role=pupil",
        {"kind": "personal", "enrolment": [row.pk for row in rows[:2]], "days": "5"},
        follow=True,
    )
    assert "2 ссылки созданы" in text(answer)
    assert Invitation.objects.count() == 2
    again = text(admin.get(NEW, {"class": school_class.pk, "role": "pupil"}))
    assert again.count(" checked") == 1
    assert again.count("есть ссылка") == 2


@pytest.mark.parametrize("days", ["0", "-1", "61", "abc", "9" * 30])
def test_a_wrong_lifetime_is_said_at_its_field_and_ticks_are_kept(admin, school_class, days):
    [row, other] = enrol(school_class, 2)
    answer = admin.post(
        f"{NEW}?class={school_class.pk}&role=pupil", {"kind": "personal", "enrolment": [row.pk], "days": days}
    )
    assert answer.status_code == 400
    assert re.search(rf'value="{row.pk}"[^>]* checked', text(answer))
    assert not re.search(rf'value="{other.pk}"[^>]* checked', text(answer))
    assert Invitation.objects.count() == 0


def test_nobody_ticked_somebody_elses_or_a_second_press_makes_nothing_and_says_so(
    admin, school_class, other_class
):
    [row] = enrol(school_class)
    [foreign] = enrol(other_class)
    address = f"{NEW}?class={school_class.pk}&role=pupil"
    for chosen in ([], [foreign.pk], ["abc"], [2**70], ["9" * 50]):
        answer = admin.post(address, {"kind": "personal", "enrolment": chosen, "days": "5"})
        assert answer.status_code == 400
        assert 'class="note bad' in text(answer)
    for status in (302, 400):
        assert (
            admin.post(address, {"kind": "personal", "enrolment": [row.pk], "days": "5"}).status_code
            == status
        )
    assert Invitation.objects.count() == 1


def test_people_ticked_elsewhere_get_links_into_their_classes_and_roles(admin, school_class, other_class):
    [pupil] = enrol(school_class)
    [parent] = enrol(other_class, role="parent")
    address = f"{NEW}?people={pupil.person_id},{parent.person_id},abc"
    assert text(admin.get(address)).count(" checked") == 2
    admin.post(address, {"enrolment": [pupil.pk, parent.pk], "days": ""})
    made = {link.role: link for link in Invitation.objects.all()}
    assert made["pupil"].school_class == school_class
    assert made["parent"].school_class == other_class
    assert made["parent"].expires_at > made["pupil"].expires_at


def test_a_class_link_is_made_with_its_cap(admin, school_class):
    address = f"{NEW}?class={school_class.pk}&role=parent"
    assert admin.post(address, {"kind": "class", "max_uses": "500", "days": "7"}).status_code == 400
    assert "1 ссылка создана" in text(
        admin.post(address, {"kind": "class", "max_uses": "25", "days": "7"}, follow=True)
    )
    link = Invitation.objects.get()
    assert (link.kind, link.max_uses, link.role) == ("class", 25, "parent")


def test_a_class_teacher_makes_links_for_parents_but_not_for_teachers(teacher, school_class, staff_room):
    [row] = enrol(school_class, role="parent")
    [colleague] = enrol(school_class, role="teacher")
    own = f"{NEW}?class={school_class.pk}&role=parent"
    assert teacher.post(own, {"kind": "personal", "enrolment": [row.pk], "days": ""}).status_code == 302
    assert teacher.get(NEW, {"class": staff_room.pk}).status_code == 404
    forced = f"{NEW}?class={school_class.pk}&role=teacher"
    answer = teacher.post(forced, {"kind": "personal", "enrolment": [colleague.pk], "days": ""})
    assert answer.status_code == 400
    assert not Invitation.objects.filter(role="teacher").exists()


def test_a_bulk_annulment_without_a_reason_asks_for_one(admin, school_class):
    links = [f.InvitationFactory(school_class=school_class) for _ in range(2)]
    ids = [link.pk for link in links]
    asked = admin.post(ACT, {"action": "annul", "link": ids, "reason": " "}, follow=True)
    assert "Аннулировать 2 ссылки?" in text(asked)
    assert Invitation.objects.filter(status="annulled").count() == 0
    refused = admin.post("/links/annul/", {"link": ids, "reason": "я" * 301})
    assert refused.status_code == 400
    assert "301" in text(refused)
    done = admin.post("/links/annul/", {"link": ids, "reason": "утечка"}, follow=True)
    assert "Аннулировано: 2 ссылки" in text(done)
    assert set(Invitation.objects.values_list("status", "annul_reason")) == {("annulled", "утечка")}


def test_all_working_links_of_a_class_are_annulled_after_one_question(admin, school_class, other_class):
    for _ in range(3):
        f.InvitationFactory(school_class=school_class)
    spared = f.InvitationFactory(school_class=other_class)
    accepted = f.InvitationFactory(school_class=school_class, status="accepted")
    assert "Аннулировать 3 ссылки?" in text(admin.get("/links/annul/", {"class": school_class.pk}))
    admin.post("/links/annul/", {"class": school_class.pk, "reason": "конец набора"})
    assert Invitation.objects.filter(status="annulled").count() == 3
    spared.refresh_from_db()
    accepted.refresh_from_db()
    assert (spared.status, accepted.status) == ("active", "accepted")


def test_of_chosen_links_it_is_told_how_many_stayed_as_they_were(admin, school_class):
    links = [f.InvitationFactory(school_class=school_class) for _ in range(2)]
    Invitation.objects.filter(pk=links[0].pk).update(status="accepted")
    page = text(
        admin.post(ACT, {"action": "annul", "reason": "x", "link": [row.pk for row in links]}, follow=True)
    )
    assert "Аннулировано: 1 ссылка" in page
    assert "Остались как были: 1 ссылка" in page


def test_links_are_mailed_and_who_has_no_mail_is_named(admin, school_class):
    with_mail = f.InvitationFactory(
        school_class=school_class,
        person=f.PersonFactory(organization=school_class.organization, email="a@b.example"),
    )
    without = f.InvitationFactory(school_class=school_class)
    page = text(admin.post(ACT, {"action": "send", "link": [with_mail.pk, without.pk]}, follow=True))
    assert "Сложено в папку: 1 письмо. Почтовый сервер не настроен: никто их не получит." in page
    assert without.person.full_name in page
    assert Message.objects.count() == 1


def test_ticked_links_are_prolonged_and_reissued(admin, school_class):
    link = f.InvitationFactory(school_class=school_class, expires_at=timezone.now() + timedelta(days=1))
    assert "Продлено: 1 ссылка" in text(admin.post(ACT, {"action": "extend", "link": link.pk}, follow=True))
    asked = text(admin.post(ACT, {"action": "reissue", "link": link.pk}))
    assert "перестанет работать" in asked
    assert Invitation.objects.get().status == "active"
    assert "Перевыпущено: 1 ссылка" in text(
        admin.post(ACT, {"action": "reissue", "link": link.pk, "sure": "yes"}, follow=True)
    )
    assert Invitation.objects.get(status="active").version == 2
    wrong = admin.post(reverse("invitations:extend", args=[link.pk]), {"days": "1000"})
    assert wrong.status_code == 400


def test_an_unknown_action_and_no_ticks_do_no_harm(admin, school_class):
    assert admin.post(ACT, {"action": "explode"}).status_code == 404
    assert "Не выбрано ни одной ссылки" in text(
        admin.post(ACT, {"action": "annul", "reason": "x"}, follow=True)
    )
    assert admin.get(ACT).status_code == 405


def test_the_history_of_a_link_is_told(admin, school_class):
    enrol(school_class)
    admin.post(
        f"{NEW}?class={school_class.pk}&role=pupil",
        {"kind": "personal", "enrolment": [Enrolment.objects.get().pk], "days": ""},
    )
    link = Invitation.objects.get()
    admin.post(ACT, {"action": "annul", "reason": "не востребована", "link": link.pk})
    page = text(admin.get(reverse("invitations:link", args=[link.pk])))
    assert "Создана" in page
    assert "не востребована" in page


@pytest.mark.parametrize(
    "path", [LIST, "/links/new/?class={c}&role=parent", "/links/made/{pk}/", "/links/sheets/"]
)
def test_queries_are_flat_at_one_and_at_thirty_rows(admin, school_class, django_assert_max_num_queries, path):
    """However many rows a page has, it asks the same number of questions."""
    counts = []
    first = None
    now = timezone.now()
    for n in (1, 29):
        for enrolment in enrol(school_class, n, role="parent"):
            child = f.EnrolmentFactory(school_class=school_class).person
            f.GuardianshipFactory(pupil=child, guardian=enrolment.person)
            link = f.InvitationFactory(
                school_class=school_class,
                role="parent",
                person=enrolment.person,
                created_at=now,
                expires_at=now + timedelta(days=9),
            )
            first = first or link
        with django_assert_max_num_queries(40) as captured:
            assert admin.get(path.format(c=school_class.pk, pk=first.pk)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_lesson_c13_new_links_begin_with_who_has_none(teacher, school_class):
    """Who is yet to be invited stands first; who has joined or holds a link is folded away."""
    names = ("Аксёнов", "Борисов", "Яшин")
    rows = [
        f.EnrolmentFactory(
            school_class=school_class,
            person=f.PersonFactory(organization=school_class.organization, last_name=name),
        )
        for name in names
    ]
    rows[0].joined_at = timezone.now()
    rows[0].save()
    f.InvitationFactory(school_class=school_class, person=rows[1].person)
    page = " ".join(text(teacher.get(NEW, {"class": school_class.pk, "role": "pupil"})).split())
    places = [page.index(words) for words in ("Яшин", "со ссылкой: 2", "Аксёнов", "Борисов")]
    assert places == sorted(places)


def test_lesson_a02_whoever_makes_a_link_of_a_class_is_told_who_decides(teacher, admin, school_class):
    asked = {"class": school_class.pk, "role": "parent"}
    narrow, whole = text(teacher.get(NEW, asked)), text(admin.get(NEW, asked))
    assert "а кого принять, решит администратор" in narrow
    assert "вы решите" not in narrow
    assert "а вы решите, кого принять" in whole


def test_lesson_a02_the_links_of_a_class_that_is_only_taught_are_not_found(
    client_of, class_teacher, organization, year
):
    taught = f.SchoolClassFactory(organization=organization, year=year, letter="Щ")
    f.AssignmentFactory(
        person=class_teacher.memberships.get().person,
        role="subject_teacher",
        school_class=taught,
        subject=f.SubjectFactory(organization=organization),
    )
    web, asked = client_of(class_teacher), {"class": taught.pk}
    statuses = [web.get(url, asked).status_code for url in ("/links/share/", "/links/", NEW)]
    assert [*statuses, web.post("/links/handed/", asked).status_code] == [404] * 4
    assert str(taught) not in text(web.get("/links/sheets/"))


def test_how_many_a_link_of_a_class_takes_agrees_with_the_number(admin, school_class):
    for places, words in ((1, "до 1 человека"), (2, "до 2 человек"), (21, "до 21 человека")):
        link = f.InvitationFactory(
            school_class=school_class, kind="class", person=None, role="parent", max_uses=places
        )
        assert f"{words}, вступление по заявке" in text(admin.get(f"/links/{link.pk}/"))


@pytest.mark.parametrize(("patronymic", "word"), [("Ильич", "Принял в"), ("Ильинична", "Приняла в")])
def test_who_cannot_come_back_is_told_of_by_sex(admin, school_class, patronymic, word):
    person = f.EnrolmentFactory(school_class=school_class, person__patronymic=patronymic).person
    link = f.InvitationFactory(
        school_class=school_class, person=person, status="accepted", accepted_at=timezone.now()
    )
    assert f"{word} одном браузере" in text(admin.get(f"/links/{link.pk}/"))
