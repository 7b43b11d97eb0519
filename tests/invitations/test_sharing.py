"""«Поделиться»: ready words by role, and «передана» as a dated fact with who says so."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict, Invalid
from invitations import codes
from invitations.models import Invitation
from invitations.selectors.coverage import coverage
from invitations.selectors.everyone import groups_to_invite
from invitations.selectors.sharing import without_link
from invitations.services.handing import hand_over
from invitations.services.links import create_for_enrolments
from outbox.services import mark_as_sent
from tests import factories as f
from undo.models import Run
from undo.services import undo_run

SHARE = "/links/share/"


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def teacher(client_of, class_teacher):
    return client_of(class_teacher)


def text(response):
    return " ".join(response.content.decode().split())


def link_of(school_class, role="pupil", **of):
    person = f.PersonFactory(organization=school_class.organization, **of)
    f.EnrolmentFactory(school_class=school_class, person=person, role=role)
    return f.InvitationFactory(school_class=school_class, role=role, person=person)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (
            "pupil",
            ("Лев, привет!", "Это твоя личная ссылка", "открой её вместе с мамой или папой", "спроси меня"),
        ),
        (
            "parent",
            ("Лев Ильич, здравствуйте!", "Это ваша личная ссылка для родителей", "со своего телефона"),
        ),
    ],
)
def test_lesson_c12_ready_words_hold_the_link_its_end_and_who_invites(
    teacher, class_teacher, school_class, role, said
):
    link = link_of(school_class, role, first_name="Лев", patronymic="Ильич")
    page = text(teacher.get(SHARE, {"link": link.pk}))
    for words in (*said, codes.link_url(link), "Действует до", str(class_teacher)):
        assert words in page
    assert str(school_class) in page


@pytest.mark.parametrize(("role", "said"), [("pupil", "Привет!"), ("parent", "Здравствуйте!")])
def test_nobody_is_called_by_initials(teacher, school_class, role, said):
    link = link_of(school_class, role, last_name="Одинцова", first_name="Т.", patronymic="П.")
    page = text(teacher.get(SHARE, {"link": link.pk}))
    assert said in page
    assert "Т. П.," not in page
    assert "Т., " not in page


def test_lesson_c12_a_teacher_of_the_staff_room_and_a_whole_class_have_words_of_their_own(
    admin, school_class, staff_room
):
    colleague = link_of(
        staff_room, "teacher", first_name="Анна", patronymic="Павловна", kind="staff", post="учитель"
    )
    page = text(admin.get(SHARE, {"link": colleague.pk}))
    assert "Анна Павловна, здравствуйте!" in page
    assert "подтвердят статус «учитель»" in page
    common = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=30)
    page = text(admin.get(SHARE, {"link": common.pk}))
    assert "вступит тот, чью заявку примут" in page
    assert codes.link_url(common) in page


def test_lesson_c12_the_list_of_a_class_begins_with_those_not_handed_over(
    teacher, class_teacher, school_class
):
    first, second = link_of(school_class, last_name="Аксёнов"), link_of(school_class, last_name="Яшин")
    dead = f.InvitationFactory(school_class=school_class, created_at=timezone.now() - timedelta(days=30))
    f.EnrolmentFactory(school_class=school_class)
    hand_over(invitations=[first], how="messenger", actor=class_teacher)
    response = teacher.get(SHARE, {"class": school_class.pk})
    page = text(response)
    assert page.index("Яшин") < page.index("Аксёнов")
    assert "не передано: <span data-waiting>1</span> из 2" in page
    assert "Ещё без ссылки: ученики 1," in page
    assert codes.link_url(dead) not in page
    assert "no-store" in response["Cache-Control"]
    assert codes.link_url(second) in page


def test_lesson_c12_handed_over_is_a_dated_fact_with_who_says_so(teacher, class_teacher, school_class):
    link = link_of(school_class)
    assert "не передана" in text(teacher.get("/links/"))
    answer = teacher.post(f"/links/{link.pk}/handed/", {"how": "messenger", "next": "/links/"})
    assert answer["Location"] == "/links/"
    link.refresh_from_db()
    assert (link.handed_how, link.handed_by) == ("messenger", class_teacher)
    assert timezone.now() - link.handed_at < timedelta(minutes=5)
    event = Event.objects.get(verb="invitation.handed")
    assert (event.details["how"], event.actor_name) == ("в мессенджере", str(class_teacher))
    page = text(teacher.get("/links/"))
    assert "в мессенджере" in page.split("Как передана")[-1]
    assert str(class_teacher) in page.split("Как передана")[-1]
    teacher.post(f"/links/{link.pk}/handed/", {"how": ""})
    link.refresh_from_db()
    assert (link.handed_at, link.handed_how, link.handed_by) == (None, "", None)
    assert Event.objects.filter(verb="invitation.not_handed").count() == 1


def test_lesson_c12_htmx_gets_the_row_alone(teacher, school_class):
    link = link_of(school_class)
    answer = teacher.post(f"/links/{link.pk}/handed/", {"how": "paper"}, headers={"HX-Request": "true"})
    page = text(answer)
    assert "<html" not in page
    assert "передана на бумаге только что" in page


@pytest.mark.parametrize("how", ["paper", "messenger", ""])
def test_lesson_c12_htmx_gets_what_is_so_now_of_a_link_that_was_closed_meanwhile(teacher, school_class, how):
    link = f.InvitationFactory(school_class=school_class, person__organization=school_class.organization)
    Invitation.objects.filter(pk=link.pk).update(
        status="annulled", annulled_at=timezone.now(), annul_reason="ошибка"
    )
    answer = teacher.post(f"/links/{link.pk}/handed/", {"how": how}, headers={"HX-Request": "true"})
    page = text(answer)
    assert answer.status_code == 200 and "<h1" not in answer.content.decode()
    assert "эта ссылка уже не действует" in page and "аннулирована" in page
    assert f'id="share-{link.pk}"' in answer.content.decode()
    assert "Отмечать нечего" not in text(teacher.get("/links/"))  # said once, where it was pressed


def test_lesson_c12_many_are_marked_and_filtered_at_once(teacher, school_class):
    links = [link_of(school_class) for _ in range(3)]
    teacher.post("/links/act/", {"action": "handed_paper", "link": [link.pk for link in links[:2]]})
    assert Invitation.objects.filter(handed_how="paper").count() == 2
    for handed, number in (("paper", 2), ("messenger", 0), ("no", 1)):
        page = text(teacher.get("/links/", {"handed": handed}))
        assert sum(link.person.full_name in page for link in links) == number


def test_only_what_changes_is_counted_and_an_undo_brings_the_marks_back(
    admin, administrator, teacher, school_class
):
    links = [link_of(school_class) for _ in range(3)]
    hand_over(invitations=links[:1], how="messenger", actor=administrator)
    before = Invitation.objects.values_list("handed_at", "handed_how", "handed_by").get(pk=links[0].pk)
    form = {"action": "not_handed", "link": [link.pk for link in links]}
    page = text(admin.post("/links/act/", form, follow=True))
    assert "Отметка о передаче снята: 1 ссылка." in page
    run = Run.objects.latest("pk")
    assert f"/{run.pk}/undo/" in page
    assert Event.objects.filter(verb="invitation.not_handed").count() == 1
    assert "Ничего не изменилось." in text(admin.post("/links/act/", form, follow=True))
    assert undo_run(run=run, actor=administrator).kept_number == 0
    assert (
        Invitation.objects.values_list("handed_at", "handed_how", "handed_by").get(pk=links[0].pk) == before
    )
    admin.post("/links/handed/", {"class": school_class.pk})
    assert Invitation.objects.filter(handed_how="paper").count() == 2
    undo_run(run=Run.objects.latest("pk"), actor=administrator)
    assert not Invitation.objects.filter(handed_how="paper").exists()
    number = Run.objects.count()
    teacher.post(
        f"/links/{links[1].pk}/handed/", {"how": "messenger"}
    )  # one press of one link is no bulk decision
    assert Run.objects.count() == number


def test_lesson_c12_a_printed_sheet_is_printed_and_handed_over_when_somebody_says_so(
    teacher, class_teacher, school_class
):
    """No paper leaves the office by being downloaded; one press for the class says that it did."""
    link, other = link_of(school_class, "parent"), link_of(school_class, "parent")
    hand_over(invitations=[other], how="messenger", actor=class_teacher)
    form = {"link": [link.pk], "layout": "pages", "role": ""}
    teacher.post("/links/sheets/", form | {"share": "1"})
    link.refresh_from_db()
    assert (link.printed_at, link.handed_how) == (None, "")
    teacher.post("/links/sheets/", form)
    link.refresh_from_db()
    assert link.printed_at
    assert (link.handed_at, link.handed_how) == (None, "")
    page = text(teacher.get(SHARE, {"class": school_class.pk}))
    assert "не передано: <span data-waiting>1</span> из 2" in page
    assert "напечатана" in page
    assert "Раздали на бумаге: <span data-waiting>1</span>" in page
    assert "напечатана" in text(teacher.get(f"/structure/classes/{school_class.pk}/"))
    teacher.post("/links/handed/", {"class": school_class.pk})
    link.refresh_from_db()
    other.refresh_from_db()
    assert (link.handed_how, link.handed_by, other.handed_how) == ("paper", class_teacher, "messenger")


def test_lesson_c12_one_press_says_that_all_of_a_run_were_handed_out(admin, administrator, school_class):
    places = [f.EnrolmentFactory(school_class=school_class) for _ in range(3)]
    made = create_for_enrolments(
        organization=school_class.organization, enrolments=places, actor=administrator
    )
    page = text(admin.get(f"/links/run/{made.run.pk}/"))
    assert "Раздали на бумаге (3)" in page
    admin.post("/links/handed/", {"run": made.run.pk})
    assert Invitation.objects.filter(handed_how="paper").count() == 3
    assert "Раздали на бумаге" not in text(admin.get(f"/links/run/{made.run.pk}/"))
    assert admin.post("/links/handed/", {"run": 10**9}).status_code == 404


def test_lesson_b11_who_refused_is_nowhere_without_a_link(teacher, admin, administrator, school_class):
    """The class's «Поделиться», coverage, the invitation of all and the class page tell the same numbers (lesson A2)."""
    refused = f.EnrolmentFactory(school_class=school_class)
    free = f.EnrolmentFactory(school_class=school_class, role="parent")
    answer = f.DecisionFactory(
        text=f.ConsentTextFactory(organization=school_class.organization),
        subject=refused.person,
        decision="refused",
    )
    now, access = timezone.now(), f.actor_of(administrator)
    assert answer.subject_id == refused.person_id
    assert without_link(access, school_class, now) == [("parent", "родители", 1)]
    missing = {role: one.missing for (_, role), one in coverage(now, [school_class]).items()}
    assert missing == {"pupil": 0, "parent": 1}
    assert {group.role: group.free for group in groups_to_invite(access, now)} == {"pupil": 0, "parent": 1}
    page = text(teacher.get(SHARE, {"class": school_class.pk}))
    assert "Ещё без ссылки: родители 1," in page
    assert f"?class={school_class.pk}&amp;role=parent" in page
    assert "Ещё без ссылки" not in text(teacher.get(SHARE, {"class": school_class.pk, "role": "pupil"}))
    assert text(teacher.get(f"/structure/classes/{school_class.pk}/")).count("· без ссылки") == 1
    shown = text(teacher.get("/links/new/", {"class": school_class.pk}))
    assert free.person.last_name in shown  # the role that has somebody to invite
    assert "Приглашать некого" not in shown


def test_lesson_c12_a_letter_hands_the_link_over_when_it_has_left(admin, administrator, school_class):
    link = link_of(school_class, email="mama@example.ru")
    admin.post("/links/act/", {"action": "send", "link": [link.pk]})
    link.refresh_from_db()
    assert link.handed_how == ""
    message = f.MessageFactory(
        organization=school_class.organization,
        status="uncertain",
        subject_type="invitations.invitation",
        subject_id=link.pk,
        created_by=administrator,
    )
    mark_as_sent(message=message, actor=administrator)
    link.refresh_from_db()
    assert (link.handed_how, link.handed_by) == ("mail", administrator)


def test_lesson_c12_what_does_not_work_any_more_is_not_marked(administrator, school_class):
    dead = f.InvitationFactory(school_class=school_class, created_at=timezone.now() - timedelta(days=30))
    with pytest.raises(Conflict, match="уже не действует"):
        hand_over(invitations=[dead], how="paper", actor=administrator)
    with pytest.raises(Invalid, match="Способа «голубем» нет"):
        hand_over(invitations=[dead], how="голубем", actor=administrator)


def test_lesson_c12_nobody_shares_the_links_of_another_class(teacher, client_of, deputy, organization, year):
    other = f.SchoolClassFactory(organization=organization, year=year, grade=9)
    link = link_of(other)
    assert teacher.get(SHARE, {"link": link.pk}).status_code == 404
    assert teacher.get(SHARE, {"class": other.pk}).status_code == 404
    assert teacher.post(f"/links/{link.pk}/handed/", {"how": "paper"}).status_code == 404
    assert client_of(deputy).get(SHARE, {"link": link.pk}).status_code == 403


def test_lesson_c12_sharing_costs_the_same_for_thirty(teacher, school_class):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert teacher.get(SHARE, {"class": school_class.pk}).status_code == 200
        return len(captured)

    link_of(school_class, "parent")
    queries()
    one = queries()
    for _ in range(10):
        link_of(school_class, "parent")
        link_of(school_class)
    assert queries() == one


def test_what_may_go_into_the_common_chat_is_said_of_each_kind_of_link(teacher, school_class):
    def said(*links):
        page = text(teacher.get(SHARE, {"link": [link.pk for link in links]}))
        return "выкладывать нельзя" in page, "Её можно отправить в общий чат" in page

    one, other = link_of(school_class), link_of(school_class)
    common = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=30)
    assert said(one, other) == (True, False)
    assert said(one, common) == (True, True)
    assert said(common) == (False, True)
    assert said(one) == (False, False)


def test_lesson_b09_namesakes_are_told_apart_wherever_a_link_is_given(client_of, class_teacher, school_class):
    """Of one name: by the birthday; of one birthday or none, by the number of the card; nobody else has a word more."""
    name = {"last_name": "Коваль", "first_name": "Марк", "patronymic": "Ильич"}
    born = [date(2018, 3, 12), date(2018, 5, 1), None]
    people = [
        f.EnrolmentFactory(
            school_class=school_class,
            person=f.PersonFactory(organization=school_class.organization, birth_date=day, **name),
        ).person
        for day in born
    ]
    f.EnrolmentFactory(school_class=school_class, person__birth_date=date(2018, 1, 1))
    words = ["12.03.2018 г. р.", "01.05.2018 г. р.", f"карточка № {people[2].pk}"]
    browser = client_of(class_teacher)
    pages = [f"/structure/classes/{school_class.pk}/", f"/links/new/?class={school_class.pk}&role=pupil"]
    for person in people:
        f.InvitationFactory(school_class=school_class, person=person, role="pupil")
    pages += [f"/links/share/?class={school_class.pk}", "/links/"]
    for address in pages:
        page = browser.get(address).content.decode().replace("\u00a0", " ")
        assert [page.count(f"· {said}") for said in words] == [1, 1, 1], address
        assert "01.01.2018" not in page


def test_lesson_a01_the_parents_chat_is_promised_only_where_there_is_one(admin, school_class):
    f.ConsentTextFactory(organization=school_class.organization, role="parent")
    own = link_of(school_class, "parent")
    common = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=5)

    def said():
        pages = [admin.get(SHARE, {"link": link.pk}) for link in (own, common)]
        return [text(page) for page in [*pages, Client().get(f"/i/{codes.link_code(own)}")]]

    mine, asked, public = said()
    assert f"личная ссылка для родителей {school_class} класса на" in mine
    assert f"попроситься к родителям {school_class} класса на" in asked
    assert f"<h1> {school_class} класс: родители </h1>" in public
    assert "В чате" not in public
    chat = f.ChatFactory(organization=school_class.organization, school_class=school_class, status="planned")
    assert not [page for page in said() if "чат родителей" in page.lower()]
    type(chat).objects.filter(pk=chat.pk).update(status="created", link="https://max.ru/join/p")
    mine, asked, public = said()
    assert f"личная ссылка в чат родителей {school_class} класса" in mine
    assert f"попроситься в чат родителей {school_class} класса" in asked
    assert f"Чат родителей {school_class} класса" in public
    assert "В чате" in public
