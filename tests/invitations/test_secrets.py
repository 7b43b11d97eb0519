"""S2: no code of a link lies in the database or in a letter that waits, after all that is done with links."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from invitations import codes
from invitations.models import Invitation
from invitations.services import links, mailing
from outbox.models import Message
from outbox.placeholders import Gone, fill, mask
from tests import factories as f


def whole_database() -> str:
    """Every value of every table, as text."""
    parts = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            for row in cursor.fetchall():
                parts += [
                    bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row
                ]
    return "\n".join(parts)


@pytest.fixture
def made(organization, school_class, administrator):
    people = [
        f.EnrolmentFactory(
            school_class=school_class,
            person=f.PersonFactory(organization=organization, email=f"p{n}@family.example"),
        ).person
        for n in range(3)
    ]
    return links.create_personal(
        organization=organization, people=people, school_class=school_class, role="pupil", actor=administrator
    ).links


def secrets(rows) -> list[str]:
    found = []
    for row in rows:
        short = codes.short_code(row)
        found += [codes.link_code(row), codes.link_code(row)[11:], short, codes.show_short_code(short)]
    return found


def test_s2_no_code_lies_in_any_table_after_the_whole_story(organization, administrator, client_of, made):
    client = client_of(administrator)
    fresh = Invitation.objects.select_related("person", "school_class", "organization")
    mailing.send_invitations(invitations=fresh, actor=administrator)
    mailing.remind_invitations(invitations=fresh, actor=administrator)
    assert client.post("/links/sheets/", {"link": [made[0].pk], "layout": "pages"}).status_code == 200
    assert (
        codes.link_code(made[0])
        in client.get(reverse("invitations:link", args=[made[0].pk])).content.decode()
    )
    client.get("/links/", {"q": codes.link_url(made[0])})
    client.get(reverse("public:link", args=[codes.link_code(made[1])]))
    new = links.reissue_invitations(invitations=made[:1], actor=administrator)
    links.annul_invitations(invitations=new, reason="утечка", actor=administrator)
    assert Message.objects.count() == 6
    everything = whole_database()
    assert made[0].person.last_name in everything  # the search would find what is there
    for secret in secrets([*made, *new]):
        assert secret not in everything


def test_s2_a_letter_gets_its_link_only_as_it_leaves_and_a_page_shows_it_veiled(organization, made):
    body = f"Ссылка: {{{{link:{made[0].pk}}}}}"
    assert fill(body, to="parent@family.example") == f"Ссылка: {codes.link_url(made[0])}"
    assert codes.link_code(made[0]) not in mask(body)


def test_s2_a_letter_whose_link_died_meanwhile_does_not_leave(made, administrator):
    links.annul_invitations(invitations=made, reason="утечка", actor=administrator)
    with pytest.raises(Gone, match="аннулирована"):
        fill(f"{{{{link:{made[0].pk}}}}}", to="parent@family.example")


def test_s3_the_host_of_a_link_is_the_portals_whatever_the_request_says(
    client_of, administrator, made, settings
):
    settings.PORTAL_URL = "https://portal.school.example"
    settings.ALLOWED_HOSTS = ["*"]
    page = client_of(administrator).get(
        reverse("invitations:link", args=[made[0].pk]), headers={"host": "evil.example"}
    )
    assert f"https://portal.school.example/i/{codes.link_code(made[0])}" in page.content.decode()
    assert "evil.example/i/" not in page.content.decode()
