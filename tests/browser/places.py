"""Every page of the portal, who looks at it, and where it stands in the demo school."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Response

from tests.services.harness import Portal

ROLES = {
    "admin": "Администратор",
    "director": "Директор",
    "deputy": "Заместитель директора",
    "teacher": "Классный руководитель",
    "subject": "Учитель-предметник",
    "operator": "Оператор",
    "young": "Администратор второй школы",
    "guest": "",
}

# What the demo school leaves to be done: an order that waits for the director (about the administrator herself, so that
# signing it takes the role from nobody), and one still being written; long work that failed; somebody who has asked by the
# link of a class and asks to come back; in the second school an application that was returned, and a class made by mistake.
PAPERS = """
from django_scopes import scope
from documents.services import Line, draft_order, submit_order
from files.models import Job
from orgstructure.models import Organization, Person
from core import clock
from chats.services import plan_missing
from invitations.models import JoinRequest
from invitations.services.returning import ask_to_return
from orgstructure.models import AcademicYear
from orgstructure.services.school import create_class
from registration.models import RegistrationCase
from registration.services import return_case
from roles.models import User
from roles.services.assignments import assign_class_teacher
from roles.selectors import signatory
school = Organization.objects.earliest("pk")
actor = User.objects.get(email="admin@school.example")
with scope(organization=school):
    herself = actor.memberships.get().person
    drafts = [
        draft_order(organization=school, kind="administrator", actor=actor,
                    lines=[Line(person=person, email=f"staff{n}@school.example")])
        for n, person in enumerate([herself, Person.objects.filter(employments__isnull=False).order_by("pk")[5]])
    ]
    submit_order(order=drafts[0], signer=signatory(school, clock.today()), actor=actor)
    Job.objects.create(organization=school, kind="invitations.sheet", title="Карточки всей школы", status="failed",
                       done=40, total=180, error="Диск заполнен: освободите место и начните заново.",
                       created_by=actor, ended_at=clock.now())
    asked = JoinRequest.objects.filter(status="new").earliest("pk")
    ask_to_return(invitation=asked.invitation, request=asked)
second = Organization.objects.latest("pk")
with clock.in_school(second):
    return_case(case=RegistrationCase.objects.get(), reason="Проверьте номер телефона",
                actor=User.objects.get(email="director4@school.example"))
    there = User.objects.get(email="admin4@school.example")
    mistaken = create_class(organization=second, year=AcademicYear.objects.get(), grade=10, letter="А", actor=there)
    assign_class_teacher(person=there.memberships.get().person, school_class=mistaken, actor=there)
    plan_missing(organization=second, actor=there)
"""
# Run inside the portal, whose keys alone can make the code of a link.
FACTS = """
import json
from django_scopes import scope
from chats.models import Chat
from documents.models import Order
from invitations.codes import link_code
from consents.models import ConsentText, Decision
from files.models import Job
from invitations.models import Invitation, JoinRequest
from orgstructure.models import Enrolment, Organization, SchoolClass
from outbox.models import Message
from registration.models import RegistrationCase
from roles.models import User
from undo.models import Run
from django.utils import timezone
school = Organization.objects.earliest("pk")
with scope(organization=Organization.objects.latest("pk")):
    young_case = RegistrationCase.objects.get().pk
    young_class = SchoolClass.objects.get(kind="study").pk
with scope(organization=school):
    links = Invitation.objects.select_related("person").order_by("pk")
    live = links.filter(status="active", expires_at__gt=timezone.now())
    teacher = User.objects.get(email="class@school.example").memberships.get().person
    own = teacher.assignments.get(role="class_teacher", valid_to=None).school_class
    first = lambda rows: rows.order_by("pk").values_list("pk", flat=True).first() or 0
    first_person = lambda rows: rows.order_by("pk").values_list("person", flat=True)[3]
    code = lambda rows, n=0: link_code(rows[n])
    learner = User.objects.get(email="subject@school.example").memberships.get().person
    print(json.dumps({
        "class": own.pk,
        "taught": learner.assignments.filter(role="subject_teacher").order_by("pk").first().school_class_id,
        "staff_room": SchoolClass.objects.get(kind="staff_room").pk,
        "pupil": first_person(Enrolment.objects.filter(school_class=own, role="pupil")),
        "parent": first_person(Enrolment.objects.filter(school_class=own, role="parent")),
        "leader": teacher.pk,
        "staff": first_person(Enrolment.objects.filter(school_class__kind="staff_room")),
        "link": first(live.filter(kind="personal")),
        "accepted_link": first(links.filter(kind="personal", status="accepted", role="parent")),
        "class_link": first(live.filter(kind="class")),
        "chat": first(Chat.objects.filter(status="created", school_class=own)),
        "chat_planned": first(Chat.objects.filter(status="planned")),
        "order": first(Order.objects.filter(status="signed")),
        "order_open": first(Order.objects.filter(status="draft")),
        "order_pending": first(Order.objects.filter(status="pending")),
        "case": first(RegistrationCase.objects.all()),
        "message": first(Message.objects.all()),
        "consent": first(ConsentText.objects.all()),
        "decision": first(Decision.objects.filter(decision="given", subject__isnull=False, standing__isnull=False)),
        "run": first(Run.objects.all()),
        "run_links": first(Run.objects.filter(kind="links.made")),
        "job": first(Job.objects.all()),
        "request": first(JoinRequest.objects.filter(status="new")),
        "young_case": young_case,
        "young_class": young_class,
        "children": [one.person.full_name for one in Enrolment.objects.filter(school_class=own, role="pupil")[:2]],
        "elsewhere": Enrolment.objects.filter(role="pupil").exclude(school_class=own).first().person.full_name,
        "school": school.pk,
        "code_parent": code(live.filter(kind="personal", role="parent")),
        "code_pupil": code(live.filter(kind="personal", role="pupil")),
        "code_teacher": code(live.filter(kind="personal", role="teacher")),
        # Used up by a test of their own: the walk over the pages finds the others open.
        "spent_parent": code(live.filter(kind="personal", role="parent"), 1),
        "refused_parent": code(live.filter(kind="personal", role="parent"), 2),
        "spent_teacher": code(live.filter(kind="personal", role="teacher"), 1),
        "code_class": code(live.filter(kind="class")),
        "code_annulled": code(links.filter(status="annulled")),
        "code_expired": code(links.filter(status="expired")),
        "code_used": code(links.filter(status="accepted")),
    }))
"""


@dataclass(frozen=True)
class Place:
    """A page: the name of its picture, its address with {facts}, and whom it is shown to; the first one counts.

    `press`: the words of the button of its form that leads on to the page that is meant, which `typed` ({name of a field:
    its value}) is sent to. Such a form changes nothing.
    """

    name: str
    path: str
    roles: str = "admin"
    status: int = 200
    press: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    def open(self, page: Page, facts: dict[str, Any]) -> Response:
        """Go there; what the server answered."""
        answer: Any = page.goto(self.path.format(**facts))
        for name, value in self.typed.items():
            box = page.locator(f"main [name={name}]")
            text = value.format(**facts)
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)
        if self.press:
            page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
            with page.expect_navigation() as arrival:
                page.locator("main button.btn").get_by_text(self.press, exact=True).first.click()
            answer = arrival.value
        return answer


# A table of parents as a class teacher has it: what is read, what is asked, what cannot be read.
PARENTS = """№\tУченик\tРодитель\tТелефон
1\t{children[0]}\tБелова Анна Сергеевна, мать\t8 900 000-14-08
2\t{children[0]}\tотец: Белов Пётр Ильич\t8 900 000-14-0
3\t{children[1]}\tСИДОРОВА ОЛЬГА\t+7 900 000-14-09
4\tСидоров Ян\tСидоров Олег Петрович\t
5\t\tТестова Тамара\t
Близнецова Ольга — {children[0]}, {children[1]}"""
# Pupils as a class teacher types them: one of another class, short names, birthdays, a mother in the line.
PUPILS = """{elsewhere} 12.03.19
Осипов Пётр Ильич 5.5.18, мама Осипова Инна 8 900 000-14-08
Осипов Лев 8 900 000-14-08 мама
Петя Сидоров
Морозов Пётр Олегович 12.03.2018
Морозов Пётр 12.03.2018
{children[0]} 8 900 000-14-07"""


PLACES = [
    Place("home", "/", "admin director deputy teacher subject"),
    Place("search", "/search/?q=а", "admin teacher"),
    Place("structure", "/structure/", "admin teacher"),
    Place("archive", "/structure/archive/"),
    Place("class", "/structure/classes/{class}/", "admin director teacher"),
    Place("class-taught", "/structure/classes/{taught}/", "subject"),
    Place("staff-room", "/structure/classes/{staff_room}/"),
    Place("class-new", "/structure/new/"),
    Place("class-generate", "/structure/generate/"),
    Place("class-edit", "/structure/classes/{class}/edit/"),
    Place("class-archive", "/structure/classes/{young_class}/", "young", press="Отправить в архив"),
    Place("pupil", "/people/{pupil}/", "admin teacher"),
    Place("staff", "/people/{staff}/"),
    Place("staff-leader", "/people/{leader}/"),
    Place("people", "/people/", "admin"),
    Place("person-new", "/people/new/"),
    Place(
        "person-new-turned",
        "/people/new/",
        status=400,
        press="Записать",
        typed={"last_name": "Мария", "first_name": "Сергеевна", "patronymic": "ГУРЕВИЧ", "post": "учитель"},
    ),
    Place("people-paste", "/people/paste/"),
    Place(
        "people-paste-parents",
        "/people/paste/",
        press="Показать, что получится",
        typed={"role": "parent", "school_class": "{class}", "text": PARENTS},
    ),
    Place(
        "people-paste-pupils",
        "/people/paste/",
        press="Показать, что получится",
        typed={"role": "pupil", "school_class": "{class}", "text": PUPILS},
    ),
    Place("person-edit", "/people/{pupil}/edit/"),
    Place("guardian-new", "/people/{pupil}/guardian/"),
    Place("child-new", "/people/{parent}/child/"),
    Place("organization", "/organization/"),
    Place("teachers", "/structure/teachers/"),
    Place("platform-links", "/structure/links/", "admin teacher"),
    Place("year-next", "/structure/year/"),
    Place("coverage", "/coverage/", "admin director"),
    Place("actions", "/actions/"),
    Place("action", "/actions/{run}/"),
    Place("accounts", "/roles/accounts/"),
    Place("without-access", "/roles/accounts/without/", "admin director"),
    Place("assign", "/roles/assign/"),
    Place("tokens", "/roles/tokens/"),
    Place("links", "/links/", "admin teacher"),
    Place("links-new", "/links/new/", "admin teacher"),
    Place("links-new-class", "/links/new/?class={class}&role=parent", "admin teacher"),
    Place("links-everyone", "/links/everyone/"),
    Place("link", "/links/{link}/"),
    Place("share", "/links/share/?class={class}", "teacher admin"),
    Place("share-one", "/links/share/?link={link}"),
    Place("link-class", "/links/{class_link}/"),
    Place("link-accepted", "/links/{accepted_link}/"),
    Place("links-made-by-run", "/links/run/{run_links}/"),
    Place("links-reassign", "/links/reassign/?link={link}&link={class_link}"),
    Place("links-annul", "/links/annul/?link={link}&link={class_link}"),
    Place("link-return", "/links/{accepted_link}/return/"),
    Place("request-return", "/requests/{request}/return/"),
    Place("returns", "/links/returns/"),
    Place("links-made", "/links/made/{link}/"),
    Place("sheets", "/links/sheets/", "admin teacher"),
    Place("annulled", "/links/annulled/"),
    Place("requests", "/requests/", "admin teacher"),
    Place("requests-reject", "/requests/", press="Отклонить"),
    Place("verification", "/verification/"),
    Place("chats", "/chats/", "admin deputy"),
    Place("chats-list", "/chats/list/"),
    Place("chat", "/chats/{chat}/", "admin teacher"),
    Place("chat-planned", "/chats/{chat_planned}/"),
    Place("chat-new", "/chats/new/"),
    Place("chat-edit", "/chats/{chat}/edit/"),
    Place("chat-link", "/chats/{chat_planned}/link/"),
    Place("chat-archive", "/chats/{chat}/archive/"),
    Place("chats-class", "/chats/classes/{class}/", "teacher"),
    Place("orders", "/documents/", "admin director"),
    Place("order", "/documents/{order}/"),
    Place("order-open", "/documents/{order_open}/"),
    Place("order-new", "/documents/new/"),
    Place("order-edit", "/documents/{order_open}/edit/"),
    Place("registration", "/registration/", "admin director"),
    Place("registration-consents", "/registration/consents/", "admin director"),
    Place("registration-consent-paper", "/registration/consents/paper/"),
    Place("registration-edit", "/registration/{young_case}/edit/", "young"),
    Place("registration-answer", "/registration/{case}/answer/"),
    Place("consent-withdraw", "/consents/{decision}/withdraw/"),
    Place("mail", "/mail/"),
    Place("message", "/mail/{message}/"),
    Place("job", "/jobs/{job}/"),
    Place("journal", "/journal/", "admin director"),
    Place("mfa", "/accounts/2fa/"),
    Place("mfa-totp", "/accounts/2fa/totp/activate/"),
    Place("password-change", "/accounts/password/change/"),
    Place("logout", "/accounts/logout/"),
    Place("decisions", "/admin/", "director operator"),
    Place("decisions-orders", "/admin/documents/order/", "director"),
    Place("decision-order", "/admin/documents/order/{order_pending}/change/", "director"),
    Place("decisions-registration", "/admin/registration/registrationcase/", "director"),
    Place("decision-case", "/admin/registration/registrationcase/{case}/change/", "director"),
    Place("operator-schools", "/admin/orgstructure/organization/", "operator"),
    Place("operator-school", "/admin/orgstructure/organization/{school}/change/", "operator"),
    Place("operator-school-new", "/admin/orgstructure/organization/add/", "operator"),
    Place("operator-users", "/admin/roles/user/", "operator"),
    Place("login", "/accounts/login/", "guest"),
    Place("password-reset", "/accounts/password/reset/", "guest"),
    Place("password-reset-done", "/accounts/password/reset/done/", "guest"),
    Place("invitation", "/i/{code_parent}", "guest"),
    Place("invitation-pupil", "/i/{code_pupil}", "guest"),
    Place("invitation-teacher", "/i/{code_teacher}", "guest"),
    Place("invitation-class", "/i/{code_class}", "guest"),
    Place("invitation-annulled", "/i/{code_annulled}", "guest", 410),
    Place("invitation-expired", "/i/{code_expired}", "guest", 410),
    Place("invitation-used", "/i/{code_used}", "guest", 410),
    Place("invitation-unknown", "/i/AAAAAAAAAAAAAAAAAAAAAAAA", "guest", 404),
    Place("invitation-ask", "/i/{code_class}/ask", "guest"),
    Place("short-code", "/i/", "guest"),
    Place("consent", "/consent/{consent}/", "guest"),
    Place("not-found", "/nothing/", "guest admin", 404),
    Place("forbidden", "/admin/", "teacher", 403),
]


def facts_of(portal: Portal) -> dict[str, Any]:
    return json.loads(portal.manage("shell", "-c", FACTS).splitlines()[-1])
