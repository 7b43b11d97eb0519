"""A new password is refused in words that are Russian."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests import factories as f


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["timchenko1", "Тимченко-О"])
def test_a_password_like_oneself_is_refused_in_a_sentence(password):
    user = f.UserFactory(email="timchenko@school.example", full_name="Тимченко Ольга Викторовна")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert (
        "Пароль похож на вашу почту или имя: его легко угадать. Придумайте другой." in refused.value.messages
    )
    assert not any("электронная почта" in words for words in refused.value.messages)
