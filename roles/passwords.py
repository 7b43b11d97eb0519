"""What a new password may not be."""

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator


class UnlikeOneself(UserAttributeSimilarityValidator):
    """Django's check against what is known of the account, refused in a sentence that is Russian."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "full_name"))

    def get_error_message(self) -> str:
        return "Пароль похож на вашу почту или имя: его легко угадать. Придумайте другой."
