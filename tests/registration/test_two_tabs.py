"""A decision of the director from a tab that is older than another."""


def test_a_return_from_a_tab_of_before_does_not_take_an_approval_back(client_of, director, approved):
    address = f"/admin/registration/registrationcase/{approved.pk}/change/"
    told = client_of(director).post(address, {"decision": "return", "reason": "Уточните адрес"})
    assert told.status_code == 400
    assert "Решение не записано: заявка уже «одобрена», её решили в другом окне." in told.content.decode()
    approved.refresh_from_db()
    assert approved.status == "approved"
