"""A form that is left to add a person comes back as it was typed."""

from orgstructure.models import Person

NEW = "/documents/new/?kind=administrator"
ADD = "/people/new/?kind=staff&next=/documents/new/%3Fkind%3Dadministrator"
TYPED = {
    "kind": "administrator",
    "person": "",
    "phone": "+7 900 111-22-33",
    "email": "",
    "basis": "Устав школы",
}


def text(response):
    return response.content.decode()


def test_a_person_is_added_from_the_order_and_what_was_typed_is_there_again(web, teacher, staff_room):
    page = text(web.get(NEW))
    assert 'name="aside"' in page
    assert "+7 900 111-22-33" not in page
    left = web.post(NEW, TYPED | {"aside": ADD})
    assert (left.status_code, left["Location"]) == (303, ADD)
    person = {"kind": "staff", "last_name": "Сидоров", "first_name": "Олег", "post": "учитель"}
    added = web.post("/people/new/", person | {"next": NEW})
    made = Person.objects.get(last_name="Сидоров")
    assert added["Location"] == f"/documents/new/?kind=administrator&person={made.pk}"
    response = web.get(added["Location"])
    page = text(response)
    assert response.status_code == 200
    assert 'value="+7 900 111-22-33"' in page
    assert "Устав школы</textarea>" in page
    assert f'<option value="{made.pk}" selected' in page
    assert "invalid" not in page


def test_it_is_there_also_after_nobody_was_added_and_only_once(web, teacher):
    for _ in range(2):  # the same press after «Back» keeps it once more
        web.post(NEW, TYPED | {"aside": ADD, "_once": "mark"})
        assert 'value="+7 900 111-22-33"' in text(web.get(NEW))
    assert 'value="+7 900 111-22-33"' not in text(web.get(NEW))


def test_no_other_form_takes_it_and_no_other_host_is_gone_to(web, teacher):
    web.post(NEW, TYPED | {"aside": ADD})
    assert "111-22-33" not in text(web.get("/documents/new/?kind=additional_administrator"))
    assert web.post(NEW, TYPED | {"aside": "https://elsewhere.example/"}).status_code == 400


def test_from_a_kept_order_one_mends_the_card_and_comes_back(web, drafted, teacher):
    here = f"/documents/{drafted.pk}/edit/"
    card = f"/people/{teacher.pk}/edit/?next={here}"
    assert f'value="/people/{teacher.pk}/edit/?next={here.replace("/", "%2F")}"' in text(web.get(here))
    assert web.post(here, TYPED | {"person": teacher.pk, "aside": card})["Location"] == card
    form = web.get(card).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"post": "завуч", "next": here}

    assert web.post(f"/people/{teacher.pk}/edit/", data)["Location"] == here

    back = text(web.get(here))
    assert "Устав школы</textarea>" in back
    assert "завуч" in text(web.get(f"/documents/{drafted.pk}/"))
