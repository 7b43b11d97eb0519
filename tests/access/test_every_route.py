"""Every route × method × role × {own school, sibling school, missing row, anonymous} (quality S5)."""

import io

import pypdf
import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django_scopes import scope

from consents.services import record_paper
from core import clock
from core.uploads import Scan
from tests import factories as f
from tests.access.routes import FOREIGN_PREFIXES, LED_AWAY, OWN, PUBLIC, ROLES, ROUTES

MISSING = 987_654_321
REFUSED = {403, 404}


def routes_of_the_portal():
    """{name: view} of every address."""
    found = {}

    def walk(patterns, namespace):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = ":".join(filter(None, (namespace, pattern.namespace)))
                walk(pattern.url_patterns, inner)
            else:
                name = pattern.name or str(pattern.pattern)
                found[":".join(filter(None, (namespace, name)))] = pattern.callback

    walk(get_resolver().url_patterns, "")
    return found


def one_page():
    """A PDF that opens."""
    writer, content = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(content)
    return content.getvalue()


def rows_of(organization):
    """One row of each kind that an address may carry."""
    with scope(organization=organization):
        year = f.AcademicYearFactory(organization=organization)
        place = f.SchoolClassFactory(year=year)
        f.StaffRoomFactory(organization=organization)
        pupil = f.EnrolmentFactory(school_class=place).person
        colleague = f.PersonFactory(organization=organization, kind="staff", post="учитель")
        paper = f.FileFactory(organization=organization, content=one_page())
        signed = f.OrderFactory(person=colleague, kind="additional_administrator", signed=True, pdf=paper)
        appointee = f.PersonFactory(
            organization=organization, kind="staff", post="учитель", phone="+79000001408"
        )
        raw = (
            b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            b"Content-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: application/pdf\r\n"
            b'Content-Disposition: attachment; filename="a.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
        )
        case = f.RegistrationCaseFactory(order=f.OrderFactory(person=appointee, signed=True))
        letter = f.MessageFactory(organization=organization, frozen=raw)
        case.sendings.create(organization=organization, number=1, message=letter)
        return {
            "class": place,
            "pupil": pupil,
            "parent": f.EnrolmentFactory(school_class=place, role="parent").person,
            "place": f.EnrolmentFactory(school_class=place),
            "colleague": colleague,
            "order": f.OrderFactory(person=appointee),
            "signed_order": signed,
            "file": signed.pdf,
            "case": case,
            "consent": record_paper(
                person=appointee,
                purpose="handover",
                role="staff",
                signed_on=clock.today(),
                scan=Scan(one_page(), "application/pdf", "pdf"),
                actor=f.UserFactory(),
            ),
            "message": f.MessageFactory(organization=organization, status="uncertain"),
            "job": f.JobFactory(organization=organization, status="done", result=paper),
            "letter": letter,
            "run": f.RunFactory(organization=organization),
            "link": f.InvitationFactory(school_class=place, person=pupil),
            "request": f.JoinRequestFactory(
                invitation=f.InvitationFactory(school_class=place, kind="class", role="parent"),
                status="accepted",
                person=f.EnrolmentFactory(school_class=place, role="parent").person,
                likely_child=pupil,
            ),
            "chat": f.ChatFactory(organization=organization, school_class=place),
            "guardianship": f.GuardianshipFactory(
                guardian=f.PersonFactory(organization=organization), pupil=pupil
            ),
            "assignment": f.AssignmentFactory(person=colleague, role="deputy"),
            "membership": f.MembershipFactory(
                person=f.PersonFactory(organization=organization, kind="staff", last_name="Уходящий")
            ),
        }


@pytest.fixture
def own(organization):
    return rows_of(organization)


@pytest.fixture
def sibling(other_organization):
    return rows_of(other_organization)


@pytest.fixture
def users(organization, own):
    place = own["class"]
    with scope(organization=organization):
        people = {
            role: f.user_with_role(organization, role)
            for role in ("administrator", "additional_administrator", "director", "deputy")
        }
        people["class_teacher"] = f.user_with_role(organization, "class_teacher", school_class=place)
        people["subject_teacher"] = f.user_with_role(
            organization,
            "subject_teacher",
            school_class=place,
            subject=f.SubjectFactory(organization=organization),
        )
    return people | {"operator": f.UserFactory(is_operator=True)}


def address(name, pk=None):
    row = ROUTES[name]
    kwargs = dict(row.extra) | ({"pk": pk} if row.row else {})
    return reverse(name, kwargs=kwargs)


def test_every_route_has_its_row_and_every_row_its_route():
    routes = routes_of_the_portal()
    ours = {n for n in routes if not n.startswith(FOREIGN_PREFIXES)} - PUBLIC - OWN
    assert ours - set(ROUTES) == set()
    assert set(ROUTES) - set(routes) == set()


def test_every_route_of_ours_says_what_guards_it():
    unguarded = {
        name
        for name, view in routes_of_the_portal().items()
        if not name.startswith(FOREIGN_PREFIXES) and not getattr(view, "guarded_by", "")
    }
    assert unguarded == set()
    for name, view in routes_of_the_portal().items():
        if name in ROUTES:
            assert view.guarded_by != "public", name


@pytest.mark.parametrize("name", ROUTES)
def test_s5_own_school(name, own, users, client_of):
    expected = ROUTES[name]
    pk = own[expected.row].pk if expected.row else None
    for role in ROLES:
        for method in ("GET", "POST"):
            with transaction.atomic():  # each try finds the rows as they were
                status = client_of(users[role]).generic(method, address(name, pk)).status_code
                transaction.set_rollback(True)
            where = f"{name} {method} {role}: {status}"
            assert status < 500, where
            if (name, role) in LED_AWAY and method == "GET":
                assert status == 302, where
            elif role not in expected.roles:
                assert status in REFUSED or (status == 405 and method not in expected.methods.split()), where
            elif method not in expected.methods.split():
                assert status == 405, where
            else:
                assert status not in {401, 405} | (REFUSED - {expected.nothing}), where


@pytest.mark.parametrize("name", [name for name, row in ROUTES.items() if row.row])
def test_s5_a_sibling_schools_row_is_as_if_it_were_missing(name, own, sibling, users, client_of):
    expected = ROUTES[name]
    for role in ROLES:
        client = client_of(users[role])
        for method in expected.methods.split():
            theirs = client.generic(method, address(name, sibling[expected.row].pk))
            missing = client.generic(method, address(name, MISSING))
            where = f"{name} {method} {role}: {theirs.status_code}, missing: {missing.status_code}"
            assert theirs.status_code == missing.status_code, where
            assert theirs.status_code in REFUSED, where
            if role in expected.roles:
                assert theirs.status_code == 404, where


@pytest.mark.parametrize("name", ROUTES)
def test_s5_an_anonymous_visitor_is_sent_to_sign_in(name, own):
    expected = ROUTES[name]
    pk = own[expected.row].pk if expected.row else None
    for method in expected.methods.split():
        response = Client().generic(method, address(name, pk))
        assert response.status_code == 302, f"{name} {method}"
        assert response.url.startswith("/accounts/login/")
