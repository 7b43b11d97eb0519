"""The move of the consents out of `invitations`: nothing is lost, there and back."""

import pytest
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_scopes import scope

from consents.models import Decision
from tests import factories as f

# Every other app stays as it is: only what these migrations change is taken back.
BEFORE = [("invitations", "0002_consent_of_request")]
AFTER = [("invitations", "0005_consents_left")]
OLD = ("invitations_consenttext", "invitations_consent")
NEW = ("consents_consenttext", "consents_decision", "consents_standing")


def migrate(targets):
    """The models as they are after that: the named apps at these migrations, all others at their last."""
    MigrationExecutor(connection).migrate(targets)
    loader = MigrationExecutor(connection).loader
    left = {app for app, _ in targets}
    return loader.project_state(
        [*targets, *(key for key in loader.graph.leaf_nodes() if key[0] not in left)]
    ).apps


def rows(*tables):
    """Every row of the tables, and which decision each link and request names where they do."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            names = [column[0] for column in cursor.description]
            own = "consents_standing" if table == "consents_standing" else ""
            found[table] = [
                {name: value for name, value in zip(names, row, strict=True) if not (own and name == "id")}
                for row in cursor.fetchall()
            ]
        return found


def links_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, consent_id FROM {table} ORDER BY id")
        return dict(cursor.fetchall())


@pytest.fixture
def old(transactional_db):
    """The database as it was before the move; it is left as it is now."""
    yield migrate(BEFORE)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.fixture
def school(old):
    """{name: id} of what an old school has: a parent, a pupil, a class's link with a request, a withdrawal, a refusal."""

    def make(app, name, **fields):
        return old.get_model(app, name)._base_manager.create(**fields)

    org = make(
        "orgstructure", "Organization", full_name="Школа", short_name="Школа", mark="19", locality="с."
    )
    year = make(
        "orgstructure", "AcademicYear", organization=org, starts_on="2026-09-01", ends_on="2027-08-31"
    )
    place = make(
        "orgstructure", "SchoolClass", organization=org, year=year, kind="study", grade=5, letter="А",
        title="5А", search_title="5а",
    )  # fmt: skip
    text = make(
        "invitations", "ConsentText", organization=org, role="parent", number=1, body="Да", sha256="x"
    )
    end = timezone.now() + timezone.timedelta(days=3)

    def link(role, **fields):
        return make(
            "invitations",
            "Invitation",
            organization=org,
            school_class=place,
            role=role,
            expires_at=end,
            **fields,
        )

    def decided(invitation, decision, **fields):
        return make(
            "invitations",
            "Consent",
            organization=org,
            text=text,
            invitation=invitation,
            decision=decision,
            **fields,
        )

    made = {}
    for name, role in (("mother", "parent"), ("pupil", "pupil"), ("father", "parent")):
        person = make(
            "orgstructure",
            "Person",
            organization=org,
            last_name=name,
            first_name="А",
            search_name=name,
        )
        made[name] = person.pk
        made[f"{name} link"] = link(role, kind="personal", person=person, status="accepted", uses=1).pk
    shared = link("parent", kind="class", max_uses=9, uses=1)
    request = make(
        "invitations",
        "JoinRequest",
        organization=org,
        invitation=shared,
        school_class=place,
        role="parent",
        full_name="Кто-то",
    )
    invitation = {
        name: old.get_model("invitations", "Invitation")._base_manager.get(pk=made[f"{name} link"])
        for name in ("mother", "pupil", "father")
    }
    made["given"] = decided(invitation["mother"], "given", person_id=made["mother"]).pk
    made["ticked"] = decided(invitation["pupil"], "given", person_id=made["pupil"]).pk
    made["refused"] = decided(
        invitation["father"], "refused", person_id=made["father"], contact_note="звоните"
    ).pk
    made["asked"] = decided(shared, "given", request=request).pk
    made["withdrawn"] = decided(invitation["mother"], "withdrawn", person_id=made["mother"]).pk
    return made | {"request": request.pk}


def test_forward_back_and_forward_gives_the_same_rows(school):
    before = rows(*OLD)
    migrate(AFTER)
    after = rows(*NEW)
    assert links_of("invitations_invitation")[school["mother link"]] == school["given"]
    assert links_of("invitations_invitation")[school["father link"]] == school["refused"]
    assert links_of("invitations_joinrequest") == {school["request"]: school["asked"]}
    migrate(BEFORE)
    assert rows(*OLD) == before
    migrate(AFTER)
    assert rows(*NEW) == after


def test_what_an_old_decision_means(school):
    migrate(AFTER)
    decisions = {row["id"]: row for row in rows("consents_decision")["consents_decision"]}
    mother, pupil = decisions[school["given"]], decisions[school["ticked"]]
    assert (mother["giver_id"], mother["capacity"]) == (school["mother"], "self")
    assert (pupil["subject_id"], pupil["giver_id"], pupil["capacity"]) == (school["pupil"], None, "")
    assert decisions[school["withdrawn"]]["withdraws_id"] == school["given"]
    assert decisions[school["refused"]]["contact_note"] == "звоните"
    standings = {row["subject_id"]: row for row in rows("consents_standing")["consents_standing"]}
    assert {pk: row["state"] for pk, row in standings.items()} == {
        school["mother"]: "withdrawn",
        school["pupil"]: "given",
        school["father"]: "refused",
    }


def test_new_decisions_are_numbered_after_the_old_ones(school):
    apps = migrate(AFTER)
    old = apps.get_model("consents", "Decision")._base_manager
    first = old.get(pk=school["given"])
    made = old.create(organization_id=first.organization_id, text_id=first.text_id, decision="given")
    assert made.pk > school["withdrawn"]
    made.delete()


def test_a_paper_stops_the_way_back_with_a_sentence(school):
    apps = migrate(AFTER)
    user = apps.get_model("roles", "User")._base_manager.create(email="a@school.example")
    decisions = apps.get_model("consents", "Decision")._base_manager
    given = decisions.get(pk=school["given"])
    paper = decisions.create(
        organization_id=given.organization_id,
        text_id=given.text_id,
        subject_id=school["pupil"],
        decision="given",
        channel="paper",
        recorded_by_id=user.pk,
    )
    with pytest.raises(IrreversibleError, match=f"№ {paper.pk} записано без ссылки"):
        migrate(BEFORE)
    assert decisions.filter(pk=paper.pk).exists()


def test_a_scan_stops_the_way_back_with_a_sentence(transactional_db):
    school = f.OrganizationFactory()
    with scope(organization=school):
        given = f.DecisionFactory(
            text=f.ConsentTextFactory(organization=school),
            channel="paper",
            recorded_by=f.UserFactory(),
            scan=f.FileFactory(organization=school),
        )
    with pytest.raises(IrreversibleError, match=f"№ {given.pk} есть скан"):
        migrate([("consents", "0001_decisions_and_standings")])
    assert Decision._base_manager.get().scan
