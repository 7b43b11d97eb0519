"""Details of the school that changed after the director had approved the application."""


def test_details_changed_after_the_approval_are_told_at_the_saving_and_on_the_page(
    client_of, administrator, approved
):
    desk = client_of(administrator)
    assert "После одобрения сведения в письме изменились" not in desk.get("/registration/").content.decode()
    form = desk.get("/organization/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"address": "с. Новое, ул. Мира, 5"}
    saved = desk.post("/organization/", data, follow=True)
    assert "одобрена с прежними сведениями" in saved.content.decode()
    assert "После одобрения сведения в письме изменились" in desk.get("/registration/").content.decode()
    case = type(approved).objects.get()
    assert case.status == "approved"
