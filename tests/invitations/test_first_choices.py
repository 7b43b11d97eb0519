"""What a page chooses by itself, and what it marks as asked."""

from tests import factories as f


def text(response):
    return " ".join(response.content.decode().split())


def test_whoever_leads_one_class_is_not_asked_which(client_of, class_teacher, administrator, school_class):
    f.SchoolClassFactory(year=school_class.year, grade=9, letter="Я")
    place = f.EnrolmentFactory(school_class=school_class)
    web = client_of(class_teacher)
    page = web.get("/links/new/")
    assert page.context["school_class"] == school_class
    assert place.person.full_name in text(page)
    made = web.post("/links/new/", {"kind": "personal", "enrolment": [place.pk], "days": ""})
    assert made.status_code == 302
    assert client_of(administrator).get("/links/new/").context["school_class"] is None


def test_a_reason_that_is_asked_has_the_star_of_other_fields(client_of, administrator, school_class):
    link = f.InvitationFactory(school_class=school_class, kind="class", role="parent", max_uses=5)
    row = f.JoinRequestFactory(invitation=link)
    page = text(client_of(administrator).post("/requests/decide/", {"do": "reject", "pick": row.pk}))
    assert 'Причина<span class="asteriskField">*</span>' in page
